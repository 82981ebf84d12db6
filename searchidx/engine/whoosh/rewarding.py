"""What some documents of a segment earn beyond their scores; they are few, and looked at one word at a time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, assert_never

import numpy as np
from pyroaring import BitMap

from searchidx.deadline import watched
from searchidx.engine.ranking import idf
from searchidx.engine.rewards import AsTyped, Fresh, OfWords, Related, Reward, SideBySide, term_of
from searchidx.engine.whoosh.evaluate import Evaluation
from searchidx.engine.whoosh.layout import LINES
from searchidx.engine.whoosh.leaves import Standing
from searchidx.engine.whoosh.postings import Listed, Partly, Recorded, numbers_of
from searchidx.engine.whoosh.sections import Numbers

_FIELDS: Final = ("lead", "body")
_BYTES_A_WORD: Final = 500
_MANY: Final = 1 << 18
"""Occurrences of which it is not told for all documents which form they have, though it is asked for again."""
_FEW: Final = 1 << 14
"""Occurrences of the rarer of two words from which on it is told for some documents only where they stand side by side."""
_NOWHERE: Final = BitMap()

_Spelled = tuple[Listed | Recorded, Numbers | None]


def earned(
    evaluation: Evaluation, number: int, scores: Mapping[int, float], rewards: Sequence[Reward]
) -> dict[int, list[float]]:
    """Return what some documents earn beyond their scores, those that earn something."""
    look = _Look(evaluation, number, sorted(scores))
    found: dict[int, list[float]] = {}
    for reward in watched(rewards):
        if isinstance(reward, Fresh):
            first_day = evaluation.reader.segments[number].days[0]
            for document, score in scores.items():
                amount = score * reward.share(int(first_day[document]))
                found.setdefault(document, []).append(amount)
            continue
        there = look.at(reward)
        if there:
            holding = [evaluation.scorer(word).holding for word in reward.words]
            amount = reward.weight * min([idf(each, len(evaluation.reader)) for each in holding])
            for document in there:
                found.setdefault(document, []).append(amount)
    return found


class _Look:
    """A look at some documents of a segment, which are in order."""

    def __init__(self, evaluation: Evaluation, number: int, documents: Sequence[int]) -> None:
        self._evaluation, self._number = evaluation, number
        self._segment = evaluation.reader.segments[number]
        self._documents = documents
        self._bitmap = BitMap(documents)
        terms = self._segment.counts["terms"]
        self._fields = [name for name in _FIELDS if terms[name]]

    def at(self, reward: OfWords) -> Iterable[int]:
        """Return which of the documents earn a reward."""
        match reward:
            case AsTyped(_, spelling):
                return self._as_typed(spelling)
            case SideBySide(first, second, distance):
                return self._side_by_side(term_of(first), term_of(second), distance)
            case Related(word, terms):
                lacking = self._bitmap - self._evaluation.scorer(word).sets[self._number]
                return lacking & self._holding(terms) if lacking else _NOWHERE
            case _:
                assert_never(reward)

    def _as_typed(self, spelling: str) -> BitMap:
        key = _Look, (self._number, spelling)
        kept = self._evaluation.reader.kept
        known: BitMap | list[_Spelled] | None = kept.get(key)
        if known is None:
            known = [found for field in self._fields for found in self._segment.spelled(field, spelling)]
            kept.put(key, known, _BYTES_A_WORD)
        elif not isinstance(known, BitMap) and sum([each.occurrences for each, _ in known]) <= _MANY:
            known = _union(
                [
                    postings.bitmap if codes is None else Partly(postings, codes).bitmap
                    for postings, codes in known
                ]
            )
            kept.put(key, known, self._bytes_of(known))
        if isinstance(known, BitMap):
            return known & self._bitmap
        documents = np.array(self._documents, np.uint32)
        there = np.zeros(len(documents), bool)
        for postings, codes in known:
            if codes is None:
                there |= postings.frequencies_in(documents) > 0
            else:
                there |= postings.holding_codes(codes, documents)
        return BitMap(documents[there])

    def _side_by_side(self, first: str, second: str, distance: int) -> BitMap:
        key = _Look, (self._number, first, second, distance)
        kept = self._evaluation.reader.kept
        known: BitMap | bool | None = kept.get(key)
        if not isinstance(known, BitMap):
            one, other = self._standing(first), self._standing(second)
            if one is None or other is None:
                return _NOWHERE
            again = known is not None and min(one.occurrences, other.occurrences) <= _FEW
            among = one.bitmap & other.bitmap if again else self._bitmap
            known = self._with_distance(one, other, distance, numbers_of(among))
            if again:
                kept.put(key, known, self._bytes_of(known))
            else:
                kept.put(key, True, _BYTES_A_WORD)
        return known & self._bitmap

    def _standing(self, term: str) -> Standing | None:
        """Return where a term stands in lead and body."""
        found = [self._segment.postings(field, term) for field in self._fields]
        there = [postings for postings in found if postings is not None]
        return Standing(there) if there else None

    def _with_distance(self, one: Standing, other: Standing, distance: int, documents: Numbers) -> BitMap:
        """Return the documents, of some, where two words stand so far apart in that order, and perhaps others of that kind."""
        if one.occurrences <= other.occurrences:
            starts = one.positions(documents)
            wanted, there = starts + np.uint32(distance), other.positions(documents)
        else:
            ends = other.positions(documents)
            ends = ends[ends >= distance]
            starts = wanted = ends - np.uint32(distance)
            there = one.positions(documents)
        if not len(there):
            return _NOWHERE
        starts = starts[there.take(there.searchsorted(wanted), mode="clip") == wanted]
        line = self._segment.line(LINES["body"])
        at = line.documents_at(starts)
        inside = starts + np.uint32(distance) < line.starts.take(at + np.uint32(1))
        return BitMap(at[inside])

    def _holding(self, terms: tuple[str, ...]) -> BitMap:
        """Return the documents of the segment that hold one of some terms in lead or body."""
        key = _Look, (self._number, terms)
        kept = self._evaluation.reader.kept
        known: BitMap | None = kept.get(key)
        if known is None:
            found = [self._segment.postings(field, term) for field in self._fields for term in terms]
            known = _union([postings.bitmap for postings in found if postings is not None])
            kept.put(key, known, self._bytes_of(known))
        return known

    def _bytes_of(self, bitmap: BitMap) -> int:
        return _BYTES_A_WORD + min(2 * len(bitmap), self._segment.size // 8)


def _union(bitmaps: Sequence[BitMap]) -> BitMap:
    return bitmaps[0] if len(bitmaps) == 1 else BitMap.union(*bitmaps, _NOWHERE)
