"""In which order do French words follow in a dictionary?

By their letters, whatever their accents and capitals; then by their accents, of which the last one that differs
decides (*cote*, *côte*, *coté*, *côté*); then small letters come first.
"""

import unicodedata
from collections.abc import Sequence
from typing import Final

from searchidx.analysis.folding import fold

_BETWEEN_WORDS: Final = " "  # before any letter or digit: a word comes before those that it begins
_BETWEEN_LEVELS: Final = "\x00"
_ACCENTS: Final = {"\u0301": "1", "\u0300": "2", "\u0302": "3", "\u0308": "4", "\u0327": "5"}
_OTHER: Final = "6"


def collation_key(words: Sequence[str]) -> str:
    """Return what words are sorted by, the first word first.

    >>> sorted(["côté", "cotes", "Côte", "cote", "coté", "côte"], key=lambda word: collation_key([word]))
    ['cote', 'côte', 'Côte', 'coté', 'côté', 'cotes']
    """
    levels = [map(fold, words)]
    if not all(word.isascii() and word.islower() for word in words):
        levels += [map(_accents, words), map(_capitals, words)]
    return _BETWEEN_LEVELS.join(map(_BETWEEN_WORDS.join, levels))


def _accents(word: str) -> str:
    """Return a digit for each letter of a word, from the last to the first."""
    signs: list[str] = []
    for character in unicodedata.normalize("NFD", word):
        if not unicodedata.combining(character):
            signs.append("0")
        elif signs:
            signs[-1] = _ACCENTS.get(character, _OTHER)
    return "".join(reversed(signs)).rstrip("0")


def _capitals(word: str) -> str:
    return "".join("01"[character.isupper()] for character in word).rstrip("0")
