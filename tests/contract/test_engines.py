"""The contract of `searchidx.engine.base`, held by every engine."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchidx import Article, IndexLocked, MemoryEngine, PartialDate, Query, QueryError, parse
from searchidx.engine.base import FACETS, Engine, Entry, Order
from searchidx.engine.clauses import All, Clause, Match, Step
from searchidx.engine.resolve import resolve
from searchidx.engine.rewards import AsTyped, Related, Reward
from searchidx.engine.second_look import rewards_of
from searchidx.engine.whoosh import WhooshEngine
from tests.contract.small import ranking_again
from tests.contract.strategies import articles, bags, batches, queries

WEIGHTS = {"title": 3.0, "lead": 2.0, "body": 1.0}
CRUE = Article("crue", "La crue", "La Loire monte.", PartialDate(2024, 1))
VOTE = Article("vote", "Le vote", "On compte les voix.", PartialDate(2024, 1, 15), section="Politique")


@pytest.fixture(params=["memory", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    makers: dict[str, Callable[[], Engine]] = {
        "memory": MemoryEngine,
        "whoosh": lambda: WhooshEngine.create(tmp_path / "index"),
    }
    with makers[request.param]() as made:
        yield made


def fill(engine: Engine, *added: Article) -> None:
    with engine.writer() as batch:
        for article in added:
            batch.put(article, f"digest of {article.title}")


def found(engine: Engine, clause: Clause = All(())) -> list[str]:  # noqa: B008  a frozen value
    return [hit.article.id for hit in engine.search(clause, limit=100).page]


def test_an_empty_engine_finds_nothing(engine: Engine) -> None:
    matches = engine.search(All(()), facets=FACETS)
    assert (matches.total, matches.page) == (0, ())
    assert matches.facets == {facet: [] for facet in FACETS}
    assert (len(engine), engine.get("crue"), dict(engine.entries()), engine.note()) == (0, None, {}, None)


def test_an_article_comes_back_as_it_was_put(engine: Engine) -> None:
    full = Article(
        "1",
        "Été",
        "Corps\n\nen « NFD » e\u0301",
        PartialDate(2024),
        "Chapô",
        ("A", "B"),
        "S",
        "So",
        "u",
        ("t",),
        "/p",
    )
    fill(engine, full)
    assert engine.get("1") == full
    assert list(engine.articles()) == [full]
    assert engine.entries() == {"1": Entry("digest of Été", "/p")}


def test_an_article_is_replaced_by_id_and_found_by_its_new_words_only(engine: Engine) -> None:
    fill(engine, CRUE, VOTE)
    fill(engine, replace(CRUE, title="Décrue"))
    assert len(engine) == 2
    assert found(engine, clause_of("titre:décrue")) == ["crue"]
    assert found(engine, clause_of("titre:crue")) == []


def test_of_two_articles_with_one_id_in_a_batch_the_last_stays(engine: Engine) -> None:
    fill(engine, CRUE, replace(CRUE, title="Décrue"))
    assert [article.title for article in engine.articles()] == ["Décrue"]


def test_a_deleted_article_is_gone_and_may_come_back(engine: Engine) -> None:
    fill(engine, CRUE, VOTE)
    with engine.writer() as batch:
        batch.delete("crue")
        batch.delete("never there")
    assert found(engine) == ["vote"]
    with engine.writer() as batch:
        batch.delete("crue")
        batch.put(CRUE, "d")
        batch.delete("vote")
    assert found(engine) == ["crue"]


def test_an_error_in_a_batch_leaves_no_trace(engine: Engine) -> None:
    fill(engine, CRUE)
    with pytest.raises(RuntimeError), engine.writer() as batch:
        batch.put(VOTE, "d")
        batch.delete("crue")
        raise RuntimeError
    assert found(engine) == ["crue"]
    fill(engine, VOTE)
    assert found(engine) == ["vote", "crue"]


def test_an_article_that_cannot_be_written_voids_its_batch_alone(engine: Engine) -> None:
    fill(engine, CRUE)
    broken = replace(VOTE, body=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError), engine.writer() as batch:
        batch.put(replace(VOTE, id="before"), "d")
        batch.put(broken, "d")
    assert found(engine) == ["crue"]
    fill(engine, VOTE)
    assert found(engine) == ["vote", "crue"]
    assert engine.get("vote") == VOTE


def test_a_fresh_batch_replaces_everything_when_it_ends_well(engine: Engine) -> None:
    fill(engine, CRUE)
    with pytest.raises(RuntimeError), engine.writer(fresh=True) as batch:
        batch.put(VOTE, "d")
        raise RuntimeError
    assert found(engine) == ["crue"]
    with engine.writer(fresh=True) as batch:
        assert found(engine) == ["crue"]
        batch.put(VOTE, "d")
    assert found(engine) == ["vote"]


def test_the_note_is_kept_until_the_next_batch(engine: Engine) -> None:
    with engine.writer() as batch:
        batch.note("première «note»")
    assert engine.note() == "première «note»"
    with engine.writer() as batch:
        batch.put(CRUE, "d")
        batch.note("second")
    assert engine.note() == "second"
    fill(engine, VOTE)
    assert engine.note() is None


def test_hits_are_ordered_by_date_then_id_and_the_undated_come_last(engine: Engine) -> None:
    dates = {
        "e-year": PartialDate(2024), "d-month": PartialDate(2024, 1), "b-day": PartialDate(2024, 1, 1),
        "c-day": PartialDate(2024, 1, 1), "a-later": PartialDate(2024, 2), "0-undated": None,
    }  # fmt: skip
    fill(engine, *(Article(id, "Crue", "", day) for id, day in dates.items()))
    newest = ["a-later", "e-year", "d-month", "b-day", "c-day", "0-undated"]
    oldest = ["b-day", "c-day", "d-month", "e-year", "a-later", "0-undated"]
    for order, expected in ((Order.RELEVANCE, newest), (Order.NEWEST, newest), (Order.OLDEST, oldest)):
        assert [hit.article.id for hit in engine.search(All(()), order=order).page] == expected


def test_facets_count_all_hits_and_not_the_page(engine: Engine) -> None:
    fill(engine, CRUE, VOTE, Article("undated", "Crue", "", tags=("eau", "loire"), authors=("Anne",)))
    assert engine.search(All(()), limit=1, facets=FACETS).facets == {
        "year": [("2024", 2)],
        "month": [("2024-01", 2)],
        "section": [("Politique", 1)],
        "author": [("Anne", 1)],
        "source": [],
        "tag": [("eau", 1), ("loire", 1)],
    }


@pytest.mark.parametrize(
    ("field", "step", "number"),
    [
        pytest.param("body", Step(Match.PREFIX, "p"), 5, id="peche, peches, porte, parole, porteparole"),
        pytest.param("body", Step(Match.WILDCARD, "p?che*"), 2, id="accents make no other spelling"),
        pytest.param("body", Step(Match.WITHIN_1, "pech"), 1, id="within one edit"),
        pytest.param("body", Step(Match.WITHIN_2, "parle"), 2, id="within two"),
        pytest.param("title", Step(Match.PREFIX, "p"), 0, id="of the field alone"),
        pytest.param("authors", Step(Match.WILDCARD, "g*"), 2, id="of names"),
        pytest.param("authors", Step(Match.WITHIN_1, "gof"), 1, id="of names, within one edit"),
        pytest.param("section", Step(Match.PREFIX, "g"), 0, id="of a field that is nowhere"),
    ],
)
def test_the_spellings_that_a_pattern_stands_for_are_counted(
    engine: Engine, field: str, step: Step, number: int
) -> None:
    fill(
        engine,
        Article("1", "Crue", "La pêche, la péché, les pêches, un porte-parole.", authors=("Le Goff",)),
        Article("2", "Crue", "La pêche.", authors=("Goffe", "Goff")),
    )
    assert engine.spellings(field, step, 0) == number


def test_a_second_writer_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    with WhooshEngine.create(tmp_path / "i") as one, WhooshEngine.open(tmp_path / "i") as other:
        with one.writer() as batch:
            batch.put(CRUE, "d")
            with pytest.raises(IndexLocked), other.writer():
                pass
        assert found(other) == ["crue"]
        fill(other, VOTE)
        assert found(one) == ["vote", "crue"]


def clause_of(query: str | Query) -> Clause:
    tree = parse(query, today=date(2024, 5, 17)) if isinstance(query, str) else query
    return resolve(tree, weights=WEIGHTS)[0]


def rewards_for(query: Query) -> list[Reward]:
    """Return what hits of a query may earn, and some more: relatives are rare among the few words of the corpora."""
    rewards: list[Reward] = [*rewards_of(query, WEIGHTS)]
    rewards += [
        Related(reward.word, ("guerre", "onu", "etat")) for reward in rewards if isinstance(reward, AsTyped)
    ]
    return rewards


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    batches,
    st.lists(queries | bags, min_size=1, max_size=12),
    st.integers(0, 5),
    st.integers(1, 20),
    st.sampled_from([2, 5, 20]),
)
def test_whoosh_finds_ranks_and_scores_exactly_as_the_reference_does(
    commits: list[tuple[list[Article], set[str]]], asked: list[Query], offset: int, limit: int, window: int
) -> None:
    with (
        ranking_again(window),
        tempfile.TemporaryDirectory() as folder,
        closing(WhooshEngine.create(Path(folder) / "index")) as whoosh,
    ):
        memory = MemoryEngine()
        for added, deleted in commits:
            for engine in (memory, whoosh):
                with engine.writer() as batch:
                    for article in added:
                        batch.put(article, str(hash(article)))
                    for id in deleted:
                        batch.delete(id)
        assert whoosh.entries() == memory.entries()
        assert list(whoosh.articles()) == list(memory.articles())
        for query in asked:
            try:
                clause = clause_of(query)
            except QueryError:
                continue
            for order in Order:
                for rewards in ((), rewards_for(query)):
                    found, expected = (
                        engine.search(
                            clause, order=order, offset=offset, limit=limit, facets=FACETS, rewards=rewards
                        )
                        for engine in (whoosh, memory)
                    )
                    assert found == expected, query


@settings(max_examples=15, deadline=None)
@given(st.lists(articles, max_size=10))
def test_a_page_is_a_stretch_of_the_whole_ranking(added: list[Article]) -> None:
    engine = MemoryEngine()
    fill(engine, *added)
    clause = clause_of("état OU guerre OU pêche")
    whole = engine.search(clause, limit=100)
    for offset in range(12):
        page = engine.search(clause, offset=offset, limit=3)
        assert page.page == whole.page[offset : offset + 3]
        assert page.total == whole.total == len(whole.page)
