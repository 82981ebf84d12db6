"""A few thousand articles, so that blocks are skipped with the bounds that a real index has.

`MemoryEngine` walks every article for every query; here words are counted once, and the formula is the same.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import accumulate
from math import fsum
from typing import Final

import pytest

from searchidx import Article, PartialDate
from searchidx.engine.base import Order
from searchidx.engine.ranking import bm25f, days_of, evidence, sort_key
from searchidx.engine.whoosh import WhooshEngine, postings_writer, top
from tests.contract.test_engines import clause_of

WORDS: Final = [
    a + b + c for a in "bdfgklmprv" for b in ("a", "i", "o", "u") for c in ("ban", "dol", "gor", "mik", "zut")
]
"""Two hundred that are no French words: each is its own term."""
WEIGHTS: Final = {"title": 3.0, "lead": 2.0, "body": 1.0}
_ZIPF: Final = list(accumulate(1 / rank for rank in range(1, len(WORDS) + 1)))

Counts = dict[str, dict[str, Counter[str]]]


def article(chance: random.Random, number: int) -> Article:
    def text(length: int) -> str:
        return " ".join(chance.choices(WORDS, cum_weights=_ZIPF, k=length))

    day = date(2024, 1, 1) + timedelta(chance.randrange(60))
    return Article(
        f"{number:05}",
        text(chance.randint(2, 5)),
        text(chance.randint(30, 60)),
        chance.choice([PartialDate(day.year, day.month, day.day), PartialDate(day.year, day.month), None]),
        lead=text(6) if chance.random() < 0.3 else "",
    )


class Reference:
    """The articles, and how often each word stands in each field."""

    def __init__(self, articles: dict[str, Article]) -> None:
        self.articles = articles
        self.counts = {
            id: {field: Counter(getattr(each, field).split()) for field in WEIGHTS}
            for id, each in articles.items()
        }
        self.lengths = {
            id: {field: each.total() for field, each in counts.items()} for id, counts in self.counts.items()
        }
        filled = {field: [each[field] for each in self.lengths.values() if each[field]] for field in WEIGHTS}
        self.means = {field: sum(each) / len(each) for field, each in filled.items()}
        self.holding = Counter(
            word
            for counts in self.counts.values()
            for word in {word for there in counts.values() for word in there}
        )

    def scores(self, words: list[str], wanted: Callable[[set[str]], bool]) -> dict[str, float]:
        """Score the articles by some words, those that are wanted for the words they hold."""
        return {
            id: fsum(self._parts(id, words))
            for id, counts in self.counts.items()
            if wanted({word for there in counts.values() for word in there})
        }

    def ranked(self, scores: dict[str, float], order: Order) -> list[tuple[str, float]]:
        days = {id: days_of(self.articles[id].published) for id in scores}
        return sorted(scores.items(), key=lambda pair: sort_key(order, pair[1], days[pair[0]], pair[0]))

    def _parts(self, id: str, words: list[str]) -> Iterator[float]:
        for word in words:
            said = 0.0
            for field in WEIGHTS:
                said += evidence(
                    frequency=self.counts[id][field][word],
                    length=self.lengths[id][field],
                    mean_length=self.means[field],
                    weight=WEIGHTS[field],
                )
            yield bm25f(said, holding=self.holding[word], articles=len(self.articles), weight=1.0)


A, B, C, D, E, F = (WORDS[rank] for rank in (0, 1, 3, 10, 40, 150))
"""From a word that stands in nearly every article to a rare one."""

QUERIES: Final[list[tuple[str, list[str], Callable[[set[str]], bool]]]] = [
    (A, [A], lambda held: A in held),
    (C, [C], lambda held: C in held),
    (F, [F], lambda held: F in held),
    (f"{A} {B}", [A, B], lambda held: {A, B} <= held),
    (f"{B} {D} {E}", [B, D, E], lambda held: {B, D, E} <= held),
    (f"{A} OU {B} OU {C}", [A, B, C], lambda held: bool({A, B, C} & held)),
    (f"{A} OU {F}", [A, F], lambda held: bool({A, F} & held)),
    (
        f"{A} OU {B} OU {C} OU {D} OU {E} OU {F}",
        [A, B, C, D, E, F],
        lambda held: bool({A, B, C, D, E, F} & held),
    ),
    (f"{A} {A}", [A, A], lambda held: A in held),
    (f"{A} SAUF {B}", [A], lambda held: A in held and B not in held),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[WhooshEngine, Reference]]:
    """Six thousand articles in several commits, some replaced and some deleted."""
    chance = random.Random(2024)
    articles: dict[str, Article] = {}
    with (
        pytest.MonkeyPatch.context() as patch,
        closing(WhooshEngine.create(tmp_path_factory.mktemp("larger") / "index")) as engine,
    ):
        patch.setattr(postings_writer, "_FEW_DOCUMENTS", 0)
        for size in (5000, 1000, 300):
            with engine.writer() as batch:
                for id in sorted(articles)[:: 17 if articles else 1]:
                    batch.delete(id)
                    del articles[id]
                for number in range(size):
                    replaced = articles and chance.random() < 0.1
                    id = (
                        chance.choice(sorted(articles)) if replaced else f"{len(articles) + 10_000 * size:09}"
                    )
                    made = article(chance, number)
                    articles[id] = Article(id, made.title, made.body, made.published, made.lead)
                    batch.put(articles[id], "")
        yield engine, Reference(articles)


@pytest.mark.parametrize(("few", "small"), [(0, 0), (2000, 0), (2000, 1 << 15)])
@pytest.mark.parametrize(("query", "words", "wanted"), QUERIES, ids=[query for query, _, _ in QUERIES])
def test_a_page_of_a_larger_index_is_that_of_brute_force(  # noqa: PLR0917  pytest names them
    corpus: tuple[WhooshEngine, Reference],
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    words: list[str],
    wanted: Callable[[set[str]], bool],
    few: int,
    small: int,
) -> None:
    engine, reference = corpus
    monkeypatch.setattr(top, "_FEW", few)
    monkeypatch.setattr(top, "_SMALL", small)
    clause = clause_of(query)
    scores = reference.scores(words, wanted)
    for order in Order:
        expected = reference.ranked(scores, order)
        for offset, limit in ((0, 1), (0, 10), (0, 1000), (0, len(expected)), (3, 7), (500, 7)):
            matches = engine.search(clause, order=order, offset=offset, limit=limit)
            assert matches.total == len(expected)
            found = [(hit.article.id, hit.score) for hit in matches.page]
            assert found == expected[offset : offset + limit], (order, offset, limit)
