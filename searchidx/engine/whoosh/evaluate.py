"""Clauses to documents, a segment at a time: sets as bitmaps, scores as columns.

A clause is first the set of its documents: a few operations on Roaring bitmaps, which also count them.  Only
the documents that may be on the page are scored; which these are is told by `best`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from math import fsum, log
from typing import Final, assert_never

import numpy as np
from pyroaring import BitMap

from searchidx.dates import DateRange
from searchidx.engine.base import RUNNING_TEXT
from searchidx.engine.clauses import All, Any, Clause, Occurs, Published, Without
from searchidx.engine.whoosh.leaves import Found, find
from searchidx.engine.whoosh.postings import bitmap_of
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.segment import Segment

_MANY_DAYS: Final = 8


class Evaluation:
    """A clause, and what was found of its leaves in each segment.

    A leaf goes by its number, for it is looked for often, and costs more to compare.
    """

    def __init__(self, reader: Reader, clause: Clause) -> None:
        self.reader, self.clause = reader, clause
        numbers: dict[Occurs, int] = {}
        self._numbers = {id(leaf): numbers.setdefault(leaf, len(numbers)) for leaf in _leaves(clause)}
        self._leaves = list(numbers)
        self._found: list[list[Found | None]] = [[None] * len(numbers) for _ in reader.segments]
        self.sets = [self._live(segment) for segment in range(len(reader.segments))]
        self.total = sum(map(len, self.sets))

    def number(self, leaf: Occurs) -> int:
        """Return the number of a leaf of the clause."""
        return self._numbers[id(leaf)]

    def found(self, segment: int, leaf: int) -> Found:
        """Return where a leaf stands in a segment."""
        found = self._found[segment][leaf]
        if found is None:
            found = self._found[segment][leaf] = self._find(segment, self._leaves[leaf])
        return found

    @cached_property
    def scoring(self) -> "dict[int, Leaf]":
        """The leaves that score and stand somewhere, by number, with what the whole index says of them."""
        times = Counter(self.number(leaf) for leaf in _positive(self.clause) if leaf.weight)
        leaves = {}
        for number, count in times.items():
            found = [self.found(segment, number) for segment in range(len(self.sets))]
            if any(map(len, found)):
                leaves[number] = Leaf(self.reader, self._leaves[number], count, found)
        return leaves

    @cached_property
    def plain(self) -> bool:
        """Whether every leaf that stands in a document that matches counts."""
        return _plain(self.clause)

    def _find(self, number: int, leaf: Occurs) -> Found:
        segment = self.reader.segments[number]
        if leaf.field == RUNNING_TEXT and not segment.counts["terms"]["lead"]:
            # the same as in the body, where it was likely looked for before
            for known, found in zip(self._leaves, self._found[number], strict=True):
                if found is not None and (known.field, known.steps, known.slop) == (
                    "body",
                    leaf.steps,
                    leaf.slop,
                ):
                    return found
        return find(segment, leaf)

    def _live(self, number: int) -> BitMap:
        segment = self.reader.segments[number]
        found = self._set(number, self.clause)
        return found - segment.deleted if segment.deleted else found

    def _set(self, number: int, clause: Clause) -> BitMap:
        """Return the documents of a clause; nobody changes the bitmap afterwards."""
        match clause:
            case Occurs():
                return self.found(number, self._numbers[id(clause)]).bitmap
            case Published(days, strict):
                return _published(self.reader.segments[number], days, strict=strict)
            case All(parts):
                if not parts:
                    return self.reader.segments[number].all_live
                common: BitMap | None = None
                for part in parts:
                    found = self._set(number, part)
                    common = found if common is None else common & found
                    if not common:
                        break
                assert common is not None
                return common
            case Any(parts):
                sets = [found for part in parts if (found := self._set(number, part))]
                if len(sets) <= 1:
                    return sets[0] if sets else BitMap()
                return BitMap.union(*sets)
            case Without(part):
                return self.reader.segments[number].all_live - self._set(number, part)
            case _:
                assert_never(clause)


class Leaf:
    """A leaf that scores: its statistics over the whole index, and where it stands in each segment.

    ``times`` is how often the clause has it, and so how often it may count.
    """

    def __init__(self, reader: Reader, leaf: Occurs, times: int, found: Sequence[Found]) -> None:
        self.leaf, self.times, self.found = leaf, times, found
        self._fields = ("lead", "body") if leaf.field == RUNNING_TEXT else (leaf.field,)
        holding = sum(
            len(there) - (there.bitmap.intersection_cardinality(segment.deleted) if segment.deleted else 0)
            for segment, there in zip(reader.segments, found, strict=True)
        )
        self.mean = reader.mean_length(*self._fields)
        self._norms = reader.norms(*self._fields)
        articles = len(reader)
        # in the order of `ranking.bm25`, so that the numbers are the same to the last bit
        self.factor = leaf.weight * log(1 + (articles - holding + 0.5) / (holding + 0.5))

    def bounds(self, segment: Segment, number: int) -> Numbers:
        """Return the scores of all documents of a segment that hold the leaf, in single precision."""
        found = self.found[number]
        impacts = found.impacts.get(self.mean) if found.impacts is not None else None
        if impacts is None:
            frequencies = found.frequencies
            norms = self._norms.take(segment.joint_lengths(self._fields).take(found.documents))
            impacts = (frequencies / (frequencies + norms)).astype(np.float32)
            if found.impacts is not None:
                found.impacts.clear()
                found.impacts[self.mean] = impacts
        return impacts * np.float32(self.times * self.factor)

    def scores(self, segment: Segment, documents: Numbers, frequencies: Numbers) -> Numbers:
        """Return the score of documents that hold the leaf so often; 0 where they do not."""
        norms = self._norms.take(segment.joint_lengths(self._fields).take(documents))
        scores: Numbers = self.factor * frequencies
        scores /= frequencies + norms
        return scores


def contributions(evaluation: Evaluation, number: int, documents: Numbers) -> Numbers:
    """Return what each leaf adds to the score of documents that match: a row a leaf, a column a document."""
    return _Scorer(evaluation, number, documents).rows_of(evaluation.clause)


class _Scorer:
    """Scores some documents of a segment, all of which match the clause."""

    def __init__(self, evaluation: Evaluation, number: int, documents: Numbers) -> None:
        self._evaluation, self._number, self._documents = evaluation, number, documents
        self._segment = evaluation.reader.segments[number]
        self._frequencies: dict[int, Numbers] = {}
        self._rows: list[Numbers] = []

    def rows_of(self, clause: Clause) -> Numbers:
        self._add(clause, None)
        return np.array(self._rows) if self._rows else np.zeros((1, len(self._documents)))

    def _add(self, clause: Clause, mask: Numbers | None) -> None:
        """Collect the scores of a clause, for the documents of ``mask``, which all match it; None for all."""
        match clause:
            case Occurs():
                number = self._evaluation.number(clause)
                leaf = self._evaluation.scoring.get(number)
                if leaf is not None and clause.weight and len(leaf.found[self._number]):
                    scores = leaf.scores(self._segment, self._documents, self._count(number))
                    self._rows.append(scores if mask is None else np.where(mask, scores, 0.0))
            case All(parts):
                for part in parts:
                    self._add(part, mask)
            case Any(parts):
                for part in parts:
                    if isinstance(part, All):
                        held = self._holds(part)
                        self._add(part, held if mask is None else held & mask)
                    else:  # what a leaf adds is 0 where it does not stand
                        self._add(part, mask)
            case _:
                return

    def _holds(self, clause: Clause) -> Numbers:
        match clause:
            case Occurs():
                return self._count(self._evaluation.number(clause)) > 0
            case Published(days, strict):
                return _falls(self._segment, self._documents, days, strict=strict)
            case All(parts):
                held = np.ones(len(self._documents), bool)
                for part in parts:
                    held &= self._holds(part)
                return held
            case Any(parts):
                held = np.zeros(len(self._documents), bool)
                for part in parts:
                    held |= self._holds(part)
                return held
            case Without(part):
                return ~self._holds(part)
            case _:
                assert_never(clause)

    def _count(self, number: int) -> Numbers:
        """Return how often a leaf stands in each document."""
        if number not in self._frequencies:
            found = self._evaluation.found(self._number, number)
            self._frequencies[number] = frequencies_in(found, self._documents)
        return self._frequencies[number]


def frequencies_in(found: Found, documents: Numbers) -> Numbers:
    """Return how often something stands in some documents of a segment."""
    if not len(found):
        return np.zeros(len(documents), np.int64)
    places = found.documents.searchsorted(documents)
    places[places == len(found)] = 0
    frequencies = found.frequencies_at(places)
    frequencies[found.documents.take(places) != documents] = 0
    return frequencies


def exact_sums(rows: Numbers) -> list[float]:
    """Return the sums of the columns, rounded once, as `math.fsum` does."""
    if len(rows) == 1:
        alone: list[float] = rows[0].tolist()
        return alone
    return list(map(fsum, rows.T.tolist()))


def _falls(segment: Segment, documents: Numbers, days: DateRange, *, strict: bool) -> Numbers:
    """Tell which documents are of some days."""
    first, last = (column.take(documents) for column in segment.days)
    return _within(first, last, days, strict=strict)


def _within(first: Numbers, last: Numbers, days: DateRange, *, strict: bool) -> Numbers:
    low, high = days.first.toordinal(), days.last.toordinal()
    if strict:
        return (first >= low) & (last <= high)
    return (first <= high) & (last >= low) & (first > 0)


def _published(segment: Segment, days: DateRange, *, strict: bool) -> BitMap:
    """Return the documents of some days: those whose first day is one of them, and those of vague dates."""
    first, last = segment.days
    newest, dated = segment.newest, segment.dated
    start, end = (segment.rank_of_day(day) for day in (days.last.toordinal(), days.first.toordinal() - 1))
    if (end - start) * _MANY_DAYS > segment.size:
        return bitmap_of(np.flatnonzero(_within(first, last, days, strict=strict)))
    assert end <= dated
    exact = newest[start:end]
    vague = segment.vague
    if strict:
        exact = exact[last.take(exact) <= days.last.toordinal()]
        return bitmap_of(np.sort(exact))
    before = vague[_within(first.take(vague), last.take(vague), days, strict=False)]
    return bitmap_of(np.sort(np.concatenate([exact, before])))


def _leaves(clause: Clause) -> Iterator[Occurs]:
    """Yield all leaves."""
    match clause:
        case Occurs():
            yield clause
        case All(parts) | Any(parts):
            for part in parts:
                yield from _leaves(part)
        case Without(part):
            yield from _leaves(part)
        case _:
            return


def _positive(clause: Clause) -> Iterator[Occurs]:
    """Yield the leaves under no `Without`, each time they stand there."""
    match clause:
        case Occurs():
            yield clause
        case All(parts) | Any(parts):
            for part in parts:
                yield from _positive(part)
        case _:
            return


def _plain(clause: Clause, *, certain: bool = True) -> bool:
    """Tell whether no `All` with leaves that score stands under an `Any`."""
    match clause:
        case All(parts):
            return (certain or next(_positive(clause), None) is None) and all(map(_plain, parts))
        case Any(parts):
            return all(_plain(part, certain=False) for part in parts)
        case _:
            return True
