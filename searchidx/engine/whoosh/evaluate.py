"""Clauses to hits, exhaustively: each clause is the set of its documents and what each of them scores.

No document is skipped and no score estimated, so the result is exact for any limit.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import fsum
from typing import assert_never

from searchidx.dates import DateRange
from searchidx.engine.base import RUNNING_TEXT, Matches, Order, Ranked, facet_values, sorted_facet
from searchidx.engine.clauses import All, Any, Clause, Match, Occurs, Published, Step, Without
from searchidx.engine.occurrences import phrase_starts, windows
from searchidx.engine.ranking import bm25, sort_key
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.schema import forms_of

Scores = dict[int, list[float]]
"""What the leaves of a clause contribute, by document; an empty list for one that is only selected."""


def search(
    reader: Reader, clause: Clause, *, order: Order, offset: int, limit: int, facets: Sequence[str]
) -> Matches:
    """Return the page of hits and the facets over all of them."""
    found = {number: fsum(scores) for number, scores in evaluate(reader, clause).items()}

    def key(number: int) -> tuple[float | int | str, ...]:
        return sort_key(order, found[number], reader.days[number], reader.ids[number])

    ranking = sorted(found, key=key)
    return Matches(
        total=len(ranking),
        page=tuple(
            Ranked(reader.article(number), found[number]) for number in ranking[offset : offset + limit]
        ),
        facets=_facets(reader, ranking, facets),
    )


def evaluate(reader: Reader, clause: Clause) -> Scores:
    match clause:
        case Occurs():
            return _occurs(reader, clause)
        case Published(days, strict):
            return {
                number: [] for number in reader.documents if _falls(reader.days[number], days, strict=strict)
            }
        case All(parts):
            return _intersection(reader, [evaluate(reader, part) for part in parts])
        case Any(parts):
            return _union(evaluate(reader, part) for part in parts)
        case Without(part):
            return {number: [] for number in reader.documents - evaluate(reader, part).keys()}
        case _:
            assert_never(clause)


def _intersection(reader: Reader, parts: list[Scores]) -> Scores:
    numbers = reader.documents.intersection(*parts)
    return {number: [score for part in parts for score in part[number]] for number in numbers}


def _union(parts: Iterable[Scores]) -> Scores:
    union: Scores = {}
    for part in parts:
        for number, scores in part.items():
            union.setdefault(number, []).extend(scores)
    return union


def _occurs(reader: Reader, leaf: Occurs) -> Scores:
    frequencies = _frequencies(reader, leaf)
    if leaf.weight == 0:
        return {number: [] for number in frequencies}
    lengths, mean_length = reader.lengths(leaf.field)
    return {
        number: [
            bm25(
                frequency=frequency,
                length=lengths[number],
                mean_length=mean_length,
                holding=len(frequencies),
                articles=len(reader),
                weight=leaf.weight,
            )
        ]
        for number, frequency in frequencies.items()
    }


def _frequencies(reader: Reader, leaf: Occurs) -> dict[int, int]:
    """Return how often the steps occur, by document that holds them."""
    positions = {step: _positions(reader, leaf.field, step) for step in leaf.steps}
    numbers = set.intersection(*(set(there) for there in positions.values()))
    frequencies = {
        number: _count(leaf, {step: positions[step][number] for step in leaf.steps}) for number in numbers
    }
    return {number: frequency for number, frequency in frequencies.items() if frequency}


def _count(leaf: Occurs, positions: Mapping[Step, frozenset[int]]) -> int:
    if leaf.slop:
        return len(windows(positions, leaf.steps, leaf.slop))
    return len(phrase_starts([positions[step] for step in leaf.steps]))


def _positions(reader: Reader, field: str, step: Step) -> dict[int, frozenset[int]]:
    """Return where one step stands, by document; a prefix stands where any word does that begins so."""
    fields = ("lead", "body") if field == RUNNING_TEXT else (field,)
    found = [postings for name in fields for postings in _postings(reader, name, step)]
    if len(found) == 1:
        return {number: frozenset(there) for number, there in found[0].items()}
    merged: dict[int, set[int]] = {}
    for postings in found:
        for number, there in postings.items():
            merged.setdefault(number, set()).update(there)
    return {number: frozenset(there) for number, there in merged.items()}


def _postings(reader: Reader, field: str, step: Step) -> Iterator[Mapping[int, list[int]]]:
    text = step.text.encode()
    match step.match:
        case Match.TERM:
            yield reader.postings(field, text)
        case Match.FORM:
            yield reader.postings(forms_of(field), text)
        case Match.PREFIX:
            for term in reader.expand(forms_of(field), text):
                yield reader.postings(forms_of(field), term)


def _falls(own: DateRange | None, days: DateRange, *, strict: bool) -> bool:
    if own is None:
        return False
    return days.contains(own) if strict else days.overlaps(own)


def _facets(reader: Reader, numbers: list[int], facets: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    if not facets:
        return {}
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in facets}
    for number in numbers:
        article = reader.article(number)
        for facet, counter in counts.items():
            counter.update(facet_values(article, facet))
    return {facet: sorted_facet(facet, counter) for facet, counter in counts.items()}
