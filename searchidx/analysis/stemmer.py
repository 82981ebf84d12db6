"""Stemming: one term for *négocier*, *négocié*, *négociations*.

Snowball's French algorithm (snowballstem.org), fed with folded words: it never sees an accent, so it
cannot treat a word that was typed without them differently.
"""

from threading import Lock
from typing import Final

from Stemmer import Stemmer

_SNOWBALL: Final = Stemmer("french", 0)  # no cache: words are remembered above
_LOCK: Final = Lock()  # a Snowball stemmer keeps the word it works on


def stem(folded: str) -> str:
    """Return the stem of a folded word; never empty.

    >>> stem("negociations")
    'negoci'
    """
    if not folded.isascii():
        return folded
    with _LOCK:
        stemmed: str = _SNOWBALL.stemWord(folded)
    return stemmed or folded
