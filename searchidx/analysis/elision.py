"""Elision: the apostrophe that glues « l » to « avion ».

French drops a vowel and ties two words: *l’avion*, *qu’elle*, *lorsqu’il*.  A reader who types
*avion* means the word, so the clitic goes.

Elision happens only before a vowel sound.  That one rule of grammar saves the names which only look
elided (*N’Golo*, *M’Bappé*) with no list of exceptions.  It holds in any case, for a title in capitals
and a query in small letters must be cut alike.

In a few words the apostrophe glues for good: *quelqu’un*, *presqu’île*, *prud’homme* are one word, and
neither *un* nor *homme* finds them.
"""

import re
from typing import Final

from searchidx.analysis.characters import (
    APOSTROPHES,
    CONSONANTS,
    IGNORABLE,
    VOWELS,
    WORD_START,
    all_marks,
    word,
)

_NAMES: Final = "[çdjlmnstz]|c\u0327?|(?:ainsi|alors|depuis|jus|lors|parce|pres|puis|quel|quoi|tandis)?qu"
_APOSTROPHE: Final = rf"[{IGNORABLE}]*[{APOSTROPHES}][{IGNORABLE}]*"
_FUSED: Final = rf"(?i:quelqu{_APOSTROPHE}une?s?|presqu{_APOSTROPHE}[iî]\u0302?les?)"
"""Words in one that begin as an elision does."""

FUSING: Final = frozenset({"ch", "entr", "presqu", "prud", "quelqu"})
"""What stands before the apostrophe of a word in one, folded: *entr’aide* is *entraide*, *ch’ti* is *chti*."""

_IN_ONE: Final = re.compile(rf"{_FUSED}|(?i:aujourd'hui|prud'hom\w+)")


def vowel_sound(marks: str) -> str:
    """Return what a word begins with that elides the one before it, for an expression."""
    return (
        rf"(?:[{VOWELS}hH0-9]"
        # a letter whose name begins with a vowel, spelled out: d’RTL, l’X
        rf"|[flmnrsxFLMNRSX](?:[{CONSONANTS}0-9]|(?!{word(marks)}|[{APOSTROPHES}]{WORD_START})))"
    )


def clitic(marks: str) -> str:
    """Return an elided word and its apostrophe, for an expression; what follows is the word."""
    return rf"(?!{_FUSED}(?!{word(marks)}))(?i:{_NAMES}){_APOSTROPHE}(?={vowel_sound(marks)})"


_BARE: Final = re.compile(rf"(?i:{_NAMES})")


def is_clitic(word: str) -> bool:
    """Tell whether a word is what stands before the apostrophe of an elision.

    >>> is_clitic("qu"), is_clitic("d"), is_clitic("de")
    (True, True, False)
    """
    return _BARE.fullmatch(word) is not None


def is_bare_clitic(word: str, following: str) -> bool:
    """Tell whether a word is a clitic whose apostrophe was typed as a space, as in *taxe d habitation*.

    >>> is_bare_clitic("d", "habitation"), is_bare_clitic("d", "mineur")
    (True, False)
    """
    return is_clitic(word) and re.match(clitic(all_marks()), f"{word}'{following}") is not None


def is_fused(word: str, following: str) -> bool:
    """Tell whether two words are one whose apostrophe was typed as a space, as in *conseil de prud hommes*.

    >>> is_fused("prud", "hommes"), is_fused("quelqu", "une"), is_fused("quelqu", "autre")
    (True, True, False)
    """
    return _IN_ONE.fullmatch(f"{word}'{following}") is not None
