"""searchidx itself, through its front door, as its users have it."""

import inspect
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.ask import Ask
from benchmarks.corpus import Made, read
from benchmarks.peers.base import Found
from searchidx import SearchIndex


class Searchidx:
    """The front door's `SearchIndex`, with its defaults."""

    name: ClassVar[str] = "searchidx"
    most: ClassVar[int] = 10_000_000
    adds: ClassVar[bool] = True
    work: ClassVar[str] = (
        "folding, then stems from a table of French forms, elisions; exact forms beside the stems; every field of an "
        "article searchable; positions, stored articles, digests; counts the hits"
    )

    def build(self, articles: Path, folder: Path) -> None:
        with SearchIndex.create(folder) as index:
            index.add(read(articles))

    def open(self, folder: Path) -> None:
        self._index = SearchIndex.open(folder)

    def add(self, articles: Iterable[Made]) -> None:
        self._index.add(articles)

    def search(self, ask: Ask) -> Found | None:
        results = self._index.search(snippets=0, **_arguments(ask))
        titles = [hit.article.title for hit in results.hits]
        facets = (
            {name: list(values) for name, values in results.facets.items()} if ask.shape == "facets" else None
        )
        return Found(titles, results.total, facets)

    def snippets(self, ask: Ask) -> list[str] | None:
        results = self._index.search(snippets=2, **_arguments(ask))
        return [snippet.to_html() for hit in results.hits for snippet in hit.snippets]

    def close(self) -> None:
        self._index.close()


class SearchidxTwoJobs(Searchidx):
    """Two processes make the index; wall time tells what the second is worth."""

    name: ClassVar[str] = "searchidx, 2 jobs"
    work: ClassVar[str] = "the same, indexed by two processes"

    def build(self, articles: Path, folder: Path) -> None:
        two: dict[str, Any] = {"jobs": 2}
        with SearchIndex.create(folder) as index:
            if _takes_jobs(SearchIndex.add):
                index.add(read(articles), **two)
            else:
                index.update(articles, **two)


def takes_jobs() -> bool:
    """Whether this searchidx can index in several processes."""
    return _takes_jobs(SearchIndex.add) or _takes_jobs(SearchIndex.update)


def _takes_jobs(method: Callable[..., object]) -> bool:
    return "jobs" in inspect.signature(method).parameters


def _arguments(ask: Ask) -> dict[str, Any]:
    return ask.for_searchidx()
