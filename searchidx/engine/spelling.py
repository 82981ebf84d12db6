"""How far is a word from another: letters to insert, leave out, replace, or swap with the next.

Two ways to the same number: `edits` compares two words, as the reference engine does; `Spellings` one word with
thousands, a column of their letters at a time.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

_BAR: Final = 0xFF
_EQUALS: Final = ord("=")
_FAR: Final = 120
_BYTES_A_WORD: Final = 80
_LETTERS: Final = np.array([1 << (code % 32) for code in range(256)], np.uint32)
"""A bit a letter or digit, shared by few of them."""

Numbers = np.ndarray[Any, np.dtype[Any]]


def edits(one: str, other: str) -> int:
    """Return the edits between two words; no letter is edited twice.

    >>> edits("irka", "irak"), edits("coaltion", "coalition"), edits("crue", "grues")
    (1, 1, 2)
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, its in enumerate(other, start=1):
            row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != its)))
            if i > 1 and j > 1 and letter == other[j - 2] and its == one[i - 2]:
                row[-1] = min(row[-1], before[j - 2] + 1)
        before, last = last, row
    return last[-1]


class Spellings:
    """Words that others are compared with, prepared once.

    Parameters
    ----------
    words: folded, or exact forms (``peche=pêche``), of which the folded spelling counts.
    """

    def __init__(self, words: Sequence[bytes]) -> None:
        self.words = words
        self._data = data = np.frombuffer(b"\xff".join([*words, b""]), np.uint8)
        ends = (data == _BAR).nonzero()[0]
        starts = np.concatenate(([0], ends[:-1] + 1))[: len(ends)]
        equals = (data == _EQUALS).nonzero()[0]
        if len(equals):
            ends = np.minimum(ends, np.append(equals, len(data))[equals.searchsorted(starts)])
        self._starts, self._lengths = starts, ends - starts
        self._masks = _masks(data, starts, self._lengths)

    @property
    def nbytes(self) -> int:
        """The bytes that it takes, roughly."""
        return len(self._data) + _BYTES_A_WORD * len(self.words)

    def within(self, word: str, most: int) -> list[tuple[int, int]]:
        """Return the numbers of the words that are so many edits from a folded one at most, and how many each is.

        Words that are not in ASCII are passed over.

        >>> Spellings([b"irak", b"iran", b"crue=cru\\xc3\\xa9"]).within("irka", 1)
        [(0, 1)]
        """
        if not word or not word.isascii():
            return []
        near = (np.abs(self._lengths - len(word)) <= most).nonzero()[0]
        own = np.bitwise_or.reduce(_LETTERS.take(np.frombuffer(word.encode(), np.uint8)))
        masks = self._masks.take(near)
        near = near[np.maximum(np.bitwise_count(masks & ~own), np.bitwise_count(own & ~masks)) <= most]
        if not len(near):
            return []
        starts, lengths = self._starts.take(near), self._lengths.take(near)
        columns = np.arange(int(lengths.max()))
        places = np.minimum(starts[:, np.newaxis] + columns, len(self._data) - 1)
        letters = np.where(columns < lengths[:, np.newaxis], self._data[places], 0).T.copy()
        plain = (letters < 128).all(axis=0)  # noqa: PLR2004  ASCII
        near, letters = near[plain], letters[:, plain]
        distances = _distances(word.encode(), letters, lengths[plain])
        kept = (distances <= most).nonzero()[0]
        return list(zip(near[kept].tolist(), distances[kept].tolist(), strict=True))


def _masks(data: Numbers, starts: Numbers, lengths: Numbers) -> Numbers:
    """Return which letters each word has, a bit a letter: what two words differ in there takes an edit a letter."""
    if not len(starts):
        return np.empty(0, np.uint32)
    bounds = np.stack((starts, starts + lengths), axis=1).ravel()
    masks: Numbers = np.bitwise_or.reduceat(_LETTERS.take(data), bounds)[::2]
    masks[lengths == 0] = 0
    return masks


def _distances(word: bytes, letters: Numbers, lengths: Numbers) -> Numbers:
    """Return the edits from a word to each column of letters."""
    size, many = len(word), letters.shape[1]
    before = np.full((size + 1, many), _FAR, np.int8)
    last = np.repeat(np.arange(size + 1, dtype=np.int8)[:, np.newaxis], many, axis=1)
    found = np.where(lengths == 0, np.int8(size), np.int8(_FAR))
    for j in range(letters.shape[0]):
        row = np.empty_like(last)
        row[0] = j + 1
        for i in range(1, size + 1):
            same = letters[j] == word[i - 1]
            np.minimum(last[i] + np.int8(1), row[i - 1] + np.int8(1), out=row[i])
            np.minimum(row[i], last[i - 1] + ~same, out=row[i])
            if i > 1 and j > 0:
                swapped = (letters[j] == word[i - 2]) & (letters[j - 1] == word[i - 1])
                np.minimum(row[i], np.where(swapped, before[i - 2] + np.int8(1), _FAR), out=row[i])
        before, last = last, row
        found = np.where(lengths == j + 1, row[size], found)
    return found
