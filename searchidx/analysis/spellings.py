"""Which folded words are written in more ways than one?  *peche* is *pêche* and *péché*."""

from functools import cache
from pathlib import Path
from typing import Final

PATH: Final = Path(__file__).with_name("data") / "spellings.txt"


@cache
def _several() -> frozenset[str]:
    lines = PATH.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def has_several_spellings(folded: str) -> bool:
    """Tell whether only accents tell apart two words in use that fold so.

    >>> has_several_spellings("peche"), has_several_spellings("ecole")
    (True, False)
    """
    return folded in _several()
