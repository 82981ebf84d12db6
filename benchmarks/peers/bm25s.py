"""bm25s: BM25 as sparse matrices, for bags of words."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Final

import bm25s
import Stemmer

from benchmarks.ask import Ask
from benchmarks.corpus import Made, read
from benchmarks.peers.base import Found

_BAGS: Final = frozenset({"any", "all"})


class Bm25s:
    """It scores words of which one is enough; all else it does not claim to do."""

    name: ClassVar[str] = "bm25s"
    most: ClassVar[int] = 100_000
    adds: ClassVar[bool] = False
    work: ClassVar[str] = (
        "lower case, French Snowball stemmer, no folding; one field, titles written three times; stored text; "
        "no positions, no filters, nothing can be added: single words and ORs only; does not count the hits"
    )

    def build(self, articles: Path, folder: Path) -> None:
        stored: list[dict[str, str]] = []
        texts: list[str] = []
        for article in read(articles):
            stored.append(article)
            texts.append(f"{article['title']} " * 3 + article["body"])
        retriever = bm25s.BM25()
        retriever.index(
            bm25s.tokenize(texts, stopwords=[], stemmer=Stemmer.Stemmer("french"), show_progress=False),
            show_progress=False,
        )
        retriever.save(folder, corpus=stored, show_progress=False)

    def open(self, folder: Path) -> None:
        self._stemmer = Stemmer.Stemmer("french")
        self._retriever = bm25s.BM25.load(folder, mmap=True, load_corpus=True, show_progress=False)

    def add(self, articles: Iterable[Made]) -> None:
        raise NotImplementedError

    def search(self, ask: Ask) -> Found | None:
        if ask.shape not in _BAGS or (ask.shape == "all" and len(ask.words) > 1):
            return None
        (words,) = bm25s.tokenize(
            [ask.text], stopwords=[], stemmer=self._stemmer, return_ids=False, show_progress=False
        )  # words, not numbers: numbers would have it turn its whole vocabulary round for each query
        known = [word for word in words if word in self._retriever.vocab_dict]
        if not known:
            return Found([], None)
        found, scores = self._retriever.retrieve([known], k=10, show_progress=False)
        return Found(
            [item["title"] for item, score in zip(found[0], scores[0], strict=True) if score > 0], None
        )

    def snippets(self, ask: Ask) -> list[str] | None:  # noqa: ARG002  it has none
        return None

    def close(self) -> None:
        del self._retriever
