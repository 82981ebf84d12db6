"""Which documents of a segment can be on the page?  Only these are scored.

A document scores at most the sum of what its words give at most.  Few documents hold the rarer words, so these
documents are bounded one by one; a frequent word knows, in each field, its best impact in each block of `BLOCK` documents
(block maxima as in Ding and Suel, Faster Top-k Document Retrieval Using Block-Max Indexes, 2011; blocks of
documents rather than postings, so that the bounds of several words add up).  What the best documents reach is
the floor: nothing is looked at whose bound is below it, and where all the frequent words together stay below it,
no document is that holds no other word (as in Turtle and Flood, Query Evaluation: Strategies and
Optimizations, 1995).  Of many documents that hold some of several words, a few good ones are scored first, and those
left out that lack too many of the words to score as much.

Scores of plain clauses are computed in single precision first; the few documents that may be hits by these are
scored exactly.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from pyroaring import BitMap

from searchidx.deadline import check, watched
from searchidx.engine.whoosh.evaluate import Evaluation
from searchidx.engine.whoosh.packing import ranges
from searchidx.engine.whoosh.postings import BLOCK, numbers_of
from searchidx.engine.whoosh.scoring import contributions
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.words import Word, best_first, impacts

_FEW: Final = 2_000
"""Documents times words that are scored without further thought."""
_NUMBERS: Final = 1 << 19
"""Terms of scores that are computed at once."""
_BOUNDED: Final = 1 << 23
"""Documents times words that are bounded at once."""
_MANY_WORDS: Final = 64
"""Words from which on what each gives is not kept for the next query, which hardly has them all."""
_SMALL: Final = 1 << 17
"""Documents of a segment that are all scored, rather than told apart."""
_FIRST_BLOCKS: Final = 24
_FIRST: Final = 2
"""How many documents are scored first, for each that is needed."""
_MORE: Final = 8
"""How many times as many are scored next."""
_GROUP: Final = 64
_SAMPLE: Final = 128
"""Good documents that are scored to know what a hit scores."""
_TOLD_APART: Final = 4
"""Words, at least, of which it is told which a document must hold."""
_OTHERS: Final = 0.5
"""The share of what a hit scores that words may have together of which it is not told."""
_WORTHWHILE: Final = 1.25
"""How many times fewer documents there must be to leave the others out."""
_NOTHING: Final = BitMap()
_SLACK: Final = 1e-5
"""How much a number may be off, being computed in single precision."""
TIE: Final = 1e-9
"""Relative difference below which two sums may be the same number, rounded differently."""


class Scored(NamedTuple):
    """Documents of a segment, the terms of their scores (a row a word), and the sums of these."""

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
    elif evaluation.plain and evaluation.reader.segments[number].size <= _SMALL:
        documents = _of_small(evaluation, number, need, floor)
    else:
        documents = _Search(evaluation, number, need, floor).run()
    rows = contributions(evaluation, number, documents)
    return Scored(documents, rows, rows[0] if len(rows) == 1 else rows.sum(axis=0)).cut(need)


def _of_small(evaluation: Evaluation, number: int, need: int, floor: float) -> Numbers:
    """Return the documents of a small segment that may be hits, by the scores of all its documents."""
    held, union = evaluation.held(number), evaluation.is_union(number)
    kept = len(held) <= _MANY_WORDS or len(set(held)) <= _MANY_WORDS
    documents, scores = impacts(evaluation.reader, number, held[0], kept=kept)
    if len(held) > 1 or not union:
        room = np.zeros(evaluation.reader.segments[number].size, np.float32)
        for scorer in watched(held):
            documents, given = impacts(evaluation.reader, number, scorer, kept=kept)
            if documents is None:
                room += given
            else:
                room[documents] += given
        documents, scores = None, room
    if union:
        promise = max(surely_reached(scores, need), floor) * (1 - _SLACK)
        if promise > 0:  # what does not match scores nothing
            places = (scores >= promise).nonzero()[0]
            return places.astype(np.uint32) if documents is None else documents.take(places)
    matching = numbers_of(evaluation.sets[number])
    scores = scores.take(matching if documents is None else documents.searchsorted(matching))
    promise = max(surely_reached(scores, need), floor) * (1 - _SLACK)
    return matching.take((scores >= promise).nonzero()[0])


def _plus(part: Numbers | None, further: Numbers) -> Numbers:
    return further if part is None else part + further


def _summed(scores: Iterable[Numbers], count: int) -> Numbers:
    """Add up what words give to so many documents."""
    total: Numbers | None = None
    for each in scores:
        if total is None:
            total = each
        else:
            check()
            total += each
    return np.zeros(count, np.float32) if total is None else total


class _Search:
    def __init__(self, evaluation: Evaluation, number: int, need: int, floor: float) -> None:
        self._evaluation, self._reader, self._number = evaluation, evaluation.reader, number
        self._matching = evaluation.sets[number]
        self._size = evaluation.reader.segments[number].size
        self._need, self._floor = need, floor
        self._documents, self._scores = np.empty(0, np.uint32), np.empty(0, np.float32)
        self._words = [Word.of(evaluation.reader, number, scorer) for scorer in evaluation.held(number)]

    def run(self) -> Numbers:
        """Return the documents that may be hits."""
        if len(self._words) > 1 and self._evaluation.plain and len(self._matching) > _FEW:
            self._narrow()
        seen = self._by_documents()
        if len(seen) < len(self._matching):
            bounds = self._by_block()
            if bounds.max(initial=0) >= self._promise:
                self._by_blocks(bounds, self._matching - seen)
        return self._documents

    def _by_block(self) -> Numbers:
        """Return what the frequent leaves give together to a document of each block at most."""
        given = (word.score(word.blocks) for word in self._words if word.blocks is not None)
        return _summed(given, -(-self._size // BLOCK))

    def _narrow(self) -> None:
        """Leave out the documents that lack too many words to be hits, once it is known what some good ones score."""
        words = best_first(self._words)
        good, most = self._with_many(words)
        if len(words) > _TOLD_APART:  # rare words may have kept out many frequent ones
            other, more = self._with_many(sorted(words, key=lambda word: -len(word.holding)))
            good = other if more > most else good
        documents = numbers_of(good)
        if len(documents) > _SAMPLE:
            bounds = self._by_block().take(documents // np.uint32(BLOCK))
            documents = documents.take(bounds.argpartition(len(bounds) - _SAMPLE)[-_SAMPLE:])
            documents.sort()
        if len(documents) >= self._need:
            scores = _summed(
                (word.score(word.said(self._reader, documents)) for word in words), len(documents)
            )
            self._raise(reached(scores, self._need))
        count, others = len(words), 0.0
        while count > _TOLD_APART and others + words[count - 1].most < _OTHERS * self._promise:
            count -= 1
            others += words[count].most
        enough = self._holding(words[:count], self._promise - others)
        if enough is not None:
            self._matching = self._matching & enough

    def _with_many(self, words: Sequence[Word]) -> tuple[BitMap, float]:
        """Return enough documents that hold the first of some words, and of the others what leaves enough; and what these give at most."""
        good, most = self._matching, 0.0
        for word in words:
            if good.intersection_cardinality(word.holding) >= self._need:
                good = good & word.holding  # the sets of others are not changed
                most += word.most
        return good, most

    def _holding(self, words: Sequence[Word], least: float) -> BitMap | None:
        """Return the documents that hold so many of the words that they may score ``least``; None for all."""
        if least <= 0:
            return None
        if sum([word.most for word in words]) < least:
            return _NOTHING
        first, others = words[0], words[1:]
        with_it, without = self._holding(others, least - first.most), self._holding(others, least)
        held = first.holding if with_it is None else first.holding & with_it
        if without is None or not without:
            return None if without is None else held
        return held | without

    @property
    def _promise(self) -> float:
        """The bound below which no document can be on the page; bounds are not quite exact, and ties are wanted."""
        return self._floor * (1 - _SLACK)

    def _by_documents(self) -> BitMap:
        """Bound each document that holds a rare leaf, and score those that may be hits; return all of them."""
        rare = [leaf.found[self._number].bitmap for word in self._words for leaf, _ in word.rare]
        if not rare:
            return BitMap()
        held = (rare[0] if len(rare) == 1 else BitMap.union(*rare)) & self._matching
        documents = numbers_of(held)
        step = max(_BOUNDED // len(self._words), _FIRST * self._need)
        for start in range(0, len(documents), step):
            self._bound(documents[start : start + step], alone=len(rare) == 1)
        return held

    def _bound(self, documents: Numbers, *, alone: bool) -> None:
        """Bound some documents, and score those that may be hits."""
        said = [
            word.said_rarely(self._reader, documents, alone=alone) if word.rare else None
            for word in watched(self._words)
        ]
        plain = self._evaluation.plain  # then what is known of a document is what it scores at least
        exact = not any(word.frequent for word in self._words)
        if exact or (plain and not self._floor and len(documents) >= self._need):
            bounds = _summed((word.score(part) for word, part in self._with(said)), len(documents))
            if plain and len(documents) >= self._need:
                self._raise(surely_reached(bounds, self._need))
        if not exact:
            at_most = self._at_most(said, documents)
            bounds = _summed((word.score(part) for word, part in self._with(at_most)), len(documents))
        if self._floor:
            promising = (bounds >= self._promise).nonzero()[0]
            documents, bounds = documents.take(promising), bounds.take(promising)
            said = [None if part is None else part.take(promising) for part in said]
        if plain:
            self._take(documents, said, bounds)
            return
        count = _FIRST * self._need
        while count < len(documents):
            check()
            order = bounds.argpartition(len(bounds) - count)
            self._score(documents.take(order[-count:]))
            rest = order[:-count]
            rest = rest[bounds.take(rest) >= self._promise]
            documents, bounds = documents.take(rest), bounds.take(rest)
            count *= _MORE
        self._score(documents)

    def _at_most(self, said: Sequence[Numbers | None], documents: Numbers) -> Iterator[Numbers | None]:
        """Add to what rare leaves say of documents what the frequent ones say at most."""
        blocks = documents // np.uint32(BLOCK)
        for word, part in zip(self._words, said, strict=True):
            yield part if word.blocks is None else _plus(part, word.blocks.take(blocks))

    def _with(self, said: Iterable[Numbers | None]) -> Iterator[tuple[Word, Numbers]]:
        return ((word, part) for word, part in zip(self._words, said, strict=True) if part is not None)

    def _by_blocks(self, bounds: Numbers, matching: BitMap) -> None:
        """Score the documents of the blocks from the most promising one on, for as long as one may hold a hit."""
        documents = numbers_of(matching)
        blocks = (bounds >= self._promise).nonzero()[0]
        blocks = blocks[np.argsort(-bounds.take(blocks), kind="stable")]
        starts = documents.searchsorted((blocks * BLOCK).astype(np.uint32))
        counts = documents.searchsorted(((blocks + 1) * BLOCK).astype(np.uint32)) - starts
        descending = -bounds.take(blocks)
        at, step = 0, max(_FIRST_BLOCKS, self._need // 16)
        while (promising := int(descending.searchsorted(-self._promise, "right"))) > at:
            check()
            end = min(at + step, promising)
            some = documents.take(ranges(starts[at:end], counts[at:end]))
            if self._evaluation.plain:
                bounding = bounds.take(some // np.uint32(BLOCK))
                self._take(some, [None] * len(self._words), bounding)
            else:
                self._score(some)
            at, step = end, _MORE * step

    def _take(self, documents: Numbers, said: list[Numbers | None], bounds: Numbers) -> None:
        """Score documents by what rare leaves say of them, and frequent ones; leave out those that cannot be hits on the way."""
        further = sorted([n for n, word in enumerate(self._words) if word.frequent], key=self._most_of)
        for number in watched(further):
            word = self._words[number]
            assert word.blocks is not None
            part = said[number]
            at_most = word.score(_plus(part, word.blocks.take(documents // np.uint32(BLOCK))))
            said[number] = part = _plus(part, word.said_often(self._reader, documents))
            if number == further[-1]:
                break
            bounds += word.score(part)
            bounds -= at_most
            promising = (bounds >= self._promise).nonzero()[0]
            if len(promising) * _WORTHWHILE < len(documents):
                documents, bounds = documents.take(promising), bounds.take(promising)
                said = [None if part is None else part.take(promising) for part in said]
        self._add(documents, _summed((word.score(part) for word, part in self._with(said)), len(documents)))

    def _most_of(self, number: int) -> float:
        return -self._words[number].most

    def _score(self, documents: Numbers) -> None:
        """Score documents, so many at once that the terms of their scores take little memory."""
        step = max(_NUMBERS // max(1, len(self._words)), 1)
        for start in range(0, len(documents), step):
            check()
            some = documents[start : start + step]
            self._add(some, contributions(self._evaluation, self._number, some).sum(axis=0))

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
