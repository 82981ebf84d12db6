"""Where do several things stand near each other?

Two ways to the same answer: by trying all choices (`find_near`), as the reference engine does, and by going from
each place to the next of what is still missing (`stretches`), as the marks do; `whoosh/near.py` does that for
many places at once.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from searchidx.analysis.french import Lexeme
from searchidx.deadline import check
from searchidx.engine.clauses import Step
from searchidx.engine.occurrences import find

Span = tuple[int, int]
"""First and last position."""

Phrase = tuple[int, Sequence[int]]
"""The length of a phrase in words, and where it begins, in order."""

Part = Mapping[int, Sequence[int]]
"""Where one of the phrases of a part begins, in order, by their length in words."""


def find_near(
    parts: Sequence[Sequence[Sequence[Step]]], slop: int, words: Mapping[int, Lexeme]
) -> list[Span]:
    """Return the first and last position of each occurrence, in order.

    An occurrence is a stretch that begins and ends with one of the parts, holds each of them, none upon another, and
    at most ``slop`` other words; and that holds no shorter such stretch.
    """
    spans = [{span for phrase in part for span in find(phrase, 0, words)} for part in parts]
    widest = slop + sum(max(map(len, part)) for part in parts)
    return shortest(
        {(chosen[0][0], chosen[-1][1]) for chosen in _choices(spans, widest) if _others(chosen) <= slop}
    )


def _choices(spans: Sequence[set[Span]], widest: int) -> Iterator[list[Span]]:
    """Yield every choice of a span for each part, none upon another, in order of the text."""
    if not spans:
        yield []
        return
    for chosen in _choices(spans[:-1], widest):
        check()
        for first, last in spans[-1]:
            apart = all(last < start or end < first for start, end in chosen)
            extended = sorted([*chosen, (first, last)])
            if apart and extended[-1][1] - extended[0][0] < widest:
                yield extended


def _others(chosen: Sequence[Span]) -> int:
    return chosen[-1][1] - chosen[0][0] + 1 - sum(last - first + 1 for first, last in chosen)


def shortest(found: set[Span]) -> list[Span]:
    """Return the stretches that hold no other, in order."""
    kept: list[Span] = []
    for first, last in sorted(found, key=lambda span: (span[1], -span[0])):
        if not kept or first > kept[-1][0]:
            kept.append((first, last))
    return kept


def stretches(parts: Sequence[Part], slop: int) -> list[Span]:
    """Return what `find_near` does, from where the parts begin."""
    found: set[Span] = set()
    for chosen in product(*(part.items() for part in parts)):
        widest = slop + sum(length for length, _ in chosen)
        groups = list(_groups(chosen))
        for first in sorted({start for _, starts in chosen for start in starts}):
            check()
            ends = [_soonest(group, first) for group in groups]
            if None in ends:
                break
            end = max(filter(None, ends))
            if end - first <= widest:
                found.add((first, end - 1))
    return shortest(found)


def _groups(chosen: Sequence[Phrase]) -> Iterator[list[Phrase]]:
    """Part what may stand upon each other from what never does, and is looked for apart."""
    groups: list[tuple[set[int], list[Phrase]]] = []
    for length, starts in chosen:
        covered = {position for start in starts for position in range(start, start + length)}
        apart = [group for group in groups if group[0].isdisjoint(covered)]
        joined = [group for group in groups if group not in apart]
        covered.update(*(positions for positions, _ in joined))
        groups = [
            *apart,
            (covered, [*(phrase for _, phrases in joined for phrase in phrases), (length, starts)]),
        ]
    return (phrases for _, phrases in groups)


def _soonest(chosen: Sequence[Phrase], first: int) -> int | None:
    """Return where the shortest stretch from there on ends that holds all; the soonest end of each subset comes first."""
    ends: list[int | None] = [first]
    for subset in range(1, 1 << len(chosen)):
        soonest = None
        for number, (length, starts) in enumerate(chosen):
            if subset & 1 << number and (before := ends[subset ^ 1 << number]) is not None:
                place = bisect_left(starts, before)
                if place < len(starts) and (soonest is None or starts[place] + length < soonest):
                    soonest = starts[place] + length
        ends.append(soonest)
    return ends[-1]
