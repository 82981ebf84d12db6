"""Hostile queries: each is answered, refused with a sentence, or given up in time; whatever is asked."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest

from searchidx import QueryError, QueryTimeout, SearchIndex
from searchidx.query.ast import And, Not, Or, Prefix, Query, Word
from searchidx.query.limits import DEEPEST_TREE
from searchidx.query.parser import parse
from tests.faults.hostile_queries import hostile_queries
from tests.faults.profile import LONG, measured, report, times

SENTENCES = (
    "De la Loire à l’Irak, le porte-parole du gouvernement dit que la crue est passée.",
    "Un dialogue des coalitions pour la paix, dans les villes et en mer, qui est un mot.",
    "Les milices de la ville et des ponts : 2 500 habitants, 1 000 000 d’euros, le 3 mars 2024.",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    with SearchIndex.create(tmp_path_factory.mktemp("queries") / "index") as made:
        made.add(
            {
                "id": str(n),
                "title": f"Mot{n} de la crue",
                "body": " ".join(
                    SENTENCES[(n + k) % 3] + f" c{n}{k}on, p{k}a{n}, mot{n * k % 977}" for k in range(n % 40)
                ),
                "date": f"20{n % 25:02}-{n % 12 + 1:02}",
            }
            for n in range(1, times(600, 10_000))
        )
        yield made


ASKING: dict[str, Callable[[SearchIndex, str], object]] = {
    "search": lambda index, query: index.search(query, facets=("year", "author")),
    "page": lambda index, query: index.search(
        query, limit=100, offset=300, any=True, lenient=True, snippets=0
    ),
    "scan": lambda index, query: [
        hit for hit, _ in zip(index.scan(query, snippets=1), range(20), strict=False)
    ],
    "concordance": lambda index, query: [
        row for row, _ in zip(index.concordance(query), range(50), strict=False)
    ],
    "explain": lambda index, query: index.explain(query, id="7"),
    "suggest": lambda index, query: index.suggest(query),
    "similar": lambda index, query: index.similar(query + " crue"),
}


@pytest.mark.parametrize("how", ASKING)
def test_a_hostile_query_is_answered_or_refused_in_time(index: SearchIndex, how: str) -> None:
    if not LONG:
        step = 2 if how == "search" else 6
        queries = [query for number, query in enumerate(hostile_queries()) if number % step == 0]
    else:
        queries = list(hostile_queries())
    answered = refused = late = 0
    slowest = 0.0
    with measured() as cost:
        for query in queries:
            started = perf_counter()
            try:
                ASKING[how](index, query)
                answered += 1
            except QueryError as error:
                assert 0 < len(str(error)) < 20_000
                refused += 1
            except QueryTimeout:
                late += 1
            slowest = max(slowest, perf_counter() - started)
    report(
        f"hostile queries ({how})",
        len(queries),
        f"{answered} answered, {refused} refused, {late} given up, slowest {slowest:.2f} s, "
        f"{cost.megabytes:.0f} MB more at most",
    )
    assert slowest < 15  # of 5 s, on a busy machine
    assert cost.megabytes < 600


def test_in_a_thread_the_answers_are_the_same(index: SearchIndex) -> None:
    """And nothing there needs signals, which only the main thread gets."""
    found: list[object] = []

    def ask() -> None:
        try:
            index.search("crue OU c*", timeout=1e-6)
        except QueryTimeout as error:
            found.append(error.seconds)
        found.append(index.search("crue").total)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [1e-6, index.search("crue").total]


def test_a_tree_has_the_limits_of_a_text(index: SearchIndex) -> None:
    deep: Query = Word("crue")
    for _ in range(5_000):
        deep = Not(deep)
    large: list[tuple[Query, str]] = [
        (deep, f"nested deeper than {DEEPEST_TREE} levels"),
        (And((Word("x" * 20_000),)), "at most 10000 characters"),
        (Or(tuple(Word("a") for _ in range(12_000))), "at most"),
        (Or(tuple(Prefix(f"pré{n}") for n in range(51))), "at most 50 words with"),
    ]
    for query, reason in large:
        for ask in (index.search, index.explain, lambda query: list(index.concordance(query))):
            with pytest.raises(QueryError, match=reason):
                ask(query)


def test_the_deepest_text_is_no_deeper_than_a_tree_may_be(index: SearchIndex) -> None:
    text = "(a (b OU c (d OU " * 16 + "e" + ")))" * 16 + " f"
    tree = parse(text, today=date(2024, 5, 17))
    assert index.search(tree).total == index.search(text).total


def test_what_a_query_keeps_is_bounded(tmp_path: Path) -> None:
    """Of many different queries nothing stays but what the caches may hold."""
    with SearchIndex.create(tmp_path / "index") as index:
        index.add({"id": str(n), "body": f"L’eau monte, mot{n}."} for n in range(50))
        for n in range(times(300, 2_000)):
            index.search(f"eau OU mot{n} OU zzz{n}*")
        with measured() as cost:
            for n in range(2_000, times(2_300, 20_000)):
                index.search(f"eau OU mot{n} OU zzz{n}*")
        assert cost.megabytes < 100
