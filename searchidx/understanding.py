"""What does a reader ask for?  A query text to its tree, and to what an engine looks for; remembered."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from searchidx.engine.base import Engine
from searchidx.engine.clauses import Clause, Step
from searchidx.engine.patterns import patterns_in
from searchidx.engine.resolve import resolve
from searchidx.engine.rewards import Reward
from searchidx.engine.second_look import rewards_of
from searchidx.errors import QueryError
from searchidx.query.ast import And, Boost, Dated, Everything, In, Not, Or, Query
from searchidx.query.parser import parse, parse_leniently

if TYPE_CHECKING:
    from searchidx.analysis.synonyms import Synonyms

_SHORT: Final = 200
"""Characters of a query that is remembered."""


def tree_of(query: str | Query, today: date, *, any: bool, lenient: bool) -> tuple[Query, list[str]]:
    if not isinstance(query, str):
        from searchidx.query.limits import refuse_large  # noqa: PLC0415  most queries are typed

        refuse_large(query)
        return query, []
    if lenient:
        return parse_leniently(query, today=today, any=any)
    return parse(query, today=today, any=any), []


class Understood(NamedTuple):
    """A query as it is looked for: the text of its tree, the clause, what a hit may earn, what a reader should know, its patterns.

    ``doubtful`` are words that may be in no article though something is found.
    """

    text: str
    clause: Clause
    rewards: tuple[Reward, ...]
    warnings: tuple[str, ...]
    patterns: tuple[tuple[str, Step], ...]
    doubtful: tuple[tuple[tuple[str, ...], str], ...]


def understood_of(  # noqa: PLR0917  as what is remembered
    query: str | Query,
    today: date,
    any: bool,
    lenient: bool,
    weights: tuple[tuple[str, float], ...],
    synonyms: "Synonyms | None",
) -> Understood:
    short = isinstance(query, str) and len(query) <= _SHORT
    return (_resolved if short else _resolved.__wrapped__)(query, today, any, lenient, weights, synonyms)


@lru_cache(maxsize=1 << 10)
def _resolved(  # noqa: PLR0917  keywords would cost more than what is remembered
    query: str | Query,
    today: date,
    any: bool,
    lenient: bool,
    weights: tuple[tuple[str, float], ...],
    synonyms: "Synonyms | None",
) -> Understood:
    """Read a query; remembered, for readers turn pages and narrow down."""
    tree, warnings = tree_of(query, today, any=any, lenient=lenient)
    weighing = dict(weights)
    rewards = rewards_of(tree, weighing)
    tree = expanded(tree, synonyms)
    clause, more = resolve(tree, weights=weighing)
    doubted: tuple[tuple[tuple[str, ...], str], ...] = ()
    if _has_alternatives(tree):
        from searchidx.corrections import doubtful  # noqa: PLC0415  most queries want all their words

        with suppress(QueryError):  # it was read leniently
            doubted = doubtful(str(query))
    patterns = tuple(dict.fromkeys(patterns_in(clause)))
    return Understood(str(tree), clause, rewards, (*warnings, *more), patterns, doubted)


def expanded(tree: Query, synonyms: "Synonyms | None") -> Query:
    """Return a query with the other names of what it asks for."""
    if synonyms is None:
        return tree
    from searchidx.engine.synonyms import expand  # noqa: PLC0415  most readers want what they typed

    return expand(tree, synonyms)


def suggestion_for(
    engine: Engine, query: str, understood: Understood, count: Callable[[str], int], *, found: bool
) -> str | None:
    """Return a query near one that finds nothing, or that has words that are nowhere."""
    from searchidx.corrections import correction, unknown  # noqa: PLC0415  most queries find something

    if found and not unknown(engine, understood.doubtful):
        return None

    def counted(text: str) -> int:
        try:
            return count(text)
        except QueryError:
            return 0

    return correction(engine, query, counted, found=found)


def _has_alternatives(tree: Query) -> bool:
    """Tell whether a query may find something though one of its words is nowhere."""
    match tree:
        case Or() | Not():
            return True
        case And(parts):
            return any(map(_has_alternatives, parts))
        case In(_, part) | Boost(part, _):
            return _has_alternatives(part)
        case _:
            return False


def forget_queries() -> None:
    """Forget how queries were read, for whoever changes what reading them makes."""
    _resolved.cache_clear()


def leaves_of(query: Query, field: str | None = None) -> Iterator[Query]:
    """Yield the words, phrases and dates of a query, each in its field."""
    match query:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves_of(part, field)
        case Not(part) | Boost(part, _):
            yield from leaves_of(part, field)
        case In(name, part):
            yield from leaves_of(part, name)
        case Dated() | Everything():
            yield query
        case _:
            yield query if field is None else In(field, query)
