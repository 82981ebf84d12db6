"""Hostile queries: each is answered, refused with a sentence, or given up in time; whatever is asked."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest

from searchidx import QueryError, QueryTimeout, SearchIndex
from searchidx.dates import DateRange
from searchidx.query.ast import (
    And,
    Boost,
    Dated,
    Exact,
    Fuzzy,
    In,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Wildcard,
    Word,
)
from searchidx.query.limits import DEEPEST_TREE
from searchidx.query.parser import parse
from tests.faults.hostile_queries import heavy_queries, hostile_queries
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


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (None, "NoneType is neither"),
        (["crue"], "list is neither"),
        (And(("crue",)), "str is neither"),  # type: ignore[arg-type]
        (And(()), "the parts of And are a tuple, with one part at least"),
        (Or([Word("crue")]), "the parts of Or are a tuple"),  # type: ignore[arg-type]
        (And(None), "the parts of And are a tuple"),  # type: ignore[arg-type]
        (Near((), 3), "the parts of Near are a tuple"),
        (Near((Word("a"),) * 6, 3), "at most 5 words or phrases"),
        (Near((Word("a"), Word("b")), 10**12), "the distance of Near: a whole number from 0 to 100"),
        (Near((Word("a"), Word("b")), -1), "the distance of Near"),
        (Phrase("de la", 10**12), "the slop of Phrase: a whole number from 0 to 100"),
        (Phrase("de la", "3"), "the slop of Phrase"),  # type: ignore[arg-type]
        (Fuzzy("crue", 9), "the edits of Fuzzy: a whole number from 1 to 2"),
        (Word(5), "the text of Word is a string, not int"),  # type: ignore[arg-type]
        (Word(""), "there is no word in it"),
        (Prefix(""), "there is no word in it"),
        (Wildcard(""), "there is no word in it"),
        (Boost(Word("crue"), float("nan")), "the factor of Boost is a number above 0, up to 99"),
        (Boost(Word("crue"), -1.0), "the factor of Boost"),
        (In("nope", Word("crue")), "there is no field 'nope'; there are authors, body"),
        (Exact(Prefix("c")), "Exact holds a Word or a Phrase, not Prefix"),  # type: ignore[arg-type]
        (Dated("2024"), "Dated holds a DateRange, not str"),  # type: ignore[arg-type]
    ],
)
def test_a_tree_that_no_text_says_is_refused(index: SearchIndex, query: Query, reason: str) -> None:
    for ask in (index.search, index.explain, index.scan, index.concordance):
        with pytest.raises(QueryError, match=reason):
            ask(query)
    assert index.search(And((Dated(DateRange()), Word("crue")))).total  # as what a text says is not


@pytest.mark.parametrize("depth", [100, 159])
def test_a_deep_tree_is_answered_or_refused_wherever_it_is_asked(index: SearchIndex, depth: int) -> None:
    query: Query = Word("crue")
    for _ in range(depth):
        query = And((query, Word("de")))

    def ask(frames: int) -> None:
        if frames:
            ask(frames - 1)
            return
        try:
            index.search(query)
        except QueryError as error:
            assert error.reason == "the query is nested too deeply"

    for frames in (0, 300, 600):
        ask(frames)


def test_an_odd_number_ends_in_an_answer_or_a_sentence(index: SearchIndex) -> None:
    assert len(index.search("crue", limit=10**30, snippets=0).hits) == index.search("crue").total
    assert index.search("crue", offset=10**30).hits == ()
    for seconds in ("5", 0, float("nan")):
        with pytest.raises(ValueError, match="timeout is a number of seconds"):
            index.search("crue", timeout=seconds)  # type: ignore[arg-type]
    with measured() as cost:
        assert index.suggest("é" * 5_000_000) == ()
    assert cost.megabytes < 50


def test_what_asks_for_much_takes_little_memory(index: SearchIndex) -> None:
    """The heaviest queries there are, in one process: what each takes is let go of."""
    words = sorted({word.strip(".,:’") for sentence in SENTENCES for word in sentence.lower().split()})
    with measured() as cost:
        for query in heavy_queries([word for word in words if word.isalpha()] * 20):
            try:
                index.search(query, facets=("year",))
            except (QueryError, QueryTimeout) as error:
                assert str(error)
    report("heavy queries", 100, f"{cost.megabytes:.0f} MB more at most, {cost.seconds:.1f} s")
    assert cost.megabytes < 300


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
