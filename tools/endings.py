"""What do the endings of known words say of an unknown one?

A rule reads a word's ending and puts another in its place: ``ations`` -> ``ation``.  It is kept where nearly
all known words with this ending follow it, the more of them the shorter the ending is.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping

from searchidx.analysis.stemmer import KEPT

LONGEST = 7
_FEWEST = 8  # known words that bear a rule out

Change = tuple[int, str]
"""How many letters are cut from the end, and what is put there."""


def change(word: str, into: str) -> Change:
    """Return how a word becomes another.

    >>> change("journaux", "journal")
    (2, 'l')
    """
    same = 0
    while same < min(len(word), len(into)) and word[same] == into[same]:
        same += 1
    return len(word) - same, into[same:]


def changed(word: str, how: Change) -> str:
    cut, add = how
    return word[: len(word) - cut] + add


def rules_of(lemmas: Mapping[str, str]) -> dict[str, Change]:
    """Learn from known forms and their lemmas what to do with which ending."""
    seen: dict[str, Counter[Change]] = defaultdict(Counter)
    for form, lemma in lemmas.items():
        how = change(form, lemma)
        for length in range(1, min(LONGEST, len(form) - KEPT) + 1):
            seen[form[-length:]][how] += 1
    rules = {}
    for ending, ways in seen.items():
        how, followed = ways.most_common(1)[0]
        enough = followed >= _sure(len(ending)) * ways.total()
        if ways.total() >= _FEWEST and enough and how[0] <= len(ending):
            rules[ending] = how
    return {ending: how for ending, how in sorted(rules.items()) if rules.get(_next(ending, rules)) != how}


def _sure(length: int) -> float:
    return {1: 0.9, 2: 0.7, 3: 0.6}.get(length, 0.5)


def _next(ending: str, rules: Mapping[str, Change]) -> str:
    """Return the longest shorter ending that has a rule."""
    shorter = (ending[start:] for start in range(1, len(ending)))
    return next((each for each in shorter if each in rules), "")


def by_rule(word: str, rules: Mapping[str, Change]) -> str:
    """Return what the rule of its longest ending makes of a word; itself where there is none."""
    for length in range(min(LONGEST, len(word) - KEPT), 0, -1):
        how = rules.get(word[-length:])
        if how is not None:
            return changed(word, how)
    return word
