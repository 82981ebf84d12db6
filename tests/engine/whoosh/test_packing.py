"""Small numbers in few bits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.engine.whoosh.packing import narrow, pack, ranges, take, unpack

TOPS = [0, 1, 3, 15, 254, 255, 65_534, 65_535, 2**32 - 2]
numbers = st.sampled_from(TOPS).flatmap(
    lambda top: st.lists(st.integers(0, top) | st.sampled_from([0, top, 2**32 - 2]), max_size=300)
)


@given(numbers)
def test_what_was_packed_comes_back(values: list[int]) -> None:
    unpacked = unpack(pack(np.array(values, np.int64)), len(values))
    assert unpacked.tolist() == values
    assert (unpacked + unpacked.dtype.type(1)).tolist() == [value + 1 for value in values]


@given(numbers.filter(bool), st.data())
def test_some_numbers_are_taken_as_from_all(values: list[int], data: st.DataObject) -> None:
    at = data.draw(st.lists(st.integers(0, len(values) - 1), max_size=20))
    packed = pack(np.array(values, np.int64))
    assert take(packed, len(values), np.array(at, np.int64)).tolist() == [values[place] for place in at]


@pytest.mark.parametrize(
    ("values", "width", "exceptions", "size"),
    [
        pytest.param([], 0, 0, 1, id="none"),
        pytest.param([0] * 100, 0, 0, 1, id="zeros"),
        pytest.param([1, 0] * 50, 1, 0, 1, id="bits"),
        pytest.param([3, 0] * 50, 2, 0, 1, id="two bits"),
        pytest.param([15] * 100, 4, 0, 1, id="half bytes"),
        pytest.param([254] * 100, 8, 0, 1, id="bytes"),
        pytest.param([0] * 99 + [70_000], 0, 1, 4, id="one that does not fit"),
        pytest.param([1] * 99 + [300], 1, 1, 2, id="bits and one that does not fit"),
        pytest.param([1] * 99 + [9], 1, 1, 1, id="bits and one that is small"),
        pytest.param([255] * 100, 16, 0, 1, id="to which 1 cannot be added in a byte"),
        pytest.param([300] * 100, 16, 0, 1, id="two bytes"),
        pytest.param([2**32 - 2] * 100, 32, 0, 1, id="four bytes"),
    ],
)
def test_the_width_is_the_one_that_takes_the_least_room(
    values: list[int], width: int, exceptions: int, size: int
) -> None:
    packed = pack(np.array(values, np.int64))
    assert packed[:6] == bytes([width, size]) + exceptions.to_bytes(4, "little")
    assert len(packed) == 6 + (width * len(values) + 7) // 8 + (4 + size) * exceptions


@pytest.mark.parametrize(
    ("top", "kind"),
    [(0, "<u1"), (255, "<u1"), (256, "<u2"), (65_536, "<u4"), (2**32 - 1, "<u4"), (2**32, "<u8")],
)
def test_narrow_takes_the_smallest_type(top: int, kind: str) -> None:
    narrowed = narrow(np.array([0, top], np.int64))
    assert (narrowed.dtype, narrowed.tolist()) == (np.dtype(kind), [0, top])


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 5)), max_size=20))
def test_ranges_are_those_of_python(pairs: list[tuple[int, int]]) -> None:
    starts, counts = (np.array([pair[part] for pair in pairs], np.int64) for part in (0, 1))
    assert ranges(starts, counts).tolist() == [
        each for start, count in pairs for each in range(start, start + count)
    ]
