"""Which words are of a pattern, or within some edits of a word?

What is compared are folded spellings, never stems.  An edit puts in, leaves out or changes a letter, or swaps two
neighbours; no letter is edited twice (optimal string alignment: Boytsov, Indexing Methods for Approximate
Dictionary Searching, 2011).  The first letter stays, so that the words that may match lie side by side.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from searchidx.engine.base import ID_FIELD, RUNNING_TEXT
from searchidx.engine.clauses import AnyField, Clause, Match, Step, words_in
from searchidx.query.ast import pattern_pieces

EDITS: Final = {Match.WITHIN_1: 1, Match.WITHIN_2: 2}
OF_SEVERAL: Final = (Match.PREFIX, Match.WILDCARD, Match.WITHIN_1, Match.WITHIN_2)
"""Matches that stand for several words; a tuple, for it is searched by identity."""


def patterns_in(clause: Clause) -> Iterator[tuple[str, Step]]:
    """Yield the steps that stand for several words, each in its field; ids are no words."""
    for word in words_in(clause):
        for leaf in word.parts if isinstance(word, AnyField) else (word,):
            if leaf.field not in (ID_FIELD, RUNNING_TEXT):
                yield from ((leaf.field, step) for step in leaf.steps if step.match in OF_SEVERAL)


def typed(step: Step) -> str:
    """Return about what was typed for such a step.

    >>> typed(Step(Match.PREFIX, "milic")), typed(Step(Match.WITHIN_2, "millice"))
    ('milic*', 'millice~2')
    """
    return step.text + {Match.PREFIX: "*", Match.WITHIN_1: "~", Match.WITHIN_2: "~2"}.get(step.match, "")


@lru_cache(maxsize=256)
def beginning(step: Step) -> str:
    """Return the letters that all words of such a step begin with.

    >>> beginning(Step(Match.WILDCARD, "gouv?rne*")), beginning(Step(Match.WITHIN_1, "milice"))
    ('gouv', 'm')
    """
    match step.match:
        case Match.WILDCARD:
            is_sign, text = next(pattern_pieces(step.text))
            return "" if is_sign else text
        case Match.WITHIN_1 | Match.WITHIN_2:
            return step.text[:1]
        case _:
            return step.text


@lru_cache(maxsize=256)
def speller(step: Step) -> Callable[[str], bool]:
    """Return what tells whether a folded spelling is one of a step that stands for several words."""
    match step.match:
        case Match.PREFIX:
            return lambda spelling: spelling.startswith(step.text)
        case Match.WILDCARD:
            matched = expression(step.text).fullmatch
            return lambda spelling: matched(spelling) is not None
        case _:
            edits = EDITS[step.match]
            return lru_cache(maxsize=1 << 12)(lambda spelling: is_within(step.text, spelling, edits))


def expression(pattern: str) -> re.Pattern[str]:
    """Return the expression of a pattern; it takes time in proportion to the word, whatever the pattern.

    >>> [word for word in ("gouverne", "gouvernement", "gouvrne") if expression("gouv?rne*").fullmatch(word)]
    ['gouverne', 'gouvernement']
    """
    first, *rest = segments(pattern)
    if not rest:
        return re.compile(_expression(first), re.DOTALL)
    middle = "".join(f"(?>.*?{_expression(segment)})" for segment in rest[:-1])
    return re.compile(f"{_expression(first)}{middle}.*{_expression(rest[-1])}", re.DOTALL)


def segments(pattern: str) -> list[list[str | None]]:
    """Return what stands between the stars of a pattern: characters, None where any will do.

    >>> segments("n?*on")
    [['n', None], ['o', 'n']]
    """
    found: list[list[str | None]] = [[]]
    for is_sign, text in pattern_pieces(pattern):
        if not is_sign:
            found[-1] += text
        elif text == "?":
            found[-1].append(None)
        else:
            found.append([])
    return found


def _expression(segment: list[str | None]) -> str:
    return "".join("." if character is None else re.escape(character) for character in segment)


def is_within(word: str, other: str, edits: int) -> bool:
    """Tell whether so many edits at most turn a word into another one that begins with the same letter.

    >>> is_within("milice", "milcie", 1), is_within("milice", "police", 2), is_within("milice", "malise", 2)
    (True, False, True)
    """
    if abs(len(word) - len(other)) > edits or word[:1] != other[:1]:
        return False
    from searchidx.engine.spelling import edits as between  # noqa: PLC0415  few queries have edits

    return between(word, other) <= edits
