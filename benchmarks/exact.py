"""Is it right?  What searchidx finds is compared with a brute force that walks every article."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.corpus import Made
from benchmarks.queries import draw_queries
from searchidx import MemoryEngine, SearchIndex

ARTICLES: Final = 200
CLOSE: Final = 1e-5


class Agreement(NamedTuple):
    """How many queries were compared, and those that differ."""

    queries: int
    different: list[str]


def compare(articles: Sequence[Made], folder: Path, each: int = 8) -> Agreement:
    """Index articles in several commits, with changes and deletions between; ask both engines the same."""
    brute = SearchIndex(MemoryEngine())
    asks = draw_queries(articles, each)
    different = []
    with SearchIndex.create(folder) as index:
        for engine in (index, brute):
            for start in range(0, len(articles), 100):
                engine.add(articles[start : start + 100])
            engine.add([{**article, "title": f"{article['title']} encore"} for article in articles[::7]])
            engine.delete(article["id"] for article in articles[::11])
        for ask in asks:
            for limit in (10, len(articles)):
                arguments = {**ask.for_searchidx(), "limit": limit, "snippets": 0, "timeout": None}
                found, expected = (engine.search(**arguments) for engine in (index, brute))  # type: ignore[arg-type]
                same = (
                    found.total == expected.total
                    and found.facets == expected.facets
                    and [hit.article for hit in found.hits] == [hit.article for hit in expected.hits]
                    and all(
                        abs(hit.score - other.score) <= CLOSE
                        for hit, other in zip(found.hits, expected.hits, strict=True)
                    )
                )
                if not same:
                    different.append(f"{ask.name}: {arguments}")
    return Agreement(2 * len(asks), different)
