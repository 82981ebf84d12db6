"""Facets of dates as a reader sees them: every year or month from the first to the last, none left out.

An article of 2024 is of no month in particular, so it is counted apart from the months.
"""

from collections.abc import Iterable, Mapping, Sequence
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
        precise = {value: number for value, number in counts if len(value) == _DATES[facet]}
        shown[facet] = [(value, precise.get(value, 0)) for value in _between(sorted(precise))]
        apart = [(value, number) for value, number in counts if value not in precise]
        if apart:
            wider[facet] = apart
    return shown, wider


def _between(values: Sequence[str]) -> Iterable[str]:
    """Return all years, or months, from the first of some to the last."""
    if not values:
        return ()
    first, last = values[0], values[-1]
    if "-" not in first:
        return (f"{year:04}" for year in range(int(first), int(last) + 1))
    months = range(_number(first), _number(last) + 1)
    return (f"{month // 12:04}-{month % 12 + 1:02}" for month in months)


def _number(month: str) -> int:
    return 12 * int(month[:4]) + int(month[5:]) - 1
