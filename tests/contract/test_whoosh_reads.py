"""Whoosh itself, through the codec, as a second oracle: its own query classes find what ours do.

Only exhaustively, for its collectors lose hits when they skip; and without its `AndNot`, whose first hit may be
one that was excluded.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any as Untyped
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as whoosh_query
from whoosh.index import open_dir
from whoosh.reading import TermNotFound

from searchidx import Article, PartialDate
from searchidx.analysis.french import analyse
from searchidx.engine.base import INDEXED_FIELDS, NAME_FIELDS, TEXT_FIELDS, analyse_field
from searchidx.engine.clauses import All, Any, Clause, Match, Occurs, Step, Without
from searchidx.engine.ranking import days_of
from searchidx.engine.whoosh import WhooshEngine, workers
from searchidx.engine.whoosh.codec import ColumnCodec
from tests.contract.small import small_blocks
from tests.contract.strategies import NAMES, WORDS, articles, batches
from tests.contract.test_small_blocks import Commits, commit

TERMS: Final = sorted({term for word in WORDS for _, lexeme in analyse(word) for term in lexeme.terms})
FOLDED: Final = sorted({term for name in NAMES for _, lexeme in analyse(name) for term in lexeme.folded})

Pair = tuple[Clause, Untyped]
"""A clause of ours, and Whoosh's query for the same."""


def _term(field: str, term: str) -> Pair:
    return Occurs(field, (Step(Match.TERM, term),)), whoosh_query.Term(field, term)


def _phrase(field: str, terms: Sequence[str]) -> Pair:
    return Occurs(field, tuple(Step(Match.TERM, term) for term in terms)), whoosh_query.Phrase(field, terms)


def _prefix(field: str, prefix: str) -> Pair:
    return Occurs(field, (Step(Match.PREFIX, prefix),)), whoosh_query.Prefix(field, prefix)


def _all(pairs: Sequence[Pair]) -> Pair:
    clauses, queries = zip(*pairs, strict=True)
    return All(clauses), whoosh_query.And(list(queries))


def _any(pairs: Sequence[Pair]) -> Pair:
    clauses, queries = zip(*pairs, strict=True)
    return Any(clauses), whoosh_query.Or(list(queries))


def _without(one: Pair, other: Pair) -> Pair:
    return All((one[0], Without(other[0]))), whoosh_query.And([one[1], whoosh_query.Not(other[1])])


def _not(pair: Pair) -> Pair:
    return Without(pair[0]), whoosh_query.And([whoosh_query.Every(), whoosh_query.Not(pair[1])])


texts = st.sampled_from(TEXT_FIELDS)
names = st.sampled_from(NAME_FIELDS)
leaves = st.one_of(
    st.builds(_term, texts, st.sampled_from(TERMS)),
    st.builds(_phrase, texts, st.lists(st.sampled_from(TERMS), min_size=2, max_size=3)),
    st.builds(_term, names, st.sampled_from(FOLDED)),
    st.builds(_phrase, names, st.lists(st.sampled_from(FOLDED), min_size=2, max_size=2)),
    st.builds(_prefix, names, st.sampled_from(["a", "le", "goff", "pec", "https", "z"])),
    st.builds(_term, st.just("id"), st.sampled_from(["article-1", "article-11", "none"])),
    st.just((All(()), whoosh_query.Every())),
)


def _nested(parts: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    several = st.lists(parts, min_size=2, max_size=3)
    return several.map(_all) | several.map(_any) | st.builds(_without, parts, parts) | parts.map(_not)


pairs = st.recursive(leaves, _nested, max_leaves=5)


@contextmanager
def opened(engine: WhooshEngine) -> Iterator[Untyped]:
    """Open the newest commit of an index as a Whoosh program does."""
    generation = engine._where / (engine._where / "CURRENT").read_text().strip()
    with closing(open_dir(str(generation)).searcher()) as searcher:
        yield searcher


@contextmanager
def filled(commits: Commits, factor: int) -> Iterator[WhooshEngine]:
    with (
        small_blocks(factor=factor, mostly_gone=1.0),
        tempfile.TemporaryDirectory() as folder,
        closing(WhooshEngine.create(Path(folder) / "index")) as engine,
    ):
        for added, deleted in commits:
            commit(engine, added, deleted)
        yield engine


@pytest.mark.parametrize("factor", [2, 100], ids=["merged", "never-merged"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batches, st.lists(pairs, min_size=1, max_size=10))
def test_whoosh_finds_through_the_codec_what_we_find(
    factor: int, commits: Commits, asked: list[Pair]
) -> None:
    with filled(commits, factor) as engine, opened(engine) as searcher:
        for clause, query in asked:
            expected = {hit.article.id for hit in engine.search(clause, limit=100).page}
            found = [hit["id"] for hit in searcher.search(query, limit=None)]
            assert len(found) == len(set(found))
            assert set(found) == expected, query


def lexemes(each: Article, field: str) -> Iterator[tuple[str, int]]:
    """Yield terms and where each stands in a field, as Whoosh is told of it: a body goes on where its lead ends."""
    for position, lexeme in analyse_field(each, field).items():
        for term in lexeme.terms:
            yield term, position


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batches)
def test_whoosh_reads_through_the_codec_what_was_put(commits: Commits) -> None:
    with filled(commits, 100) as engine, opened(engine) as searcher:
        here = {article.id: article for article in engine.articles()}
        assert searcher.doc_count() == len(here)
        for reader, _ in searcher.reader().leaf_readers() if here else ():
            _assert_read(reader, here)


def _assert_read(reader: Untyped, here: dict[str, Article]) -> None:
    stored = {document: reader.stored_fields(document) for document in reader.all_doc_ids()}
    there = {document: here[fields["id"]] for document, fields in stored.items()}
    for document, article in there.items():
        expected = {name: getattr(article, name) for name in (*INDEXED_FIELDS, "published", "path")}
        expected["published"] = article.published and str(article.published)
        assert stored[document] == {name: value for name, value in expected.items() if value}
        days = days_of(article.published)
        for name, day in (("first_day", days and days.first), ("last_day", days and days.last)):
            assert reader.column_reader(name)[document] == (day.toordinal() if day else 0)
    for field in INDEXED_FIELDS:
        standing: dict[str, dict[int, list[int]]] = {}
        for document, article in there.items():
            words = analyse_field(article, field)
            if field != "id":
                assert reader.doc_field_length(document, field) == len(words)
            for term, position in lexemes(article, field):
                standing.setdefault(term, {}).setdefault(document, []).append(position)
        terms = [text.decode() for text in reader.lexicon(field)]
        assert terms == sorted(terms)
        assert set(standing) <= set(terms)
        for term in terms:
            if reader.has_deletions() and term not in standing:
                continue
            _assert_postings(reader, field, term, standing[term], there)


def _assert_postings(
    reader: Untyped, field: str, term: str, standing: dict[int, list[int]], there: dict[int, Article]
) -> None:
    matcher = reader.postings(field, term)
    found: dict[int, list[int]] = {}
    weights: dict[int, float] = {}
    while matcher.is_active():
        found[matcher.id()] = matcher.value_as("positions")
        weights[matcher.id()] = matcher.weight()
        matcher.next()
    shift = dict.fromkeys(standing, 0)
    if field == "body":  # whose positions go on after the lead, or begin anew: gaps are the same
        shift = {id: positions[0] - standing[id][0] for id, positions in found.items()}
        lengths = {id: len(analyse_field(there[id], "lead")) for id in found}
        assert all(shift[id] in {0, -lengths[id]} for id in found)
    assert found == {id: [each + shift[id] for each in positions] for id, positions in standing.items()}
    assert weights == {id: len(positions) for id, positions in standing.items()}
    info = reader.term_info(field, term)
    if not reader.has_deletions():
        assert (info.doc_frequency(), info.weight()) == (len(standing), sum(map(len, standing.values())))
        assert (info.min_id(), info.max_id()) == (min(standing), max(standing))
        assert info.max_weight() == max(map(len, standing.values()))
        lengths_of = [reader.doc_field_length(id, field, 1) for id in standing]
        assert (info.min_length(), info.max_length()) == (min(lengths_of), max(lengths_of))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[WhooshEngine]:
    with closing(WhooshEngine.create(tmp_path / "index")) as made:
        commit(made, [Article("crue", "La crue", "Les crues montent.", PartialDate(2024, 1))], set())
        yield made


def test_terms_are_walked_in_order_from_anywhere(engine: WhooshEngine) -> None:
    with opened(engine) as searcher:
        reader = searcher.reader()
        everything = {"body": [b"crue", b"les", b"monter"], "id": [b"crue"], "title": [b"crue", b"la"]}
        assert {name: list(reader.lexicon(name)) for name in everything} == everything
        assert set(reader.all_terms()) == {
            (name, term) for name, terms in everything.items() for term in terms
        }
        assert [text for _, text in reader.terms_from("body", "d")] == [b"les", b"monter"]
        assert list(reader.expand_prefix("title", "c")) == [b"crue"]
        assert ("body", "monter") in reader
        assert ("body", "mont") not in reader
        assert [reader.doc_frequency("body", term) for term in ("crue", "none")] == [1, 0]
        assert [reader.frequency("body", term) for term in ("crue", "none")] == [1, 0]
        assert [
            reader.field_length("body"),
            reader.max_field_length("body"),
            reader.min_field_length("title"),
        ] == [3, 3, 2]
        with pytest.raises(TermNotFound):
            reader.postings("body", "none")
        cursor = reader.cursor("body")
        assert [cursor.first(), cursor.next(), cursor.find("m"), cursor.next()] == [
            "crue",
            "les",
            "monter",
            None,
        ]


def test_whoosh_may_look_for_likeness(engine: WhooshEngine) -> None:
    with opened(engine) as searcher:
        for query in (
            whoosh_query.FuzzyTerm("title", "crxe"),
            whoosh_query.Wildcard("body", "m?nter"),
            whoosh_query.TermRange("body", "l", "m"),
        ):
            assert [hit["id"] for hit in searcher.search(query, limit=None)] == ["crue"], query


@pytest.mark.parametrize("part", ["per_document_writer", "field_writer", "postings_writer", "new_segment"])
def test_the_codec_writes_nothing_and_says_who_does(part: str) -> None:
    with pytest.raises(
        NotImplementedError, match=r"written by searchidx: SearchIndex\.add or SearchIndex\.update"
    ):
        getattr(ColumnCodec(), part)(None, None)


@pytest.mark.parametrize("optimize", [False, True])
def test_what_a_whoosh_writer_does_is_not_seen_and_hurts_nobody(
    engine: WhooshEngine, *, optimize: bool
) -> None:
    """It writes segments of its own, and removes files of segments that it merged."""
    commit(engine, [Article("vote", "Le vote", "")], set())
    before = list(engine.articles())
    writer = open_dir(str(engine._where / "gen-000001")).writer()
    writer.add_document(id={"new": [0]}, title={"eau": [0]})
    writer.commit(optimize=optimize)
    with closing(WhooshEngine.open(engine._where)) as again:
        assert list(again.articles()) == before
        commit(again, [Article("new", "Décrue", "")], set())
        assert {article.id for article in again.articles()} == {"crue", "new", "vote"}
    with opened(engine) as searcher:
        assert searcher.doc_count() == 3


@settings(max_examples=4, deadline=None)
@given(st.lists(articles, min_size=1, max_size=40))
def test_two_processes_make_the_index_that_one_makes(added: list[Article]) -> None:
    """Ids are put twice and more, and the last article of an id stays."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "_CHUNK", 1)  # so that each gets every other article
        one, two = (WhooshEngine.create(Path(folder) / str(jobs)) for jobs in (1, 2))
        with closing(one), closing(two):
            for jobs, engine in enumerate((one, two), start=1):
                with engine.writer(jobs=jobs) as batch:
                    first = [batch.put(article, str(number)) for number, article in enumerate(added)]
                assert first.count(True) == len({article.id for article in added})
            assert one.entries() == two.entries()
            assert list(one.articles()) == list(two.articles())
            for words in WORDS:
                terms = [term for _, lexeme in analyse(words) for term in lexeme.terms]
                clause = Any(tuple(_term(field, term)[0] for field in TEXT_FIELDS for term in terms))
                assert one.search(clause, limit=100) == two.search(clause, limit=100)
