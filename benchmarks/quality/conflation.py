"""Which forms does an analysis bring together, and which should it?  Measured on a lexicon.

Under- and overstemming as Paice counts them (Method for Evaluation of Stemming Algorithms Based on Error
Counting, JASIS 1996), and the same as a reader meets them: weighted by how often the words are used.
"""

import zlib
from collections import defaultdict
from collections.abc import Container, Sequence
from itertools import combinations
from typing import NamedTuple

from benchmarks.quality.analyzers import Analyzer, without_accents
from benchmarks.quality.lexicon import Lexicon


class Conflation(NamedTuple):
    """Shares, each from 0 to 1.

    Attributes
    ----------
    missed: understemming index: pairs of forms of one lemma that share no term, every pair once.
    conflated: forms that share a term with a stranger, a form with which they have no lemma in common.
    noise: of what a query of one word finds, drawn by frequency, what is of strangers.
    accents: accent invariance: forms with accents that are asked for by the same terms without them.
    """

    missed: float
    conflated: float
    noise: float
    accents: float


class Unknown(NamedTuple):
    """The first two of `Conflation` for some lemmas alone, and how many forms they have."""

    forms: int
    missed: float
    conflated: float


def conflation(analyzer: Analyzer, lexicon: Lexicon) -> Conflation:
    """Measure an analysis of single words on all of a lexicon."""
    terms = _Terms(analyzer, lexicon)
    noise = 0.0
    conflated = 0
    for form, weight in enumerate(lexicon.weights):
        found = terms.found(form)
        strangers = [other for other in found if lexicon.strangers(form, other)]
        conflated += bool(strangers)
        if weight:
            retrieved = sum(lexicon.weights[other] for other in found)
            noise += weight * sum(lexicon.weights[other] for other in strangers) / retrieved
    accented = [(form, plain) for form in lexicon.forms if (plain := without_accents(form)) != form]
    return Conflation(
        missed=terms.missed(list(lexicon.paradigms.values())),
        conflated=_share(conflated, len(lexicon.forms)),
        noise=_share(noise, sum(lexicon.weights)),
        accents=_share(
            sum(analyzer.asked(form) == analyzer.asked(plain) for form, plain in accented), len(accented)
        ),
    )


def unknown_words(analyzer: Analyzer, lexicon: Lexicon, lemmas: Container[str]) -> Unknown:
    """Measure on the forms that have these lemmas alone, against all forms of the lexicon."""
    terms = _Terms(analyzer, lexicon)
    paradigms = [forms for lemma, forms in lexicon.paradigms.items() if lemma in lemmas]
    forms = forms_of(lexicon, lemmas)
    conflated = sum(any(lexicon.strangers(form, other) for other in terms.found(form)) for form in forms)
    return Unknown(len(forms), terms.missed(paradigms), _share(conflated, len(forms)))


def forms_of(lexicon: Lexicon, lemmas: Container[str]) -> list[int]:
    """Return the numbers of the forms that have none but these lemmas."""
    return [form for form, own in enumerate(lexicon.lemmas) if all(lemma in lemmas for lemma in own)]


def a_tenth(lexicon: Lexicon) -> frozenset[str]:
    """Return a tenth of the lemmas, by a checksum of their folded spelling: everywhere and always the same."""
    return frozenset(
        lemma for lemma in lexicon.paradigms if zlib.crc32(without_accents(lemma).encode()) % 10 == 0
    )


class _Terms:
    """The terms of all forms of a lexicon, and the forms of each term."""

    def __init__(self, analyzer: Analyzer, lexicon: Lexicon) -> None:
        self._indexed = [analyzer.indexed(form) for form in lexicon.forms]
        self._asked = [analyzer.asked(form) for form in lexicon.forms]
        self._postings: dict[str, list[int]] = defaultdict(list)
        for form, terms in enumerate(self._indexed):
            for term in terms:
                self._postings[term].append(form)

    def found(self, form: int) -> set[int]:
        """Return what a query of a form finds, itself included."""
        return {form}.union(*(self._postings.get(term, ()) for term in self._asked[form]))

    def missed(self, paradigms: Sequence[Sequence[int]]) -> float:
        """Return the share of pairs that do not find each other; half a pair where one finds the other alone."""
        pairs = missed = 0
        for forms in paradigms:
            for one, other in combinations(forms, 2):
                pairs += 2
                missed += self._asked[one].isdisjoint(self._indexed[other])
                missed += self._asked[other].isdisjoint(self._indexed[one])
        return _share(missed, pairs)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
