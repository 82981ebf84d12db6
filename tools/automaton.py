"""Packing: words with numbers, in an automaton of few states, in two arrays.

States with the same words after them are one: the endings of a paradigm are written once.  A state is a
place in the arrays; a letter added to it is the place of the step, if that is labelled with this letter.
No two states have the same place, so that a step is never taken for that of another.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from searchidx.analysis.stems import END

_WIDTH = 128  # more than any label
_TRIES = 50  # free cells that did not do, before the search begins further on
_FEW = 3  # steps of a state that may yet find room among the others


class Packed(NamedTuple):
    """``labels`` and ``steps`` have one entry a cell; ``roots`` are the states that the words start from."""

    roots: list[int]
    labels: bytearray
    steps: list[int]


State = tuple[tuple[int, int], ...]
"""Labels in order, each with the number of a state; behind `END`, with that of the word."""


def pack(dictionaries: Sequence[Mapping[str, int]]) -> Packed:
    """Pack dictionaries of ASCII words into one pair of arrays."""
    numbers: dict[State, int] = {}
    roots = []
    for words in dictionaries:
        items = sorted((word.encode(), number) for word, number in words.items())
        roots.append(_state(items, 0, len(items), 0, numbers))
    return _placed(list(numbers), roots)


def _state(
    items: list[tuple[bytes, int]], first: int, last: int, depth: int, numbers: dict[State, int]
) -> int:
    """Return the number of the state of some words with the same first letters."""
    steps = []
    if first < last and len(items[first][0]) == depth:
        steps.append((END, items[first][1]))
        first += 1
    while first < last:
        letter = items[first][0][depth]
        end = first + 1
        while end < last and items[end][0][depth] == letter:
            end += 1
        steps.append((letter, _state(items, first, end, depth + 1, numbers)))
        first = end
    return numbers.setdefault(tuple(steps), len(numbers))


def _placed(states: list[State], roots: list[int]) -> Packed:
    """Find room for each state: those with the most steps first, those with one fill what is left."""
    taken = bytearray(_WIDTH)
    used: set[int] = set()
    place = [0] * len(states)
    begin, steps_before = 0, 0
    for number in sorted(range(len(states)), key=lambda number: -len(states[number])):
        labels = [label for label, _ in states[number]]
        if not labels:  # a dictionary with no words: behind all others, for it comes last
            place[number] = taken.rfind(1) + 1
            break
        if len(labels) != steps_before and len(labels) <= _FEW:
            begin = 0
        steps_before = len(labels)
        cell, tries = taken.find(0, max(begin, labels[0])), 0
        while (at := cell - labels[0]) in used or any(taken[at + label] for label in labels):
            cell, tries = taken.find(0, cell + 1), tries + 1
            if len(taken) < cell + 2 * _WIDTH:
                taken.extend(bytes(16 * _WIDTH))
        if tries > _TRIES:
            begin = cell
        taken.extend(bytes(max(0, cell + 2 * _WIDTH - len(taken))))
        used.add(at)
        place[number] = at
        for label in labels:
            taken[at + label] = 1
    cells = taken.rfind(1) + 1 + _WIDTH
    packed = Packed([place[root] for root in roots], bytearray(cells), [0] * cells)
    for number, state in enumerate(states):
        for label, to in state:
            cell = place[number] + label
            packed.labels[cell] = label
            packed.steps[cell] = to if label == END else place[to]
    return packed
