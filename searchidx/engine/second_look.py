"""What of a query is worth a second look at the best articles: the words that were typed one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from searchidx.analysis.families import relatives
from searchidx.analysis.french import analyse_word, tokenize
from searchidx.engine.apart import put_together
from searchidx.engine.clauses import Any, AnyField, Clause, Match, Occurs
from searchidx.engine.resolve import word_clause
from searchidx.engine.rewards import AsTyped, Related, Reward, SideBySide, term_of
from searchidx.query.ast import And, Or, Query, Word

_QUESTION: Final = 3
"""Words of a bag from which on it is taken for a question: its words belong together, and may be put in other words."""


def rewards_of(query: Query, weights: Mapping[str, float]) -> tuple[Reward, ...]:
    """Return what the words of a query earn beyond their score: those typed one after the other, in no field and no phrase.

    That is worth its time for several words that are all asked for, and for questions.
    """
    match query:
        case And(parts):
            typed = [_typed(part, weights) for part in put_together(parts)]
        case Or(parts):
            typed = [_typed(part, weights) for part in parts]
        case _:
            return ()
    words = [word for word in typed if word is not None and not word.stop]
    if len(words) < (_QUESTION if isinstance(query, Or) else 2):
        return ()
    rewards: list[Reward] = [AsTyped(word.clause, word.spelling) for word in words]
    rewards += _side_by_side(typed)
    if isinstance(query, Or):
        rewards += (
            Related(word.clause, found) for word in words if (found := relatives(term_of(word.clause)))
        )
    return tuple(dict.fromkeys(rewards))


class _Typed(NamedTuple):
    """A word as typed: what it is looked for by, its spelling without accents, and whether it is a stop word."""

    clause: AnyField
    spelling: str
    stop: bool


def _typed(part: Query, weights: Mapping[str, float]) -> _Typed | None:
    """Read a part of a query; None of what is not one word."""
    if not isinstance(part, Word):
        return None
    tokens = list(tokenize(part.text))
    if len(tokens) != 1:
        return None
    clause, stop = word_clause(part.text, weights)
    word = _alone(clause)
    return None if word is None else _Typed(word, analyse_word(tokens[0].text).folded[0], stop)


def _alone(clause: Clause | None) -> AnyField | None:
    """Return what one word is looked for by, without what raises it."""
    if isinstance(clause, Any):
        clause = clause.parts[0]
    if not isinstance(clause, AnyField):
        return None
    leaf = clause.parts[0]
    one = isinstance(leaf, Occurs) and len(leaf.steps) == 1 and leaf.steps[0].match is Match.TERM
    return clause if one else None


def _side_by_side(typed: Sequence[_Typed | None]) -> Iterator[SideBySide]:
    """Yield the pairs of words that have nothing but stop words between them."""
    last: int | None = None
    for at, word in enumerate(typed):
        if word is None:
            last = None
        elif not word.stop:
            if last is not None:
                first = typed[last]
                assert first is not None
                if term_of(first.clause) != term_of(word.clause):
                    yield SideBySide(first.clause, word.clause, at - last)
            last = at
