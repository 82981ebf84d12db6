"""The page that is asked for, and the facets over all that matches: from the segments to articles."""

from collections.abc import Iterable, Iterator, Sequence
from math import fsum
from typing import NamedTuple

import numpy as np
from pyroaring import BitMap

from searchidx.deadline import check, watched
from searchidx.engine.base import Matches, Order, Ranked, sorted_facet
from searchidx.engine.clauses import Clause, words_in
from searchidx.engine.ranking import ordinal_key
from searchidx.engine.rewards import Reward, window_of
from searchidx.engine.whoosh.evaluate import Evaluation
from searchidx.engine.whoosh.postings import numbers_of
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.rewarding import earned
from searchidx.engine.whoosh.scoring import contributions, exact_sums
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.segment import Segment
from searchidx.engine.whoosh.top import TIE, Scored, best, reached

_YEAR = len("2024")
_WALK = 64
"""Documents that are looked at first when the hits are those of the newest that match."""


class _Candidate(NamedTuple):
    """A document of the segment with a number, the terms of its score, and their sum."""

    number: int
    segment: Segment
    document: int
    parts: Sequence[float]
    score: float

    def minus_score(self) -> float:
        return -self.score


def search(
    reader: Reader,
    clause: Clause,
    *,
    order: Order,
    offset: int,
    limit: int,
    facets: Sequence[str],
    rewards: Sequence[Reward] = (),
) -> Matches:
    """Return the page of hits and the facets over all of them."""
    evaluation = Evaluation(reader, clause)
    need = min(offset + limit, evaluation.total) if limit else 0
    best: list[_Candidate] = []
    if need > offset:
        window = window_of(rewards)
        again = order is Order.RELEVANCE and offset < window  # these stay above all others
        if again:
            need = max(need, min(window, evaluation.total))
        best = _sorted(_candidates_for(evaluation, need, order), order)
        if again:
            best[:window] = _sorted(_ranked_again(evaluation, best[:window], rewards), order)
    page = best[offset : offset + limit]
    return Matches(
        total=evaluation.total,
        page=tuple(Ranked(hit.segment.article(hit.document), hit.score) for hit in page),
        facets=_facets(evaluation, facets) if facets else {},
        lacking=evaluation.total > 0
        and not all(evaluation.scorer(word).holding for word in words_in(clause)),
    )


def _candidates_for(evaluation: Evaluation, need: int, order: Order) -> list[_Candidate]:
    if order is not Order.RELEVANCE:
        return _by_date(evaluation, need, order)
    return _by_relevance(evaluation, need) if evaluation.scoring else _by_date(evaluation, need, Order.NEWEST)


def _by_relevance(evaluation: Evaluation, need: int) -> list[_Candidate]:
    floor = 0.0
    scored: list[tuple[int, Segment, Scored]] = []
    for number, segment in enumerate(evaluation.reader.segments):
        if not evaluation.sets[number]:
            continue
        found = best(evaluation, number, need, floor)
        scored.append((number, segment, found))
        sums = found.sums if len(scored) == 1 else np.concatenate([found.sums for *_, found in scored])
        if len(sums) >= need:
            floor = reached(sums, need)
    candidates: list[_Candidate] = []
    for number, segment, found in scored:
        kept = (found.sums >= floor * (1 - TIE)).nonzero()[0]
        if len(kept) > 4 * need + 64:
            kept = kept[_best_of_ties(segment, found, kept, need)]
        candidates += _candidates(number, segment, found.documents.take(kept), found.rows.take(kept, axis=1))
    return candidates


def _candidates(number: int, segment: Segment, documents: Numbers, rows: Numbers) -> Iterator[_Candidate]:
    count = len(documents)
    return map(
        _Candidate, [number] * count, [segment] * count, documents.tolist(), rows.T.tolist(), exact_sums(rows)
    )


def _best_of_ties(segment: Segment, found: Scored, kept: Numbers, need: int) -> Numbers:
    """Return the best of many documents that are nearly as good, in the order of hits."""
    scores = np.array(exact_sums(found.rows.take(kept, axis=1)))
    best: Numbers = np.lexsort((segment.newest_rank.take(found.documents.take(kept)), -scores))[:need]
    return best


def _ranked_again(
    evaluation: Evaluation, best: Sequence[_Candidate], rewards: Sequence[Reward]
) -> list[_Candidate]:
    """Return hits with what they earn."""
    again: list[_Candidate] = []
    for number in dict.fromkeys([hit.number for hit in best]):
        hits = {hit.document: hit for hit in best if hit.number == number}
        scores = {document: hit.score for document, hit in hits.items()}
        for document, more in earned(evaluation, number, scores, rewards).items():
            hit = hits[document]
            parts = [*hit.parts, *more]
            hits[document] = _Candidate(number, hit.segment, document, parts, fsum(parts))
        again += hits.values()
    return again


def _by_date(evaluation: Evaluation, need: int, order: Order) -> list[_Candidate]:
    """Return the newest or the oldest documents of each segment, with the scores they have."""
    candidates: list[_Candidate] = []
    for number, segment in enumerate(evaluation.reader.segments):
        documents = _first_of(segment, numbers_of(evaluation.sets[number]), need, order)
        candidates += _candidates(number, segment, documents, contributions(evaluation, number, documents))
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
        check()
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
        for column in watched(columns):
            part = segment.column(column).count(documents, others=most)
            if column in counts:
                _add(counts[column], part.items())
            if column == "month" and "year" in counts:
                _add(counts["year"], ((value[:_YEAR], number) for value, number in part.items()))
    return {facet: sorted_facet(facet, counts[facet]) for facet in facets}


def _add(counts: dict[str, int], part: Iterable[tuple[str, int]]) -> None:
    for value, number in part:
        counts[value] = counts.get(value, 0) + number
