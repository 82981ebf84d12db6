"""What was decoded lately is kept, and takes no more than it may."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from searchidx.engine.whoosh.kept import Kept, Key

LIMIT = 32

keys = st.tuples(st.sampled_from("ab"), st.integers(0, 5))
sizes = st.integers(0, LIMIT // 2)


def held(kept: Kept, put: dict[Key, tuple[int, int]]) -> set[Key]:
    """Return the keys of what is there; to ask is to keep, so a copy is asked for each."""
    return {key for key in put if deepcopy(kept).get(key) is not None}


@given(st.lists(st.tuples(keys, st.none() | sizes)))
def test_what_was_put_last_is_found_or_gone_and_no_more_is_kept_than_may_be(
    operations: list[tuple[Key, int | None]],
) -> None:
    """What has a size is put, the rest is asked for."""
    kept = Kept(LIMIT)
    put: dict[Key, tuple[int, int]] = {}
    for number, (key, size) in enumerate(operations):
        if size is None:
            assert kept.get(key) in {None, put.get(key, (None,))[0]}
        else:
            kept.put(key, number, size)
            put[key] = number, size
            assert kept.get(key) == number
        assert sum(put[key][1] for key in held(kept, put)) <= LIMIT


def filled() -> Kept:
    """Return one that is full, of five things."""
    kept = Kept(LIMIT)
    for number in range(5):
        kept.put(("ab"[number % 2], number), f"decoded {number}", 6)
    return kept


def there(kept: Kept) -> list[int]:
    return [number for number in range(6) if deepcopy(kept).get(("ab"[number % 2], number)) is not None]


def test_what_nobody_asked_for_for_longest_goes_when_there_is_no_room() -> None:
    kept = filled()
    assert there(kept) == [0, 1, 2, 3, 4]
    kept.put(("b", 5), "decoded 5", 6)
    assert there(kept) == [1, 2, 3, 4, 5]


def test_what_is_asked_for_stays() -> None:
    kept = filled()
    assert kept.get(("a", 0)) == "decoded 0"
    kept.put(("b", 5), "decoded 5", 6)
    assert there(kept) == [0, 2, 3, 4, 5]


def test_what_is_put_again_counts_once() -> None:
    kept = filled()
    for _ in range(9):
        kept.put(("a", 4), "decoded 4", 6)
    assert there(kept) == [0, 1, 2, 3, 4]


def test_what_is_larger_than_all_is_not_kept() -> None:
    kept = filled()
    kept.put(("b", 5), "decoded 5", 1_000)
    assert there(kept) == []
    kept.put(("a", 0), "decoded 0", 6)
    assert there(kept) == [0]


def test_all_of_an_owner_is_forgotten_and_nothing_else() -> None:
    kept = filled()
    kept.forget({"a", "c"})
    assert there(kept) == [1, 3]
