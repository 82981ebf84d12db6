"""What does a form stand for, and how often?

*porte* is a noun and a verb.  How often it is which, no list of frequencies says; but the forms of the verb
that are nothing else do, and how the forms of other verbs of its paradigm share out.  So two things are
found together, each from the other, until they hold (expectation, maximisation): how frequent each lemma
is, and which share of a paradigm's words stands in each of its cells.

Shares are told for each paradigm, not for each part of speech: *fils* would become a plural of *fil*.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from searchidx.analysis.folding import fold
from tools.dictionary import Form

Readings = dict[str, dict[str, float]]
"""Folded form -> folded lemma -> how often the one stands for the other, per million words."""

RARE = 0.002
"""How often a form occurs per million that the list of frequencies lacks."""

_ROUNDS = 15
_PARADIGM = 30  # lemmas that make one; rarer ones are put together by their number of cells
_LARGEST = 8


def readings_of(forms: Sequence[Form], frequencies: Mapping[str, float]) -> Readings:
    """Return what each folded form stands for, with the frequency of each reading."""
    spellings = list(dict.fromkeys(form.form for form in forms))
    weight = np.array([max(frequencies.get(spelling, 0.0), RARE) for spelling in spellings])
    number = {spelling: n for n, spelling in enumerate(spellings)}
    paradigm = _paradigms(forms)
    lemmas: dict[tuple[str, str], int] = {}
    cells: dict[tuple[int, str], int] = {}
    rows: dict[tuple[int, int, int], None] = {}
    for form in forms:
        lemma = lemmas.setdefault((form.lemma, form.kind), len(lemmas))
        cell = cells.setdefault((paradigm[form.lemma, form.kind], form.cell), len(cells))
        rows[number[form.form], lemma, cell] = None
    form_of, lemma_of, cell_of = np.array(list(rows)).T
    paradigm_of = np.array([which for which, _ in cells])

    share = 1.0 / np.bincount(form_of)[form_of]
    for _ in range(_ROUNDS):
        mass = weight[form_of] * share
        lemma_mass = RARE + np.bincount(lemma_of, mass)
        cell_mass = 0.05 + np.bincount(cell_of, mass / np.sqrt(lemma_mass)[lemma_of])
        cell_share = cell_mass / np.bincount(paradigm_of, cell_mass)[paradigm_of]
        likely = (lemma_mass[lemma_of] + RARE) * cell_share[cell_of]
        share = likely / np.bincount(form_of, likely)[form_of]

    names = [fold(lemma) for lemma, _ in lemmas]
    folded = [fold(spelling) for spelling in spellings]
    readings: Readings = defaultdict(lambda: defaultdict(float))
    for which, lemma, much in zip(form_of.tolist(), lemma_of.tolist(), share.tolist(), strict=True):
        readings[folded[which]][names[lemma]] += float(weight[which]) * much
    return {form: dict(of_form) for form, of_form in readings.items()}


def _paradigms(forms: Sequence[Form]) -> dict[tuple[str, str], int]:
    """Return the paradigm of each lemma, that is its kind and its cells, as a number."""
    cells: dict[tuple[str, str], set[str]] = defaultdict(set)
    for form in forms:
        cells[form.lemma, form.kind].add(form.cell)
    whole = {(lemma, kind): (kind, frozenset(of_lemma)) for (lemma, kind), of_lemma in cells.items()}
    size = Counter(whole.values())
    numbers: dict[object, int] = {}
    paradigms = {}
    for lemma, which in whole.items():
        name = which if size[which] >= _PARADIGM else (which[0], min(len(which[1]), _LARGEST))
        paradigms[lemma] = numbers.setdefault(name, len(numbers))
    return paradigms
