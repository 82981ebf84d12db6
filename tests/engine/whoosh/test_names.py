"""Fields of names, and of addresses: each folded word where it stands, with gaps between the values of one article."""

import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchidx.analysis.french import analyse_word
from searchidx.analysis.tokenizer import surface_words
from searchidx.engine.base import VALUE_GAP
from searchidx.engine.whoosh import names
from searchidx.engine.whoosh.inverting import spool
from searchidx.engine.whoosh.kept import Kept
from searchidx.engine.whoosh.names import Addresses, Names, Values
from searchidx.engine.whoosh.postings import Line
from searchidx.engine.whoosh.sections import Sections, SectionWriter
from searchidx.engine.whoosh.table import PostingsTable

SAID = [
    "Anne Le Goff", "anne LE GOFF", "N’Djamena", "O.N.U.", "l'Équipe", "l'État 2 500", "", "-", "œ" * 70,
    "https://example.org/2024/la-crue", "https://example.org/a.html", "HTTPS://a/" + "B" * 70, "www.l'eau.fr",
]  # fmt: skip
some_values = st.lists(st.sampled_from(SAID) | st.text("aB1é' .-/", max_size=6), max_size=3).map(tuple)
batches = st.lists(st.lists(some_values, max_size=6), max_size=3)


class Expected:
    """What is read of documents, word by word."""

    def __init__(self, documents: list[Values]) -> None:
        self.positions: dict[str, list[int]] = defaultdict(list)
        self.lengths: list[int] = []
        self.starts = [0]
        for values in documents:
            start = end = self.starts[-1]
            length = 0
            for value in values:
                words = surface_words(value)
                for place, word in enumerate(words, start):
                    for folded in analyse_word(word).folded:
                        self.positions[folded].append(place)
                end = start + len(words)
                start = end + VALUE_GAP
                length += len(words)
            self.lengths.append(length)
            self.starts.append(end)


@pytest.mark.parametrize("few", [False, True], ids=["remembered", "read again"])
@pytest.mark.parametrize("kind", [Names, Addresses])
@settings(max_examples=50)
@given(batches)
def test_each_folded_word_stands_where_it_was_said(
    kind: type[Names], few: bool, batches: list[list[Values]]
) -> None:
    documents = [values for batch in batches for values in batch]
    expected = Expected(documents)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        if few:
            for name in ("_SAME", "_SAME_VALUES", "_SHORT"):
                patch.setattr(names, name, 1)
        field = kind()
        for batch in batches:
            field.extend(batch)
        assert field.starts.tolist() == expected.starts
        assert field.reach == expected.starts[-1]
        assert field.lengths.tolist() == expected.lengths
        out = SectionWriter(Path(folder) / "a.seg")
        with spool(Path(folder)) as files:
            count = field.write(out, "names", files)
        out.finish({"terms": {"names": count}})
        table = PostingsTable(Sections(Path(folder) / "a.seg"), "names", Line(field.starts), Kept())
        terms = sorted(expected.positions)
        assert table.terms.slice(0, count) == [term.encode() for term in terms]
        counts, positions, _ = table.occurrences(0, count)
        assert counts.tolist() == [len(expected.positions[term]) for term in terms]
        assert positions.tolist() == [place for term in terms for place in expected.positions[term]]


def test_values_that_come_again_take_little_memory() -> None:
    alike, different = Names(), Names()
    alike.extend([("Le Courrier",)] * 10_000)
    different.extend([(f"Le Courrier {number}",) for number in range(10_000)])
    assert len(alike.lengths) == len(different.lengths) == 10_000
    assert alike.memory < 10 * 10_000 < different.memory


def test_words_of_addresses_are_learnt_in_one_go_with_those_of_names() -> None:
    """A value that is no plain address is read as a name is, and both number the same words."""
    field = Addresses()
    field.extend([("https://a.org/eau",), ("l’eau",), ("eau/A", "org"), ("org",)])
    assert sorted(field._words) == ["a", "eau", "https", "org"]
    assert np.diff(field.starts).tolist() == [4, 1, 3 + VALUE_GAP, 1]
