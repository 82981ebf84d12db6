"""Who wrote an article and when, where lines below its title say so: « Par Anne Le Goff », « Publié le 5 mars 2024 »."""

import re
from typing import Final

from searchidx.corpus.bylines import NAME
from searchidx.dates import is_shaped_as_date

_MOST: Final = 4
_LONGEST: Final = 120
_BY: Final = re.compile(
    rf"\b(?:[Pp]ropos recueillis par|[Pp]ar|PAR|[Bb]y|BY)(?: ?: ?| )({NAME}(?:(?:, | et | and | & ){NAME})*)(?= ?[,|•·(–—-]|$| le [0-9])"
)
_WHEN: Final = re.compile(
    r"(?:(?:publiée?|parue?|mise? en ligne|date|published)(?: (?:le|on))? ?:? ?)?(?:le )?(.+)", re.IGNORECASE
)
_SIGNS: Final = " \t\u00a0*_>|,;•·–—-"
_SPACES: Final = re.compile(r"[ \t\u00a0\u202f]+")
_FIRST: Final = re.compile(r"^\W+")
_SHORTEST_DATE: Final = 8


def signed_lines(text: str) -> tuple[dict[str, object], str]:
    """Return the authors and the date in the lines that a text begins with, and what follows them.

    >>> signed_lines("Par Anne Le Goff, le 5 mars 2024\\n\\nLa Loire monte.")
    ({'authors': 'Anne Le Goff', 'published': '5 mars 2024'}, 'La Loire monte.')
    """
    fields: dict[str, object] = {}
    rest = text.lstrip()
    for _ in range(_MOST):
        line, _, after = rest.partition("\n")
        said = _said(_SPACES.sub(" ", _FIRST.sub("", line)).strip(_SIGNS))
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
    if (by := _BY.search(line)) is not None:
        said["authors"] = by[1]
        line = (line[: by.start()] + line[by.end() :]).strip(_SIGNS)
    if (when := _WHEN.fullmatch(line)) and len(when[1]) >= _SHORTEST_DATE and is_shaped_as_date(when[1]):
        return {**said, "published": when[1]}
    return {} if line else said
