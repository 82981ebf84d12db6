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
"""Articles of a segment that is not merged any more, unless all are."""


def to_merge(segments: Sequence[SegmentEntry]) -> tuple[SegmentEntry, ...]:
    """Return segments to merge into one, in their order; none where all is well."""
    tiers: dict[int, list[SegmentEntry]] = {}
    for segment in segments:
        if segment.articles <= LARGEST // 2:
            tiers.setdefault(_tier(segment.articles), []).append(segment)
    for _, tier in sorted(tiers.items()):
        if len(tier) >= FACTOR:
            return _fitting(tier)
    return ()


def _tier(articles: int) -> int:
    return int(log(max(articles, SMALLEST) / SMALLEST, FACTOR) + 1e-9)


def _fitting(tier: Sequence[SegmentEntry]) -> tuple[SegmentEntry, ...]:
    chosen: list[SegmentEntry] = []
    room = LARGEST
    for segment in tier:
        if segment.articles <= room:
            chosen.append(segment)
            room -= segment.articles
    return tuple(chosen)
