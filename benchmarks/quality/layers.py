"""Do further terms of a word, beside its stem, bring the right documents first?

A word has three terms: its stem, the key of its family (*négocier*, *négociation*, *négociateur*), and its folded form.  Each
sort is a layer with frequencies of its own; a document's score is the weighted sum over the layers.
"""

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.quality.analyzers import without_accents
from benchmarks.quality.engines import FIELDS, Document, Postings, ranked
from benchmarks.quality.relevance import DEPTH, Collection, Ranking, ndcg
from searchidx.analysis.folding import fold
from searchidx.analysis.french import analyse, is_stop_word, term_of

LARGEST: Final = 14
"""Stems of a family; a larger one holds strangers, and is none."""
_ALIKE: Final = 3
"""Letters that two words of a family begin with, at least; and half of the shorter one."""


class Weights(NamedTuple):
    """What a term of each layer weighs."""

    stem: float = 1.0
    family: float = 0.0
    form: float = 0.0


STEMS: Final = "stems"
MIXES: Final[Mapping[str, Weights]] = {
    STEMS: Weights(),
    "+ families 0.25": Weights(family=0.25),
    "+ families 0.5": Weights(family=0.5),
    "+ forms 0.3": Weights(form=0.3),
    "+ families 0.5 + forms 0.3": Weights(family=0.5, form=0.3),
    "+ forms 1": Weights(form=1.0),
    "+ families 0.5 + forms 1": Weights(family=0.5, form=1.0),
}


def without_families(mix: str) -> str:
    """Return the mix that has the same but no families.

    >>> without_families("+ families 0.5 + forms 1")
    '+ forms 1'
    """
    bare = MIXES[mix]._replace(family=0.0)
    return next(other for other, weights in MIXES.items() if weights == bare)


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


class Layered:
    """Documents in all layers: the engine `Plain`, with stop words of a question left out, as searchidx does."""

    def __init__(self, families: Mapping[str, str], documents: Sequence[Document]) -> None:
        self._families = families
        self._ids = [document.id for document in documents]
        words = [
            {field: list(self._words(getattr(document, field))) for field in FIELDS} for document in documents
        ]
        self._layers = [
            Postings(
                [
                    {field: [getattr(word, layer) for word in text] for field, text in texts.items()}
                    for texts in words
                ]
            )
            for layer in Weights._fields
        ]

    def scores(self, question: str) -> npt.NDArray[np.float64]:
        """Return what each layer says of each document: float64, shape (layers, documents)."""
        scores = np.zeros((len(Weights._fields), len(self._ids)))
        for word in self._words(question, asked=True):
            for row, term, postings in zip(scores, word, self._layers, strict=True):
                documents, term_scores = postings.scored(term)
                row[documents] += term_scores
        return scores

    def best(self, scores: npt.NDArray[np.float64], weights: Weights, depth: int = DEPTH) -> list[str]:
        """Return the ids of the best documents by the weighted sum of `scores`, best first."""
        return ranked(self._ids, np.array(weights) @ scores, depth)

    def _words(self, text: str, *, asked: bool = False) -> Iterator["_Terms"]:
        for _, lexeme in analyse(text):
            if not (asked and is_stop_word(lexeme)):
                yield _Terms(lexeme.term, self._families.get(lexeme.term, lexeme.term), lexeme.folded[0])


class _Terms(NamedTuple):
    """What a word is in each layer; one without a family is a family by itself."""

    stem: str
    family: str
    form: str


def rankings(engine: Layered, collection: Collection) -> dict[str, Ranking]:
    """Ask every question of a collection, as typed and without accents, of each of the `MIXES`."""
    found: dict[str, Ranking] = defaultdict(lambda: Ranking([], []))
    for question in collection.questions:
        for field, typing in (("typed", str), ("plain", without_accents)):
            scores = engine.scores(typing(question.text))
            for mix, weights in MIXES.items():
                getattr(found[mix], field).append(ndcg(engine.best(scores, weights), question.relevant))
    return dict(found)
