"""What a back end evaluates: the query once its words are terms and its fields are named.

A clause holds nothing that was typed and not understood; only `resolve` makes them from a query.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from searchidx.dates import DateRange


class Match(Enum):
    """How a step finds its words."""

    TERM = "term"  # one of the word's terms is the text
    FORM = "form"  # one of its exact forms is the text
    PREFIX = "prefix"  # one of its exact forms begins with the text
    WILDCARD = "wildcard"  # the folded spelling of one of its forms is of the pattern
    WITHIN_1 = "within 1"  # the same turns into the text by one edit at most, its first letter kept
    WITHIN_2 = "within 2"  # by two

    __hash__ = object.__hash__  # there is one of each; the hash of `Enum` is written in Python, and slow


@dataclass(frozen=True, slots=True)
class Step:
    """One word of an `Occurs`, as the index spells it."""

    match: Match
    text: str


@dataclass(frozen=True, slots=True)
class Occurs:
    """Articles in whose field the steps stand one after the other.

    With a ``slop`` n above 0 they stand in any order, in a stretch that holds at most n more words.
    ``weight`` multiplies the score, or, under `AnyField`, what an occurrence counts; at 0 the clause only selects.
    """

    field: str
    steps: tuple[Step, ...]
    slop: int = 0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Near:
    """Articles in whose field all the parts stand in one stretch, in any order, none upon another.

    A part is one of several phrases, of one step or more.  The stretch holds at most ``slop`` other words.
    """

    field: str
    parts: tuple[tuple[tuple[Step, ...], ...], ...]
    slop: int
    weight: float = 1.0

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for part in self.parts for phrase in part for step in phrase)


Leaf = Occurs | Near
"""What stands in a field."""


@dataclass(frozen=True, slots=True)
class AnyField:
    """Articles in which the same words stand in at least one of several fields, and score as one word.

    ``weight`` multiplies the score; at 0 the clause only selects.
    """

    parts: tuple[Leaf, ...]
    weight: float = 1.0


Scoring = Leaf | AnyField
"""What scores as one word."""


@dataclass(frozen=True, slots=True)
class Published:
    """Articles whose days overlap ``days``; ``strict``: lie within."""

    days: DateRange
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Valued:
    """Articles that have one of some values under a facet that is no date: the value whole, folded by `fold_value`."""

    facet: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Listed:
    """Articles with these ids."""

    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Parts:
    parts: "tuple[Clause, ...]"


class All(_Parts):
    """Articles that match every part; with no part, every article."""

    __slots__ = ()


class Any(_Parts):
    """Articles that match at least one part; with no part, none."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Without:
    """Articles that do not match the part."""

    part: "Clause"


Clause = Leaf | AnyField | Published | Valued | Listed | All | Any | Without


def words_in(clause: Clause) -> "Iterator[Scoring]":
    """Yield the words of a clause, those under `Without` too."""
    match clause:
        case Occurs() | Near() | AnyField():
            yield clause
        case All(parts) | Any(parts):
            for part in parts:
                yield from words_in(part)
        case Without(part):
            yield from words_in(part)
        case _:
            return


def positive_leaves(clause: Clause) -> list[Leaf]:
    """Return what an article may be found by: the leaves under no `Without`, each once."""
    match clause:
        case Occurs() | Near():
            return [clause]
        case AnyField(parts) | All(parts) | Any(parts):
            return list(dict.fromkeys(leaf for part in parts for leaf in positive_leaves(part)))
        case _:
            return []
