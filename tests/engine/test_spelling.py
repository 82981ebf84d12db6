"""Edit distances: one word at a time, and thousands at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.engine.spelling import Spellings, edits

words = st.text("abc1", max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [
        pytest.param("irak", "irak", 0, id="the same"),
        pytest.param("irak", "iran", 1, id="replaced"),
        pytest.param("irak", "rak", 1, id="left out"),
        pytest.param("irak", "irrak", 1, id="put in"),
        pytest.param("irak", "irka", 1, id="swapped"),
        pytest.param("irak", "", 4, id="nothing"),
        pytest.param("ca", "abc", 3, id="no letter is edited twice"),
    ],
)
def test_edits_are_counted(one: str, other: str, number: int) -> None:
    assert edits(one, other) == edits(other, one) == number


@given(words.filter(bool), st.lists(words, max_size=20), st.integers(0, 3))
def test_many_words_at_once_have_the_edits_that_each_has(word: str, others: list[str], most: int) -> None:
    expected = [
        (number, edits(word, other)) for number, other in enumerate(others) if edits(word, other) <= most
    ]
    assert Spellings([other.encode() for other in others]).within(word, most) == expected


def test_of_an_exact_form_the_folded_spelling_counts() -> None:
    forms = ["peche=pêche", "peche=péché", "pec", "école"]
    spellings = Spellings([form.encode() for form in forms])
    assert spellings.within("peche", 2) == [(0, 0), (1, 0), (2, 2)]
    assert spellings.within("école", 2) == []
