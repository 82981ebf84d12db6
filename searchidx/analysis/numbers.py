"""Numbers: *2 500* is *2.500* is *2500*, *1,5* is *1.5*, *1re* is *1er*, *XXIe* is *21e*.

A point before three digits parts thousands, as it does in French; any other point, and every comma, is that
of a decimal.
"""

import re
from typing import Final

from searchidx.analysis.tokenizer import THOUSANDS

_POINTED: Final = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_SPACE: Final = re.compile(f"[{THOUSANDS}]")
_PARTED: Final = re.compile(f"[0-9]+(?:[.,{THOUSANDS}][0-9]+)+")

_ENDINGS: Final = "(?:ieme|eme)s?"
_ORDINAL: Final = re.compile(rf"([0-9]+)(?:e|es|er|ers|eres?|res?|nde?s?|{_ENDINGS})")
_ROMAN: Final = re.compile(rf"(?=[ivx]{{2}}|[vx]e)(x{{0,3}}(?:ix|iv|v?i{{0,3}}))(?:e|{_ENDINGS})|ier")
_WORDS: Final = frozenset({"vie"})
_VALUES: Final = {"i": 1, "v": 5, "x": 10}


def is_parted(word: str) -> bool:
    """Tell whether a surface word is a number with a space, a point or a comma in it."""
    return _PARTED.fullmatch(word) is not None


def readings(number: str) -> list[str]:
    """Return such a number without its spaces, then every run of its groups, as its reader may cut it.

    >>> readings("2 500"), readings("2.500"), readings("2 500,75"), readings("1,5")
    (['2500', '2', '500'], ['2500'], ['2500.75', '2500', '2', '500'], ['1.5'])
    """
    whole, _, fraction = number.partition(",")
    if _POINTED.fullmatch(whole):
        whole = whole.replace(".", "")
    elif not fraction:
        whole, _, fraction = whole.partition(".")
    groups = _SPACE.split(whole)
    lengths = range(len(groups), 0, -1)
    runs = list(
        dict.fromkeys("".join(groups[i : i + n]) for n in lengths for i in range(len(groups) - n + 1))
    )
    if not fraction:
        return runs
    return [f"{runs[0]}.{fraction}", *(runs if len(groups) > 1 else ())]


def ordinal(folded: str) -> str | None:
    """Return the one spelling of an ordinal, in figures; None for any other word.

    *Vie* is a word: the sixth century is told only by its capitals, *VIe*.

    >>> ordinal("1re"), ordinal("2eme"), ordinal("xxie"), ordinal("ve"), ordinal("ier"), ordinal("vie")
    ('1e', '2e', '21e', '5e', '1e', None)
    """
    if folded[0].isdigit():
        return f"{found[1]}e" if (found := _ORDINAL.fullmatch(folded)) else None
    if folded in _WORDS or (found := _ROMAN.fullmatch(folded)) is None:
        return None
    digits = [_VALUES[letter] for letter in found[1] or "i"]
    following = [*digits[1:], 0]
    return f"{sum(-a if a < b else a for a, b in zip(digits, following, strict=True))}e"
