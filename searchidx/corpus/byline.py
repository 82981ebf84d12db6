"""Who wrote an article and when, where lines below its title say so: « Par Anne Le Goff », « Publié le 5 mars 2024 »."""

import re
from typing import Final

from searchidx.dates import is_shaped_as_date

_MOST: Final = 4
_LONGEST: Final = 120
_MARKS: Final = " \t\u00a0*_>|–—-"
_BY: Final = re.compile(r"(?:par|by|propos recueillis par)\s+([A-ZÀ-Þ][^.:!?…«»0-9]*?)", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s*[,|•·–—-]\s+(?=(?:publié |le |[0-9]))|\s+(?=le [0-9])", re.IGNORECASE)
_SHORTEST_DATE: Final = 8


def signed_lines(text: str) -> tuple[dict[str, object], str]:
    """Return the authors and the date in the lines that a text begins with, and what follows them.

    >>> signed_lines("Par Anne Le Goff, le 5 mars 2024\\n\\nLa Loire monte.")
    ({'authors': 'Par Anne Le Goff', 'published': 'le 5 mars 2024'}, 'La Loire monte.')
    """
    fields: dict[str, object] = {}
    rest = text.lstrip()
    for _ in range(_MOST):
        line, _, after = rest.partition("\n")
        said = _said(line.strip(_MARKS))
        if not said or said.keys() & fields.keys():
            break
        fields |= said
        rest = after.lstrip()
    return (fields, rest) if fields else ({}, text)


def _said(line: str) -> dict[str, object]:
    """Return what a line says, if it says no more than who and when."""
    if not line or len(line) > _LONGEST:
        return {}
    said: dict[str, object] = {}
    for part in _PARTS.split(line, maxsplit=1):
        if _BY.fullmatch(part) and "authors" not in said:
            said["authors"] = part
        elif len(part) >= _SHORTEST_DATE and is_shaped_as_date(part) and "published" not in said:
            said["published"] = part
        else:
            return {}
    return said
