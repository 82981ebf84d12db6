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


def beginning(stem: str) -> str:
    """Return the letters that every folded word of this stem begins with.

    The algorithm takes endings off; what it puts in their place begins as they did, and at most two
    letters of that differ: ``iqu`` for ``ication``, ``ant`` for ``amment``, ``al`` for ``aux``.  An ``i``
    at the end of the shortest stems may have been a ``y``.

    >>> beginning(stem("publications")), beginning(stem("journaux"))
    ('publi', 'journ')
    """
    shorter = (0, 0, 0, 1, 1)[len(stem)] if len(stem) < 5 else 2  # noqa: PLR2004  the stems in iqu, eux, ant, ent
    shorter = max(shorter, int(stem.endswith("i")))
    return stem[: len(stem) - shorter]
