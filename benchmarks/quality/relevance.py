"""Do the right documents come first?  Measured on questions with judgements."""

import gzip
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import log2
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from benchmarks.quality.analyzers import Analyzer, without_accents
from benchmarks.quality.engines import Document, indexed

DEPTH: Final = 10
_SAMPLES: Final = 10_000
_AT_ONCE: Final = 500


class Question(NamedTuple):
    """A query as typed, and the judged documents: id to relevance, above 0."""

    text: str
    relevant: Mapping[str, int]


class Collection(NamedTuple):
    """Documents, and questions that some of them answer."""

    name: str
    documents: list[Document]
    questions: list[Question]


class Ranking(NamedTuple):
    """nDCG@10 of each question, in the order of the collection: as typed, and typed without accents."""

    typed: list[float]
    plain: list[float]


def read(folder: Path) -> Collection:
    """Read ``docs.jsonl.gz``, ``queries.jsonl.gz`` and ``qrels.tsv`` (question, document, relevance)."""
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        question, document, relevance = line.split("\t")
        judged[question][document] = int(relevance)
    return Collection(
        folder.name,
        [
            Document.of(item["id"], item["text"], item.get("title", ""))
            for item in _lines(folder / "docs.jsonl.gz")
        ],
        [
            Question(item["text"], judged[item["id"]])
            for item in _lines(folder / "queries.jsonl.gz")
            if item["id"] in judged
        ],
    )


def _lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def ranking(analyzer: Analyzer, collection: Collection) -> Ranking:
    """Index the documents and ask every question, as typed and without accents."""
    with indexed(analyzer, collection.documents) as engine:
        return Ranking(
            *(
                [
                    ndcg(engine.best(typing(question.text), DEPTH), question.relevant)
                    for question in collection.questions
                ]
                for typing in (str, without_accents)
            )
        )


def ndcg(ranked: Sequence[str], relevant: Mapping[str, int], depth: int = DEPTH) -> float:
    """Return the normalised discounted cumulative gain, 0 to 1, of the first documents of a ranking.

    The gain of a document is its relevance, as in trec_eval's ``ndcg_cut`` (Järvelin and Kekäläinen, Cumulated
    Gain-Based Evaluation of IR Techniques, TOIS 2002).

    >>> ndcg(["b", "a"], {"a": 1}) == 1 / log2(3)
    True
    """
    gains = [relevant.get(document, 0) for document in ranked[:depth]]
    ideal = sorted(relevant.values(), reverse=True)[:depth]
    return _discounted(gains) / _discounted(ideal)


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(rank) for rank, gain in enumerate(gains, start=2))


def bootstrap(ours: Sequence[float], theirs: Sequence[float], seed: int = 1) -> tuple[float, float]:
    """Return where the mean difference of paired figures lies in 95 of 100 samples of the pairs.

    The percentile interval (Efron and Tibshirani, An Introduction to the Bootstrap, 1993) of 10,000 samples
    with replacement: a difference is significant where 0 lies outside.

    >>> bootstrap([1.0, 1.0], [0.5, 0.5])
    (0.5, 0.5)
    """
    differences = np.array(ours) - np.array(theirs)  # float64, shape (questions,)
    random = np.random.default_rng(seed)
    means = [
        differences[random.integers(len(differences), size=(_AT_ONCE, len(differences)))].mean(axis=1)
        for _ in range(_SAMPLES // _AT_ONCE)
    ]
    low, high = np.percentile(np.concatenate(means), (2.5, 97.5))
    return float(low), float(high)
