"""What may a query be that a program made as a tree?  What can be typed, and no larger."""

from collections.abc import Iterator
from math import isfinite
from typing import Final

from searchidx.dates import DateRange
from searchidx.errors import QueryError
from searchidx.query.ast import (
    And,
    Boost,
    Dated,
    Everything,
    Exact,
    Fuzzy,
    In,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Wildcard,
    Word,
)
from searchidx.query.fields import FIELDS
from searchidx.query.lexer import HEAVIEST_BOOST, MOST_EDITS, WIDEST_SLOP
from searchidx.query.parser import LONGEST_QUERY, MOST_NEAR, MOST_PATTERNS

DEEPEST_TREE: Final = 160
"""Levels; a text of as many groups as can be nested makes fewer."""
_NAMES: Final = frozenset(FIELDS.values())


def refuse_large(query: Query) -> None:
    """Refuse a tree that is too deep, asks for too much, or holds what no text says; level by level, for recursion has its own limit.

    Raises
    ------
    QueryError
    """
    level: list[object] = [query]
    depth = characters = patterns = 0
    while level:
        depth += 1
        if depth > DEEPEST_TREE:
            raise _error(f"the query is nested deeper than {DEEPEST_TREE} levels")
        below: list[object] = []
        for node in level:
            if reason := next(_wrong(node), ""):
                raise _error(reason)
            match node:
                case And(parts) | Or(parts) | Near(parts):
                    below += parts
                case Not(part) | In(_, part) | Boost(part) | Exact(part):
                    below.append(part)
                case Word(text) | Phrase(text) | Prefix(text) | Wildcard(text) | Fuzzy(text):
                    characters += len(text)
                    patterns += isinstance(node, (Prefix, Wildcard, Fuzzy))
                case _:
                    pass
            if characters + len(below) > LONGEST_QUERY:
                raise _error(f"a query has at most {LONGEST_QUERY} characters, this one more")
            if patterns > MOST_PATTERNS:
                raise _error(f"a query has at most {MOST_PATTERNS} words with *, ? or ~, this one more")
        level = below


def _error(reason: str) -> QueryError:
    return QueryError("", (0, 0), reason)


def _wrong(node: object) -> Iterator[str]:  # noqa: PLR0912  a case a kind of node
    """Yield what is wrong with a node itself: something of another type, or beyond what may be typed."""
    match node:
        case And(parts) | Or(parts) | Near(parts) if not (_is(parts, tuple) and parts):
            yield f"the parts of {type(node).__name__} are a tuple, with one part at least"
        case Near(parts, distance):
            if len(parts) > MOST_NEAR:
                yield f"at most {MOST_NEAR} words or phrases are looked for near each other"
            yield from _outside("the distance of Near", distance, 0, WIDEST_SLOP)
        case Word(text) | Phrase(text) | Prefix(text) | Wildcard(text) | Fuzzy(text):
            if not _is(text, str):
                yield f"the text of {type(node).__name__} is a string, not {type(text).__name__}"
            elif not text or text.isspace():
                yield "there is no word in it to search for"
            if isinstance(node, Phrase):
                yield from _outside("the slop of Phrase", node.slop, 0, WIDEST_SLOP)
            if isinstance(node, Fuzzy):
                yield from _outside("the edits of Fuzzy", node.edits, 1, MOST_EDITS)
        case In(field, _):
            if not (_is(field, str) and field in _NAMES):
                yield f"there is no field {str(field)[:50]!r}; there are {', '.join(sorted(_NAMES))}"
        case Exact(part):
            if not _is(part, Word, Phrase):
                yield f"Exact holds a Word or a Phrase, not {type(part).__name__}"
        case Boost(_, factor):
            number = _is(factor, int, float) and isfinite(factor)
            if not (number and 0 < factor <= HEAVIEST_BOOST):
                yield f"the factor of Boost is a number above 0, up to {HEAVIEST_BOOST}"
        case Dated(days):
            if not _is(days, DateRange):
                yield f"Dated holds a DateRange, not {type(days).__name__}"
        case And() | Or() | Not() | Everything():
            pass
        case _:
            yield f"a query is a text, or a tree of searchidx.query.ast; {type(node).__name__} is neither"


def _is(value: object, *kinds: type) -> bool:
    """Tell what the types of the nodes promise, and nobody has checked."""
    return isinstance(value, kinds)


def _outside(name: str, number: object, least: int, most: int) -> Iterator[str]:
    if not isinstance(number, int) or not least <= number <= most:
        yield f"{name}: a whole number from {least} to {most}"
