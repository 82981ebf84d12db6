"""What was typed apart and is one: *prud hommes*, *rendez vous*, *2 500*; before words are resolved."""

import re
from collections.abc import Sequence
from typing import Final

from searchidx.analysis.french import is_fused, tied
from searchidx.query.ast import And, Boost, Or, Query, Word

_FIRST_GROUP: Final = re.compile("[0-9]{1,3}")
_GROUP: Final = re.compile("[0-9]{3}(?:,[0-9]+)?")


def put_together(parts: Sequence[Query]) -> Sequence[Query]:
    """Return the parts of an `And`, with words that are one put together, and groups of a number as that number too."""
    return _grouped(_fused(parts))


def _fused(parts: Sequence[Query]) -> Sequence[Query]:
    """Return the parts, with words whose apostrophe or hyphen was typed as a space put together: *prud hommes*."""
    fused: list[Query] = []
    at = 0
    while at < len(parts):
        words = _words_from(parts, at)
        size, whole = 1, ""
        if len(words) > 1 and is_fused(words[0], words[1]):
            size, whole = 2, f"{words[0]}’{words[1]}"
        else:
            for longer in range(len(words), 1, -1):
                if whole := tied(words[:longer]):
                    size = longer
                    break
        fused.append(parts[at] if size == 1 else Word(whole))
        at += size
    return fused


def _words_from(parts: Sequence[Query], at: int) -> list[str]:
    """Return the words from there on, at most three."""
    words: list[str] = []
    for part in parts[at : at + 3]:
        if not isinstance(part, Word):
            break
        words.append(part.text)
    return words


def _grouped(parts: Sequence[Query]) -> Sequence[Query]:
    """Return the parts, with words that may be the groups of one number as that number too: *2 500*."""
    grouped: list[Query] = []
    at = 0
    while at < len(parts):
        end = at + 1
        if _is_word(parts[at], _FIRST_GROUP):
            while end < len(parts) and _is_word(parts[end], _GROUP):
                end += 1
                if not _is_word(parts[end - 1], _FIRST_GROUP):  # there was a comma
                    break
        run = parts[at:end]
        if len(run) > 1:
            apart = And(tuple(Boost(group, 1.0) for group in run))  # no words, lest they be grouped again
            grouped.append(Or((apart, Word(" ".join(map(str, run))))))
        else:
            grouped += run
        at = end
    return grouped


def _is_word(part: Query, expression: re.Pattern[str]) -> bool:
    return isinstance(part, Word) and expression.fullmatch(part.text) is not None
