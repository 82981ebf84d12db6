"""Documents, and what each analysis finds among them: ours through the front door, the others through a plain BM25F."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from benchmarks.quality.analyzers import OURS, Analyzer
from searchidx import QueryError, SearchIndex, Settings
from searchidx.article import from_mapping
from searchidx.engine.ranking import bm25f, evidence
from searchidx.query.ast import OPERATORS, Word

FIELDS: Final = ("title", "body")
WEIGHTS: Final = Settings().weights
_SIGNS: Final = re.compile(r"[\"«»“”„()|\\^=*~:\[\]<>?!]|(?<!\w)-")
"""What a query text may mean something else by than a bag of words."""


class Document(NamedTuple):
    """What is indexed: one without a title has the beginning of its body for one, as searchidx gives it."""

    id: str
    title: str
    body: str

    @classmethod
    def of(cls, id: str, text: str, title: str = "") -> "Document":
        """Take a document of a collection as searchidx does."""
        article, _ = from_mapping({"id": id, "title": title, "body": text})
        return cls(article.id, article.title, article.body)


class Engine(Protocol):
    """Documents, indexed with one analysis."""

    def holding(self, word: str) -> set[str]:
        """Return the ids of the documents that hold a word as typed; one that is cut into several: all of them."""

    def best(self, question: str, depth: int) -> list[str]:
        """Return the ids of the best documents for a bag of words, best first."""


@contextmanager
def indexed(analyzer: Analyzer, documents: Sequence[Document]) -> Iterator[Engine]:
    """Index documents: with searchidx itself if the analysis is ours."""
    if analyzer.name != OURS:
        yield Plain(analyzer, documents)
        return
    with TemporaryDirectory() as folder, SearchIndex.create(Path(folder) / "index") as index:
        index.add(document._asdict() for document in documents)
        yield Ours(index)


class Ours:
    """searchidx, as its users have it."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index

    def holding(self, word: str) -> set[str]:
        try:
            found = self._index.search(Word(word), limit=len(self._index), snippets=0)
        except QueryError:  # there is no word in it
            return set()
        return {hit.article.id for hit in found.hits}

    def best(self, question: str, depth: int) -> list[str]:
        try:
            found = self._index.search(bag(question), any=True, lenient=True, limit=depth, snippets=0)
        except QueryError:
            return []
        return [hit.article.id for hit in found.hits]


def bag(question: str) -> str:
    """Return the text of a query that asks for any of the words of a question, and means nothing else.

    >>> bag("Italie : la « Ligue » OU -70 % ?")
    'Italie la Ligue ou 70 %'
    """
    words = _SIGNS.sub(" ", question).split()
    return " ".join(word.lower() if word in OPERATORS else word for word in words)


class Plain:
    """BM25F over terms, with the constants and the weights of searchidx; ties keep the documents' order."""

    def __init__(self, analyzer: Analyzer, documents: Sequence[Document]) -> None:
        self._text = analyzer.text
        self._ids = [document.id for document in documents]
        self._postings = Postings(
            [
                {field: list(analyzer.text(getattr(document, field))) for field in FIELDS}
                for document in documents
            ]
        )

    def holding(self, word: str) -> set[str]:
        found = [set(self._postings.documents(term)) for term in self._text(word)]
        return {self._ids[number] for number in set.intersection(*found)} if found else set()

    def best(self, question: str, depth: int) -> list[str]:
        scores = np.zeros(len(self._ids))
        for term in self._text(question):
            documents, term_scores = self._postings.scored(term)
            scores[documents] += term_scores
        return ranked(self._ids, scores, depth)


def ranked(ids: Sequence[str], scores: npt.NDArray[np.float64], depth: int) -> list[str]:
    """Return the ids of the documents with the best scores (float64, shape (documents,)), best first; none of score 0."""
    matching = np.flatnonzero(scores)
    best = matching[np.argsort(-scores[matching], kind="stable")]
    return [ids[number] for number in best[:depth]]


class Postings:
    """Where each term stands, and what it says there, in all fields together."""

    def __init__(self, documents: Sequence[Mapping[str, Sequence[str]]]) -> None:
        """Take the terms of each document, by field."""
        self._size = len(documents)
        means = {field: _mean([len(document[field]) for document in documents]) for field in FIELDS}
        self._evidence: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for number, document in enumerate(documents):
            for field, terms in document.items():
                for term, frequency in Counter(terms).items():
                    self._evidence[term][number] += evidence(
                        frequency=frequency,
                        length=len(terms),
                        mean_length=means[field],
                        weight=WEIGHTS[field],
                    )
        self._scored: dict[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]] = {}

    def documents(self, term: str) -> Iterable[int]:
        return self._evidence.get(term, ())

    def scored(self, term: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return document numbers (int64) and their scores (float64), both of shape (documents holding the term,)."""
        if term not in self._scored:
            found = self._evidence.get(term, {})
            scores = [
                bm25f(said, holding=len(found), articles=self._size, weight=1.0) for said in found.values()
            ]
            self._scored[term] = (np.array([*found], dtype=np.int64), np.array(scores, dtype=np.float64))
        return self._scored[term]


def _mean(lengths: Sequence[int]) -> float:
    filled = [length for length in lengths if length]
    return sum(filled) / len(filled) if filled else 1.0
