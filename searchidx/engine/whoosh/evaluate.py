"""Clauses to documents, a segment at a time: which documents match, as bitmaps, which also count them.

What a leaf is in one segment is told by `leaves`; what the documents score, by `scoring`.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from math import log
from typing import Final, assert_never

import numpy as np
from pyroaring import BitMap

from searchidx.dates import DateRange
from searchidx.engine.base import RUNNING_TEXT
from searchidx.engine.clauses import All, Any, Clause, Occurs, Published, Step, Without
from searchidx.engine.whoosh.leaves import Found, find
from searchidx.engine.whoosh.postings import bitmap_of
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.segment import Segment

_MANY_DAYS: Final = 8


class Leaf:
    """A word, phrase or prefix in all segments, and what the whole index says of it."""

    def __init__(self, reader: Reader, occurs: Occurs) -> None:
        self._reader, self._occurs = reader, occurs
        self._found: list[Found | None] = [None] * len(reader.segments)
        self.fields = ("lead", "body") if occurs.field == RUNNING_TEXT else (occurs.field,)

    def found(self, number: int) -> Found:
        """Return where it stands in the segment with this number."""
        found = self._found[number]
        if found is None:
            found = self._found[number] = find(self._reader.segments[number], self._occurs)
        return found

    @cached_property
    def holding(self) -> int:
        """How many articles hold it."""
        holding = 0
        for number, segment in enumerate(self._reader.segments):
            found = self.found(number)
            holding += len(found)
            if segment.deleted:
                holding -= found.bitmap.intersection_cardinality(segment.deleted)
        return holding

    @cached_property
    def factor(self) -> float:
        """What its frequencies are weighed by, in the order of `ranking.bm25`, so to the same last bit."""
        return self._occurs.weight * log(1 + (len(self._reader) - self.holding + 0.5) / (self.holding + 0.5))

    @property
    def mean(self) -> float:
        return self._reader.mean_length(*self.fields)


class Evaluation:
    """A clause, and the documents of each segment that match it."""

    def __init__(self, reader: Reader, clause: Clause) -> None:
        self.reader, self.clause = reader, clause
        self._leaves: dict[int, Leaf] = {}
        self._bodies: dict[tuple[int, int], Leaf] = {}
        self._held: dict[int, list[Leaf]] = {}
        self.sets = [self._live(number, segment) for number, segment in enumerate(reader.segments)]
        self.total = sum(map(len, self.sets))

    def leaf(self, occurs: Occurs) -> Leaf:
        """Return a leaf of the clause; it goes by its identity, for it is asked for often, and costs more to compare."""
        leaf = self._leaves.get(id(occurs))
        if leaf is None:
            leaf = self._leaves[id(occurs)] = self._new_leaf(occurs)
        return leaf

    @cached_property
    def scoring(self) -> list[Leaf]:
        """The leaves that score and stand somewhere, each as often as the clause has it."""
        leaves = [self.leaf(occurs) for occurs in positive(self.clause) if occurs.weight]
        return [leaf for leaf in leaves if leaf.holding]

    def held(self, number: int) -> list[Leaf]:
        """Return the leaves that score and stand in the segment with this number, each as often as the clause has it."""
        held = self._held.get(number)
        if held is None:
            held = self._held[number] = [leaf for leaf in self.scoring if len(leaf.found(number))]
        return held

    @cached_property
    def plain(self) -> bool:
        """Whether every leaf that stands in a document that matches counts."""
        return _plain(self.clause)

    def _new_leaf(self, occurs: Occurs) -> Leaf:
        """Make a leaf; where no article has a lead, what runs through lead and body is what is in the body."""
        key = id(occurs.steps), occurs.slop
        if occurs.field == RUNNING_TEXT and not self.reader.has_leads and (twin := self._bodies.get(key)):
            return twin
        leaf = Leaf(self.reader, occurs)
        if occurs.field == "body":
            self._bodies[key] = leaf
        return leaf

    def _live(self, number: int, segment: Segment) -> BitMap:
        found = self._set(number, self.clause)
        return found - segment.deleted if segment.deleted else found

    def _set(self, number: int, clause: Clause) -> BitMap:
        """Return the documents of a clause; nobody changes the bitmap afterwards."""
        match clause:
            case Occurs():
                return self.leaf(clause).found(number).bitmap
            case Any(parts):
                sets = [found for part in parts if (found := self._set(number, part))]
                if len(sets) <= 1:
                    return sets[0] if sets else BitMap()
                return sets[0] | sets[1] if len(sets) == 2 else BitMap.union(*sets)  # noqa: PLR2004
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
            case Published(days, strict):
                return _published(self.reader.segments[number], days, strict=strict)
            case Without(part):
                return self.reader.segments[number].all_live - self._set(number, part)
            case _:
                assert_never(clause)


def positive(clause: Clause) -> list[Occurs]:
    """Return the leaves under no `Without`, each time they stand there."""
    match clause:
        case Occurs():
            return [clause]
        case All(parts) | Any(parts):
            return [leaf for part in parts for leaf in positive(part)]
        case _:
            return []


def falls(segment: Segment, documents: Numbers, days: DateRange, *, strict: bool) -> Numbers:
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


def _plain(clause: Clause, *, certain: bool = True) -> bool:
    """Tell whether no `All` with leaves that score stands under an `Any`."""
    match clause:
        case All(parts):
            return (certain or not positive(clause)) and all(map(_plain, parts))
        case Any(parts):
            return all([_plain(part, certain=False) for part in parts])
        case _:
            return True
