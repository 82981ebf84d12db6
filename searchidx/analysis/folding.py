"""Folding: one spelling for *École*, *école*, *ecole*, *ECOLE* and *e* + combining accent + *cole*.

Compatibility forms go first, so that full-width, mathematical and raised letters are letters; then the marks
of Latin letters, by decomposition.  Unidecode spells what is left, composed, for it maps characters one by one
and spells some letters differently in their decomposed forms.  What comes out is ASCII; only letters and
digits stay.  Hence the law: a word and its Unidecode spelling fold alike.
"""

import re
import unicodedata
from typing import Final

from searchidx.analysis.characters import APOSTROPHES, IGNORABLE

LONGEST_TERM: Final = 64
"""Characters of a term.  A longer word is cut, in text and query alike."""

_LONGEST_READ: Final = 1_000  # composing takes the square of a run of marks

_LATIN_1: Final = str.maketrans(
    dict(zip("àáâãäåçèéêëìíîïñòóôõöøùúûüýÿðª", "aaaaaaceeeeiiiinoooooouuuuyyda", strict=True))
    | {"æ": "ae", "œ": "oe", "ß": "ss", "þ": "th"}
)
"""What Unidecode makes of the small letters of French and its neighbours, which nearly all words consist of."""
_LETTERS: Final = re.compile("[A-Za-zÀ-ÖØ-öø-ÿŒœ]+")

_LATIN_MARKS: Final = re.compile("([A-Za-z])[\u0300-\u036f]+")
_SPACE: Final = re.compile(r"\s+")
_NOT_ALPHANUMERIC: Final = re.compile("[^a-z0-9]+")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_PLAIN: Final = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(IGNORABLE))


def fold(word: str) -> str:
    """Return the word in the letters a-z and digits; never empty for a surface word.

    A word of a script that Unidecode does not know keeps its own letters.

    >>> fold("Œuvré"), fold("N’Djamena"), fold("STRASSE") == fold("Straße")
    ('oeuvre', 'ndjamena', True)
    """
    if word.isascii() and word.isalnum():
        return word[:LONGEST_TERM].lower()
    word = word[:_LONGEST_READ]
    if is_all_letters(word):
        return fold_letters(word.lower())
    folded = word.lower() if word.isascii() else _spelled(unicodedata.normalize("NFKC", word)).lower()
    return _NOT_ALPHANUMERIC.sub("", folded)[:LONGEST_TERM] or exact(word)


def fold_value(value: str) -> str:
    """Return a name or a title as it is compared whole: without case, marks and spare spaces; signs count.

    >>> fold_value(" ÉCONOMIE &\u202fSociété "), fold_value("L’Œil") == fold_value("l'oeil")
    ('economie & societe', True)
    """
    value = value.translate(_PLAIN)
    spelled = value if value.isascii() else _spelled(unicodedata.normalize("NFKC", value))
    folded = " ".join(spelled.lower().split())
    return folded or value.lower()


def is_all_letters(word: str) -> bool:
    """Tell whether a word consists of composed letters of French and its neighbours, as nearly all do."""
    return _LETTERS.fullmatch(word) is not None


def fold_letters(lower: str) -> str:
    """Fold such a word in lower case."""
    return (lower if lower.isascii() else lower.translate(_LATIN_1))[:LONGEST_TERM]


def _spelled(word: str) -> str:
    """Return a word in ASCII: Latin letters without their marks, the rest as Unidecode spells it."""
    decomposed = unicodedata.normalize("NFD", word)
    word = unicodedata.normalize("NFC", _LATIN_MARKS.sub(r"\1", decomposed))
    if word.isascii():
        return word
    from unidecode import unidecode  # noqa: PLC0415  words in ASCII need none of it

    spelled: str = unidecode(_SURROGATE.sub("", word))  # of which it would warn, and leave them out
    return spelled


def exact(word: str) -> str:
    """Return the word in lower case with its accents, composed, apostrophes straight, nothing invisible.

    >>> exact("L’ÉTÉ")
    "l'été"
    """
    if (word.isascii() and word.isalnum()) or is_all_letters(word):
        return word[:LONGEST_TERM].lower()
    plain = unicodedata.normalize("NFKC", word[:_LONGEST_READ].translate(_PLAIN))
    lower = plain.lower().replace("i\u0307", "i")  # İ
    return _SPACE.sub("", unicodedata.normalize("NFKC", lower))[:LONGEST_TERM]
