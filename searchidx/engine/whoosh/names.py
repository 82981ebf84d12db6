"""Fields of names: words that are folded and not stemmed, and gaps between the values of one article.

What a field says is read once where it comes again, as the name of a section does; addresses never do, and their
words are looked up many addresses at a time.
"""

from array import array
from collections.abc import Sequence
from typing import IO, Final

import numpy as np

from searchidx.analysis.french import analyse_word
from searchidx.analysis.tokenizer import is_run_of_words, surface_words
from searchidx.engine.base import VALUE_GAP
from searchidx.engine.whoosh.inverting import by_ranges, numbers_in
from searchidx.engine.whoosh.lookup import Numbering
from searchidx.engine.whoosh.packing import ranges, starts_of
from searchidx.engine.whoosh.postings import Line
from searchidx.engine.whoosh.postings_writer import PostingsWriter
from searchidx.engine.whoosh.sections import Numbers, SectionWriter
from searchidx.engine.whoosh.stretches import ADDRESS, cut

_SAME: Final = 1 << 17
"""Words that are remembered as they were spelled."""
_SAME_VALUES: Final = 1 << 14
_SHORT: Final = 10
"""Values, and words of a value, that are remembered whole."""

_BYTES_A_WORD: Final = 170
_BYTES_A_SPELLING: Final = 250

Values = tuple[str, ...]


class Names:
    """A field of names: documents refer to what was read of their values."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._spelled: dict[str, list[int]] = {}
        self._known: dict[Values, int] = {}
        self._first = array("I", [0])
        self._places = array("I")
        self._numbers = array("I")
        self._lengths = array("I")
        self._spans = array("I")
        self._documents = array("I")
        self.reach = 0

    def extend(self, values: Sequence[Values]) -> None:
        """Add documents, each with its values."""
        for each in values:
            number = self._known.get(each)
            if number is None:
                number = self._read(each)
            self._documents.append(number)
            self.reach += self._spans[number]

    def _read(self, values: Values) -> int:
        """Read values, and return the number that they go by."""
        start = length = span = 0
        for value in values:
            for word in surface_words(value):
                for number in self._spelled.get(word) or self._spell(word):
                    self._places.append(start)
                    self._numbers.append(number)
                start += 1
                length += 1
            span = start
            start += VALUE_GAP
        if len(self._known) < _SAME_VALUES and length < _SHORT:
            self._known[values] = len(self._lengths)
        self._first.append(len(self._places))
        self._lengths.append(length)
        self._spans.append(span)
        return len(self._lengths) - 1

    def _spell(self, word: str) -> list[int]:
        words = self._words
        numbers = [words.setdefault(folded, len(words)) for folded in analyse_word.__wrapped__(word).folded]
        if len(self._spelled) < _SAME:
            self._spelled[word] = numbers
        return numbers

    @property
    def memory(self) -> int:
        """The bytes it takes, roughly."""
        read = 4 * (2 * len(self._places) + 3 * len(self._lengths) + len(self._documents))
        return read + _BYTES_A_WORD * len(self._words) + _BYTES_A_SPELLING * len(self._spelled)

    @property
    def starts(self) -> Numbers:
        return starts_of(numbers_in(self._spans).take(numbers_in(self._documents)))

    @property
    def lengths(self) -> Numbers:
        return numbers_in(self._lengths).take(numbers_in(self._documents))

    def write(self, out: SectionWriter, name: str, files: tuple[IO[bytes], IO[bytes]]) -> int:
        """Write the postings; return the number of terms."""
        starts, documents, first = self.starts, numbers_in(self._documents), numbers_in(self._first)
        begins = first.take(documents)
        sizes = first.take(documents + np.uint32(1)) - begins
        which = ranges(begins, sizes).astype(np.uint32)
        positions = numbers_in(self._places).take(which)
        positions += starts[:-1].astype(np.uint32).repeat(sizes)
        words = list(self._words)
        order = sorted(range(len(words)), key=words.__getitem__)
        ranks = np.empty(len(words), np.uint32)
        ranks[order] = np.arange(len(words))
        taken = ranks.take(numbers_in(self._numbers).take(which))
        del which
        counts = np.bincount(taken, minlength=len(words))
        positions = positions.take(np.argsort(taken, kind="stable"))
        del taken
        postings = PostingsWriter(out, name, Line(starts), None, files)
        done = 0
        for start, end in by_ranges(counts):
            terms = [words[number].encode() for number in order[start:end]]
            upto = done + int(counts[start:end].sum())
            postings.extend(terms, counts[start:end], positions[done:upto], None)
            done = upto
        return postings.finish()


class Addresses(Names):
    """A field of addresses, each of which is its own."""

    def __init__(self) -> None:
        super().__init__()
        self._numbering = Numbering()

    @property
    def memory(self) -> int:
        return super().memory + self._numbering.memory

    def _learn(self, word: bytes) -> int:
        (folded,) = analyse_word.__wrapped__(word.decode()).folded  # it is remembered here
        return self._words.setdefault(folded, len(self._words))

    def extend(self, values: Sequence[Values]) -> None:
        plain = [len(each) == 1 and is_run_of_words(each[0]) for each in values]
        addresses = [each[0].encode() for each, is_plain in zip(values, plain, strict=True) if is_plain]
        words = cut(addresses, ADDRESS)
        base = len(self._lengths)
        counts = words.counts.astype(np.uint32)
        self._numbers.frombytes(self._numbering.numbers(words, self._learn).astype(np.uint32).tobytes())
        self._places.frombytes(ranges(np.zeros(len(counts), np.int64), counts).astype(np.uint32).tobytes())
        self._first.frombytes(
            (np.uint32(self._first[-1]) + np.add.accumulate(counts, dtype=np.uint32)).tobytes()
        )
        self._lengths.frombytes(counts.tobytes())
        self._spans.frombytes(counts.tobytes())
        self.reach += int(counts.sum())
        for each, is_plain in zip(values, plain, strict=True):
            if is_plain:
                self._documents.append(base)
                base += 1
            else:
                super().extend([each])
