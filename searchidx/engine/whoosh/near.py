"""Words and phrases near each other in one segment: what `nearness.stretches` finds in a text, of all texts at once."""

from collections.abc import Sequence
from itertools import combinations, product
from math import prod
from typing import Final

import numpy as np

from searchidx.deadline import check, watched
from searchidx.engine.base import RUNNING_TEXT
from searchidx.engine.clauses import Near, Step
from searchidx.engine.whoosh.layout import LINES
from searchidx.engine.whoosh.leaves import (
    NOTHING,
    Found,
    Standing,
    common_documents,
    counted,
    each_once,
    in_turn,
    joined,
    near_each_other,
    pairs,
    phrase,
    standing_in,
)
from searchidx.engine.whoosh.postings import Line, Listed, bitmap_of, numbers_of
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.segment import Segment
from searchidx.errors import QueryError

_NEVER: Final = 1 << 40
"""Beyond all positions."""

_MOST_STEPS: Final = 45_000_000
"""From a place to the next, which takes a second or two."""

Part = dict[int, Numbers]
"""Where one of the phrases of a part begins, in order, by their length in words."""


def find_near(segment: Segment, leaf: Near) -> Found:
    """Return where a leaf stands in a segment, in deleted documents too."""
    wanted = ("lead", "body") if leaf.field == RUNNING_TEXT else (leaf.field,)
    fields = [name for name in wanted if segment.counts["terms"][name]]
    if not fields:
        return NOTHING
    line = segment.line(LINES.get(fields[0], fields[0]))
    parts = [_Part(segment, fields, line, phrases) for phrases in leaf.parts]
    common = parts[0].bitmap
    for part in parts[1:]:
        common = common & part.bitmap
    if not common:
        return NOTHING
    if len(parts) > 2:  # noqa: PLR2004
        _refuse_many(2 * min(part.occurrences for part in parts) << len(parts))
    documents = numbers_of(common)
    widest = leaf.slop + sum(max(map(len, phrases)) for phrases in leaf.parts)
    turns = in_turn(documents, parts)
    found = [_near(parts, turn, documents, widest, leaf.slop, line, len(turns)) for turn in watched(turns)]
    return counted(joined(found), line)


def _near(  # noqa: PLR0917
    parts: "Sequence[_Part]",
    turn: Numbers,
    documents: Numbers,
    widest: int,
    slop: int,
    line: Line,
    turns: int,
) -> Numbers:
    """Return where the stretches begin in some of the documents, of which there are several lots about as large."""
    places = [part.starts(turn, documents) for part in parts]
    if not all(any(map(len, part.values())) for part in places):
        return np.empty(0, np.uint32)
    if len(parts) == 2 and all(part.keys() == {1} for part in places):  # noqa: PLR2004  as most are
        found = pairs(places[0][1], places[1][1], slop + 2, line)
        if found is not None:
            return found
    promising = near_each_other([_joined([*part.values()]) for part in places], widest)
    near = [
        {size: _both(starts, some) if len(part) > 1 else some for size, starts in part.items()}
        for part, some in zip(places, promising, strict=True)
    ]
    return _stretches(near, slop, line, turns)


def _refuse_many(steps: int) -> None:
    """Refuse what would take too long: of several stop words, most places of an index have all near each other."""
    if steps > _MOST_STEPS:
        reason = "there are too many places where these could stand near each other"
        raise QueryError("", (0, 0), reason, "ask for rarer words, or for fewer of them")


class _Part:
    """One of several phrases."""

    def __init__(
        self, segment: Segment, fields: Sequence[str], line: Line, phrases: Sequence[tuple[Step, ...]]
    ) -> None:
        self._line = line
        self._words: list[Standing] = []
        self._phrases: list[tuple[int, Numbers]] = []
        bitmap = bitmap_of(np.empty(0, np.uint32))
        for steps in watched(phrases):
            standing = standing_in(segment, fields, steps)
            if standing is None:
                continue
            places = [standing[step] for step in steps]
            if len(steps) == 1:
                self._words += places
                bitmap = bitmap | places[0].bitmap
                continue
            documents = common_documents(places)
            found = phrase(places, documents, line) if len(documents) else NOTHING
            if isinstance(found, Listed):
                self._phrases.append((len(steps), found.positions()))
                bitmap = bitmap | found.bitmap
        self.bitmap = bitmap

    @property
    def occurrences(self) -> int:
        return sum(word.occurrences for word in self._words) + sum(len(starts) for _, starts in self._phrases)

    def starts(self, some: Numbers, documents: Numbers) -> Part:
        """Return where they begin in some of the documents that are looked at, and perhaps in others."""
        by_size: dict[int, list[Numbers]] = {}
        for word in watched(self._words):
            by_size.setdefault(1, []).append(word.among(some, documents))
        whole = len(some) == len(documents)
        for size, starts in self._phrases:
            by_size.setdefault(size, []).append(starts if whole else starts[self._line.stretch(starts, some)])
        return {size: _joined(found) for size, found in by_size.items()}


def _joined(positions: Sequence[Numbers]) -> Numbers:
    return positions[0] if len(positions) == 1 else each_once(np.concatenate(positions))


def _both(positions: Numbers, some: Numbers) -> Numbers:
    """Return those of some positions that are among others."""
    if not len(positions):
        return positions
    both: Numbers = some[positions.take(positions.searchsorted(some), mode="clip") == some]
    return both


def _stretches(parts: Sequence[Part], slop: int, line: Line, turns: int) -> Numbers:
    """Return where the stretches begin that hold all parts and at most ``slop`` other words, and no shorter such."""
    found: list[tuple[Numbers, Numbers]] = []
    turns *= prod(map(len, parts))
    for chosen in watched(product(*(part.items() for part in parts))):
        sizes = [size for size, _ in chosen]
        starts = [places.astype(np.int64) for _, places in chosen]
        if not all(map(len, starts)):
            continue
        firsts = each_once(np.concatenate(starts))
        ends = _soonest(sizes, starts, firsts, turns)
        near = ends - firsts <= slop + sum(sizes)
        firsts, ends = firsts[near], ends[near]
        inside = line.documents_at(firsts.astype(np.uint32)) == line.documents_at(
            (ends - 1).astype(np.uint32)
        )
        found.append((firsts[inside], ends[inside]))
    if not found:
        return np.empty(0, np.uint32)
    firsts, ends = map(np.concatenate, zip(*found, strict=True))
    order = np.lexsort((-firsts, ends))
    firsts = firsts.take(order)
    # by their ends, and of one end the shortest first: one that holds none before it begins after all of these
    shortest = np.ones(len(firsts), bool)
    shortest[1:] = firsts[1:] > np.maximum.accumulate(firsts)[:-1]
    begins: Numbers = firsts[shortest].astype(np.uint32)
    return begins


def _soonest(sizes: Sequence[int], starts: Sequence[Numbers], firsts: Numbers, turns: int) -> Numbers:
    """Return where the shortest stretches end that begin at some places or later and hold all.

    What never stands upon another is looked for apart; of what may, every order is tried, the soonest end of each
    subset once.
    """
    ends = firsts
    groups = _groups(sizes, starts)
    _refuse_many(turns * len(firsts) * sum(len(group) << (len(group) - 1) for group in groups))
    for group in groups:
        of_subsets: list[Numbers | None] = [firsts]
        for subset in range(1, 1 << len(group)):
            soonest = None
            for place, number in enumerate(group):
                before = of_subsets[subset ^ 1 << place] if subset & 1 << place else None
                if before is not None:
                    check()
                    end = _next(starts[number], before) + sizes[number]
                    soonest = end if soonest is None else np.minimum(soonest, end)
            of_subsets.append(soonest)
        whole = of_subsets[-1]
        assert whole is not None
        ends = np.maximum(ends, whole)
    return ends


def _next(starts: Numbers, from_there: Numbers) -> Numbers:
    places = starts.searchsorted(from_there)
    there: Numbers = np.where(places < len(starts), starts.take(places, mode="clip"), _NEVER)
    return there


def _groups(sizes: Sequence[int], starts: Sequence[Numbers]) -> list[list[int]]:
    """Part what may stand upon each other from what never does."""
    groups = [[number] for number in range(len(sizes))]
    for one, other in watched(combinations(range(len(sizes)), 2)):
        first, second = (next(group for group in groups if number in group) for number in (one, other))
        if first is not second and _overlap(sizes[one], starts[one], sizes[other], starts[other]):
            groups.remove(second)
            first += second
    return groups


def _overlap(size: int, starts: Numbers, other_size: int, others: Numbers) -> bool:
    """Tell whether something of one size, or of the other, ever begins upon the other."""
    following = _next(others, starts - (other_size - 1))
    return bool(np.any(following < starts + size))
