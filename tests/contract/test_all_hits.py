"""All hits, and clauses that narrow them by whole values and by ids: every engine as the reference."""

import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchidx import Article, MemoryEngine, PartialDate, Query, QueryError
from searchidx.analysis.folding import fold_value
from searchidx.engine.base import FACETS, Engine, Order
from searchidx.engine.clauses import All, Any, Clause, Listed, Valued, Without
from searchidx.engine.whoosh import WhooshEngine, scan
from tests.contract.small import ranking_again, small_blocks
from tests.contract.strategies import NAMES, articles, bags, batches, queries
from tests.contract.test_engines import clause_of, engine, fill, rewards_for  # noqa: F401  a fixture
from tests.contract.test_small_blocks import commit

_narrowing: st.SearchStrategy[Clause] = st.builds(
    lambda facet, values: Valued(facet, frozenset(map(fold_value, values))),
    st.sampled_from(["section", "author", "source", "tag"]),
    st.sets(st.sampled_from([*NAMES, "culture", "etat", "goff", ""]), max_size=3),
) | st.builds(Listed, st.frozensets(st.sampled_from([f"article-{n}" for n in range(14)] + ["\ud800"])))


def _narrowed(clause: Clause, narrowing: Clause, shape: int) -> Clause:
    return [
        All((clause, narrowing)),
        All((narrowing, clause)),
        All((clause, Without(narrowing))),
        Any((All((clause, narrowing)), clause)),
        Any((narrowing, clause)),
        narrowing,
    ][shape]


@pytest.mark.parametrize("factor", [2, 100], ids=["merged", "never-merged"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batches, st.lists(st.tuples(queries | bags, _narrowing, st.integers(0, 5)), min_size=1, max_size=8))
def test_what_is_narrowed_is_found_and_scanned_as_by_the_reference(
    factor: int, commits: list[tuple[list[Article], set[str]]], asked: list[tuple[Query, Clause, int]]
) -> None:
    with (
        ranking_again(3),
        small_blocks(factor=factor),
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory() as folder,
        closing(WhooshEngine.create(Path(folder) / "index")) as whoosh,
    ):
        patch.setattr(scan, "_TOGETHER", 2)
        memory = MemoryEngine()
        for added, deleted in commits:
            for each in (memory, whoosh):
                commit(each, added, deleted)
        for query, narrowing, shape in asked:
            try:
                clause = _narrowed(clause_of(query), narrowing, shape)
            except QueryError:
                continue
            for order in Order:
                rewards = rewards_for(query)
                expected = memory.search(clause, order=order, limit=100, facets=FACETS, rewards=rewards)
                found = whoosh.search(clause, order=order, limit=100, facets=FACETS, rewards=rewards)
                assert found == expected
                for each in (whoosh, memory):
                    assert tuple(each.scan(clause, order=order, rewards=rewards)) == expected.page


@settings(max_examples=30, deadline=None)
@given(st.lists(articles, max_size=10), _narrowing)
def test_what_narrows_changes_no_score(added: list[Article], narrowing: Clause) -> None:
    memory = MemoryEngine()
    fill(memory, *added)
    clause = clause_of("état OU guerre OU pêche")
    scores = {hit.article.id: hit.score for hit in memory.scan(clause)}
    narrowed = {hit.article.id: hit.score for hit in memory.scan(All((clause, narrowing)))}
    assert narrowed.items() <= scores.items()


def test_a_value_is_matched_whole_without_case_and_accents(engine: Engine) -> None:  # noqa: F811
    fill(
        engine,
        Article("1", "Un", "", authors=("Anne Le Goff", "Jean Pêcheur"), section="Économie & société"),
        Article("2", "Deux", "", authors=("Le Goff",), section="ECONOMIE"),
        Article("3", "Trois", "", tags=("l’État",)),
    )

    def found(facet: str, *values: str) -> set[str]:
        clause = Valued(facet, frozenset(map(fold_value, values)))
        return {hit.article.id for hit in engine.scan(clause)}

    assert found("author", "le goff") == {"2"}
    assert found("author", "LE GOFF", "jean pecheur") == {"1", "2"}
    assert found("section", "économie") == {"2"}
    assert found("section", "economie & SOCIETE") == {"1"}
    assert found("tag", "L'ETAT") == {"3"}
    assert found("tag", "etat") == found("source", "etat") == found("author") == set()


def test_a_scan_is_of_one_commit(engine: Engine) -> None:  # noqa: F811
    fill(engine, *(Article(f"{n}", "Crue", "", PartialDate(2024, 1, n)) for n in range(1, 9)))
    hits = engine.scan(All(()), order=Order.OLDEST)
    first = next(hits).article.id
    fill(engine, Article("0", "Crue", "", PartialDate(2024, 1, 5)), Article("3", "Décrue", ""))
    with engine.writer(fresh=True) as batch:
        batch.put(Article("new", "Crue", ""))
    rest = list(hits)
    assert [first, *(hit.article.id for hit in rest)] == list("12345678")
    assert rest[1].article.title == "Crue"
