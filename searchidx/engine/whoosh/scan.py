"""All hits, one at a time: the ranking of each segment as numbers, merged as it is asked for.

A hit takes twelve bytes while it waits; its article is read when its turn comes.
"""

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import chain, islice
from operator import itemgetter
from typing import Final

import numpy as np

from searchidx.deadline import check
from searchidx.engine.base import Order, Ranked
from searchidx.engine.clauses import Clause
from searchidx.engine.ranking import ordinal_key
from searchidx.engine.rewards import Reward, window_of
from searchidx.engine.whoosh.evaluate import Evaluation
from searchidx.engine.whoosh.page import search
from searchidx.engine.whoosh.postings import numbers_of
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.scoring import contributions, exact_sums
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.segment import Segment

_TOGETHER: Final = 4_096
"""Documents that are scored at once."""

_Key = tuple[float | int | str, ...]


def scan(reader: Reader, clause: Clause, *, order: Order, rewards: Sequence[Reward] = ()) -> Iterator[Ranked]:
    """Return all hits in their order; which they are is found at once."""
    evaluation = Evaluation(reader, clause)
    rankings = [
        _ranking(evaluation, number, order) for number, documents in enumerate(evaluation.sets) if documents
    ]
    hits = (hit for _, hit in merge(*rankings, key=itemgetter(0)))
    window = window_of(rewards)
    if not window or order is not Order.RELEVANCE:
        return hits
    again = search(reader, clause, order=order, offset=0, limit=window, facets=(), rewards=rewards)
    return chain(again.page, islice(hits, window, None))


def _ranking(evaluation: Evaluation, number: int, order: Order) -> Iterator[tuple[_Key, Ranked]]:
    """Yield the hits of a segment in their order, each with what it is sorted by."""
    segment = evaluation.reader.segments[number]
    documents = numbers_of(evaluation.sets[number])
    scores = np.empty(len(documents))
    for start in range(0, len(documents), _TOGETHER):
        check()
        some = documents[start : start + _TOGETHER]
        scores[start : start + _TOGETHER] = exact_sums(contributions(evaluation, number, some))
    if order is Order.OLDEST:
        places = np.argsort(_places(segment, segment.oldest).take(documents))
    elif order is Order.NEWEST:
        places = np.argsort(segment.newest_rank.take(documents))
    else:
        places = np.lexsort((segment.newest_rank.take(documents), -scores))
    places = places.astype(np.uint32)
    first, last = segment.days
    for place in places:
        check()
        document, score = int(documents[place]), float(scores[place])
        article = segment.articles[document]
        key = ordinal_key(order, score, int(first[document]), int(last[document]))
        yield (*key, article.id), Ranked(article, score)


def _places(segment: Segment, walk: Numbers) -> Numbers:
    """Return the place of each document in a walk over all of them."""
    places = np.empty(segment.size, np.uint32)
    places[walk] = np.arange(segment.size)
    return places
