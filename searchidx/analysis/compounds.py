"""Compounds: *week-end* is *week end* and *weekend*.

French ties words with a hyphen, and wavers: *porte-monnaie*, *portemonnaie*.  The parts of a compound are
words, one after the other; beside the first stands the whole in one word.

In a few compounds the first word is no word any more: *rendez-vous*, *peut-être*.  There the whole takes its place.

A pronoun after a verb is no part of one: *dit-elle*, *va-t-il*, *donne-le-moi*; nor is the *-là* of *ces jours-là*.
"""

import re
from collections.abc import Sequence
from typing import Final

from searchidx.analysis.characters import HYPHENS
from searchidx.analysis.folding import fold

_HYPHEN: Final = re.compile(f"[{HYPHENS}]")
_SIGN: Final = re.compile("[-&]")
_INVERTED: Final = frozenset(
    [
        "ce",
        "ci",
        "elle",
        "elles",
        "en",
        "il",
        "ils",
        "je",
        "la",
        "le",
        "les",
        "leur",
        "lui",
        "moi",
        "nous",
        "on",
        "toi",
        "tu",
        "vous",
        "y",
    ]
)
_EUPHONIC: Final = "t"
WHOLE: Final = frozenset({"gardeavous", "peutetre", "rendezvous", "soidisant", "visavis"})
"""Compounds that are not about their first word: *rendre* does not find *rendez-vous*.  Two end as an inversion does."""
_BEGIN_WHOLE: Final = frozenset({"garde", "peut", "rendez", "soi", "vis"})


def is_compound(form: str) -> bool:
    """Tell whether an exact form is that of a compound in one word.

    >>> is_compound("porteparole=porte-parole"), is_compound("parole=parole")
    (True, False)
    """
    return _SIGN.search(form) is not None


def length_of_first(form: bytes) -> int:
    """Return how many folded letters the first part of a compound has, given its exact form; 0 of what is none.

    >>> length_of_first("ecolemusee=école-musée".encode()), length_of_first(b"parole=parole")
    (5, 0)
    """
    exact = form.partition(b"=")[2].decode(errors="surrogatepass")
    sign = _SIGN.search(exact)
    return len(fold(exact[: sign.start()])) if sign else 0


def joined(compound: str) -> str:
    """Return a compound without the pronouns behind it; empty where that is none.

    >>> joined("porte\u2011parole"), joined("dit-elle"), joined("rendez-vous-là"), joined("2023-2024")
    ('porte-parole', '', 'rendez-vous', '')
    """
    whole = without_pronouns(compound)
    parts = whole.replace("&", "-").split("-")
    return "" if len(parts) == 1 or all(map(str.isdecimal, parts)) else whole


def without_pronouns(compound: str) -> str:
    """Return words that hyphens tie without the pronouns behind them.

    >>> without_pronouns("dit-elle"), without_pronouns("va-t-il"), without_pronouns("porte-parole")
    ('dit', 'va', 'porte-parole')
    """
    if not compound.isascii():
        compound = _HYPHEN.sub("-", compound)
    parts = compound.replace("&", "-").split("-")
    size = len(parts)
    while size > 1 and fold(parts[size - 1]) in _INVERTED:
        if fold("".join(parts[:size])) in WHOLE:
            break
        size -= 2 if fold(parts[size - 2]) == _EUPHONIC else 1
    size = max(size, 1)
    return compound[: sum(map(len, parts[:size])) + size - 1]


def tied(words: Sequence[str]) -> str:
    """Return such a compound whose hyphens were typed as spaces; empty where the words are none.

    >>> tied(["rendez", "vous"]), tied(["vis", "à", "vis"]), tied(["vis", "à", "Paris"])
    ('rendez-vous', 'vis-à-vis', '')
    """
    is_whole = fold(words[0]) in _BEGIN_WHOLE and fold("".join(words)) in WHOLE
    return "-".join(words) if is_whole else ""
