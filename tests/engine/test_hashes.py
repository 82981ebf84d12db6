import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.engine import hashes

numbers = st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(-2, 20).map(lambda number: number << 5)
"""Of which many meet in one place."""


@given(st.lists(numbers, max_size=60), st.lists(numbers))
def test_hashes_are_a_set(added: list[int], asked: list[int]) -> None:
    """0 stands for 1, which does no harm: both may be the hash of an id that was not put."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashes, "_FEWEST_SLOTS", 2)
        there, expected = hashes.Hashes(), set[int]()
        for value in [*added, *asked, 0, 1, -1]:
            assert (value in there) == ((value or 1) in expected)
            if value not in there and value not in asked:
                there.add(value)
                expected.add(value or 1)
        assert all(value in there for value in expected)
