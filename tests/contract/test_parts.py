"""What scores are made of: every engine as the reference, and the sum is the score, to the last bit."""

import tempfile
from contextlib import closing
from math import fsum
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchidx import Article, MemoryEngine, Query, QueryError
from searchidx.engine.base import Engine, Standing
from searchidx.engine.clauses import All
from searchidx.engine.whoosh import WhooshEngine
from tests.contract.small import ranking_again, small_blocks
from tests.contract.strategies import bags, batches, queries
from tests.contract.test_engines import clause_of, engine, fill, rewards_for  # noqa: F401  a fixture
from tests.contract.test_small_blocks import commit

IDS = [f"article-{n}" for n in range(12)]


@pytest.mark.parametrize("factor", [2, 100], ids=["merged", "never-merged"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batches, st.lists(queries | bags, min_size=1, max_size=6), st.sampled_from([2, 5, 20]))
def test_the_parts_of_a_score_are_those_of_the_reference_and_sum_up_to_it(
    factor: int, commits: list[tuple[list[Article], set[str]]], asked: list[Query], window: int
) -> None:
    with (
        ranking_again(window),
        small_blocks(factor=factor),
        tempfile.TemporaryDirectory() as folder,
        closing(WhooshEngine.create(Path(folder) / "index")) as whoosh,
    ):
        memory = MemoryEngine()
        for added, deleted in commits:
            for each in (memory, whoosh):
                commit(each, added, deleted)
        for query in asked:
            try:
                clause = clause_of(query)
            except QueryError:
                continue
            for rewards in ((), rewards_for(query)):
                page = whoosh.search(clause, limit=100, rewards=rewards).page
                assert tuple(whoosh.scan(clause, rewards=rewards)) == page
                assert tuple(memory.scan(clause, rewards=rewards)) == page
                scores = {hit.article.id: hit.score for hit in page}
                for id in IDS:
                    parts = whoosh.parts(clause, id, rewards)
                    assert parts == memory.parts(clause, id, rewards), str(query)
                    assert (None if parts is None else fsum(part.score for part in parts)) == scores.get(id)


def test_a_part_tells_what_its_number_is_made_of(engine: Engine) -> None:  # noqa: F811
    fill(
        engine,
        Article("1", "La crue", "Crue sur crue.", lead="L’eau."),
        Article("2", "Crue", "Rien ne bouge ici, pas même l’eau."),
        Article("3", "Vote", "On vote."),
    )
    parts = engine.parts(clause_of("crue"), "1")
    assert parts is not None
    (crue,) = parts
    assert (crue.holding, crue.word.weight) == (2, 1.0)
    assert crue.fields == (Standing("title", 1, 2, 4 / 3, 3.0), Standing("body", 2, 3, 12 / 3, 1.0))
    (matched, _) = engine.search(clause_of("crue")).page
    assert matched.score == crue.score


def test_an_article_that_is_not_found_has_no_parts_and_one_without_words_to_rank_by_has_an_empty_sum(
    engine: Engine,  # noqa: F811
) -> None:
    fill(engine, Article("1", "La crue", ""), Article("2", "Vote", ""))
    assert engine.parts(clause_of("crue"), "2") is None
    assert engine.parts(clause_of("crue"), "3") is None
    assert engine.parts(clause_of("crue"), "\ud800") is None
    assert engine.parts(All(()), "2") == ()
