"""Words that are made of one another, from a table of derivations, and the families they make."""

import gzip
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from searchidx.analysis.folding import fold
from searchidx.analysis.french import term_of

LARGEST: Final = 14
"""Stems of a family; a larger one holds strangers, and is none."""
_ALIKE: Final = 3
"""Letters that two words of a family begin with, at least; and half of the shorter one."""


def pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield a word and one that is made of it by a suffix, from MorphyNet's table of derivations."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            base, derived, *_, how = line.rstrip("\n").split("\t")
            if how == "suffix":
                yield base, derived


def families(derivations: Iterable[tuple[str, str]], largest: int = LARGEST) -> dict[str, str]:
    """Return the key of each stem that has a family: the first of its stems, in order of the alphabet.

    A family is what pairs connect; pairs that do not begin alike connect nothing.

    >>> families([("négocier", "négociation"), ("négocier", "négociateur"), ("un", "unité")])
    {'negocier': 'negociateur', 'negociation': 'negociateur', 'negociateur': 'negociateur'}
    """
    above: dict[str, str] = {}

    def root(stem: str) -> str:
        while above.setdefault(stem, stem) != stem:
            stem = above[stem]
        return stem

    for pair in derivations:
        one, other = (term_of(fold(word)) for word in pair)
        alike = max(_ALIKE, min(len(one), len(other)) // 2)
        if one[:alike] == other[:alike]:
            lower, higher = sorted((root(one), root(other)))
            above[higher] = lower
    sizes = Counter(map(root, [*above]))
    return {stem: root(stem) for stem in [*above] if 1 < sizes[root(stem)] <= largest}
