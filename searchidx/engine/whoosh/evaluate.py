"""Clauses to documents, a segment at a time: which documents match, as bitmaps, which also count them.

What a leaf is in one segment is told by `leaves`; what the documents score, by `scoring`.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final, assert_never

import numpy as np
from pyroaring import BitMap

from searchidx.dates import DateRange
from searchidx.deadline import check, watched
from searchidx.engine.base import RUNNING_TEXT
from searchidx.engine.clauses import (
    All,
    Any,
    AnyField,
    Clause,
    Listed,
    Near,
    Occurs,
    Published,
    Scoring,
    Valued,
    Without,
)
from searchidx.engine.clauses import Leaf as Asked
from searchidx.engine.ranking import idf
from searchidx.engine.whoosh.leaves import find
from searchidx.engine.whoosh.postings import Counting, bitmap_of, numbers_of
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.segment import Segment

_MANY_DAYS: Final = 8
_WORD: Final = "word"
_BYTES_A_SCORER: Final = 4_000
_BYTES_A_DOCUMENT: Final = 16
_NONE: Final = BitMap()


class Leaf:
    """A word, phrase or prefix in a field.

    Attributes
    ----------
    found: where it stands, by the number of the segment.
    fields: the fields that it stands in, as one.
    """

    __slots__ = ("fields", "found")

    def __init__(self, reader: Reader, occurs: Asked) -> None:
        self.fields = ("lead", "body") if occurs.field == RUNNING_TEXT else (occurs.field,)
        if isinstance(occurs, Near):
            from searchidx.engine.whoosh.near import find_near  # noqa: PLC0415  few queries ask for it

            self.found = [find_near(segment, occurs) for segment in watched(reader.segments)]
        else:
            self.found = [find(segment, occurs) for segment in watched(reader.segments)]


class Scorer:
    """What scores as one word: a leaf, or one in each of several fields.

    Attributes
    ----------
    leaves: those that stand somewhere, and what an occurrence of each counts.
    sets: the documents that hold it, by the number of the segment.
    holding: how many articles hold it.
    factor: what its evidence is weighed by, in the order of `ranking.bm25f`, so the same to the last bit.
    words, impacts: what `words` knows of it, by the number of the segment.
    """

    __slots__ = ("clause", "factor", "holding", "impacts", "leaves", "sets", "words")

    def __init__(
        self, reader: Reader, clause: Scoring, leaves: Sequence[tuple[Leaf, float]], sets: Sequence[BitMap]
    ) -> None:
        self.clause, self.leaves, self.sets = clause, leaves, sets
        self.words: dict[int, object] = {}
        self.impacts: dict[int, tuple[Numbers | None, Numbers]] = {}
        self.holding = sum(map(len, sets))
        for segment, there in zip(reader.segments, sets, strict=True):
            if segment.deleted:
                self.holding -= there.intersection_cardinality(segment.deleted)
        self.factor = clause.weight * idf(self.holding, len(reader))

    @property
    def nbytes(self) -> int:
        """The bytes it may take, but for those of its leaves."""
        sets = sum([min(2 * len(there), there.max() // 8) for there in self.sets if there])
        found = [each for leaf, _ in self.leaves for each in leaf.found if isinstance(each, Counting)]
        sets += _BYTES_A_DOCUMENT * sum(map(len, found))  # which are kept nowhere else
        given = sum(
            [
                values.nbytes + (0 if documents is None else documents.nbytes)
                for documents, values in self.impacts.values()
            ]
        )
        return _BYTES_A_SCORER + sets + given

    def standing(self, number: int) -> list[tuple[Leaf, float]]:
        """Return the leaves that stand in the segment with this number."""
        return [pair for pair in self.leaves if len(pair[0].found[number])]


def keep(reader: Reader, scorer: Scorer) -> None:
    """Keep the scorer of a word or a pattern for the next query that has it, with what is known of it by now."""
    leaves = scorer.clause.parts if isinstance(scorer.clause, AnyField) else (scorer.clause,)
    if all(isinstance(leaf, Occurs) and len(leaf.steps) == 1 for leaf in leaves):
        reader.kept.put((_WORD, id(scorer.clause)), scorer, scorer.nbytes)


class Evaluation:
    """A clause, and the documents of each segment that match it.

    Attributes
    ----------
    sets: the documents that match, by the number of the segment.
    total: how many match.
    scoring: what scores and stands somewhere, each as often as the clause has it.
    plain: whether everything that scores counts wherever it stands in a document that matches.
    """

    def __init__(self, reader: Reader, clause: Clause) -> None:
        self.reader, self.clause = reader, clause
        self._leaves: dict[int, Leaf] = {}
        self._scorers: dict[int, Scorer] = {}
        self._bodies: dict[tuple[int, int], Leaf] = {}
        self.sets = [self._live(number, segment) for number, segment in enumerate(reader.segments)]
        self.total = sum(map(len, self.sets))

    def leaf(self, occurs: Asked) -> Leaf:
        """Return a leaf of the clause; it goes by its identity, for it is asked for often, and costs more to compare."""
        leaf = self._leaves.get(id(occurs))
        if leaf is None:
            leaf = self._leaves[id(occurs)] = self._new_leaf(occurs)
        return leaf

    def scorer(self, clause: Scoring) -> Scorer:
        """Return what a clause scores by; it goes by its identity, as a leaf does."""
        scorer = self._scorers.get(id(clause))
        if scorer is None:
            scorer = self._scorers[id(clause)] = self._kept_scorer(clause) or self._new_scorer(clause)
        return scorer

    def _kept_scorer(self, clause: Scoring) -> Scorer | None:
        """Return the scorer of a word that was asked for lately; clauses of words are the same objects then."""
        scorer: Scorer | None = self.reader.kept.get((_WORD, id(clause)))
        return scorer if scorer is not None and scorer.clause is clause else None

    def _new_scorer(self, clause: Scoring) -> Scorer:
        parts = clause.parts if isinstance(clause, AnyField) else (clause,)
        weights = [1.0 if part is clause else part.weight for part in parts]
        empty = self.reader.empty_fields
        leaves = [
            (self.leaf(part), weight)
            for part, weight in zip(parts, weights, strict=True)
            if weight and part.field not in empty
        ]
        segments = range(len(self.reader.segments))
        scorer = Scorer(self.reader, clause, leaves, [self._union(number, parts) for number in segments])
        keep(self.reader, scorer)
        return scorer

    def is_union(self, number: int) -> bool:
        """Tell whether all documents of a segment match that hold something that scores, and no others."""
        clause = self.clause
        parts = clause.parts if isinstance(clause, Any) else (clause,)
        words = all(isinstance(part, Scoring) and part.weight for part in parts)
        return words and not self.reader.segments[number].deleted

    @cached_property
    def scoring(self) -> list[Scorer]:
        scorers = map(self.scorer, self._surveyed[0])
        return [scorer for scorer in scorers if scorer.holding and scorer.leaves]

    @property
    def plain(self) -> bool:
        return self._surveyed[1]

    @cached_property
    def _surveyed(self) -> tuple[list[Scoring], bool]:
        words: list[Scoring] = []
        return words, _survey(self.clause, words, certain=True)

    def held(self, number: int) -> list[Scorer]:
        """Return what scores and stands in the segment with this number, each as often as the clause has it."""
        scoring = self.scoring
        return scoring if len(self.sets) == 1 else [scorer for scorer in scoring if scorer.sets[number]]

    def holds(self, number: int, clause: Clause, documents: Numbers) -> Numbers:
        """Tell which of some documents match a clause."""
        found: Numbers = np.isin(documents, numbers_of(self._set(number, clause)))
        return found

    def _new_leaf(self, occurs: Asked) -> Leaf:
        """Make a leaf; where no article has a lead, what runs through lead and body is what is in the body."""
        key = id(occurs.parts if isinstance(occurs, Near) else occurs.steps), occurs.slop
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
        check()
        match clause:
            case Occurs() | Near():
                if clause.field in self.reader.empty_fields:
                    return _NONE
                return self.leaf(clause).found[number].bitmap
            case AnyField():
                return self.scorer(clause).sets[number]
            case Any(parts):
                return self._union(number, parts)
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

    def _union(self, number: int, parts: Iterable[Clause]) -> BitMap:
        sets = [found for part in parts if (found := self._set(number, part))]
        if len(sets) <= 1:
            return sets[0] if sets else _NONE
        return sets[0] | sets[1] if len(sets) == 2 else BitMap.union(*sets)  # noqa: PLR2004


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
        column = segment.column(clause.facet)
        return BitMap.union(_NONE, *map(column.documents_with, clause.values))
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


def _survey(clause: Clause, words: list[Scoring], *, certain: bool) -> bool:
    """Collect what scores, under no `Without`, each time it stands there.

    Tell whether no `All` with words that score stands under an `Any`; ``certain`` is whether the clause stands under none.
    """
    match clause:
        case Occurs() | Near() | AnyField():
            if clause.weight:
                words.append(clause)
            return True
        case All(parts):
            before = len(words)
            plain = [_survey(part, words, certain=certain) for part in parts]
            return all(plain) and (certain or len(words) == before)
        case Any(parts):
            plain = [_survey(part, words, certain=False) for part in parts]
            return all(plain)
        case _:
            return True
