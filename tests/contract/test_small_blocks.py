"""The contract once more, over segments, merges and deletions, with everything cut small."""

import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchidx import Article, MemoryEngine, Query, QueryError
from searchidx.engine.base import FACETS, Engine, Order
from searchidx.engine.clauses import All
from searchidx.engine.whoosh import WhooshEngine, batch
from tests.contract.small import ranking_again, small_blocks
from tests.contract.strategies import articles, bags, batches, queries
from tests.contract.test_engines import clause_of, rewards_for

Commits = Sequence[tuple[Sequence[Article], set[str]]]

ids = st.sampled_from([f"article-{n}" for n in range(12)])
operations = st.lists(articles | ids, max_size=16)
"""What a batch puts and, by id, deletes, in any order."""


def assert_alike(
    whoosh: WhooshEngine, memory: MemoryEngine, asked: Sequence[Query], pages: Sequence[slice]
) -> None:
    """Hits, order, scores and facets are equal, to the last bit."""
    for query in asked:
        try:
            clause = clause_of(query)
        except QueryError:
            continue
        for order in Order:
            for page in pages:
                offset, limit = page.start, page.stop - page.start
                for rewards in ((), rewards_for(query)):
                    found, expected = (
                        engine.search(
                            clause, order=order, offset=offset, limit=limit, facets=FACETS, rewards=rewards
                        )
                        for engine in (whoosh, memory)
                    )
                    assert found == expected, (str(query), order, page)


def commit(engine: Engine, added: Sequence[Article], deleted: set[str]) -> None:
    with engine.writer() as batch:
        for article in added:
            batch.put(article, str(hash(article)))
        for id in deleted:
            batch.delete(id)


@pytest.mark.parametrize(
    ("factor", "mostly_gone"),
    [
        pytest.param(2, 0.3, id="merged-at-once"),
        pytest.param(3, 1.0, id="merged-later"),
        pytest.param(100, 1.0, id="never-merged"),
    ],
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    batches,
    st.lists(queries | bags, min_size=1, max_size=8),
    st.integers(0, 5),
    st.integers(1, 20),
    st.booleans(),
)
def test_small_segments_answer_as_the_reference_does(  # noqa: PLR0917  hypothesis fills them in order
    factor: int,
    mostly_gone: float,
    commits: Commits,
    asked: list[Query],
    offset: int,
    limit: int,
    optimize: bool,
) -> None:
    with (
        small_blocks(factor=factor, mostly_gone=mostly_gone),
        ranking_again(limit),
        tempfile.TemporaryDirectory() as folder,
        closing(WhooshEngine.create(Path(folder) / "index")) as whoosh,
    ):
        memory = MemoryEngine()
        for added, deleted in commits:
            for engine in (memory, whoosh):
                commit(engine, added, deleted)
        pages = [slice(0, 1), slice(offset, offset + limit), slice(0, 1000)]
        assert_alike(whoosh, memory, asked, pages)
        assert whoosh.entries() == memory.entries()
        if optimize:
            whoosh.optimize()
            assert_alike(whoosh, memory, asked, pages)
            assert whoosh.entries() == memory.entries()
            assert list(whoosh.articles()) == list(memory.articles())


@settings(max_examples=60, deadline=None)
@given(st.lists(operations, min_size=1, max_size=3))
def test_whatever_a_batch_puts_and_deletes_the_last_word_counts(batches: list[list[Article | str]]) -> None:
    with (
        pytest.MonkeyPatch.context() as patch,
        small_blocks(),
        tempfile.TemporaryDirectory() as folder,
        closing(WhooshEngine.create(Path(folder) / "index")) as whoosh,
    ):
        patch.setattr(batch, "_LATE", 1)
        memory = MemoryEngine()
        for operations in batches:
            for engine in (memory, whoosh):
                with engine.writer() as writer:
                    for number, operation in enumerate(operations):
                        if isinstance(operation, str):
                            writer.delete(operation)
                        else:
                            writer.put(operation, str(number))
            assert whoosh.entries() == memory.entries()
            assert list(whoosh.articles()) == list(memory.articles())
            assert whoosh.search(All(()), limit=100) == memory.search(All(()), limit=100)
