"""Which documents of a segment can be on the page?  Only these are scored.

A document scores at most the sum of what its leaves give at most.  Few documents hold the rarer words, so these
documents are bounded one by one; a frequent word knows its best impact in each block of `BLOCK` documents
(block maxima as in Ding and Suel, Faster Top-k Document Retrieval Using Block-Max Indexes, 2011; blocks of
documents rather than postings, so that the bounds of several words add up).  What the best documents reach is
the floor: nothing is looked at whose bound is below it, and where all the frequent words together stay below it,
no document is that holds no other word (as in Turtle and Flood, Query Evaluation: Strategies and
Optimizations, 1995).

Scores of plain clauses are computed in single precision first; the few documents that may be hits by these are
scored exactly.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from pyroaring import BitMap

from searchidx.engine.whoosh.evaluate import Evaluation, Leaf
from searchidx.engine.whoosh.packing import ranges
from searchidx.engine.whoosh.postings import BLOCK, numbers_of
from searchidx.engine.whoosh.scoring import contributions, impacts, impacts_in
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
_LITTLE: Final = 1.25
"""Leaves whose best impacts are not known are bounded alike in all blocks, where they give so little of the sum."""
_GROUP: Final = 64
_SLACK: Final = 1e-5
"""How much a number may be off, being computed in single precision."""
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
        kept = (self.sums >= reached(self.sums, need) * (1 - TIE)).nonzero()[0]
        return Scored(self.documents.take(kept), self.rows.take(kept, axis=1), self.sums.take(kept))


def reached(values: Numbers, need: int) -> float:
    """Return the largest value that so many of the values reach."""
    place = len(values) - need
    return float(np.partition(values, place)[place])


def surely_reached(values: Numbers, need: int) -> float:
    """Return a value that so many reach; of many values the best of groups will do, and are soon found."""
    size = len(values) // _GROUP
    if size >= 2 * need:
        values = values[: size * _GROUP].reshape(_GROUP, size).max(axis=0)
    return reached(values, need)


def best(evaluation: Evaluation, number: int, need: int, floor: float) -> Scored:
    """Return the best ``need`` documents of a segment, and those that tie with the last.

    ``floor`` is a score that as many documents of other segments are known to reach.
    """
    matching = evaluation.sets[number]
    held = evaluation.held(number)
    if len(matching) * len(held) <= _FEW or len(matching) <= _FIRST * need:
        documents = numbers_of(matching)
    else:
        search = _Search(evaluation, number, need, floor)
        documents = search.run([_Bound(evaluation, number, leaf) for leaf in held])
    rows = contributions(evaluation, number, documents)
    return Scored(documents, rows, rows[0] if len(rows) == 1 else rows.sum(axis=0)).cut(need)


class _Bound:
    """What a leaf gives a document at most.

    Attributes
    ----------
    frequent: whether it stands in many documents.
    maxima: its best impact in each block, in units of ``unit``; None where it is not known.
    most: what it gives any document.
    """

    def __init__(self, evaluation: Evaluation, number: int, leaf: Leaf) -> None:
        reader = evaluation.reader
        self.leaf, self.found = leaf, leaf.found[number]
        self.frequent = len(self.found) * _FREQUENT > reader.segments[number].size
        self.maxima = self.found.maxima
        self.most = leaf.factor  # an impact is less than 1
        if self.maxima is not None:
            self.unit = np.float32(leaf.factor * reader.drift(number, leaf.fields[0]) / 255)
            self.most = min(self.most, float(self.unit) * int(self.maxima.max()))

    def at(self, blocks: Numbers | None) -> Numbers | np.float32:
        """Return what it gives in some blocks, or in all."""
        if self.maxima is None:
            return np.float32(self.most)
        given: Numbers = (self.maxima if blocks is None else self.maxima.take(blocks)) * self.unit
        return given


class _Search:
    def __init__(self, evaluation: Evaluation, number: int, need: int, floor: float) -> None:
        self._evaluation, self._number = evaluation, number
        self._matching = evaluation.sets[number]
        self._size = evaluation.reader.segments[number].size
        self._need, self._floor = need, floor
        self._documents, self._scores = np.empty(0, np.uint32), np.empty(0, np.float32)

    def run(self, held: Sequence[_Bound]) -> Numbers:
        """Return the documents that may be hits."""
        rarer = [bound for bound in held if not bound.frequent]
        frequent = [bound for bound in held if bound.frequent]
        seen = self._by_documents(rarer, frequent, BitMap()) if rarer else BitMap()
        if sum([bound.most for bound in frequent]) >= self._promise and len(seen) < len(self._matching):
            vague = [bound for bound in frequent if bound.maxima is None]
            known = sum([bound.most for bound in frequent if bound.maxima is not None])
            if vague and known * _LITTLE < known + sum([bound.most for bound in vague]):
                frequent = [bound for bound in frequent if bound.maxima is not None]
                seen = self._by_documents(rarer + vague, frequent, seen)
            self._by_blocks(frequent, self._matching - seen)
        return self._documents

    @property
    def _promise(self) -> float:
        """The bound below which no document can be on the page; bounds are not quite exact, and ties are wanted."""
        return self._floor * (1 - _SLACK)

    def _by_documents(self, rarer: Sequence[_Bound], frequent: Sequence[_Bound], seen: BitMap) -> BitMap:
        """Bound each document that holds one of the rarer leaves, and score those that may be hits.

        Those that were seen are passed over; return all that are seen now.
        """
        bitmaps = [bound.found.bitmap for bound in rarer]
        held = (bitmaps[0] if len(bitmaps) == 1 else BitMap.union(*bitmaps)) & self._matching
        documents = numbers_of(held - seen if seen else held)
        known = self._summed(rarer, documents)
        plain = self._evaluation.plain  # then what is known of a document is what it scores at least
        if plain and len(documents) >= self._need:
            self._raise(surely_reached(known, self._need))
        bounds = known
        if frequent:
            blocks = documents // np.uint32(BLOCK)
            bounds = known + frequent[0].at(blocks)
            for bound in frequent[1:]:
                bounds += bound.at(blocks)
        if self._floor:
            promising = (bounds >= self._promise).nonzero()[0]
            documents, known, bounds = (each.take(promising) for each in (documents, known, bounds))
        if plain:
            self._take(documents, known, frequent)
            return held
        count = _FIRST * self._need
        while count < len(documents):
            order = bounds.argpartition(len(bounds) - count)
            self._score(documents.take(order[-count:]))
            rest = order[:-count]
            rest = rest[bounds.take(rest) >= self._promise]
            documents, bounds = documents.take(rest), bounds.take(rest)
            count *= _MORE
        self._score(documents)
        return held

    def _summed(self, rarer: Sequence[_Bound], documents: Numbers) -> Numbers:
        """Return what some leaves give to documents, which are some of those that hold them."""
        known: Numbers
        if len(rarer) == 1 and len(documents) == len(rarer[0].found):
            known = impacts(self._evaluation, self._number, rarer[0].leaf) * np.float32(rarer[0].leaf.factor)
            return known
        room = np.zeros(self._size, np.float32)
        for bound in rarer:
            given = impacts(self._evaluation, self._number, bound.leaf) * np.float32(bound.leaf.factor)
            np.add.at(room, bound.found.documents, given)
        known = room.take(documents)
        return known

    def _by_blocks(self, frequent: Sequence[_Bound], matching: BitMap) -> None:
        """Score the documents of the blocks from the most promising one on, for as long as one may hold a hit."""
        documents = numbers_of(matching)
        bounds = np.zeros(-(-self._size // BLOCK), np.float32)
        for bound in frequent:
            bounds += bound.at(None)
        blocks = (bounds >= self._promise).nonzero()[0]
        blocks = blocks[np.argsort(-bounds.take(blocks), kind="stable")]
        starts = documents.searchsorted((blocks * BLOCK).astype(np.uint32))
        counts = documents.searchsorted(((blocks + 1) * BLOCK).astype(np.uint32)) - starts
        descending = -bounds.take(blocks)
        at, step = 0, max(_FIRST_BLOCKS, self._need // 16)
        while (promising := int(descending.searchsorted(-self._promise, "right"))) > at:
            end = min(at + step, promising)
            some = documents.take(ranges(starts[at:end], counts[at:end]))
            if self._evaluation.plain:
                self._take(some, np.zeros(len(some), np.float32), frequent)
            else:
                self._score(some)
            at, step = end, _MORE * step

    def _take(self, documents: Numbers, known: Numbers, frequent: Sequence[_Bound]) -> None:
        """Add to what is known of the scores of documents what frequent leaves give them."""
        scores = known
        for bound in frequent:
            given = impacts_in(self._evaluation, self._number, bound.leaf, documents)
            scores = scores + given * np.float32(bound.leaf.factor)
        self._add(documents, scores)

    def _score(self, documents: Numbers) -> None:
        self._add(documents, contributions(self._evaluation, self._number, documents).sum(axis=0))

    def _add(self, documents: Numbers, scores: Numbers) -> None:
        """Keep the documents that may still be hits."""
        if len(self._documents):
            documents = np.concatenate((self._documents, documents))
            scores = np.concatenate((self._scores, scores))
        if len(documents) > self._need:
            self._raise(surely_reached(scores, self._need))
            kept = (scores >= self._promise).nonzero()[0]
            documents, scores = documents.take(kept), scores.take(kept)
        self._documents, self._scores = documents, scores

    def _raise(self, score: float) -> None:
        """Take note of a score that as many documents reach as are needed."""
        self._floor = max(self._floor, score * (1 - _SLACK))
