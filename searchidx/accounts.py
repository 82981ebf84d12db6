"""Why was one article found or not, and what is its score made of?"""

from collections.abc import Mapping, Sequence
from math import fsum

from searchidx.engine.base import ID_FIELD, Engine, Part
from searchidx.engine.clauses import All, Clause, Match, Occurs, Step
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
    leaf = part.word if isinstance(part.word, Occurs) else part.word.parts[0]
    words = " ".join(map(_word, leaf.steps))
    return Contribution(
        word=f"{words}~{leaf.slop}" if leaf.slop else words,
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


def _word(step: Step) -> str:
    match step.match:
        case Match.FORM:
            return f"={step.text.partition('=')[2]}"
        case Match.PREFIX:
            return f"{step.text}*"
        case _:
            return step.text
