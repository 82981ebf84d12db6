"""Where a term stands, listed or recorded."""

import tempfile
from itertools import accumulate
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchidx.engine.ranking import K1, B
from searchidx.engine.whoosh import postings, postings_writer, table
from searchidx.engine.whoosh.inverting import spool
from searchidx.engine.whoosh.kept import Kept
from searchidx.engine.whoosh.postings import Line, Listed, Partly, Recorded
from searchidx.engine.whoosh.postings_writer import PostingsWriter
from searchidx.engine.whoosh.sections import Numbers, Sections, SectionWriter
from searchidx.engine.whoosh.table import PostingsTable

LENGTHS = [3, 0, 300, 1, 0, 70_000, 5]
"""Words of each document; positions take more than a byte, and more than two."""
STARTS = np.array([0, *accumulate(LENGTHS)])

standing = st.lists(
    st.dictionaries(
        st.integers(0, int(STARTS[-1]) - 1) | st.integers(0, 305),
        st.integers(0, 300),
        min_size=1,
        max_size=20,
    ),
    min_size=1,
    max_size=6,
)
"""Of each term its positions on the line, and the code of the form at each."""


def written(folder: str, terms: list[dict[int, int]], *, cut: int, frequent: int) -> PostingsTable:
    path = Path(folder) / f"{frequent}.seg"
    out = SectionWriter(path)
    ordered = [sorted(term.items()) for term in terms]
    with pytest.MonkeyPatch.context() as patch, spool(path.parent) as files:
        patch.setattr(postings_writer, "FREQUENT", frequent)
        patch.setattr(postings_writer, "_FEW_DOCUMENTS", 0)
        writer = PostingsWriter(out, "body", Line(STARTS), np.array(LENGTHS), files)
        for part in (slice(0, cut), slice(cut, None)):
            flat = [pair for term in ordered[part] for pair in term]
            positions, codes = (np.array([pair[place] for pair in flat], np.int64) for place in (0, 1))
            names = [f"{number:02}".encode() for number in range(*part.indices(len(terms)))]
            writer.extend(names, np.array([len(term) for term in ordered[part]], np.int64), positions, codes)
        count = writer.finish()
    out.finish({"terms": {"body": count}})
    return PostingsTable(Sections(path), "body", Line(STARTS), Kept())


@pytest.mark.parametrize("many", [postings.MANY, 0], ids=["whole", "in parts"])
@settings(max_examples=60)
@given(standing, st.integers(0, 6), st.sets(st.integers(0, len(LENGTHS) - 1)))
def test_what_is_recorded_equals_what_is_listed(
    many: int, terms: list[dict[int, int]], cut: int, some: set[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "MANY", many)
        tables = [written(folder, terms, cut=cut, frequent=frequent) for frequent in (1 << 30, 1, 8)]
        for number, term in enumerate(terms):
            places = sorted(term)
            at = (np.searchsorted(STARTS, places, "right") - 1).tolist()
            documents = sorted(set(at))
            for each in tables:
                found = each.find(f"{number:02}")
                assert found is not None
                assert len(found) == len(documents)
                assert found.documents.tolist() == documents == list(found.bitmap)
                assert found.frequencies.tolist() == [at.count(document) for document in documents]
                everywhere = np.arange(len(LENGTHS), dtype=np.uint32)[::-1]
                assert found.frequencies_in(everywhere).tolist() == [
                    at.count(document) for document in everywhere
                ]
                assert found.positions().tolist() == places
                positions, codes = found.positions(), found.codes()
                assert dict(zip(positions.tolist(), codes.tolist(), strict=True)) == term
                within = [place for place, document in zip(places, at, strict=True) if document in some]
                there = found.positions(np.array(sorted(some), np.uint32)).tolist()
                assert [place for place in there if place in set(within)] == within
                assert set(there) <= set(places)
        for each in tables:
            counts, positions, codes = each.occurrences(0, len(terms))
            assert counts.tolist() == [len(term) for term in terms] == each.counts(0, len(terms)).tolist()
            assert list(zip(positions.tolist(), codes.tolist(), strict=True)) == [
                pair for term in terms for pair in sorted(term.items())
            ]
            assert each.find("none") is None


def test_a_frequent_term_knows_an_impact_that_none_of_a_block_exceeds() -> None:
    terms = [{int(STARTS[document]): 0 for document in (0, 2, 3, 5, 6)}]
    with tempfile.TemporaryDirectory() as folder:
        found = written(folder, terms, cut=0, frequent=1).find("00")
        assert found is not None
        assert found.maxima is not None
        mean = sum(LENGTHS) / 5
        norms = K1 * (1 - B + B * np.array(LENGTHS) / mean)
        best = max(1 / (1 + norm) for document, norm in enumerate(norms) if document in found.bitmap)
        assert 0 <= int(found.maxima[0]) / 255 - best < 1 / 255


KINDS = {
    "in a column": (),
    "decoded whole": ((postings, "_SMALL", 0), (postings, "_DENSE", 0)),
    "decoded one by one": ((table, "MANY", 0),),
}
"""How a record tells single frequencies, when it is asked again."""


@pytest.mark.parametrize("limits", KINDS.values(), ids=KINDS)
@settings(max_examples=40)
@given(
    standing,
    st.lists(st.lists(st.integers(0, len(LENGTHS) - 1), max_size=9), min_size=2, max_size=3),
    st.sets(st.integers(0, 300), min_size=1),
)
def test_frequencies_in_some_documents_are_counted_however_often_they_are_asked_for(
    limits: tuple[tuple[ModuleType, str, int], ...],
    terms: list[dict[int, int]],
    asked: list[list[int]],
    codes: set[int],
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for limit in limits:
            patch.setattr(*limit)
        recorded, listed = (written(folder, terms, cut=0, frequent=frequent) for frequent in (1, 1 << 30))
        for number, term in enumerate(terms):
            one, other = recorded.find(f"{number:02}"), listed.find(f"{number:02}")
            assert isinstance(one, Recorded)
            assert isinstance(other, Listed)
            at = [int(np.searchsorted(STARTS, place, "right")) - 1 for place in sorted(term)]
            known = Listed(np.array(sorted(term), np.uint32), Line(STARTS), at=np.array(at, np.uint32))
            formed = [
                document for document, place in zip(at, sorted(term), strict=True) if term[place] in codes
            ]
            for documents in asked:
                wanted = np.array(documents, np.uint32)
                for found in (one, other, known):
                    assert found.frequencies_in(wanted).tolist() == list(map(at.count, documents))
                for whole in (one, other):
                    part = Partly(whole, np.array(sorted(codes)))
                    assert part.frequencies_in(wanted).tolist() == list(map(formed.count, documents))
                    assert part.occurrences == len(formed)
                    assert part.documents.tolist() == list(part.bitmap) == sorted(set(formed))


@pytest.mark.parametrize("limits", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("often", [1, 2, 127, 128, 254, 255, 256, 257, 300])
def test_a_frequency_may_take_more_than_a_byte(
    monkeypatch: pytest.MonkeyPatch, limits: tuple[tuple[ModuleType, str, int], ...], often: int
) -> None:
    for limit in limits:
        monkeypatch.setattr(*limit)
    places = [0, *(int(STARTS[2]) + place for place in range(often)), int(STARTS[3])]
    with tempfile.TemporaryDirectory() as folder:
        found = written(folder, [dict.fromkeys(places, 0)], cut=0, frequent=1).find("00")
        assert found is not None
        for _ in range(3):
            assert found.frequencies_in(np.arange(5, dtype=np.uint32)).tolist() == [1, 0, often, 1, 0]
        assert found.frequencies.tolist() == [1, often, 1]


@settings(max_examples=60)
@given(
    standing,
    st.lists(st.integers(0, 20), max_size=4).map(sorted),
    st.integers(1, 4),
    st.booleans(),
    st.data(),
)
def test_a_long_term_is_written_the_same_in_any_pieces(
    terms: list[dict[int, int]], cuts: list[int], piece: int, coded: bool, data: st.DataObject
) -> None:
    """One of the terms is long; those before and behind it are written as ever."""
    if not coded:
        terms = [dict.fromkeys(term, 0) for term in terms]
    long = data.draw(st.integers(0, len(terms) - 1))
    whole = PostingsWriter.extend

    def extend(
        self: PostingsWriter, names: list[bytes], counts: Numbers, positions: Numbers, codes: Numbers
    ) -> None:
        starts = [0, *np.cumsum(counts).tolist()]
        for number, name in enumerate(names):
            here = slice(starts[number], starts[number + 1])
            if name != f"{long:02}".encode():
                whole(self, [name], counts[number : number + 1], positions[here], codes[here])
                continue
            parts = zip([0, *cuts], [*cuts, None], strict=True)
            pieces = [(positions[here][start:end], codes[here][start:end]) for start, end in parts]
            self.extend_long(
                name, int(counts[number]), ((at, forms if coded else None) for at, forms in pieces)
            )

    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings_writer, "_PIECE", piece)
        written(folder, terms, cut=0, frequent=1)
        expected = (Path(folder) / "1.seg").read_bytes()
        (Path(folder) / "1.seg").unlink()
        patch.setattr(PostingsWriter, "extend", extend)
        written(folder, terms, cut=0, frequent=1)
        assert (Path(folder) / "1.seg").read_bytes() == expected
