"""Lines and paragraphs of plain text."""

import re
from typing import Final

from searchidx.dates import fold

_SPACE: Final = re.compile(r"[ \t\n\r\f\v]+")


def one_line(text: str) -> str:
    r"""Return a text with one space for each stretch of blanks; no-break spaces are kept.

    >>> one_line("  Une\n  crue ")
    'Une crue'
    """
    return _SPACE.sub(" ", text).strip(" ")


def parted(text: str) -> list[str]:
    r"""Return the paragraphs that blank lines part, each on one line.

    >>> parted("Un\ndébut.\n \nUne suite.")
    ['Un début.', 'Une suite.']
    """
    return [bare for part in re.split(r"\n\s*\n", text) if (bare := one_line(part))]


def begins_with(body: str, lead: str) -> bool:
    r"""Tell whether a description is just the beginning of the text, cut short or not.

    >>> begins_with("La Loire monte vite.\n\nOn attend.", "La Loire monte…"), begins_with("Un", "Deux")
    (True, False)
    """
    bare = fold(lead).rstrip(".… []")  # folding makes … of them too
    return fold(body[: 4 * len(lead) + 10]).startswith(bare)
