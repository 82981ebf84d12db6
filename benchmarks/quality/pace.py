"""How fast are texts analysed, on one core, once their words are known?"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from time import process_time
from typing import Final

from benchmarks.pool import articles_of
from benchmarks.quality.analyzers import OURS, Analyzer
from searchidx.analysis.french import analyse, analyse_word, tokenize
from searchidx.engine.whoosh.vocabulary import Vocabulary

_PASSES: Final = 5
_ARTICLES: Final = 2_000


def texts_of(folder: Path) -> list[str]:
    """Return the first articles of a folder, title and body."""
    return [f"{title}\n{body}" for title, _, _, body in islice(articles_of(folder), _ARTICLES)]


def words_of(texts: Sequence[str]) -> int:
    """Return how many words texts have, as searchidx cuts them."""
    return sum(1 for text in texts for _ in tokenize(text))


def words_per_second(analyzer: Analyzer, texts: Sequence[str]) -> float:
    """Return the words of whole texts that are analysed in a second of CPU time, each word known; ours with their spans."""
    known = lru_cache(maxsize=1 << 18)(analyse_word)  # all of the texts, as the other stems are
    read: Callable[[str], Iterable[object]] = (
        partial(analyse, of_word=known) if analyzer.name == OURS else analyzer.text
    )

    def read_all() -> None:
        for text in texts:
            deque(read(text), maxlen=0)

    return words_of(texts) / _quickest(read_all)


def words_indexed_per_second(texts: Sequence[str]) -> float:
    """Return the words that become numbers of terms in a second of CPU time, as texts do when they are indexed."""
    encoded = [text.encode() for text in texts]
    vocabulary = Vocabulary()

    def read_all() -> None:
        vocabulary.read(encoded)

    return words_of(texts) / _quickest(read_all)


def _quickest(work: Callable[[], None]) -> float:
    """Return the CPU seconds of the best of several passes after one that is not measured.

    What else the machine does can only slow it.
    """
    times = []
    for _ in range(_PASSES + 1):
        started = process_time()
        work()
        times.append(process_time() - started)
    return min(times[1:])
