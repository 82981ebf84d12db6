"""Which queries are asked: classes of them, their words drawn from the corpus itself, the same for every peer.

Words are as the articles write them, so each peer's analysis has its work; frequencies are counted of words, so
a peer that stems finds somewhat more articles.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from random import Random
from typing import Final, NamedTuple

from benchmarks.ask import Ask
from benchmarks.corpus import Made
from searchidx.analysis.folding import fold
from searchidx.analysis.stopwords import stop_words

SAMPLE: Final = 100_000
"""Document frequencies are counted on at most so many articles, spread evenly."""


class Band(NamedTuple):
    """A share of the articles: at least, at most; and never fewer articles of the sample than ``floor``."""

    least: float
    most: float
    floor: int = 3

    def words(self, frequency: Counter[str], articles: int) -> list[str]:
        """Return the words of the band, sorted."""
        least, most = max(self.floor, self.least * articles), max(4 * self.floor, self.most * articles)
        return sorted(word for word, count in frequency.items() if least <= count <= most)


RARE: Final = Band(0.0, 0.0002)
MIDDLING: Final = Band(0.002, 0.02)
FREQUENT: Final = Band(0.02, 0.10)
COMMON: Final = Band(0.10, 0.60)

_WORD: Final = re.compile(r"[^\W\d_]++(?!['’])")  # nothing elided, no half of « aujourd’hui »
_LETTERS: Final = re.compile(r"[a-zà-öø-ÿ]{4,}")
_RUN: Final = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")  # words with nothing but spaces between


class Draw:
    """Draws the words of queries from a sample of articles."""

    def __init__(self, sample: Sequence[Made], seed: int) -> None:
        self._random = Random(seed)
        self._sample = sample
        self._frequency: Counter[str] = Counter()
        for article in sample:
            text = f"{article['title']} {article['body']}".lower()
            self._frequency.update(set(_WORD.findall(text)))
        for word in [*self._frequency]:
            if not _LETTERS.fullmatch(word) or fold(word) in stop_words():
                del self._frequency[word]
        self._bands = {
            band: band.words(self._frequency, len(sample)) for band in (RARE, MIDDLING, FREQUENT, COMMON)
        }
        self._told = {band: frozenset(words) for band, words in self._bands.items()}

    def word(self, *bands: Band) -> str:
        """Return a word of one of the bands, or of the sample where a small one has none such."""
        words = self._bands[self._random.choice(bands)] or sorted(self._frequency)
        return self._random.choice(words)

    def together(self, size: int, *bands: Band) -> tuple[str, ...]:
        """Return different words that one article holds, so that an AND of them finds something."""
        while True:
            words = [word for word in self._words() if any(word in self._told[band] for band in bands)]
            distinct = sorted(set(words))
            if len(distinct) >= size:
                return tuple(self._random.sample(distinct, size))

    def sentence(self, least: int, most: int) -> tuple[str, ...]:
        """Return words that stand in that order in an article, those that say nothing left out."""
        size = self._random.randint(least, most)
        while True:
            words = [word for word in self._words() if word in self._frequency]
            if len(words) > size:
                start = self._random.randrange(len(words) - size)
                return tuple(words[start : start + size])

    def phrase(self, size: int, *, stop: bool) -> tuple[str, ...]:
        """Return neighbours: words that say something, or such words about one that says nothing."""
        while True:
            runs = _RUN.findall(self._random.choice(self._sample)["body"])
            words = self._random.choice(runs).lower().split() if runs else []
            if len(words) < size:
                continue
            start = self._random.randrange(len(words) - size + 1)
            found = words[start : start + size]
            tells = [word in self._frequency for word in found]
            middle = [fold(word) in stop_words() for word in found[1:-1]]
            if (all(middle) and tells[0] and tells[-1]) if stop else all(tells):
                return tuple(found)

    def _words(self) -> list[str]:
        return _WORD.findall(self._random.choice(self._sample)["body"].lower())

    def month(self) -> str:
        """Return the month of an article, so that busy months are asked for more often."""
        return self._random.choice(self._sample)["date"][:7]

    def prefix(self) -> str:
        """Return the beginning of a word, four letters to six."""
        while True:
            word = self.word(MIDDLING, FREQUENT)
            size = self._random.randint(4, 6)
            if len(word) >= size + 4:  # so that it ends before any stem of the word does
                return word[:size]

    def size(self, least: int, most: int) -> int:
        """Return a number from one to the other."""
        return self._random.randint(least, most)


def draw_queries(sample: Sequence[Made], each: int = 50, seed: int = 7) -> list[Ask]:
    """Draw so many queries of each class."""
    draw = Draw(sample, seed)
    asks: list[Ask] = []
    for _ in range(each):
        asks += (
            Ask("rare term", "all", (draw.word(RARE),)),
            Ask("common term", "all", (draw.word(COMMON),)),
            Ask("2-word AND", "all", draw.together(2, MIDDLING, FREQUENT, COMMON)),
            Ask("3-word OR", "any", draw.together(3, MIDDLING, FREQUENT, COMMON)),
            Ask("question, 5-8 words", "any", draw.sentence(5, 8)),
            Ask("phrase", "phrase", draw.phrase(draw.size(2, 3), stop=False)),
            Ask("phrase with stop words", "phrase", draw.phrase(draw.size(3, 4), stop=True)),
            Ask("AND NOT", "without", (draw.word(FREQUENT, COMMON),), without=draw.word(MIDDLING, FREQUENT)),
            Ask("month and term", "month", (draw.word(FREQUENT, COMMON),), month=draw.month()),
            Ask("term by date", "newest", (draw.word(FREQUENT, COMMON),)),
            Ask("prefix", "prefix", (draw.prefix(),)),
            Ask("facets", "facets", (draw.word(FREQUENT, COMMON),)),
        )
    return asks


def spread(articles: Iterable[Made], total: int, most: int = SAMPLE) -> Iterator[Made]:
    """Yield at most so many of the articles, evenly spread."""
    return islice(articles, 0, None, max(1, total // most))
