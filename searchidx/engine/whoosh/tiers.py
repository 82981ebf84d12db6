"""Which segments should be one?

Segments of about one size are merged when there are `FACTOR` of them, so an article is rewritten a number of times
that grows with the logarithm of the index, and a small batch never rewrites a large segment.
"""

from collections.abc import Sequence
from math import log
from typing import Final

from searchidx.engine.whoosh.manifest import SegmentEntry

FACTOR: Final = 5
SMALLEST: Final = 500
"""Articles; smaller segments count as this large."""
LARGEST: Final = 1 << 18
"""Articles of a segment that a small batch leaves alone."""
_SHARE: Final = 4
"""A large batch may write segments of so many times its own articles: it takes long anyway."""

LONGEST_LINE: Final = (1 << 32) - 1
"""Positions that 32 bits number."""


def to_merge(segments: Sequence[tuple[SegmentEntry, int]], added: int = 0) -> tuple[SegmentEntry, ...]:
    """Return segments to merge into one, in their order; none where all is well.

    Each comes with the positions of its longest line, of which a segment can number `LONGEST_LINE`; ``added`` are
    the articles of the batch that brought the last of them.
    """
    largest = max(LARGEST, _SHARE * added)
    tiers: dict[int, list[tuple[SegmentEntry, int]]] = {}
    for segment, reach in segments:
        if segment.articles <= largest // 2 and reach <= LONGEST_LINE // 2:
            tiers.setdefault(_tier(segment.articles), []).append((segment, reach))
    for _, tier in sorted(tiers.items()):
        if len(tier) >= FACTOR and len(chosen := fitting(tier, largest)) > 1:
            return chosen
    return ()


def _tier(articles: int) -> int:
    return int(log(max(articles, SMALLEST) / SMALLEST, FACTOR) + 1e-9)


def fitting(segments: Sequence[tuple[SegmentEntry, int]], most: int) -> tuple[SegmentEntry, ...]:
    """Return the first segments that together have no more articles and positions than one may have."""
    chosen: list[SegmentEntry] = []
    articles = positions = 0
    for segment, reach in segments:
        if articles + segment.articles <= most and positions + reach <= LONGEST_LINE:
            chosen.append(segment)
            articles, positions = articles + segment.articles, positions + reach
    return tuple(chosen)
