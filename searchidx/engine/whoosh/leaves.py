"""One word, phrase or pattern in one segment: the documents that hold it, and how often.

A single term is answered by its postings as they lie on disk.  Everything else is computed, on positions of the
whole segment at once: step ``i`` of a phrase, moved back by ``i``, must stand where all the others do.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np
from pyroaring import BitMap

from searchidx.analysis.compounds import length_of_first
from searchidx.deadline import check, watched
from searchidx.engine.base import RUNNING_TEXT, TEXT_FIELDS
from searchidx.engine.clauses import Match, Occurs, Step
from searchidx.engine.patterns import OF_SEVERAL, speller
from searchidx.engine.whoosh.layout import LINES
from searchidx.engine.whoosh.packing import ranges
from searchidx.engine.whoosh.postings import Counting, Line, Listed, Partly, Postings, firsts_of, numbers_of
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.segment import Segment

_NONE = np.empty(0, np.uint32)
_FULL = 1 << 16
_LAST = (1 << 32) - 1
_NEVER = np.iinfo(np.int64).max
_HALF = 1 << 31
_TOGETHER = 1 << 19
"""Positions that are compared with each other at once."""
_FEWEST = 256
"""Documents that are looked at together, however often words stand there."""
_RARER = 4
"""Of two words, the rarer one is looked up among the other where it stands so many times as rarely."""
_FEWER = 2
"""Documents are parted from others where these are at least so many times as many."""


class Found(Protocol):
    """The documents of a segment that hold something, in order, and how often each does."""

    @property
    def bitmap(self) -> BitMap: ...
    @property
    def documents(self) -> Numbers: ...
    @property
    def frequencies(self) -> Numbers: ...
    @property
    def maxima(self) -> Numbers | None: ...
    @property
    def evidence(self) -> dict[float, Numbers] | None:
        """What each document is known to say, by mean length; None where nothing is kept."""

    def frequencies_in(self, documents: Numbers) -> Numbers:
        """Return how often each of some documents of the segment holds it."""

    def __len__(self) -> int: ...


class Counted(Counting):
    """What was found by counting."""

    evidence = None

    def __init__(self, documents: Numbers, frequencies: Numbers) -> None:
        self._given = documents, frequencies

    @property
    def _counted(self) -> tuple[Numbers, Numbers]:
        return self._given


NOTHING = Counted(_NONE, _NONE)


def find(segment: Segment, leaf: Occurs) -> Found:
    """Return where a leaf stands in a segment, in deleted documents too."""
    if len(leaf.steps) == 1 and leaf.steps[0].match is Match.TERM and leaf.field != RUNNING_TEXT:  # most do
        postings = segment.postings(leaf.field, leaf.steps[0].text)
        return NOTHING if postings is None else postings
    wanted = ("lead", "body") if leaf.field == RUNNING_TEXT else (leaf.field,)
    terms = segment.counts["terms"]
    fields = [name for name in wanted if terms[name]]
    if not fields:
        return NOTHING
    if len(leaf.steps) == 1 and len(fields) == 1:
        return _one(segment, fields[0], leaf.steps[0]) or NOTHING
    line = segment.line(LINES[fields[0]])
    standing = standing_in(segment, fields, leaf.steps)
    if standing is None:
        return NOTHING
    steps = list(map(standing.__getitem__, leaf.steps))
    if len(steps) == 1:
        return counted(steps[0].positions(None), line)
    documents = common_documents(steps)
    if not len(documents):
        return NOTHING
    if leaf.slop:
        return _near(leaf, standing, documents, line)
    return phrase(steps, documents, line)


def _near(leaf: Occurs, standing: "dict[Step, Standing]", documents: Numbers, line: Line) -> Found:
    """Return where the steps stand near each other, of documents that hold them all."""
    widest = leaf.slop + len(leaf.steps)
    parts = [_NONE]
    for some in watched(in_turn(documents, standing.values())):
        positions = [each.among(some, documents) for each in standing.values()]
        if len(positions) == len(leaf.steps) == 2:  # noqa: PLR2004  as most are
            found = pairs(positions[0], positions[1], widest, line)
            if found is not None:
                parts.append(found)
                continue
        near = dict(zip(standing, near_each_other(positions, widest), strict=True))
        if all(map(len, near.values())):
            parts.append(_windows(near, leaf.steps, leaf.slop, line))
    return counted(joined(parts), line)


class _Standing(Protocol):
    @property
    def occurrences(self) -> int: ...


def in_turn(documents: Numbers, standing: Iterable[_Standing]) -> list[Numbers]:
    """Return documents, all of them, or so many at a time that the positions there take little memory."""
    parts = min(sum([each.occurrences for each in standing]) // _TOGETHER + 1, len(documents) // _FEWEST)
    return [documents] if parts <= 1 else np.array_split(documents, parts)


def joined(parts: Sequence[Numbers]) -> Numbers:
    """Return arrays as one, those that hold something."""
    parts = [part for part in parts if len(part)]
    return parts[0] if len(parts) == 1 else np.concatenate([_NONE, *parts])


def standing_in(
    segment: Segment, fields: Sequence[str], steps: Iterable[Step]
) -> "dict[Step, Standing] | None":
    """Return where each of some steps stands in some fields together; None where one does not."""
    standing: dict[Step, Standing] = {}
    for step in steps:
        if step not in standing:
            found = [postings for name in fields for postings in _standing(segment, name, step)]
            if not found:
                return None
            standing[step] = Standing(found)
    return standing


class Standing:
    """Where a step stands: the union of postings."""

    def __init__(self, postings: Sequence[Postings]) -> None:
        self._postings = postings

    @cached_property
    def bitmap(self) -> BitMap:
        return _union(self._postings)

    @property
    def occurrences(self) -> int:
        return sum([postings.occurrences for postings in self._postings])

    def positions(self, documents: Numbers | None) -> Numbers:
        """Return the positions on the line, in order, each once; all, or those in some documents and perhaps others."""
        if len(self._postings) == 1:
            return self._postings[0].positions(documents)
        return each_once(
            np.concatenate([postings.positions(documents) for postings in watched(self._postings)])
        )

    def among(self, some: Numbers, documents: Numbers) -> Numbers:
        """Return the positions in some of the documents that are looked at, and perhaps in others between them."""
        if len(some) == len(documents):
            return self.positions(documents)
        if len(self._postings) == 1:
            return self._postings[0].among(some)
        return each_once(np.concatenate([postings.among(some) for postings in watched(self._postings)]))

    def around(self, documents: Numbers) -> Numbers:
        """Return the positions in some documents, and perhaps many others."""
        return self._postings[0].around(documents) if len(self._postings) == 1 else self.positions(documents)


def _one(segment: Segment, field: str, step: Step) -> Found | None:
    if step.match not in OF_SEVERAL:
        return next(iter(_standing(segment, field, step)), None)
    alone, shared = _several(segment, field, step)
    found: list[Found] = list(alone)
    if len(shared) > 1:
        positions = each_once(np.concatenate([postings.positions() for postings in watched(shared)]))
        found.append(counted(positions, segment.line(LINES.get(field, field))))
    else:
        found += shared
    if len(found) <= 1:
        return found[0] if found else None
    sums = np.zeros(segment.size, np.uint16 if segment.longest((field,)) < _FULL else np.uint32)
    frequencies = np.concatenate([each.frequencies for each in watched(found)])
    np.add.at(
        sums, np.concatenate([each.documents for each in watched(found)]), frequencies.astype(sums.dtype)
    )
    documents = np.not_equal(sums, 0).nonzero()[0].astype(np.uint32)  # of flags, it is ten times as fast
    return Counted(documents, sums.take(documents))


def _standing(segment: Segment, field: str, step: Step) -> list[Postings]:
    """Return the postings of which a step is the union."""
    if step.match in OF_SEVERAL:
        alone, shared = _several(segment, field, step)
        return [*alone, *shared]
    if step.match is Match.FORM and field in TEXT_FIELDS:
        found = segment.form(field, step.text)
    else:
        found = segment.postings(field, step.text)
    return [] if found is None else [found]


def _several(segment: Segment, field: str, step: Step) -> tuple[list[Postings], list[Postings]]:
    """Return the postings of the words a step stands for: those that stand alone, and those that may share a position."""
    from searchidx.engine.whoosh.spellings import forms_of, terms_of  # noqa: PLC0415  few queries have patterns

    table = segment.table(field)
    if field not in TEXT_FIELDS:
        return [], list(map(table.of, terms_of(segment, field, step)))
    line = segment.line(LINES[field])
    forms = forms_of(segment, field, step)
    is_spelled = speller(step)
    codes_of: dict[int, list[int]] = {}
    may_share: set[int] = set()
    for word, term, code, sharing in zip(forms.words, *(part.tolist() for part in forms[1:]), strict=True):
        first = word[: length_of_first(word)] if sharing else b""
        if first and is_spelled(first.decode(errors="surrogatepass")):
            continue  # a compound, whose first part is found too, and stands at the same place
        codes_of.setdefault(term, []).append(code)
        if sharing:
            may_share.add(term)
    alone: list[Postings] = []
    shared: list[Postings] = []
    whole: list[int] = []
    counts = segment.form_counts(field)
    check()
    for term, codes in codes_of.items():
        if len(codes) < counts[term]:
            (shared if term in may_share else alone).append(Partly(table.of(term), np.array(codes)))
        elif term in may_share:
            shared.append(table.of(term))
        else:
            whole.append(term)
    positions, frequent = table.rare(whole)
    alone += [Listed(np.sort(positions, kind="stable"), line)] if len(positions) else []
    alone += map(table.of, watched(frequent))
    if segment.counts["terms"][f"{field}+"]:
        shared += map(segment.table(f"{field}+").of, terms_of(segment, f"{field}+", step))
    return alone, shared


def common_documents(steps: Sequence[Standing]) -> Numbers:
    """Return the documents that hold all of some steps."""
    common = steps[0].bitmap
    for further in steps[1:]:
        check()
        common = common & further.bitmap
        if not common:
            break
    return numbers_of(common)


def pairs(one: Numbers, other: Numbers, widest: int, line: Line) -> Numbers | None:
    """Return where the shortest stretches begin that hold one of each, and so many words at most.

    None where both ever stand at one place.  Such a stretch is made of two neighbours, so that it is enough to know
    how many of the others stand before each of the rarer ones.
    """
    rare, others = (one, other) if len(one) <= len(other) else (other, one)
    if len(rare) * _RARER > len(others) and line.reach <= _HALF:
        return _neighbours(one, other, widest, line)
    places = others.searchsorted(rare)
    after = others.take(places, mode="clip")
    if np.any(after == rare):
        return None
    bounds = np.concatenate(([0], places, [len(others)]))
    # whether others stand before each of the rarer ones, and behind the last
    between = bounds[1:] > bounds[:-1]
    follows, precedes = between[1:], between[:-1]
    starts = np.concatenate((rare[follows], others.take(places[precedes] - 1)))
    ends = np.concatenate((after[follows], rare[precedes]))
    near = ends - starts < np.uint32(widest)
    starts, ends = starts[near], ends[near]
    return np.sort(starts[line.documents_at(starts) == line.documents_at(ends)])


def _neighbours(one: Numbers, other: Numbers, widest: int, line: Line) -> Numbers | None:
    """Return the same by putting both in one order, which is quicker where both are many."""
    places = np.concatenate((one << np.uint32(1), other << np.uint32(1) | np.uint32(1)))
    places.sort(kind="stable")  # of two runs in order, which are merged
    before, after = places[:-1], places[1:]
    parted = (before ^ after) & np.uint32(1)
    before, after = before >> np.uint32(1), after >> np.uint32(1)
    between = after - before
    if not between.all():
        return None
    near = ((between < np.uint32(widest)) & (parted != 0)).nonzero()[0]
    starts, ends = before.take(near), after.take(near)
    found: Numbers = starts[line.documents_at(starts) == line.documents_at(ends)]
    return found


def near_each_other(positions: Sequence[Numbers], reach: int) -> list[Numbers]:
    """Return of some positions at least those that are so near a place where each list has one.

    The shortest list says where that may be.
    """
    rarest = min(positions, key=len)
    for others in positions:
        check()
        if others is not rarest and len(rarest):
            places = others.searchsorted(rarest)
            after = others.take(places, mode="clip")
            before = others.take(places - 1, mode="clip")  # of the first, itself or the last one
            rarest = rarest[_apart_by(rarest, after, reach) | _apart_by(rarest, before, reach)]
    if not len(rarest):
        return [rarest] * len(positions)
    low = rarest - np.minimum(rarest, np.uint32(reach))
    high = np.minimum(rarest, np.uint32(_LAST - reach)) + np.uint32(reach)
    near = []
    for others in positions:
        first, last = others.searchsorted(low), others.searchsorted(high, "right")
        first[1:] = np.maximum(first[1:], last[:-1])  # each once; both go up
        near.append(others.take(ranges(first, np.maximum(last - first, 0))))
    return near


def _apart_by(positions: Numbers, others: Numbers, reach: int) -> Numbers:
    near: Numbers = np.maximum(positions, others) - np.minimum(positions, others) <= np.uint32(reach)
    return near


def _union(found: Iterable[Found]) -> BitMap:
    bitmaps = [each.bitmap for each in watched(found)]
    return bitmaps[0] if len(bitmaps) == 1 else BitMap.union(*bitmaps)


def each_once(positions: Numbers) -> Numbers:
    """Return positions in order, each once; they are runs in order, which are merged."""
    positions = np.sort(positions, kind="stable")
    return positions.take(firsts_of(positions))


def counted(positions: Numbers, line: Line) -> Found:
    return Listed(positions, line) if len(positions) else NOTHING


def phrase(steps: Sequence[Standing], documents: Numbers, line: Line) -> Found:
    """Return where the steps follow each other within one document, of documents that hold them all.

    The rarest step comes first, and only the documents where it has the next one beside it are looked at further.
    """
    order = sorted(range(len(steps)), key=lambda place: steps[place].occurrences)
    starts = steps[order[0]].positions(documents)
    starts = starts - np.uint32(order[0])  # which may run below 0, and come back
    for place in order[1:]:
        check()
        there = steps[place].around(documents)
        if not len(there):
            return NOTHING
        wanted = starts + np.uint32(place)
        starts = starts[there.take(there.searchsorted(wanted), mode="clip") == wanted]
        if not len(starts):
            return NOTHING
        at = line.documents_at(starts)
        if len(at) * _FEWER < len(documents):
            documents = at.take(firsts_of(at))
    inside = starts + np.uint32(len(steps) - 1) < line.starts.take(at + np.uint32(1), mode="clip")
    if not inside.all():
        starts, at = starts[inside], at[inside]
    return Listed(starts, line, at=at) if len(starts) else NOTHING


def _windows(positions: dict[Step, Numbers], steps: Sequence[Step], slop: int, line: Line) -> Numbers:
    """Return where the stretches begin that `occurrences.find` finds for the same steps and slop.

    Documents are held apart, so that no stretch runs from one into the next.
    """
    apart = {step: _apart(there, line) for step, there in positions.items()}
    starts = each_once(np.concatenate(list(apart.values())))
    ends = starts.copy()
    for step, there in apart.items():
        check()
        # how many stand before each start, and so which is the first that does not
        begins = np.zeros(len(starts), np.uint8)
        begins[starts.searchsorted(there)] = 1
        nth = np.add.accumulate(begins, dtype=np.int64) - begins + (steps.count(step) - 1)
        np.maximum(ends, np.append(there, _NEVER).take(nth, mode="clip"), out=ends)
    near = ends - starts < len(steps) + slop
    starts, ends = starts[near], ends[near]
    if not len(starts):
        return _NONE
    shortest = np.concatenate((ends[1:] != ends[:-1], [True]))
    found: Numbers = (starts[shortest] & 0xFFFFFFFF).astype(np.uint32)
    return found


def _apart(positions: Numbers, line: Line) -> Numbers:
    """Return positions so that those of two documents are far from each other."""
    return (line.documents_at(positions).astype(np.int64) << 32) | positions.astype(np.int64)
