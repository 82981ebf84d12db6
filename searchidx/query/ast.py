"""The query as a tree, and the tree as canonical text.

``str(tree)`` is a query text that reads back to the same tree: operators in English, fields by their
English names, dates in ISO 8601, a backslash before a character that would mean something else.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from searchidx.dates import DateRange

OPERATORS: Final = {
    "AND": "AND", "ET": "AND", "&": "AND", "&&": "AND",
    "OR": "OR", "OU": "OR", "|": "OR", "||": "OR",
    "NOT": "NOT", "SAUF": "NOT",
}  # fmt: skip
"""In capitals only; in small letters they are words."""

PROXIMITY: Final = re.compile(r"(?:PROCHE|NEAR)/([0-9]+)")

_SPECIAL: Final = re.compile(r'[\s"«»“”„()\\:*^~|?]')
_OF_PATTERN: Final = re.compile(r"\\(?P<literal>[*?\\])|(?P<sign>[*?])|(?P<text>[^*?\\]+|\\)", re.DOTALL)
_LEADING: Final = "-=&"


@dataclass(frozen=True, slots=True)
class _Text:
    text: str


class Word(_Text):
    """A word as typed; the analysis may make several of it (*porte-parole*)."""

    __slots__ = ()

    def __str__(self) -> str:
        if self.text.isalnum() and self.text not in OPERATORS:
            return self.text
        escaped = _SPECIAL.sub(r"\\\g<0>", self.text)
        misread = (
            self.text in OPERATORS
            or PROXIMITY.fullmatch(self.text)
            or not any(map(says_something, self.text))
        )
        return f"\\{escaped}" if escaped[0] != "\\" and (misread or escaped[0] in _LEADING) else escaped


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one after the other; with a slop, in any order with at most that many words between."""

    text: str
    slop: int = 0

    def __str__(self) -> str:
        escaped = re.sub(r'["\\]', r"\\\g<0>", self.text)
        return f'"{escaped}"' + (f"~{self.slop}" if self.slop else "")


class Prefix(_Text):
    """Words that begin so."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{Word(self.text)}*"


class Wildcard(_Text):
    r"""Words of this pattern: ``?`` is one character, ``*`` any number; behind a backslash they are themselves."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return the pattern; what holds a bare ``/`` is an address, in which a ``?`` is a character."""
        printed = "".join(
            piece if is_sign else _SPECIAL.sub(r"\\\g<0>", piece)
            for is_sign, piece in pattern_pieces(self.text)
        )
        printed = printed.replace("/", r"\/") if "?" in printed else printed
        return f"\\{printed}" if printed[0] in _LEADING else printed


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words that so many edits at most turn into this one; the first letter stays."""

    text: str
    edits: int = 1

    def __str__(self) -> str:
        return f"{Word(self.text)}~{self.edits if self.edits > 1 else ''}"


@dataclass(frozen=True, slots=True)
class Exact:
    """A word or phrase as written: accents and endings count, case does not."""

    part: Word | Phrase

    def __str__(self) -> str:
        return f"={self.part}"


@dataclass(frozen=True, slots=True)
class Dated:
    """Articles whose date may fall in these days; ``strict``: must."""

    days: DateRange
    strict: bool = False

    def __str__(self) -> str:
        return f"date:{'=' if self.strict else ''}{self.days}"


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article."""

    def __str__(self) -> str:
        return "*"


@dataclass(frozen=True, slots=True)
class _Parts:
    parts: "tuple[Query, ...]"


class And(_Parts):
    """All of two or more."""

    __slots__ = ()

    def __str__(self) -> str:
        return _joined(" AND ", self.parts, (And, Or))


class Or(_Parts):
    """At least one of two or more."""

    __slots__ = ()

    def __str__(self) -> str:
        return _joined(" OR ", self.parts, (Or,))


Nearby = Word | Phrase | Prefix | Wildcard | Fuzzy | Exact | Or
"""What can stand near something: words and phrases, and groups of these of which one is wanted."""


@dataclass(frozen=True, slots=True)
class Near:
    """All of two or more in one stretch of a field, in any order, with at most ``distance`` other words in it."""

    parts: tuple[Nearby, ...]
    distance: int

    def __str__(self) -> str:
        return _joined(f" NEAR/{self.distance} ", self.parts, (Or,))


@dataclass(frozen=True, slots=True)
class Not:
    """Articles that do not match the part."""

    part: "Query"

    def __str__(self) -> str:
        return "NOT " + _joined("", (self.part,), (And, Or))


@dataclass(frozen=True, slots=True)
class In:
    """The part, looked for in one field, named by its English name."""

    field: str
    part: "Query"

    def __str__(self) -> str:
        return f"{self.field}:" + _joined("", (self.part,), (And, Or, Not, Near))


@dataclass(frozen=True, slots=True)
class Boost:
    """The part, weighing ``factor`` times as much."""

    part: "Query"
    factor: float

    def __str__(self) -> str:
        from decimal import Decimal  # noqa: PLC0415  few queries weigh their words, and it takes 2 ms

        factor = f"{Decimal(repr(self.factor)):f}".removesuffix(".0")
        return _joined("", (self.part,), (And, Or, Not, Near, In, Boost, Dated, Everything)) + f"^{factor}"


def says_something(character: str) -> bool:
    """Tell letters, digits and signs from punctuation."""
    return character.isalnum() or unicodedata.category(character) in {"Sc", "So"}


def pattern_pieces(pattern: str) -> Iterator[tuple[bool, str]]:
    r"""Yield the pieces of a `Wildcard`: whether it is a sign, and the sign, or text without backslashes.

    >>> list(pattern_pieces(r"gouv?rne\**"))
    [(False, 'gouv'), (True, '?'), (False, 'rne'), (False, '*'), (True, '*')]
    """
    for piece in _OF_PATTERN.finditer(pattern):
        yield piece["sign"] is not None, piece[piece.lastgroup or ""]


Query = (
    Word
    | Phrase
    | Prefix
    | Wildcard
    | Fuzzy
    | Exact
    | Dated
    | Everything
    | And
    | Or
    | Near
    | Not
    | In
    | Boost
)


def _joined(operator: str, parts: "Iterable[Query]", wrapped: tuple[type, ...]) -> str:
    return operator.join(f"({part})" if isinstance(part, wrapped) else str(part) for part in parts)
