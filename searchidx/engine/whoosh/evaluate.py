"""Clauses to documents, a segment at a time: which documents match, as bitmaps, which also count them.

What a leaf is in one segment is told by `leaves`; what the documents score, by `scoring`.
"""

from functools import cached_property
from math import log
from typing import Final, assert_never

import numpy as np
from pyroaring import BitMap

from searchidx.dates import DateRange
from searchidx.engine.base import RUNNING_TEXT
from searchidx.engine.clauses import All, Any, Clause, Listed, Occurs, Published, Valued, Without
from searchidx.engine.whoosh.leaves import find
from searchidx.engine.whoosh.postings import bitmap_of, numbers_of
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.segment import Segment

_MANY_DAYS: Final = 8
_NONE: Final = BitMap()


class Leaf:
    """A word, phrase or prefix, and what the whole index says of it.

    Attributes
    ----------
    occurs: the leaf of the clause.
    found: where it stands, by the number of the segment.
    holding: how many articles hold it.
    factor: what its frequencies are weighed by, in the order of `ranking.bm25`, so the same to the last bit.
    fields: the fields that it stands in, as one.
    """

    __slots__ = ("factor", "fields", "found", "holding", "occurs")

    def __init__(self, reader: Reader, occurs: Occurs) -> None:
        self.occurs = occurs
        self.fields = ("lead", "body") if occurs.field == RUNNING_TEXT else (occurs.field,)
        self.found = [find(segment, occurs) for segment in reader.segments]
        if not occurs.weight:
            return
        holding = sum(map(len, self.found))
        for segment, found in zip(reader.segments, self.found, strict=True):
            if segment.deleted:
                holding -= found.bitmap.intersection_cardinality(segment.deleted)
        self.holding = holding
        self.factor = occurs.weight * log(1 + (len(reader) - holding + 0.5) / (holding + 0.5))


class Evaluation:
    """A clause, and the documents of each segment that match it.

    Attributes
    ----------
    sets: the documents that match, by the number of the segment.
    total: how many match.
    scoring: the leaves that score and stand somewhere, each as often as the clause has it.
    plain: whether every leaf that stands in a document that matches counts.
    """

    def __init__(self, reader: Reader, clause: Clause) -> None:
        self.reader, self.clause = reader, clause
        self._leaves: dict[int, Leaf] = {}
        self._bodies: dict[tuple[int, int], Leaf] = {}
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
        empty = self.reader.empty_fields
        leaves = [self.leaf(occurs) for occurs in self._surveyed[0] if occurs.field not in empty]
        return [leaf for leaf in leaves if leaf.holding]

    @property
    def plain(self) -> bool:
        return self._surveyed[1]

    @cached_property
    def _surveyed(self) -> tuple[list[Occurs], bool]:
        leaves: list[Occurs] = []
        return leaves, _survey(self.clause, leaves, certain=True)

    def held(self, number: int) -> list[Leaf]:
        """Return the leaves that score and stand in the segment with this number, each as often as the clause has it."""
        scoring = self.scoring
        return scoring if len(self.sets) == 1 else [leaf for leaf in scoring if len(leaf.found[number])]

    def holds(self, number: int, clause: Clause, documents: Numbers) -> Numbers:
        """Tell which of some documents match a clause."""
        found: Numbers = np.isin(documents, numbers_of(self._set(number, clause)))
        return found

    def _new_leaf(self, occurs: Occurs) -> Leaf:
        """Make a leaf; where no article has a lead, what runs through lead and body is what is in the body."""
        key = id(occurs.steps), occurs.slop
        if occurs.field == RUNNING_TEXT and "lead" in self.reader.empty_fields and key in self._bodies:
            return self._bodies[key]
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
                if clause.field in self.reader.empty_fields:
                    return _NONE
                return self.leaf(clause).found[number].bitmap
            case Any(parts):
                sets = [found for part in parts if (found := self._set(number, part))]
                if len(sets) <= 1:
                    return sets[0] if sets else _NONE
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
            case Valued() | Listed():
                return _selected(self.reader.segments[number], clause)
            case Without(part):
                return self.reader.segments[number].all_live - self._set(number, part)
            case _:
                assert_never(clause)


def falls(segment: Segment, documents: Numbers, days: DateRange, *, strict: bool) -> Numbers:
    """Tell which documents are of some days."""
    first, last = (column.take(documents) for column in segment.days)
    return _within(first, last, days, strict=strict)


def _within(first: Numbers, last: Numbers, days: DateRange, *, strict: bool) -> Numbers:
    low, high = days.first.toordinal(), days.last.toordinal()
    if strict:
        return (first >= low) & (last <= high)
    return (first <= high) & (last >= low) & (first > 0)


def _selected(segment: Segment, clause: Valued | Listed) -> BitMap:
    """Return the documents that have one of some values, or of some ids."""
    if isinstance(clause, Valued):
        return bitmap_of(segment.column(clause.facet).documents_with(clause.values))
    return segment.doomed([id.encode(errors="surrogatepass") for id in clause.ids])


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


def _survey(clause: Clause, leaves: list[Occurs], *, certain: bool) -> bool:
    """Collect the leaves that score, under no `Without`, each time they stand there.

    Tell whether no `All` with leaves that score stands under an `Any`; ``certain`` is whether the clause stands under none.
    """
    match clause:
        case Occurs():
            if clause.weight:
                leaves.append(clause)
            return True
        case All(parts):
            before = len(leaves)
            plain = [_survey(part, leaves, certain=certain) for part in parts]
            return all(plain) and (certain or len(leaves) == before)
        case Any(parts):
            plain = [_survey(part, leaves, certain=False) for part in parts]
            return all(plain)
        case _:
            return True
