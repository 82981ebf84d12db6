"""Hits grouped by story: the best of each stands for those like it.

The first hits of a search are read and compared, however short the page, so that pages follow each other; those after them
stand alone.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from searchidx.duplicates import grouped
from searchidx.engine.base import Matches, Ranked

WINDOW: Final = 300
"""Hits that are compared with each other: reading and comparing them takes about a tenth of a second."""


class Grouped(NamedTuple):
    """A page of hits, the ids of those like each, how many hits stand with another, and what was counted besides."""

    page: tuple[Ranked, ...]
    alike: dict[str, tuple[str, ...]]
    together: int
    matches: Matches


def page_of(search: Callable[[int, int], Matches], offset: int, limit: int) -> Grouped:
    """Return a page of groups; ``search`` returns the hits from an offset on, at most a limit."""
    matches = search(0, WINDOW)
    groups = grouped([hit.article for hit in matches.page])
    together = len(matches.page) - len(groups)
    chosen = groups[offset : offset + limit]
    page = [matches.page[group[0]] for group in chosen]
    left = limit - len(page)
    if left and matches.total > WINDOW:
        page += search(WINDOW + max(0, offset - len(groups)), left).page
    alike = {
        matches.page[group[0]].article.id: tuple(matches.page[number].article.id for number in group[1:])
        for group in chosen
        if len(group) > 1
    }
    return Grouped(tuple(page), alike, together, matches)
