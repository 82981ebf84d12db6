"""Other names of the same: every engine as the reference, and no name that outdoes what was typed."""

import tempfile
from contextlib import closing, nullcontext
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchidx import Article, MemoryEngine, Query, QueryError
from searchidx.analysis.synonyms import Synonyms
from searchidx.engine.base import Order
from searchidx.engine.resolve import resolve
from searchidx.engine.synonyms import expand
from searchidx.engine.whoosh import WhooshEngine
from searchidx.query.ast import And, Boost, In, Not, Or, Word
from tests.contract.small import small_blocks
from tests.contract.strategies import WORDS, batches

WEIGHTS = {"title": 3.0, "lead": 2.0, "body": 1.0}
SYNONYMS = Synonyms(
    ["état, guerre éclair, pêche", "N’Djamena => O.N.U., guerre de l’État", "de la guerre, 2 500"]
)
_word = st.sampled_from(WORDS).map(Word)
_several = st.lists(_word, min_size=2, max_size=4).map(tuple)
_leaf = (
    _word | _several.map(And) | st.builds(In, st.sampled_from(["title", "body"]), _word | _several.map(And))
)


def _nested(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return several.map(And) | several.map(Or) | parts.map(Not) | st.builds(Boost, parts, st.just(3.0))


queries: st.SearchStrategy[Query] = st.recursive(_leaf, _nested, max_leaves=4)


@pytest.mark.parametrize("small", [False, True])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batches, st.lists(queries, min_size=1, max_size=8))
def test_other_names_are_found_and_scored_as_the_reference_does(
    small: bool, commits: list[tuple[list[Article], set[str]]], asked: list[Query]
) -> None:
    with (
        small_blocks() if small else nullcontext(),
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
        for query in asked:
            try:
                plain, _ = resolve(query, weights=WEIGHTS)
                clause, _ = resolve(expand(query, SYNONYMS), weights=WEIGHTS)
            except QueryError:
                continue
            for order in Order:
                expected = memory.search(clause, order=order, limit=20)
                assert whoosh.search(clause, order=order, limit=20) == expected, query
            if "NOT" not in str(query):
                found = {hit.article.id for hit in memory.search(plain, limit=20).page}
                assert found <= {hit.article.id for hit in memory.search(clause, limit=20).page}


NAMES = Synonyms(["EI, Daech, État islamique, Daesh"])


@pytest.mark.parametrize("typed", ["EI", "Daech", "État islamique"])
@pytest.mark.parametrize("rare", ["EI", "Daech", "État islamique", "Daesh"])
@given(st.integers(0, 6), st.integers(0, 6))
@settings(max_examples=10)
def test_what_was_typed_ranks_first_and_no_article_counts_double(
    typed: str, rare: str, often: int, other: int
) -> None:
    from searchidx import SearchIndex, Settings  # noqa: PLC0415

    index = SearchIndex(MemoryEngine(), settings=Settings(synonyms=("press",)))
    index._synonyms = lambda: NAMES  # type: ignore[method-assign]
    name = "x y" if " " in typed else "x"
    index.add(
        [Article("typed", "", f"le {typed} vu"), Article("twice", "", f"le {typed} {typed} vu")]
        + [Article("rare", "", f"le {rare} vu"), Article("both", "", f"le {typed} {rare} vu")]
        + [Article(f"often{n}", "", f"le {typed} {name} {name} {name}") for n in range(often)]
        + [Article(f"other{n}", "", f"{name} z") for n in range(other)]
    )
    scores = {hit.article.id: hit.score for hit in index.search(typed, limit=100)}
    assert scores["typed"] >= scores["rare"] > 0
    assert scores["both"] <= scores["twice"] * 1.01
