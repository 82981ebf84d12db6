"""Strings have the numbers that a dict would give them, whatever their bytes and however they meet in the table."""

from collections import Counter
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.engine.whoosh import lookup
from searchidx.engine.whoosh.lookup import Lookup, Numbering
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.stretches import LONGEST, Stretches

REMEMBERED = 200

pieces = st.lists(st.sampled_from([b"\0", b"a", b"\0" * 8, b"a" * 8, b"b" * 8]), max_size=4).map(b"".join)
"""Strings that begin alike, and end in zeros as what is behind a short one does."""
long = st.sampled_from([b"a" * size for size in (LONGEST, LONGEST + 1, REMEMBERED, REMEMBERED + 1)])
batches = st.lists(st.lists(pieces | long | st.binary(max_size=LONGEST + 2), max_size=40), max_size=3)


class Colliding(Lookup):
    """All strings meet in one place, the last or the first of the table."""

    def __init__(self, value: int) -> None:
        super().__init__()
        self._value = value

    def _hashes(self, words: Numbers) -> Numbers:  # type: ignore[override]
        return np.full(len(words[0]), self._value, np.uint64)


def stretches(words: list[bytes]) -> Stretches:
    """Return words, side by side, as if they had been cut out of a text."""
    ends = np.array(list(accumulate(map(len, words))), np.int64)
    sizes = np.array(list(map(len, words)), np.int64)
    return Stretches(bytearray(b"".join(words) + b"\xaa" * (LONGEST + 8)), ends - sizes, ends, sizes[:0])


class Learnt(list[bytes]):
    """What was learnt, by number."""

    def __call__(self, word: bytes) -> int:
        self.append(word)
        return len(self) - 1


@pytest.mark.parametrize(
    "table",
    [Lookup, lambda: Colliding(0), lambda: Colliding((1 << 64) - 1)],
    ids=["by chance", "all in the first place", "all in the last place"],
)
@given(batches)
def test_each_string_is_learnt_once_and_known_by_its_number(
    table: type[Lookup], batches: list[list[bytes]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookup, "_SMALLEST", 1)  # so that it grows
        numbering, learnt = Numbering(), Learnt()
        numbering._short = table()
        for words in batches:
            numbers = numbering.numbers(stretches(words), learnt)
            assert [learnt[number] for number in numbers.tolist()] == words
    times = Counter(word for words in batches for word in words)
    assert Counter(learnt) == {word: count if len(word) > REMEMBERED else 1 for word, count in times.items()}


def test_a_table_grows_to_have_twice_the_room() -> None:
    table = Lookup()
    known = stretches([b"%d" % number for number in range(5_000)])
    lengths = known.ends - known.starts
    assert table.find(known.words(), lengths).tolist() == [-1] * 5_000
    empty = table.memory
    for part in (slice(0, 1), slice(1, 2_048), slice(2_048, 5_000)):
        numbers = np.arange(5_000)[part]
        table.add([word[part] for word in known.words()], lengths[part], numbers)
        assert len(table) == part.stop
        assert table.memory == empty * (1 if part.stop <= 2_048 else 4)
        expected = [*range(part.stop), *[-1] * (5_000 - part.stop)]
        assert table.find(known.words(), lengths).tolist() == expected
