"""Where may a word begin?  A text as one byte a character, to be searched without cutting it into words.

Cutting a text costs a microsecond a word; searching bytes costs nothing.  A sketch keeps the places of the
text, and folds what one byte can fold.  It errs on one side only: a word that begins so, as `fold` spells
it, is among the places, and what else is there is for the analysis to tell.
"""

from collections.abc import Iterator
from typing import Final

UNKNOWN: Final = b"?"
"""Stands for a character that is part of a word, or may be, and folds to no single letter."""

_KEY: Final = 4
_LETTERS: Final = {
    "a": "ÀÁÂÃÄÅàáâãäåª", "c": "Çç", "d": "Ðð", "e": "ÈÉÊËèéêë", "i": "ÌÍÎÏìíîï", "n": "Ññ", "o": "ÒÓÔÕÖØòóôõöøº",
    "u": "ÙÚÛÜùúûü", "y": "ÝýŸÿ", "1": "¹", "2": "²", "3": "³", "'": "`´", "?": "\u00adµ£°§×ßÆæÞþ¼½¾",
}  # fmt: skip
_SIGNS: Final = {"’": "'", "‘": "'"} | dict.fromkeys(
    "“”„–—…•\u202f\u2009", " "
)  # frequent, and not in Latin-1


def _table() -> bytes:
    """Return the byte of each character of Latin-1; what is in no word, or between two, is a space."""
    table = bytearray(b" " * 256)
    for letter in "abcdefghijklmnopqrstuvwxyz0123456789'.":
        table[ord(letter)] = table[ord(letter.upper())] = ord(letter)
    for letter, others in _LETTERS.items():
        for other in others.encode("latin-1", "ignore"):
            table[other] = ord(letter)
    table[ord(UNKNOWN)] = ord(UNKNOWN)
    return bytes(table)


_TABLE: Final = _table()


def sketch(text: str) -> bytes:
    """Return a byte for each character: a letter a-z, a digit, an apostrophe, a point, a space, or `UNKNOWN`.

    >>> sketch("L’État: 2 500 cœurs ?")
    b"l'etat  2 500 c?urs  "
    """
    text = text.replace("?", " ")
    if not text.isascii():
        for sign, plain in _SIGNS.items():
            text = text.replace(sign, plain)
    return text.encode("latin-1", "replace").translate(_TABLE)


def places(sketched: bytes, beginning: bytes) -> Iterator[int]:
    """Yield where a word that begins so may stand whole, or parted as in *O.N.U.* and *N’Djamena*.

    Parameters
    ----------
    beginning: letters and digits.  Of a number that is the first digit, for its groups may be apart.
    """
    key = beginning[:1] if beginning[:1].isdigit() else beginning[:_KEY]
    parted = [key[:i] + b"'" + key[i : i + 1] for i in range(1, len(key))]
    for spelling in (key, *parted, key[:1] + b"." + key[1:2]) if parted else (key,):
        at = sketched.find(spelling)
        while at >= 0:
            if not at or sketched[at - 1] < ord("a"):  # not inside a word
                stretch = sketched[at : at + len(beginning)]
                if stretch == beginning or key != spelling or not stretch.isalpha():
                    yield at
            at = sketched.find(spelling, at + 1)


def unknowns(sketched: bytes) -> Iterator[tuple[int, int]]:
    """Yield what stands between two spaces where the sketch says nothing of a part of it."""
    end = 0
    while (at := sketched.find(UNKNOWN, end)) >= 0:
        start = sketched.rfind(b" ", end, at) + 1 or end
        end = sketched.find(b" ", at)
        if end < 0:
            end = len(sketched)
        yield start, end


def around(sketched: bytes, start: int, end: int) -> tuple[int, int]:
    """Return a stretch around this one that cuts no word, so that its words are those of the whole text there.

    Spaces and signs stand between words, except those between the groups of a number.
    """
    space = sketched.rfind(b" ", 0, start)
    while _in_number(sketched, space):
        space = sketched.rfind(b" ", 0, space)
    return space + 1, _end_of_stretch(sketched, end)


def stretches(sketched: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the shortest stretches that cut no word, in order, of one that cuts none."""
    while start < end:
        last = _end_of_stretch(sketched, start)
        if start < last:
            yield start, last
        start = last + 1


def _end_of_stretch(sketched: bytes, at: int) -> int:
    space = sketched.find(b" ", at)
    while _in_number(sketched, space):
        space = sketched.find(b" ", space + 1)
    return space if space >= 0 else len(sketched)


def _in_number(sketched: bytes, space: int) -> bool:
    """Tell whether a space may part the groups of a number; what is no place, -1, does not."""
    return space > 0 and sketched[space - 1 : space].isdigit() and sketched[space + 1 : space + 2].isdigit()
