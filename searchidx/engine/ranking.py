"""How much does a clause say of an article, and which hit comes first?

BM25F (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009, section 3.6) with Lucene's idf, which
is never negative: what a word says in several fields is added up before it saturates, so that a word in the title
and in the body is one word.  A phrase or a prefix scores as one word would: its frequency in each field, and the
number of articles that hold it in any.
"""

from math import log
from typing import Final

from searchidx.dates import DateRange, PartialDate
from searchidx.engine.base import Order

K1: Final = 1.2
B: Final = 0.75


def evidence(*, frequency: int, length: int, mean_length: float, weight: float) -> float:
    """Return how much a word says by standing in one field; what it says in several adds up.

    Parameters
    ----------
    frequency: how often it stands in the field.
    length, mean_length: words of the field, here and over the articles that have any.
    weight: what an occurrence in this field counts.
    """
    return weight * frequency / (K1 * (1 - B + B * length / mean_length))


def bm25f(evidence: float, *, holding: int, articles: int, weight: float) -> float:
    """Return the score of one word.

    Parameters
    ----------
    evidence: the sum over the fields.
    holding, articles: articles that hold it, and articles in all.
    weight: of the clause.

    >>> in_one = evidence(frequency=2, length=100, mean_length=100.0, weight=1.0)
    >>> round(bm25f(in_one, holding=1, articles=10, weight=1.0), 4)
    1.2453
    """
    return weight * idf(holding, articles) * (evidence / (1 + evidence))


def idf(holding: int, articles: int) -> float:
    """Return how much it says that an article holds something that so many hold."""
    return log(1 + (articles - holding + 0.5) / (holding + 0.5))


def sort_key(order: Order, score: float, days: DateRange | None, id: str) -> tuple[float | int | str, ...]:
    """Return what hits are sorted by, smallest first.  An undated article comes after the dated ones."""
    first, last = (days.first.toordinal(), days.last.toordinal()) if days else (0, 0)
    return (*ordinal_key(order, score, first, last), id)


def ordinal_key(order: Order, score: float, first: int, last: int) -> tuple[float | int, ...]:
    """Return the same but for the id; days are `date.toordinal` numbers, 0 where there is none."""
    match order:
        case Order.RELEVANCE:
            return (-score, first == 0, -first, -last)
        case Order.NEWEST:
            return (first == 0, -first, -last)
        case Order.OLDEST:
            return (first == 0, first, last)


def days_of(published: PartialDate | None) -> DateRange | None:
    return published.days if published else None
