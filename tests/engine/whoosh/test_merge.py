"""Segments that are built and merged hold what one built at once holds."""

import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from searchidx import Article
from searchidx.engine.base import INDEXED_FIELDS, TEXT_FIELDS
from searchidx.engine.whoosh.builder import Builder
from searchidx.engine.whoosh.inverting import by_ranges, numbered
from searchidx.engine.whoosh.layout import LINES
from searchidx.engine.whoosh.merge import merge
from searchidx.engine.whoosh.segment import Segment, read_deletions, write_deletions
from searchidx.engine.whoosh.stored import encode
from searchidx.engine.whoosh.vocabulary import Vocabulary
from tests.contract.small import small_blocks
from tests.contract.strategies import articles

COLUMNS = ("month", "section", "source", "path", "author", "tag")


def built(
    folder: Path, name: str, articles: Sequence[Article], vocabulary: Vocabulary | None = None
) -> Segment:
    builder = Builder(folder / f"{name}.seg", Vocabulary() if vocabulary is None else vocabulary)
    for article in articles:
        builder.add(article, f"{len(article.body):04x}", encode(article))
    builder.write()
    return Segment.written(folder, name)


def without(folder: Path, segment: Segment, documents: set[int]) -> Segment:
    deleted = BitMap(documents)
    write_deletions(folder / f"{segment.name}.1.del", deleted)
    entry = segment.entry._replace(articles=segment.size - len(deleted), deletions=f"{segment.name}.1.del")
    return Segment(folder, entry)


def content(segment: Segment) -> dict[str, object]:
    """Return what a segment holds; but for the numbers of forms and values, which are its own affair."""
    held: dict[str, object] = {
        "ids": segment.ids,
        "raw ids": segment.raw_ids(),
        "articles": [segment.articles[document] for document in range(segment.size)],
        "entries": segment.entries(),
        "days": [days.tolist() for days in segment.days],
        "orders": [
            each.tolist() for each in (segment.newest, segment.oldest, segment.newest_rank, segment.vague)
        ],
        "dated": segment.dated,
        "reach": segment.reach,
    }
    for name in COLUMNS:
        held[f"{name} values"] = [
            segment.column(name).count(np.array([document], np.uint32)) for document in range(segment.size)
        ]
    for field in (*INDEXED_FIELDS, *(f"{name}+" for name in TEXT_FIELDS)):
        table = segment.table(field)
        words = table.terms.slice(0, len(table.terms))
        counts, positions, _ = table.occurrences(0, len(words))
        held[field] = words, counts.tolist(), positions.tolist()
    for field in LINES:
        held[f"{field} lengths"] = (
            segment.lengths(field).tolist(),
            segment.longest((field,)),
            segment.length_sums((field,)),
        )
    for field in TEXT_FIELDS:
        terms = segment.table(field).terms.slice(0, len(segment.table(field).terms))
        forms = segment.forms(field).between(b"", b"\xff")
        standing = {}
        for word, term in zip(forms.words, forms.terms.tolist(), strict=True):
            form = word.decode()
            found = segment.form(field, form if "=" in form else f"{form}={form}")
            standing[word] = terms[term], None if found is None else found.positions().tolist()
        # one whose every place is gone may stay, and stand nowhere
        held[f"{field} forms"] = {word: where for word, where in standing.items() if where[1]}
    return held


@pytest.mark.parametrize("small", [False, True], ids=["as is", "cut small"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(articles, min_size=1, max_size=12, unique_by=lambda article: article.id), st.data())
def test_a_merged_segment_is_one_built_at_once(
    small: bool, added: list[Article], data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(added) - 1)), max_size=3)) - {len(added)})
    gone = data.draw(st.sets(st.integers(0, len(added) - 1), max_size=len(added) - 1))
    with tempfile.TemporaryDirectory() as name, small_blocks() if small else nullcontext():
        folder = Path(name)
        segments = []
        vocabulary = Vocabulary()
        for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(added)], strict=True)):
            segment = built(folder, f"part-{number}", added[start:end], vocabulary)
            deleted = {document - start for document in gone if start <= document < end}
            segments.append(without(folder, segment, deleted) if deleted else segment)
        merge([segment for segment in segments if segment.live], folder / "merged.seg")
        merged = Segment.written(folder, "merged")
        kept = [article for number, article in enumerate(added) if number not in gone]
        assert content(merged) == content(built(folder, "at once", kept))
        assert merged.live == len(kept)
        merged.sections.verify()


def test_deletions_come_back(tmp_path: Path) -> None:
    deleted = BitMap([0, 7, 70_000])
    write_deletions(tmp_path / "a.del", deleted)
    assert read_deletions(tmp_path / "a.del") == deleted


def test_a_merge_that_fails_leaves_nothing(tmp_path: Path) -> None:
    segment = built(tmp_path, "a", [Article("1", "Crue", "L’eau monte.")])
    segment.articles.raw_dictionaries = None  # type: ignore[assignment]
    with pytest.raises(TypeError):
        merge([segment], tmp_path / "b.seg")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.seg"]


@given(st.lists(st.integers(0, 3)))
def test_numbered_counts_those_before(groups: list[int]) -> None:
    expected = [groups[:place].count(group) for place, group in enumerate(groups)]
    assert numbered(np.array(groups, np.int64)).tolist() == expected


@given(st.lists(st.integers(0, 1 << 22), max_size=20))
def test_ranges_of_terms_follow_each_other(weights: list[int]) -> None:
    found = list(by_ranges(np.array(weights, np.int64)))
    assert [start for start, _ in found] == [0, *(end for _, end in found)][: len(found)]
    assert [end for _, end in found][-1:] == ([len(weights)] if weights else [])
    assert all(end - start == 1 or sum(weights[start:end]) <= 1 << 21 for start, end in found)
