"""Which documents of a segment can be on the page?  Only these are scored.

A document scores at most the sum of what its leaves give at most.  Few documents hold the rarer words, so these
documents are bounded one by one; a frequent word knows its best impact in each block of `BLOCK` documents
(block maxima as in Ding and Suel, Faster Top-k Document Retrieval Using Block-Max Indexes, 2011; blocks of
documents rather than postings, so that the bounds of several words add up).  The best documents by these
bounds are scored first.  What they reach is the floor: nothing is looked at whose bound is below it, and where all
the frequent words together stay below it, not one document is that holds no other word (as in Turtle and
Flood, Query Evaluation: Strategies and Optimizations, 1995).
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from pyroaring import BitMap

from searchidx.engine.whoosh.evaluate import Evaluation, Leaf
from searchidx.engine.whoosh.leaves import Found
from searchidx.engine.whoosh.packing import ranges
from searchidx.engine.whoosh.postings import BLOCK, numbers_of
from searchidx.engine.whoosh.scoring import contributions, impacts
from searchidx.engine.whoosh.sections import Numbers

_FEW: Final = 2_000
"""Documents times leaves that are scored without further thought."""
_FREQUENT: Final = 32
"""A leaf is frequent where more than one document of so many holds it."""
_FIRST_BLOCKS: Final = 24
_FIRST: Final = 2
"""How many documents are scored first, for each that is needed."""
_MORE: Final = 8
"""How many times as many are scored next."""
_SLACK: Final = 1e-5
"""How much a bound may be off, being computed in single precision."""
TIE: Final = 1e-9
"""Relative difference below which two sums may be the same number, rounded differently."""


class Scored(NamedTuple):
    """Documents of a segment, the terms of their scores (a row a leaf), and the sums of these."""

    documents: Numbers
    rows: Numbers
    sums: Numbers

    def cut(self, need: int) -> "Scored":
        """Return the best, and those that may be as good as the last of them."""
        if len(self.documents) <= need:
            return self
        kept = np.flatnonzero(self.sums >= reached(self.sums, need) * (1 - TIE))
        return Scored(self.documents[kept], self.rows[:, kept], self.sums[kept])


def reached(values: Numbers, need: int) -> float:
    """Return the largest value that so many of the values reach."""
    place = len(values) - need
    return float(np.partition(values, place)[place])


def best(evaluation: Evaluation, number: int, need: int, floor: float) -> Scored:
    """Return the best ``need`` documents of a segment, and those that tie with the last.

    ``floor`` is a score that as many documents of other segments are known to reach.
    """
    matching = evaluation.sets[number]
    held = evaluation.held(number)
    if len(matching) * len(held) <= _FEW or len(matching) <= _FIRST * need:
        return _score(evaluation, number, numbers_of(matching)).cut(need)
    search = _Search(evaluation, number, need, floor)
    return search.run([_Bound(evaluation, number, leaf) for leaf in held])


def _score(evaluation: Evaluation, number: int, documents: Numbers) -> Scored:
    rows = contributions(evaluation, number, documents)
    return Scored(documents, rows, rows[0] if len(rows) == 1 else rows.sum(axis=0))


class _Bound:
    """What a leaf gives a document at most.

    Attributes
    ----------
    frequent: whether it stands in many documents.
    maxima: its best impact in each block, in units of ``unit``; None where it is not known.
    most: what it gives any document.
    """

    def __init__(self, evaluation: Evaluation, number: int, leaf: Leaf) -> None:
        self._evaluation, self._number, self._leaf = evaluation, number, leaf
        segment = evaluation.reader.segments[number]
        self.found: Found = leaf.found(number)
        self.frequent = len(self.found) * _FREQUENT > segment.size
        self.maxima = self.found.maxima
        self.most = leaf.factor  # an impact is less than 1
        if self.maxima is not None:
            # impacts were computed with the mean length of the segment when it was written
            drift = max(1.0, leaf.mean / segment.mean_when_written(leaf.fields[0]))
            self.unit = np.float32(leaf.factor * drift / 255)
            self.most = min(self.most, float(self.unit) * int(self.maxima.max()))

    def bounds(self) -> Numbers:
        """Return what it gives each document that holds it, in single precision."""
        return impacts(self._evaluation, self._number, self._leaf) * np.float32(self._leaf.factor)

    def at(self, blocks: Numbers) -> Numbers | np.float32:
        """Return what it gives in some blocks."""
        return np.float32(self.most) if self.maxima is None else self.maxima.take(blocks) * self.unit


class _Search:
    def __init__(self, evaluation: Evaluation, number: int, need: int, floor: float) -> None:
        self._evaluation, self._number = evaluation, number
        self._matching = evaluation.sets[number]
        self._need, self._floor = need, floor
        self._parts: list[Scored] = []

    @property
    def _promise(self) -> float:
        """The bound below which no document can be on the page; bounds are not quite exact, and ties are wanted."""
        return self._floor * (1 - _SLACK)

    def run(self, held: Sequence[_Bound]) -> Scored:
        rarer = [bound for bound in held if not bound.frequent]
        frequent = [bound for bound in held if bound.frequent]
        seen = self._by_documents(rarer, frequent, BitMap())
        if sum(bound.most for bound in frequent) >= self._promise and len(seen) < len(self._matching):
            known = [bound for bound in frequent if bound.maxima is not None]
            if len(known) < len(frequent):
                rarer += [bound for bound in frequent if bound.maxima is None]
                seen = self._by_documents(rarer, known, seen)
            self._by_blocks(known, self._matching - seen)
        return self._found()

    def _by_documents(self, rarer: Sequence[_Bound], frequent: Sequence[_Bound], seen: BitMap) -> BitMap:
        """Bound each document that holds one of the rarer leaves, and score those that may be hits.

        Those that were seen are passed over; return all that are seen now.
        """
        if not rarer:
            return seen
        bitmaps = [bound.found.bitmap for bound in rarer]
        held = (bitmaps[0] if len(bitmaps) == 1 else BitMap.union(*bitmaps)) & self._matching
        documents = numbers_of(held - seen if seen else held)
        if len(rarer) == 1 and len(documents) == len(rarer[0].found):
            bounds = rarer[0].bounds()
        else:
            room = np.zeros(self._evaluation.reader.segments[self._number].size, np.float32)
            for bound in rarer:
                room[bound.found.documents] += bound.bounds()
            bounds = room.take(documents)
        if self._evaluation.plain and len(documents) >= self._need:  # what they have is what they score at least
            self._floor = max(self._floor, reached(bounds, self._need) * (1 - _SLACK))
        blocks = documents // np.uint32(BLOCK)
        for bound in frequent:
            bounds += bound.at(blocks)
        if self._floor:
            promising = (bounds >= self._promise).nonzero()[0]
            documents, bounds = documents.take(promising), bounds.take(promising)
        count, leaves = _FIRST * self._need, len(rarer) + len(frequent)
        while count < len(documents) and len(documents) * leaves > _FEW:
            order = bounds.argpartition(len(bounds) - count)
            self._take(documents.take(order[-count:]))
            rest = order[:-count]
            rest = rest[bounds.take(rest) >= self._promise]
            documents, bounds = documents.take(rest), bounds.take(rest)
            count *= _MORE
        self._take(documents)
        return held

    def _by_blocks(self, frequent: Sequence[_Bound], matching: BitMap) -> None:
        """Score the documents of the blocks from the most promising one on, for as long as one may hold a hit."""
        documents = numbers_of(matching)
        size = self._evaluation.reader.segments[self._number].size
        bounds = np.zeros(-(-size // BLOCK), np.float32)
        for bound in frequent:
            assert bound.maxima is not None
            bounds += bound.maxima * bound.unit
        blocks = np.flatnonzero(bounds >= self._promise)
        blocks = blocks[np.argsort(-bounds.take(blocks), kind="stable")]
        starts = documents.searchsorted((blocks * BLOCK).astype(np.uint32))
        counts = documents.searchsorted(((blocks + 1) * BLOCK).astype(np.uint32)) - starts
        descending = -bounds.take(blocks)
        at, step = 0, max(_FIRST_BLOCKS, self._need // 16)
        while (promising := int(descending.searchsorted(-self._promise, "right"))) > at:
            end = min(at + step, promising)
            self._take(documents.take(ranges(starts[at:end], counts[at:end])))
            at, step = end, _MORE * step

    def _take(self, documents: Numbers) -> None:
        """Score documents."""
        if not len(documents):
            return
        part = _score(self._evaluation, self._number, documents).cut(self._need)
        self._parts.append(part)
        sums = part.sums if len(self._parts) == 1 else np.concatenate([part.sums for part in self._parts])
        if len(sums) >= self._need:
            self._floor = max(self._floor, reached(sums, self._need))

    def _found(self) -> Scored:
        if not self._parts:
            return _score(self._evaluation, self._number, numbers_of(BitMap()))
        if len(self._parts) == 1:
            return self._parts[0]
        documents, rows, sums = zip(*self._parts, strict=True)
        return Scored(np.concatenate(documents), np.concatenate(rows, axis=1), np.concatenate(sums)).cut(
            self._need
        )
