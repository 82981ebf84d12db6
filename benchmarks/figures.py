"""The arithmetic of the tables."""

from collections.abc import Sequence
from statistics import median

__all__ = ["count", "milliseconds", "p50", "p95", "ratio"]


def p50(values: Sequence[float]) -> float:
    """Return the median."""
    return median(values)


def p95(values: Sequence[float]) -> float:
    """Return the value that one in twenty is above; the nearest rank, so it was measured.

    >>> p95(range(1, 101)), p95([7])
    (95, 7)
    """
    ranked = sorted(values)
    return ranked[max(0, -(-95 * len(ranked) // 100) - 1)]


def ratio(value: float | None, other: float | None) -> str:
    """Say how many times the other a value is.

    >>> ratio(3.0, 2.0), ratio(1.0, 0.0), ratio(None, 1.0)
    ('1.50', '–', '–')
    """
    if value is None or not other:
        return "–"
    return f"{value / other:.2f}"


def milliseconds(value: float) -> str:
    """Say a time with three figures that count.

    >>> [milliseconds(value) for value in (0.12345, 1.5, 23.46, 1234.5)]
    ['.123', '1.50', '23.5', '1234']
    """
    if value < 1:
        return f"{value:.3f}".removeprefix("0")
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def count(value: float) -> str:
    """Say a whole number, its thousands apart.

    >>> count(1234567.8)
    '1,234,568'
    """
    return f"{value:,.0f}"
