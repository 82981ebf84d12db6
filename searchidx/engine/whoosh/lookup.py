"""The numbers of short strings of bytes, looked up many at a time.

An open-addressing hash table (Knuth, The Art of Computer Programming, volume 3, section 6.4) whose rows are gathered
for all strings at once.  A row is a string as three numbers of eight bytes, its length, and its number, so
strings are compared whole.  The hash is multiply-shift (Dietzfelbinger et al., A Reliable Randomized Algorithm for
the Closest-Pair Problem, 1997), with factors drawn by chance: nobody can write words that all meet in one place.
"""

import os
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.stretches import LONGEST, Stretches

_SMALLEST: Final = 12
"""Logarithm of the rows of an empty table."""
_ROOM: Final = 2
"""A table has at least so many rows for each string, and twice as many when it has grown."""
_BYTES_A_LONG_STRING: Final = 200
_REMEMBERED: Final = 200
"""Bytes of the longest string that is remembered."""
_LENGTH_BITS: Final = np.uint64(8)
_LENGTH: Final = np.uint64(0xFF)


class Lookup:
    """Strings of at most 24 bytes, given as three arrays of eight bytes each, and their lengths."""

    def __init__(self) -> None:
        self._factors = [np.uint64(int.from_bytes(os.urandom(8)) | 1) for _ in range(3)]
        self._count = 0
        self._make(_SMALLEST)

    def __len__(self) -> int:
        return self._count

    @property
    def memory(self) -> int:
        """The bytes of the table."""
        return self._rows.nbytes

    def find(self, words: Sequence[Numbers], lengths: Numbers) -> Numbers:
        """Return the number of each string; -1 where it is not known."""
        slots, lengths = self._slots(words), lengths.astype(np.uint64)
        numbers, waiting = self._probe(slots, words, lengths)
        while len(waiting):
            slots[waiting] = next_slots = (slots.take(waiting) + 1) & self._mask
            some = [word.take(waiting) for word in words]
            numbers[waiting], still = self._probe(next_slots, some, lengths.take(waiting))
            waiting = waiting.take(still)
        return numbers

    def add(self, words: Sequence[Numbers], lengths: Numbers, numbers: Numbers) -> None:
        """Take in strings that are not known, each of them once."""
        while (self._count + len(numbers)) * _ROOM > len(self._rows):
            self._grow()
        last = (numbers + 1).astype(np.uint64) << _LENGTH_BITS | lengths.astype(np.uint64)
        self._place(np.column_stack((*words, last)))
        self._count += len(numbers)

    def distinct(self, words: Sequence[Numbers]) -> Numbers:
        """Return places where strings stand of which no two are the same, though perhaps not of all there are."""
        _, first = np.unique(self._hashes(words), return_index=True)
        return first

    def _make(self, size: int) -> None:
        self._rows = np.zeros((1 << size, 4), np.uint64)
        self._mask = (1 << size) - 1
        self._shift = np.uint64(64 - size)

    def _grow(self) -> None:
        rows = self._rows
        self._make(int(self._mask + 1).bit_length())
        self._place(rows[rows[:, 3] > 0])

    def _hashes(self, words: Sequence[Numbers]) -> Numbers:
        sums: Numbers = words[0] * self._factors[0]
        for word, factor in zip(words[1:], self._factors[1:], strict=True):
            sums += word * factor
        return sums

    def _slots(self, words: Sequence[Numbers]) -> Numbers:
        return (self._hashes(words) >> self._shift).astype(np.int64)

    def _probe(self, slots: Numbers, words: Sequence[Numbers], lengths: Numbers) -> tuple[Numbers, Numbers]:
        """Return the numbers of the strings that stand at their slots, and which meet another one there."""
        rows = self._rows.take(slots, axis=0)
        last = rows[:, 3]
        same = (last & _LENGTH) == lengths
        for place, word in enumerate(words):
            same &= rows[:, place] == word
        numbers = (last >> _LENGTH_BITS).astype(np.int64) - 1
        other = ~same
        numbers[other] = -1
        other &= last > 0
        return numbers, other.nonzero()[0]

    def _place(self, rows: Numbers) -> None:
        slots = self._slots([rows[:, place] for place in range(3)])
        waiting = np.arange(len(rows))
        while len(waiting):
            wanted = slots.take(waiting)
            free = (self._rows.take(wanted, axis=0)[:, 3] == 0).nonzero()[0]
            places, first = np.unique(wanted.take(free), return_index=True)
            winners = free.take(first)
            self._rows[places] = rows.take(waiting.take(winners), axis=0)
            left = np.ones(len(waiting), bool)
            left[winners] = False
            waiting = waiting[left]
            slots[waiting] = (slots.take(waiting) + 1) & self._mask


class Numbering:
    """The numbers of stretches, each of which is learnt once."""

    def __init__(self) -> None:
        self._short = Lookup()
        self._long: dict[bytes, int] = {}

    def numbers(self, stretches: Stretches, learn: Callable[[bytes], int]) -> Numbers:
        """Return the number of each stretch; ``learn`` returns that of a new one."""
        words, lengths = stretches.words(), stretches.ends - stretches.starts
        long = (lengths > LONGEST).nonzero()[0]
        numbers = self._short.find(words, lengths)
        numbers[long] = [self._long_number(stretch, learn) for stretch in stretches.some(long)]
        while len(new := (numbers < 0).nonzero()[0]):
            some, some_lengths = [word.take(new) for word in words], lengths.take(new)
            first = np.sort(self._short.distinct(some))
            learnt = list(map(learn, stretches.some(new.take(first))))
            self._short.add([word.take(first) for word in some], some_lengths.take(first), np.array(learnt))
            numbers[new] = self._short.find(some, some_lengths)
        return numbers

    @property
    def memory(self) -> int:
        """The bytes it takes, roughly."""
        return self._short.memory + _BYTES_A_LONG_STRING * len(self._long)

    def _long_number(self, stretch: bytes, learn: Callable[[bytes], int]) -> int:
        """Return the number of a long stretch; one that is longer still is met once, and not remembered."""
        number = self._long.get(stretch)
        if number is None:
            number = learn(stretch)
            if len(stretch) <= _REMEMBERED:
                self._long[stretch] = number
        return number
