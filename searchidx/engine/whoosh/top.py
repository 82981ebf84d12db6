"""Which documents of a segment can be on the page?  Only these are scored.

The documents are cut into blocks of `BLOCK`, and of each a frequent term knows its best impact.  Their weighted sum
bounds the score of every document in the block (block maxima as in Ding and Suel, Faster Top-k Document
Retrieval Using Block-Max Indexes, 2011; blocks of documents rather than postings, so that bounds of
several terms add up).  The best blocks are scored first, and no block is looked at whose bound is below
the score of the last hit of the page.  Where blocks tell too little, the bounds of single documents are
computed, term by term.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from searchidx.engine.whoosh.evaluate import Evaluation, Leaf, contributions
from searchidx.engine.whoosh.packing import ranges
from searchidx.engine.whoosh.postings import BLOCK, firsts_of, numbers_of
from searchidx.engine.whoosh.sections import Numbers

_FEW: Final = 50_000
"""Postings that are added up without further thought."""
_MANY_LEAVES: Final = 8
"""Leaves of which the block maxima add up to too much to tell anything."""
_GROUP: Final = 64
_LOOK_UP: Final = 4
"""What it costs to find a document among the postings of a term, in postings that are added up."""
_CLEARING: Final = 32
"""Documents for which room is made in the time that a posting is added up."""
_FIRST_BLOCKS: Final = 24
_SLACK: Final = 1e-5
"""How much a bound may be off, being computed in single precision."""
_TIE: Final = 1e-9
"""Relative difference below which two sums may be the same number, rounded differently."""


@dataclass(frozen=True)
class Scored:
    """Documents of a segment, the terms of their scores (a row a leaf), and the sums of these."""

    documents: Numbers
    rows: Numbers
    sums: Numbers

    def cut(self, need: int) -> "Scored":
        """Return the best, and those that may be as good as the last of them."""
        if len(self.documents) <= need:
            return self
        floor = np.partition(self.sums, len(self.sums) - need)[len(self.sums) - need]
        kept = np.flatnonzero(self.sums >= floor * (1 - _TIE))
        return Scored(self.documents[kept], self.rows[:, kept], self.sums[kept])


def best(evaluation: Evaluation, number: int, need: int, floor: float) -> Scored:
    """Return the best ``need`` documents of a segment, and those that tie with the last.

    ``floor`` is a score that as many documents of other segments are known to reach.
    """
    documents = numbers_of(evaluation.sets[number])
    held = [leaf for leaf in evaluation.scoring.values() if len(leaf.found[number])]
    postings = sum(len(leaf.found[number]) for leaf in held)
    size = evaluation.reader.segments[number].size
    if len(documents) <= 2 * need or len(documents) * len(held) * _LOOK_UP <= postings + size // _CLEARING:
        return _score(evaluation, number, documents).cut(need)
    search = _Search(evaluation, number, documents, need, floor)
    known = floor > 0 and max(held, key=lambda leaf: len(leaf.found[number])).found[number].maxima is not None
    if (postings <= _FEW and not known) or len(held) > _MANY_LEAVES:
        return search.by_documents(documents, held)
    bounds = _block_bounds(evaluation, number, held)
    starts = documents.searchsorted(np.arange(len(bounds) + 1, dtype=np.uint32) * np.uint32(BLOCK))
    bounds[starts[1:] == starts[:-1]] = -1.0
    return search.by_blocks(bounds, starts, held)


def _score(evaluation: Evaluation, number: int, documents: Numbers) -> Scored:
    rows = contributions(evaluation, number, documents)
    return Scored(documents, rows, rows.sum(axis=0))


class _Search:
    def __init__(
        self, evaluation: Evaluation, number: int, documents: Numbers, need: int, floor: float
    ) -> None:
        self._evaluation, self._number = evaluation, number
        self._documents, self._need, self._floor = documents, need, floor
        self._parts: list[Scored] = []

    def by_blocks(self, bounds: Numbers, starts: Numbers, held: Sequence[Leaf]) -> Scored:
        """Score the blocks from the most promising one on, for as long as one may hold a hit."""
        order = np.argsort(-bounds, kind="stable")
        descending = bounds[order]
        at, step = 0, max(_FIRST_BLOCKS, self._need // 16)
        while True:
            # the bounds are not quite exact, and documents that tie are wanted too
            promising = int(np.searchsorted(-descending, -self._floor * (1 - _SLACK), "right"))
            if at >= promising or descending[at] < 0:
                return self._found()
            count, left = promising - at, order[at:promising]
            if at and int((starts[left + 1] - starts[left]).sum()) * 4 > len(self._documents):
                return self.by_documents(self._in_blocks(left, starts), held)
            if count <= 4 * step:
                step = count
            elif at:
                step = max(2 * step, count // 2)
            self._take(self._in_blocks(left[:step], starts))
            at += step

    def _in_blocks(self, blocks: Numbers, starts: Numbers) -> Numbers:
        blocks = np.sort(blocks)
        return self._documents.take(ranges(starts[blocks], starts[blocks + 1] - starts[blocks]))

    def by_documents(self, documents: Numbers, held: Sequence[Leaf]) -> Scored:
        """Bound each document, by adding up what every leaf may give it, then score those that may be hits."""
        segment = self._evaluation.reader.segments[self._number]
        room = np.zeros(segment.size, np.float32)
        for place, leaf in enumerate(sorted(held, key=lambda leaf: -len(leaf.found[self._number]))):
            found = leaf.found[self._number]
            if place:
                room[found.documents] += leaf.bounds(segment, self._number)
            else:  # the longest one, into an empty room
                room[found.documents] = leaf.bounds(segment, self._number)
        bounds = room.take(documents)
        if len(bounds) > 2 * self._need:
            if self._evaluation.plain:  # bounds are scores, and what they reach is reached
                self._floor = max(self._floor, _reached(bounds, self._need) * (1 - _SLACK))
            else:
                place = len(bounds) - self._need
                self._take(np.sort(documents[np.argpartition(bounds, place)[place:]]))
        promising = documents[bounds >= self._floor * (1 - _SLACK)]
        if self._parts:
            taken = np.concatenate([part.documents for part in self._parts])
            promising = promising[~np.isin(promising, taken)]
        self._take(promising)
        return self._found()

    def _take(self, documents: Numbers) -> None:
        if not len(documents):
            return
        part = _score(self._evaluation, self._number, documents).cut(self._need)
        self._parts.append(part)
        sums = np.concatenate([part.sums for part in self._parts])
        if len(sums) >= self._need:
            reached = float(np.partition(sums, len(sums) - self._need)[len(sums) - self._need])
            self._floor = max(self._floor, reached)

    def _found(self) -> Scored:
        if not self._parts:
            self._parts.append(_score(self._evaluation, self._number, self._documents[:0]))
        if len(self._parts) == 1:
            return self._parts[0]
        rows = max(len(part.rows) for part in self._parts)
        assert all(len(part.rows) == rows for part in self._parts)
        documents = np.concatenate([part.documents for part in self._parts])
        order = np.argsort(documents)
        return Scored(
            documents[order],
            np.concatenate([part.rows for part in self._parts], axis=1)[:, order],
            np.concatenate([part.sums for part in self._parts])[order],
        ).cut(self._need)


def _block_bounds(evaluation: Evaluation, number: int, held: Sequence[Leaf]) -> Numbers:
    """Return what no document of each block scores more than."""
    segment = evaluation.reader.segments[number]
    bounds = np.zeros(-(-segment.size // BLOCK), np.float32)
    for leaf in held:
        found = leaf.found[number]
        if (maxima := found.maxima) is not None:
            # impacts were computed with the mean length of the segment
            drift = max(1.0, leaf.mean / segment.mean_when_written(leaf.leaf.field))
            bounds += maxima * np.float32(leaf.times * leaf.factor * drift / 255)
            continue
        scores = leaf.bounds(segment, number)
        blocks = found.documents // np.uint32(BLOCK)
        firsts = firsts_of(blocks)
        bounds[blocks.take(firsts)] += np.maximum.reduceat(scores, firsts)
    return bounds


def _reached(values: Numbers, need: int) -> float:
    """Return a value that ``need`` of the values reach; the best of groups will do, and are soon found."""
    if len(values) >= _GROUP * _GROUP and len(values) // _GROUP >= 2 * need:
        whole = len(values) - len(values) % _GROUP
        values = values[:whole].reshape(-1, _GROUP).max(axis=1)
    place = len(values) - need
    return float(np.partition(values, place)[place])
