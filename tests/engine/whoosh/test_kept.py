"""What was decoded lately is kept, and takes no more than it may."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from searchidx.engine.whoosh.kept import Kept, Key

LIMIT = 20

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
    """Return one that is full: 0 and 1 in its older half, 2 and 3 in its younger one."""
    kept = Kept(LIMIT)
    for number in range(4):
        kept.put(("ab"[number % 2], number), f"decoded {number}", 5)
    return kept


def there(kept: Kept) -> list[int]:
    return [number for number in range(5) if deepcopy(kept).get(("ab"[number % 2], number)) is not None]


def test_what_nobody_asks_for_goes_when_a_half_is_full() -> None:
    kept = filled()
    assert there(kept) == [0, 1, 2, 3]
    kept.put(("a", 4), "decoded 4", 5)
    assert there(kept) == [2, 3, 4]


def test_what_is_asked_for_stays() -> None:
    kept = filled()
    assert kept.get(("a", 0)) == "decoded 0"
    kept.put(("a", 4), "decoded 4", 5)
    assert there(kept) == [0, 2, 3, 4]


def test_what_is_larger_than_half_is_kept_until_the_next() -> None:
    kept = filled()
    kept.put(("a", 4), "decoded 4", 1_000)
    assert kept.get(("a", 4)) == "decoded 4"
    for number in range(2):
        kept.put(("b", number), "more", LIMIT // 2)
    assert there(kept) == [1]


def test_all_of_an_owner_is_forgotten_and_nothing_else() -> None:
    kept = filled()
    kept.forget({"a", "c"})
    assert there(kept) == [1, 3]
