"""Why was one article found or not, and what is its score made of?"""

from collections.abc import Mapping, Sequence
from math import fsum

from searchidx.engine.base import ID_FIELD, Engine, Part
from searchidx.engine.clauses import All, AnyField, Clause, Leaf, Match, Near, Occurs, Step
from searchidx.engine.patterns import typed
from searchidx.engine.ranking import evidence
from searchidx.engine.resolve import resolve
from searchidx.errors import QueryError
from searchidx.query.ast import Query
from searchidx.results import Account, Contribution, Saying


def account_of(
    engine: Engine, query: Query, leaves: Sequence[Query], weights: Sequence[tuple[str, float]], id: str
) -> Account | None:
    """Return what a query makes of an article; None where no article has that id.

    Parameters
    ----------
    leaves: the words, phrases and dates of the query, each in its field.
    """
    if engine.get(id) is None:
        return None
    clause, _ = resolve(query, weights=dict(weights))
    parts = engine.parts(clause, id)
    return Account(
        id,
        parts is not None,
        fsum(part.score for part in parts or ()),
        tuple(map(_contribution, parts or ())),
        tuple(_is_in(engine, leaf, dict(weights), id) for leaf in leaves),
    )


def _is_in(engine: Engine, leaf: Query, weights: Mapping[str, float], id: str) -> bool:
    """Tell whether an article matches a part of a query; what has no word in it, none does."""
    try:
        clause, _ = resolve(leaf, weights=weights)
    except QueryError:
        return False
    this: Clause = Occurs(ID_FIELD, (Step(Match.TERM, id),), weight=0.0)
    return engine.search(All((clause, this)), limit=0).total > 0


def _contribution(part: Part) -> Contribution:
    leaf = part.word.parts[0] if isinstance(part.word, AnyField) else part.word
    return Contribution(
        word=_worded(leaf),
        score=part.score,
        weight=part.word.weight,
        articles=part.holding,
        fields=tuple(
            Saying(
                *each,
                evidence(
                    frequency=each.frequency,
                    length=each.length,
                    mean_length=each.mean_length,
                    weight=each.weight,
                ),
            )
            for each in part.fields
        ),
    )


def _worded(leaf: Leaf) -> str:
    """Return a leaf about as it would be typed, in the words of the index."""
    if isinstance(leaf, Near):
        parts = ["|".join(" ".join(map(_word, phrase)) for phrase in part) for part in leaf.parts]
        return f" NEAR/{leaf.slop} ".join(parts)
    words = " ".join(map(_word, leaf.steps))
    return f"{words}~{leaf.slop}" if leaf.slop else words


def _word(step: Step) -> str:
    return f"={step.text.partition('=')[2]}" if step.match is Match.FORM else typed(step)
