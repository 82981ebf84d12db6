"""The page that is asked for, and the facets over all that matches: from the segments to articles."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from pyroaring import BitMap

from searchidx.engine.base import Matches, Order, Ranked, sorted_facet
from searchidx.engine.clauses import Clause
from searchidx.engine.ranking import ordinal_key
from searchidx.engine.whoosh.evaluate import Evaluation
from searchidx.engine.whoosh.postings import numbers_of
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.scoring import contributions, exact_sums
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.segment import Segment
from searchidx.engine.whoosh.top import TIE, Scored, best, reached

_YEAR = len("2024")
_WALK = 64
"""Documents that are looked at first when the hits are those of the newest that match."""


class _Candidate(NamedTuple):
    segment: Segment
    document: int
    score: float

    def minus_score(self) -> float:
        return -self.score


def search(
    reader: Reader, clause: Clause, *, order: Order, offset: int, limit: int, facets: Sequence[str]
) -> Matches:
    """Return the page of hits and the facets over all of them."""
    evaluation = Evaluation(reader, clause)
    need = min(offset + limit, evaluation.total) if limit else 0
    candidates: list[_Candidate] = []
    if need > offset:
        candidates = (
            _by_relevance(evaluation, need) if order is Order.RELEVANCE else _by_date(evaluation, need, order)
        )
    page = _sorted(candidates, order)[offset : offset + limit]
    return Matches(
        total=evaluation.total,
        page=tuple(Ranked(hit.segment.article(hit.document), hit.score) for hit in page),
        facets=_facets(evaluation, facets) if facets else {},
    )


def _by_relevance(evaluation: Evaluation, need: int) -> list[_Candidate]:
    if not evaluation.scoring:
        return _by_date(evaluation, need, Order.NEWEST)
    floor = 0.0
    scored: list[tuple[Segment, Scored]] = []
    for number, segment in enumerate(evaluation.reader.segments):
        if not evaluation.sets[number]:
            continue
        found = best(evaluation, number, need, floor)
        scored.append((segment, found))
        sums = found.sums if len(scored) == 1 else np.concatenate([found.sums for _, found in scored])
        if len(sums) >= need:
            floor = reached(sums, need)
    candidates: list[_Candidate] = []
    for segment, found in scored:
        kept = (found.sums >= floor * (1 - TIE)).nonzero()[0]
        exact = exact_sums(found.rows.take(kept, axis=1))
        documents = found.documents.take(kept)
        if len(kept) > 4 * need + 64:
            documents, exact = _best_of_ties(segment, documents, np.array(exact), need)
        candidates += map(_Candidate, [segment] * len(exact), documents.tolist(), exact)
    return candidates


def _best_of_ties(
    segment: Segment, documents: Numbers, scores: Numbers, need: int
) -> tuple[Numbers, list[float]]:
    """Return the best documents of many that are nearly as good, in the order of hits."""
    first = np.lexsort((segment.newest_rank.take(documents), -scores))[:need]
    return documents[first], scores[first].tolist()


def _by_date(evaluation: Evaluation, need: int, order: Order) -> list[_Candidate]:
    """Return the newest or the oldest documents of each segment, with the scores they have."""
    candidates: list[_Candidate] = []
    for number, segment in enumerate(evaluation.reader.segments):
        documents = _first_of(segment, numbers_of(evaluation.sets[number]), need, order)
        scores = exact_sums(contributions(evaluation, number, documents))
        candidates += map(_Candidate, [segment] * len(scores), documents.tolist(), scores)
    return candidates


def _first_of(segment: Segment, documents: Numbers, need: int, order: Order) -> Numbers:
    """Return the first documents by date, in the order of their numbers."""
    if len(documents) <= need:
        return documents
    walk = segment.newest if order is not Order.OLDEST else segment.oldest
    step = 2 * need * segment.size // len(documents) + _WALK
    found = documents[:0]
    at = 0
    while len(found) < need:
        seen = walk[at : at + step]
        places = documents.searchsorted(seen)
        places[places == len(documents)] = 0
        found = np.concatenate((found, seen[documents.take(places) == seen]))
        at += step
        step *= 2
    return np.sort(found[:need])


def _sorted(candidates: list[_Candidate], order: Order) -> list[_Candidate]:
    """Sort hits; days, and then ids, are read where nothing else tells two apart."""
    if order is Order.RELEVANCE and len({hit.score for hit in candidates}) == len(candidates):
        return sorted(candidates, key=_Candidate.minus_score)
    keys = []
    for hit in candidates:
        first, last = hit.segment.days
        keys.append(ordinal_key(order, hit.score, int(first[hit.document]), int(last[hit.document])))
    if len(set(keys)) == len(keys):
        ids = [""] * len(keys)
    else:
        ids = [hit.segment.article(hit.document).id for hit in candidates]
    ranking = sorted(range(len(keys)), key=lambda place: (keys[place], ids[place]))
    return [candidates[place] for place in ranking]


def _facets(evaluation: Evaluation, facets: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    counts: dict[str, dict[str, int]] = {facet: {} for facet in facets}
    columns = dict.fromkeys("month" if facet == "year" else facet for facet in facets)
    for segment, found in zip(evaluation.reader.segments, evaluation.sets, strict=True):
        most = 2 * len(found) > segment.size
        documents = numbers_of(BitMap.flip(found, 0, segment.size) if most else found)
        for column in columns:
            part = segment.column(column).count(documents, others=most)
            if column in counts:
                _add(counts[column], part.items())
            if column == "month" and "year" in counts:
                _add(counts["year"], ((value[:_YEAR], number) for value, number in part.items()))
    return {facet: sorted_facet(facet, counts[facet]) for facet in facets}


def _add(counts: dict[str, int], part: Iterable[tuple[str, int]]) -> None:
    for value, number in part:
        counts[value] = counts.get(value, 0) + number
