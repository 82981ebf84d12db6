"""Which words are made of one another?  *Négocier*, *négociation*, *négociateur* are a family."""

import mmap
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

PATH: Final = Path(__file__).with_name("data") / "families.txt"
"""A line a family: its stems, a space before and behind each; ``families.md`` says where they come from."""


@cache
def _families() -> mmap.mmap:
    with PATH.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@lru_cache(maxsize=1 << 12)
def relatives(stem: str) -> tuple[str, ...]:
    """Return the other stems of the family of a stem.

    >>> relatives("negocier")
    ('negociable', 'negociant', 'negociateur', 'negociation')
    >>> relatives("crocodile")
    ()
    """
    if not stem.isalnum():
        return ()
    families = _families()
    at = families.find(f" {stem} ".encode(errors="replace"))
    if at < 0:
        return ()
    line = families[families.rfind(b"\n", 0, at) + 1 : families.find(b"\n", at)]
    return tuple(other for other in line.decode().split() if other != stem)
