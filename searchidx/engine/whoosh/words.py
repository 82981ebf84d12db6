"""A word in a segment: what it gives to documents, and to any of a block at most; in single precision."""

from collections.abc import Sequence
from typing import Final, Self

import numpy as np

from searchidx.engine.whoosh.evaluate import Leaf, Scorer, keep
from searchidx.engine.whoosh.postings import numbers_of
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.scoring import best_evidence, evidence_in, evidence_of
from searchidx.engine.whoosh.sections import Numbers

_FREQUENT: Final = 8
"""A leaf is frequent where more than one document of so many holds it."""
_FEW: Final = 8
"""Documents are few beside so many times as many, which may be looked for in a stretch of these."""
_ROOM: Final = 1 << 12
"""Documents that are laid out over the whole segment, rather than looked for."""
_LAID_OUT: Final = 16
"""Documents are laid out where one of so many holds the word."""
_ONE: Final = np.float32(1)

_Counting = tuple[Leaf, np.float32]


class Word:
    """A word and its leaves, with what an occurrence counts: those in few documents, and those in many.

    Attributes
    ----------
    holding: the documents of the segment that hold it.
    blocks: what the frequent leaves say of a document of each block at most; None where there are none.
    most: what the word gives a document at most.
    """

    def __init__(self, reader: Reader, number: int, scorer: Scorer) -> None:
        self._number = number
        self._size = reader.segments[number].size
        self._factor = np.float32(scorer.factor)
        self.holding = scorer.sets[number]
        self.rare: list[_Counting] = []
        self.frequent: list[_Counting] = []
        for leaf, weight in scorer.standing(number):
            often = len(leaf.found[number]) * _FREQUENT > self._size
            (self.frequent if often else self.rare).append((leaf, np.float32(weight)))
        self.blocks: Numbers | None = None
        for leaf, counting in self.frequent:
            said = best_evidence(reader, number, leaf) * counting
            self.blocks = said if self.blocks is None else self.blocks + said
        most = 0.0 if self.blocks is None else float(self.blocks.max())
        most += sum([float(self._of(reader, pair).max()) for pair in self.rare])
        self.most = scorer.factor * most / (1 + most)

    @classmethod
    def of(cls, reader: Reader, number: int, scorer: Scorer) -> Self:
        """Return what is known of a word in the segment with this number; it is kept with its scorer."""
        word = scorer.words.get(number)
        if not isinstance(word, cls):
            word = scorer.words[number] = cls(reader, number, scorer)
        return word

    def said_rarely(self, reader: Reader, documents: Numbers, *, alone: bool) -> Numbers:
        """Return what the rare leaves say of documents; ``alone``: there is one, and all of them hold it."""
        if alone and len(self.rare[0][0].found[self._number]) == len(documents):
            return self._of(reader, self.rare[0])
        said = np.zeros(len(documents), np.float32)
        for pair in self.rare:
            there, given = pair[0].found[self._number].documents, self._of(reader, pair)
            if len(documents) * _FEW < len(there):
                first, last = there.searchsorted(documents[[0, -1]])
                there, given = there[first : last + 1], given[first : last + 1]
            if len(documents) < len(there):
                said += _looked_up(documents, there, given)
            elif len(there) < _ROOM:
                places = documents.searchsorted(there)
                held = documents.take(places, mode="clip") == there
                said[places[held]] += given[held]
            else:
                room = np.zeros(self._size, np.float32)
                room[there] = given
                said += room.take(documents)
        return said

    def said_often(self, reader: Reader, documents: Numbers) -> Numbers:
        """Return what the frequent leaves say of documents."""
        said = np.zeros(len(documents), np.float32)
        for leaf, weight in self.frequent:
            said += evidence_in(reader, self._number, leaf, documents) * weight
        return said

    def said(self, reader: Reader, documents: Numbers) -> Numbers:
        """Return what all leaves say of documents, which are few."""
        said = self.said_often(reader, documents)
        for pair in self.rare:
            said += _looked_up(documents, pair[0].found[self._number].documents, self._of(reader, pair))
        return said

    def score(self, said: Numbers) -> Numbers:
        """Return what a document scores by what is said of it."""
        score: Numbers = said / (said + _ONE)
        score *= self._factor
        return score

    def _of(self, reader: Reader, pair: _Counting) -> Numbers:
        said = evidence_of(reader, self._number, pair[0])
        return said if pair[1] == 1 else said * pair[1]


def impacts(
    reader: Reader, number: int, scorer: Scorer, *, kept: bool = True
) -> tuple[Numbers | None, Numbers]:
    """Return what a word gives to documents, and to which: None for all of a segment, where that is quicker to add.

    ``kept``: whether it is for the next query; it takes more room than all else that is known of a word.
    """
    known = scorer.impacts.get(number)
    if known is None:
        size, holding = reader.segments[number].size, len(scorer.sets[number])
        leaves = scorer.standing(number)
        in_all = [leaf.found[number] for leaf, _ in leaves if len(leaf.found[number]) == holding]
        documents = in_all[0].documents if in_all else numbers_of(scorer.sets[number])
        given = np.zeros(holding, np.float32)
        for leaf, weight in leaves:
            there, said = leaf.found[number].documents, evidence_of(reader, number, leaf) * np.float32(weight)
            if len(there) == holding:
                given += said
            else:
                given[documents.searchsorted(there)] += said
        given /= given + _ONE
        given *= np.float32(scorer.factor)
        known = documents, given
        if not kept:
            return known
        if holding * _LAID_OUT >= size:
            room = np.zeros(size, np.float32)
            room[documents] = given
            known = None, room
        scorer.impacts[number] = known
        keep(reader, scorer)
    return known


def best_first(words: Sequence[Word]) -> list[Word]:
    return sorted(words, key=lambda word: -word.most)


def _looked_up(documents: Numbers, there: Numbers, given: Numbers) -> Numbers:
    """Return what is given to documents, of which some are there."""
    places = there.searchsorted(documents)
    found: Numbers = given.take(places, mode="clip")
    found *= there.take(places, mode="clip") == documents
    return found
