"""Which lemmas are one class?

A folded form has one class, that of its likeliest lemma.  The other lemmas it may stand for lose it: whoever
asks for them misses it.  Where two lemmas share so much that this is worse than to confuse them, they become
one class.  *porte* and *porter* do: no form of the noun is not one of the verb.  *parti* and *partir* do not.

What is better is told three ways, and added up: by how often the forms occur, for what readers meet; by pairs
of forms of one lemma that are kept together, and by forms that meet one of another lemma, for rare words.
"""

from collections import Counter, defaultdict
from typing import Final

from tools.readings import Readings

NOISE: Final = 0.5
"""What an occurrence found in error weighs, against one missed."""

PAIRS: Final = 0.1
"""What the share of pairs weighs that are kept together, against the share of occurrences."""

STRANGERS: Final = 0.3
"""What the share of forms weighs that meet one with no lemma of theirs."""


def classes_of(readings: Readings) -> dict[str, str]:
    """Return the class of each folded form: a lemma, the most frequent of its class."""
    return _Merge(readings).classes()


def likeliest(form: str, lemmas: dict[str, float]) -> str:
    return max(lemmas, key=lambda lemma: (lemmas[lemma], lemma == form, lemma))


class _Merge:
    """Lemmas on their way to become classes; a class goes by the name of its most frequent lemma."""

    def __init__(self, readings: Readings) -> None:
        self.best = {form: likeliest(form, lemmas) for form, lemmas in readings.items()}
        self.into: dict[str, str] = {}
        self.mass: dict[str, float] = defaultdict(float)
        self.forms: dict[str, set[str]] = defaultdict(set)
        self.given: dict[tuple[str, str], float] = defaultdict(
            float
        )  # mass of the first lemma in forms of the second
        for form, lemmas in readings.items():
            for lemma, much in lemmas.items():
                self.mass[lemma] += much
                self.forms[lemma].add(form)
                if lemma != self.best[form]:
                    self.given[lemma, self.best[form]] += much
        self.all_mass = sum(self.mass.values())
        self.all_pairs = sum(len(forms) * (len(forms) - 1) / 2 for forms in self.forms.values())

    def classes(self) -> dict[str, str]:
        """Make one class of two where it gains, those that gain most first."""
        pairs = {(min(pair), max(pair)) for pair in self.given}
        gains = sorted(((self.gain(a, b, self.between(a, b)), a, b) for a, b in pairs), reverse=True)
        for gain, a, b in gains:
            if gain > 0:
                self.consider(a, b)
        return {form: self.head(lemma) for form, lemma in self.best.items()}

    def consider(self, a: str, b: str) -> None:
        """Make one of the classes of two lemmas, if it still gains now that these may be larger."""
        one, other = self.head(a), self.head(b)
        if one == other:
            return
        out, back = self.between(one, other)
        known_out, known_back = self.between(a, b)
        if (one, other) != (a, b) and self.gain(one, other, (out or known_out, back or known_back)) <= 0:
            return
        if self.mass[one] < self.mass[other]:
            one, other = other, one
        self.into[other] = one
        self.mass[one] += self.mass[other]
        self.forms[one] |= self.forms[other]

    def gain(self, one: str, other: str, between: tuple[float, float]) -> float:
        """Return what is better if two are made one, as a share of all occurrences."""
        out, back = between
        mass_1, mass_2 = self.mass[one], self.mass[other]
        missed = 2 * out * (mass_1 - out) / mass_1 + 2 * back * (mass_2 - back) / mass_2
        apart = _met(mass_1 - out, back) + _met(mass_2 - back, out)
        noise = _met(mass_1, mass_2) - apart

        forms_1, forms_2 = self.forms[one], self.forms[other]
        shared = forms_1 & forms_2
        heads = Counter(self.head(self.best[form]) for form in shared)
        pairs = heads[other] * (len(forms_1) - heads[other]) + heads[one] * (len(forms_2) - heads[one])
        own_1, own_2 = len(forms_1) - len(shared), len(forms_2) - len(shared)
        strangers = own_1 + own_2 if own_1 and own_2 else 0
        return (
            (missed - NOISE * noise) / self.all_mass
            + PAIRS * pairs / self.all_pairs
            - STRANGERS * strangers / len(self.best)
        )

    def between(self, one: str, other: str) -> tuple[float, float]:
        """Return how much of either lies in forms of the other."""
        return self.given.get((one, other), 0.0), self.given.get((other, one), 0.0)

    def head(self, lemma: str) -> str:
        while lemma in self.into:
            lemma = self.into[lemma]
        return lemma


def _met(one: float, other: float) -> float:
    """Return how much of either is found by who asks for the other."""
    return 2 * one * other / max(1e-9, one + other)
