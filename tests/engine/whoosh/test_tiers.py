"""Which segments are merged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.engine.whoosh.manifest import SegmentEntry
from searchidx.engine.whoosh.tiers import FACTOR, LARGEST, LONGEST_LINE, fitting, to_merge


def entries(*sizes: int, reach: int = 1) -> list[tuple[SegmentEntry, int]]:
    return [(SegmentEntry(f"MAIN_{number}", size, 1), reach) for number, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("sizes", "merged"),
    [
        pytest.param([], [], id="none"),
        pytest.param([100] * 4, [], id="too few"),
        pytest.param([100] * 5, [0, 1, 2, 3, 4], id="small ones"),
        pytest.param([1, 499, 2, 3, 400], [0, 1, 2, 3, 4], id="small ones count as alike"),
        pytest.param([100_000, 1, 1, 1, 1], [], id="a large one is not written again for small ones"),
        pytest.param([100_000, 1, 1, 1, 1, 1], [1, 2, 3, 4, 5], id="small ones beside a large one"),
        pytest.param([3_000, 1, 2_600, 12_000, 1, 5_000, 1], [], id="of two sizes"),
        pytest.param(
            [3_000, 1, 2_600, 12_000, 4_000, 1, 5_000, 12_499], [0, 2, 3, 4, 6, 7], id="of one size"
        ),
        pytest.param([LARGEST // 2] * 5, [0, 1], id="no more than one may hold"),
        pytest.param([LARGEST // 2 + 1] * 9, [], id="large enough"),
    ],
)
def test_segments_of_one_size_are_merged(sizes: list[int], merged: list[int]) -> None:
    assert [entry.name for entry in to_merge(entries(*sizes))] == [f"MAIN_{number}" for number in merged]


@pytest.mark.parametrize(
    ("added", "merged"),
    [
        pytest.param(LARGEST // 4, 0, id="as much as a small one"),
        pytest.param(LARGEST // 2, 3, id="twice as much"),
        pytest.param(LARGEST, 6, id="four times as much"),
    ],
)
def test_a_large_batch_merges_up_to_four_times_what_it_adds(added: int, merged: int) -> None:
    segments = entries(*[LARGEST * 5 // 8] * 9)
    chosen = to_merge(segments, added)
    assert chosen == tuple(entry for entry, _ in segments[:merged])
    assert sum(entry.articles for entry in chosen) <= 4 * added


def test_a_large_batch_is_not_merged_past_what_32_bits_number() -> None:
    assert len(to_merge(entries(*[LARGEST] * 9, reach=LONGEST_LINE // 3), 4 * LARGEST)) == 3


def test_segments_are_not_merged_past_what_32_bits_number() -> None:
    assert len(to_merge(entries(*[1] * 9, reach=LONGEST_LINE // 4))) == 4
    assert to_merge(entries(*[1] * 9, reach=LONGEST_LINE // 2 + 1)) == ()
    assert len(fitting(entries(1, 1, 1, reach=LONGEST_LINE // 2), 100)) == 2


@given(st.lists(st.integers(1, 2_000), min_size=1, max_size=300))
def test_many_batches_leave_few_segments_and_write_an_article_few_times(batches: list[int]) -> None:
    segments: list[tuple[SegmentEntry, int]] = []
    written = 0
    for number, size in enumerate(batches):
        segments.append((SegmentEntry(f"MAIN_{number}", size, 1), 1))
        while chosen := to_merge(segments):
            segments = [each for each in segments if each[0] not in chosen]
            total = sum(entry.articles for entry in chosen)
            written += total
            segments.append((SegmentEntry(chosen[0].name, total, 1), 1))
    assert sum(entry.articles for entry, _ in segments) == sum(batches)
    assert len(segments) <= (FACTOR - 1) * 5
    assert written <= 5 * sum(batches)
