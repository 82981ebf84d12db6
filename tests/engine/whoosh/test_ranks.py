"""The documents of a term as bits."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from searchidx.engine.whoosh.postings import bitmap_of
from searchidx.engine.whoosh.ranks import Ranks

SIZE = 200_000


def assert_found(bitmap: BitMap, asked: list[int], size: int) -> None:
    there, before = Ranks(memoryview(bitmap.serialize()), size).find(np.array(asked, np.uint32))
    assert there.tolist() == [document in bitmap for document in asked]
    assert before.tolist() == [sum(other < document for other in bitmap) for document in asked]


@given(st.sets(st.integers(0, 299)), st.lists(st.integers(0, 299)))
def test_it_is_told_which_documents_are_there_and_how_many_before(held: set[int], asked: list[int]) -> None:
    assert_found(bitmap_of(np.array(sorted(held), np.uint32)), asked, 300)


@pytest.mark.parametrize(
    "held",
    [
        pytest.param(range(0, SIZE, 3), id="bits"),
        pytest.param(range(7, SIZE, 1_000), id="lists"),
        pytest.param([*range(10), *range(70_000, 140_000, 2), SIZE - 1], id="both"),
        pytest.param(range(65_536, 131_072), id="a whole container"),
        pytest.param([*range(4_096), *range(65_536, 65_536 + 4_097)], id="the longest list, the fewest bits"),
    ],
)
def test_containers_are_read_as_they_lie(held: list[int]) -> None:
    bitmap = bitmap_of(np.array(held, np.uint32))
    asked = [0, 1, 65_535, 65_536, 131_071, 131_072, SIZE - 1, *random.Random(1).sample(range(SIZE), 20)]
    assert_found(bitmap, asked, SIZE)


def test_containers_of_runs_are_read_too() -> None:
    bitmap = BitMap(range(5, 150_000))
    assert bitmap.run_optimize()
    assert_found(bitmap, [0, 4, 5, 149_999, 150_000], SIZE)
