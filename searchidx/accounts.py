"""Why was one article found or not, and what is its score made of?"""

from collections.abc import Mapping, Sequence
from math import fsum

from searchidx.engine.base import ID_FIELD, Engine, Part
from searchidx.engine.clauses import All, AnyField, Clause, Leaf, Match, Near, Occurs, Scoring, Step
from searchidx.engine.patterns import typed
from searchidx.engine.ranking import evidence
from searchidx.engine.resolve import resolve
from searchidx.engine.rewards import AsTyped, Fresh, Related, Reward, SideBySide, term_of
from searchidx.errors import QueryError
from searchidx.query.ast import Query
from searchidx.results import Account, Contribution, Saying


def account_of(
    engine: Engine,
    query: Query,
    id: str,
    *,
    rewards: Sequence[Reward],
    leaves: Sequence[Query],
    weights: Mapping[str, float],
) -> Account | None:
    """Return what a query makes of an article; None where no article has that id.

    Parameters
    ----------
    rewards: what its words may earn.
    leaves: the words, phrases and dates of the query, each in its field.
    """
    if engine.get(id) is None:
        return None
    clause, _ = resolve(query, weights=weights)
    parts = engine.parts(clause, id, rewards)
    return Account(
        id,
        parts is not None,
        fsum(part.score for part in parts or ()),
        tuple(map(_contribution, parts or ())),
        tuple(_is_in(engine, leaf, weights, id) for leaf in leaves),
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
    return Contribution(
        word=_named(part.word),
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


def _named(word: Scoring | Reward) -> str:
    match word:
        case AnyField(parts):
            return _worded(parts[0])
        case AsTyped(_, spelling):
            return f"{spelling} as typed"
        case SideBySide(first, second, _):
            return f"{term_of(first)} and {term_of(second)} as they follow"
        case Related(same, _):
            return f"akin to {term_of(same)}"
        case Fresh():
            return "as fresh as it is"
        case _:
            return _worded(word)


def _worded(leaf: Leaf) -> str:
    """Return a leaf about as it would be typed, in the words of the index."""
    if isinstance(leaf, Near):
        parts = ["|".join(" ".join(map(_word, phrase)) for phrase in part) for part in leaf.parts]
        return f" NEAR/{leaf.slop} ".join(parts)
    words = " ".join(map(_word, leaf.steps))
    return f"{words}~{leaf.slop}" if leaf.slop else words


def _word(step: Step) -> str:
    return f"={step.text.partition('=')[2]}" if step.match is Match.FORM else typed(step)
