"""Where in a field do the steps of a clause stand?

Two ways to the same answer: by walking the words of one text (`find`), as the reference engine does, and from
sorted positions (`phrase_starts`, `windows`), as the marks do.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from searchidx.analysis.french import Lexeme
from searchidx.deadline import check
from searchidx.engine.clauses import Match, Step
from searchidx.engine.patterns import speller

_MANY: Final = 1_000
"""Places between two looks at the clock."""


def matches(step: Step, word: Lexeme) -> bool:
    match step.match:
        case Match.TERM:
            return step.text in word.terms
        case Match.FORM:
            return step.text in word.forms
        case Match.PREFIX:
            return any(form.startswith(step.text) for form in word.forms)
        case _:
            return any(map(speller(step), word.folded))


def find(steps: Sequence[Step], slop: int, words: Mapping[int, Lexeme]) -> list[tuple[int, int]]:
    """Return the first and last position of each occurrence, in order.

    Without slop the steps follow each other.  With slop n, an occurrence is a stretch that holds each step
    as often as it is asked for, and at most n positions more than there are steps, and that holds no
    shorter such stretch.
    """
    hits = {p: [step for step in set(steps) if matches(step, words[p])] for p in words}
    hits = {p: found for p, found in hits.items() if found}
    if slop == 0:
        last = len(steps) - 1
        return [
            (p, p + last) for p in hits if all(step in hits.get(p + i, ()) for i, step in enumerate(steps))
        ]
    stretches = []
    for start in hits:
        wanted = Counter(steps)
        for end in range(start, start + len(steps) + slop):
            wanted.subtract(hits.get(end, ()))
            if max(wanted.values()) <= 0:
                stretches.append((start, end))
                break
    return [
        (start, end)
        for start, end in stretches
        if not any(start <= s and e <= end and (s, e) != (start, end) for s, e in stretches)
    ]


def phrase_starts(positions: Sequence[frozenset[int]]) -> list[int]:
    """Return the positions from which the steps follow each other, given the positions of each step."""
    rarest = min(range(len(positions)), key=lambda i: len(positions[i]))
    starts = (position - rarest for position in positions[rarest])
    return sorted(start for start in starts if all(start + i in there for i, there in enumerate(positions)))


def windows(
    positions: Mapping[Step, frozenset[int]], steps: Sequence[Step], slop: int
) -> list[tuple[int, int]]:
    """Return the stretches that `find` returns for the same steps and slop above 0."""
    wanted = Counter(steps)
    there = {step: sorted(positions[step]) for step in wanted}
    stretches: list[tuple[int, int]] = []
    for place, start in enumerate(sorted(set().union(*positions.values()))):
        if not place % _MANY:
            check()
        ends = []
        for step, number in wanted.items():
            nth = bisect_left(there[step], start) + number - 1
            if nth >= len(there[step]):
                return stretches
            ends.append(there[step][nth])
        end = max(ends)
        if end - start < len(steps) + slop:
            if stretches and stretches[-1][1] == end:
                stretches.pop()  # the one from here is shorter
            stretches.append((start, end))
    return stretches
