"""Which articles are the same story? The same words, or nearly all their stretches of five words.

An article is read as its words, folded, so that capitals, accents, punctuation and layout do not count.  Of two articles
that differ, the *likeness* is the Jaccard index of their sets of 5-word shingles: what both have, of what either has
(Broder, "On the resemblance and containment of documents", 1997).

To compare each article with each is too much, so candidates are found by MinHash: under a random order of shingles,
the chance that two sets have the same first one is their likeness.  An order is a multiplication by a random odd number
modulo 2**64 (Dietzfelbinger et al., "A reliable randomized algorithm for the closest-pair problem", 1997).  `ORDERS` first shingles are kept of
an article, in `BANDS` bands of `ROWS`; those that agree on a whole band are candidates (Leskovec, Rajaraman, Ullman,
*Mining of Massive Datasets*, 3.4), and their likeness is counted exactly.  The chance to miss a pair of likeness s is
``(1 - s**ROWS) ** BANDS``: at 0.8 one in 4,600, at 0.9 less than one in ten million.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from searchidx.analysis.folding import fold
from searchidx.article import Article
from searchidx.dates import PartialDate

SHINGLE: Final = 5
"""Words of a shingle."""
THRESHOLD: Final = 0.8
"""Likeness from which two articles are one story: a wire story with another first sentence or a line cut, not one on the same event."""
ROWS: Final = 4
BANDS: Final = 16
ORDERS: Final = ROWS * BANDS
_SEED: Final = 1997
"""Of the orders: the same articles always give the same groups."""
_FEW_WORDS: Final = 50
"""An article with fewer words of text is compared with its title: « Article réservé aux abonnés » is no story."""
_ROUGHLY: Final = 0.2
"""How far under the threshold the share of first shingles that agree may be, for the likeness to be counted."""
_LONGEST_READ: Final = 200_000  # characters
_AT_ONCE: Final = 4_096  # shingles; more would leave the processor's cache
_KEPT: Final = 2_048  # sets of shingles that are remembered while candidates are counted

_WORD: Final = re.compile(r"[^\W_]+")
_MULTIPLIERS: Final = np.random.default_rng(_SEED).integers(0, 1 << 63, ORDERS, dtype=np.uint64) * np.uint64(
    2
) + np.uint64(1)
_MIX: Final = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64)
"""The constants of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014)."""

Shingles = npt.NDArray[np.uint64]
"""The shingles of an article, hashed, each once and sorted; of shape (shingles,)."""


class Duplicate(NamedTuple):
    """An article of a group of articles that are one story.

    Attributes
    ----------
    id, title, published, source: of the article.
    likeness: to the first of its group, from 0 to 1.
    same: whether it has the same words in the same order.
    """

    id: str
    title: str
    published: PartialDate | None
    source: str | None
    likeness: float
    same: bool


class _Sketch(NamedTuple):
    """What is kept of an article while others are read.

    Attributes
    ----------
    words: a digest of all its words.
    firsts: the first shingle in each order, its upper 32 bits; of shape (ORDERS,).
    """

    words: bytes
    firsts: npt.NDArray[np.uint32]


class Shingler:
    """Turns articles into shingles; words are numbered as they come, so what it makes is for its own use."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._folded: dict[str, int] = {}

    def words(self, article: Article) -> npt.NDArray[np.uint64]:
        """Return the numbers of the words of an article, of shape (words,)."""
        text = f"{article.lead}\n{article.body[:_LONGEST_READ]}"
        words = _WORD.findall(text.lower())
        if len(words) < _FEW_WORDS:
            words = _WORD.findall(article.title.lower()) + words
        numbers = self._numbers
        try:
            found = [numbers[word] for word in words]
        except KeyError:
            found = [self._number(word) for word in words]
        return np.array(found, dtype=np.uint64)

    def shingles(self, words: npt.NDArray[np.uint64]) -> Shingles:
        """Return the shingles of some words; fewer than five are one."""
        hashed = _mixed(words)
        size = max(1, min(SHINGLE, len(hashed)))
        count = max(0, len(hashed) - size + 1)
        found = np.zeros(count, dtype=np.uint64)
        for number in range(size):
            found = found * _MIX[1] + hashed[number : number + count]
        return np.unique(_mixed(found))

    def sketch(self, article: Article) -> _Sketch | None:
        """Return what tells an article from others; None of one without words."""
        words = self.words(article)
        if not len(words):
            return None
        return _Sketch(blake2b(words.tobytes(), digest_size=16).digest(), _firsts(self.shingles(words)))

    def _number(self, word: str) -> int:
        number = self._numbers.get(word)
        if number is None:
            number = self._folded.setdefault(fold(word), len(self._folded))
            self._numbers[word] = number
        return number


def groups(
    articles: Iterable[Article], read: Callable[[str], Article | None], threshold: float = THRESHOLD
) -> Iterator[tuple[Duplicate, ...]]:
    """Yield the groups of articles that are one story, the largest first; of each the oldest article first.

    Two articles are in one group where a chain of pairs, each at least as alike as the threshold, leads from one to the other.

    Parameters
    ----------
    articles: all of them, taken one at a time; 350 bytes of each are kept.
    read: returns one of them again, by id.
    threshold: likeness from which two are one story, above 0.5.
    """
    shingler = Shingler()
    ids: list[str] = []
    sketches: list[_Sketch] = []
    for article in articles:
        if (sketch := shingler.sketch(article)) is not None:
            ids.append(article.id)
            sketches.append(sketch)

    @lru_cache(_KEPT)
    def shingles(number: int) -> Shingles:
        article = read(ids[number])
        return shingler.shingles(shingler.words(article)) if article else np.zeros(0, dtype=np.uint64)

    def duplicate(number: int, first: int) -> Duplicate | None:
        article = read(ids[number])
        if article is None:
            return None
        same = sketches[number].words == sketches[first].words
        alike = 1.0 if same else likeness(shingles(number), shingles(first))
        return Duplicate(article.id, article.title, article.published, article.source, alike, same)

    found = []
    for members in joined(sketches, shingles, threshold):
        members.sort(key=lambda number: _age(read(ids[number]), ids[number]))
        group = tuple(each for number in members if (each := duplicate(number, members[0])))
        if len(group) > 1:
            found.append(group)
    yield from sorted(found, key=lambda group: (-len(group), group[0].id))


def grouped(articles: Sequence[Article], threshold: float = THRESHOLD) -> list[list[int]]:
    """Return the numbers of some articles that are held anyway, group by group, as each group first comes; all are in one."""
    shingler = Shingler()
    sketched = [(number, sketch) for number, each in enumerate(articles) if (sketch := shingler.sketch(each))]
    numbers = [number for number, _ in sketched]

    def shingles(at: int) -> Shingles:
        return shingler.shingles(shingler.words(articles[numbers[at]]))

    several = joined([sketch for _, sketch in sketched], shingles, threshold)
    groups = [sorted(numbers[at] for at in members) for members in several]
    alone = set(range(len(articles))).difference(*groups)
    return sorted([*groups, *([number] for number in alone)])


def joined(
    sketches: Sequence[_Sketch], shingles: Callable[[int], Shingles], threshold: float
) -> list[list[int]]:
    """Return the groups, of more than one, of articles given by their number."""
    parent = list(range(len(sketches)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = number = parent[parent[number]]
        return number

    first_with: dict[bytes, int] = {}
    for number, sketch in enumerate(sketches):
        parent[number] = first_with.setdefault(sketch.words, number)
    others = np.array([*first_with.values()], dtype=np.int64)  # of those with the same words, one is compared
    if len(others):
        firsts = np.stack([sketches[number].firsts for number in others])
        for band in range(BANDS):
            for bucket in _alike(firsts[:, band * ROWS : (band + 1) * ROWS]):
                for at, one in enumerate(bucket[:-1]):
                    rest = bucket[at + 1 :]
                    agreeing = (firsts[rest] == firsts[one]).mean(axis=1)
                    for other in rest[agreeing >= threshold - _ROUGHLY]:
                        a, b = int(others[one]), int(others[other])
                        if root(a) != root(b) and likeness(shingles(a), shingles(b)) >= threshold:
                            parent[max(root(a), root(b))] = min(root(a), root(b))
    found: dict[int, list[int]] = {}
    for number in range(len(sketches)):
        found.setdefault(root(number), []).append(number)
    return [members for members in found.values() if len(members) > 1]


def likeness(one: Shingles, other: Shingles) -> float:
    """Return the Jaccard index of two sets.

    >>> likeness(np.array([1, 2, 3], dtype=np.uint64), np.array([2, 3, 4], dtype=np.uint64))
    0.5
    """
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / max(1, len(one) + len(other) - both)


def _firsts(shingles: Shingles) -> npt.NDArray[np.uint32]:
    parts = [
        np.multiply.outer(_MULTIPLIERS, shingles[at : at + _AT_ONCE]).min(axis=1)
        for at in range(0, len(shingles), _AT_ONCE)
    ]
    firsts: npt.NDArray[np.uint64] = np.minimum.reduce(parts)
    return (firsts >> np.uint64(32)).astype(np.uint32)


def _alike(rows: npt.NDArray[np.uint32]) -> Iterator[npt.NDArray[np.int64]]:
    """Yield the numbers of rows that are equal, in order."""
    order = np.lexsort(rows.T[::-1])
    ordered = rows[order]
    ends = np.flatnonzero((ordered[1:] != ordered[:-1]).any(axis=1)) + 1
    for part in np.split(order, ends):
        if len(part) > 1:
            yield np.sort(part)


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return numbers that look random, different for different ones: SplitMix64."""
    values = (values + np.uint64(1)) * _MIX[0]
    values = (values ^ (values >> np.uint64(30))) * _MIX[1]
    values = (values ^ (values >> np.uint64(27))) * _MIX[2]
    return values ^ (values >> np.uint64(31))


def _age(article: Article | None, id: str) -> tuple[bool, date, str]:
    """Order articles by their first day; those without one come last."""
    if article is None or article.published is None:
        return True, date.max, id
    return False, article.published.days.first, id
