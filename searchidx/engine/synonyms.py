"""A query with the other names of what it asks for; before words are resolved.

Only plain words are given other names, alone or side by side: what is quoted, exact, a beginning, near something or
of a name field stays as it was typed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from searchidx.analysis.synonyms import Synonyms, key_of
from searchidx.engine.base import TEXT_FIELDS
from searchidx.query.ast import Alike, And, Boost, In, Not, Or, Phrase, Query, Word

_LONGEST_READ: Final = 200
"""Characters of a word that may be a name."""


def expand(query: Query, synonyms: Synonyms) -> Query:
    """Return the query with the names that stand for the same as its words beside them."""
    match query:
        case Word():
            return _named((query,), synonyms) or query
        case And(parts):
            together = tuple(_together(parts, synonyms))
            return together[0] if len(together) == 1 else And(together)
        case Alike():
            return query
        case Or(parts):
            return Or(tuple(expand(part, synonyms) for part in parts))
        case In(field, part):
            return In(field, expand(part, synonyms)) if field in TEXT_FIELDS else query
        case Not(part) | Boost(part, _):
            return replace(query, part=expand(part, synonyms))
        case _:
            return query


def _together(parts: Sequence[Query], synonyms: Synonyms) -> Iterator[Query]:
    """Yield the parts of an `And`, the longest runs of words first that are a name."""
    at = 0
    while at < len(parts):
        run = _run(parts, at, synonyms.longest)
        for size in range(len(run), 1, -1):
            if (found := _named(run[:size], synonyms)) is not None:
                yield found
                at += size
                break
        else:
            yield expand(parts[at], synonyms)
            at += 1


def _run(parts: Sequence[Query], at: int, most: int) -> list[Word]:
    run: list[Word] = []
    for part in parts[at : at + most]:
        if not isinstance(part, Word):
            break
        run.append(part)
    return run


def _named(words: Sequence[Word], synonyms: Synonyms) -> Alike | None:
    """Return words and the other names of what they say; None where there are none."""
    text = " ".join(word.text for word in words)
    if len(text) > _LONGEST_READ:
        return None
    others = synonyms.others(key_of(text))
    if not others:
        return None
    typed = words[0] if len(words) == 1 else And(tuple(words))
    return Alike((typed, *(Phrase(name) if " " in name else Word(name) for name in others)))
