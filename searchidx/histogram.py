"""Facets of dates as a reader sees them: every year or month from the first to the last, none left out.

An article of 2024 is of no month in particular, so it is counted apart from the months.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

Counts = list[tuple[str, int]]

_DATES: Final = {"year": len("2024"), "month": len("2024-01")}


def spread(facets: Mapping[str, Counts]) -> tuple[dict[str, Counts], dict[str, Counts]]:
    """Return facets with the years and months between, which count 0; and what is dated too widely for its facet.

    >>> spread({"month": [("2023", 5), ("2023-12", 2), ("2024-02", 1)]})
    ({'month': [('2023-12', 2), ('2024-01', 0), ('2024-02', 1)]}, {'month': [('2023', 5)]})
    """
    shown = dict(facets)
    wider: dict[str, Counts] = {}
    for facet in _DATES.keys() & facets.keys():
        counts = facets[facet]
        precise = [count for count in counts if len(count[0]) == _DATES[facet]]
        if len(precise) < len(counts):
            wider[facet] = [count for count in counts if len(count[0]) != _DATES[facet]]
        shown[facet] = _filled(precise)
    return shown, wider


def _filled(counts: Counts) -> Counts:
    """Return years, or months, with those between; there are none where as many stand as lie between the ends."""
    if not counts:
        return counts
    names = _between(counts[0][0], counts[-1][0])
    if len(names) == len(counts):
        return counts
    known = dict(counts)
    return [(name, known.get(name, 0)) for name in names]


@lru_cache(maxsize=256)
def _between(first: str, last: str) -> tuple[str, ...]:
    """Return the years, or months, from one to another; queries of one index mostly have the same."""
    numbers = range(_number(first), _number(last) + 1)
    if "-" in first:
        return tuple(f"{month // 12:04}-{month % 12 + 1:02}" for month in numbers)
    return tuple(f"{year:04}" for year in numbers)


def _number(date: str) -> int:
    """Return the place of a year among years, or of a month among months."""
    year, dash, month = date.partition("-")
    return 12 * int(year) + int(month) - 1 if dash else int(year)
