"""How many columns of a terminal does a text take, and what of it fits?

Wide characters (Chinese, emoji) take two, combining ones none.  What does not print, and what turns the direction of a
line, is left out, so that no article can move the cursor.
"""

import re
import unicodedata
from typing import Final

_SPACES: Final = re.compile(r"\s+")
_ONE_EACH: Final = re.compile("[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u20ac]*+")
"""Characters of one column, those of French among them."""
_WIDE: Final = frozenset("WF")
_NO_WIDTH: Final = frozenset({"Mn", "Me", "Cf"})
_JOINERS: Final = "\u200d"
_CUT: Final = "…"


def on_one_line(text: str) -> str:
    """Return a text with its white space as single spaces, and without what does not print.

    >>> on_one_line("un\\n\\tdeux\\u202e\\x1b[2J trois")
    'un deux[2J trois'
    """
    text = _SPACES.sub(" ", text)
    if text.isprintable():
        return text
    return _SPACES.sub(" ", "".join(c for c in text if c.isprintable() or c in _JOINERS))


def columns_of(text: str) -> int:
    """Return the columns of a text on one line.

    >>> columns_of("é"), columns_of("e\\u0301"), columns_of("漢字"), columns_of("👍")
    (1, 1, 4, 2)
    """
    if _ONE_EACH.fullmatch(text):  # as nearly all do
        return len(text)
    return sum(map(_columns, text))


def left_padded(text: str, columns: int) -> str:
    """Return a text in so many columns, spaces before it; of one that has more, the last words that fit."""
    if columns_of(text) > columns:
        at = _end_of(text, columns)
        cut = text.find(" ", at - 1, len(text) - 1)  # at a space, or inside a word
        text = text[cut + 1 if cut >= 0 else at :]
    return " " * (columns - columns_of(text)) + text


def fitting(text: str, columns: int) -> str:
    """Return a text, of one that has more than so many columns the first words that fit."""
    if columns_of(text) <= columns:
        return text
    at = next(at for at in range(1, len(text) + 1) if columns_of(text[:at]) > columns) - 1
    cut = text.rfind(" ", 0, at + 1)
    return text[: cut if cut > 0 else at]


def shortened(text: str, columns: int) -> str:
    """Return a text, of one that has more than so many columns the end that fits behind a sign that some is missing."""
    return text if columns_of(text) <= columns else _CUT + text[_end_of(text, columns - 1) :]


def _end_of(text: str, columns: int) -> int:
    """Return where the longest end of a text begins that fits, with the letters of its marks."""
    at, room = len(text), columns
    for place in range(len(text) - 1, -1, -1):
        room -= _columns(text[place])
        if room < 0:
            break
        if _columns(text[place]):
            at = place
    return at


def _columns(character: str) -> int:
    if unicodedata.category(character) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1
