from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.analysis.french import Lexeme, analyse_word
from searchidx.engine.clauses import Match, Step
from searchidx.engine.nearness import find_near, stretches
from searchidx.engine.occurrences import find

Phrases = Sequence[Sequence[str]]
"""The phrases of a part, each of some words."""


def words_at(text: str) -> dict[int, Lexeme]:
    return {position: analyse_word(word) for position, word in enumerate(text.split())}


def parts(*phrases: str) -> list[list[tuple[Step, ...]]]:
    """Return parts from their texts: a bar between phrases, a space between words, a star for a prefix."""
    return [[tuple(map(step, phrase.split())) for phrase in part.split("|")] for part in phrases]


def step(word: str) -> Step:
    return Step(Match.PREFIX, word[:-1]) if word.endswith("*") else Step(Match.TERM, word)


@pytest.mark.parametrize(
    ("text", "asked", "slop", "found"),
    [
        pytest.param("a c c b", ["a", "b"], 1, [], id="too far"),
        pytest.param("a c c b", ["a", "b"], 2, [(0, 3)], id="near"),
        pytest.param("b a", ["a", "b"], 0, [(0, 1)], id="in any order"),
        pytest.param("a b a", ["a", "b"], 5, [(0, 1), (1, 2)], id="the shortest"),
        pytest.param("a c a", ["a", "a"], 1, [(0, 2)], id="twice"),
        pytest.param("a c", ["a", "a"], 5, [], id="twice wants two"),
        pytest.param("ab c", ["ab", "a*"], 5, [], id="one word is not two"),
        pytest.param("ab c ac", ["ab", "a*"], 5, [(0, 2)], id="a word and what begins alike"),
        pytest.param("a b c", ["a b", "b c"], 5, [], id="phrases do not share a word"),
        pytest.param("a b b c", ["a b", "b c"], 0, [(0, 3)], id="phrases side by side"),
        pytest.param("a c b d e", ["a", "b", "d"], 1, [(0, 3)], id="a chain is one stretch"),
        pytest.param("a c b c d", ["a", "b", "d"], 1, [], id="a chain with more words than that"),
        pytest.param("d a c b", ["a", "b|d"], 1, [(0, 1), (1, 3)], id="either"),
        pytest.param(
            "a b c d", ["a|a b", "d"], 1, [(0, 3)], id="the longer phrase leaves fewer words between"
        ),
    ],
)
def test_near(text: str, asked: list[str], slop: int, found: list[tuple[int, int]]) -> None:
    assert find_near(parts(*asked), slop, words_at(text)) == found


_word = st.sampled_from(["a", "b", "c", "ab", "a*"])
_phrase = st.lists(_word, min_size=1, max_size=3).map(" ".join)
_part = st.lists(_phrase, min_size=1, max_size=3).map("|".join)


@given(
    st.lists(st.sampled_from(["a", "b", "c", "ab", "d"]), max_size=12).map(" ".join),
    st.lists(_part, min_size=2, max_size=4),
    st.integers(0, 5),
)
def test_going_from_place_to_place_gives_what_trying_all_choices_gives(
    text: str, asked: list[str], slop: int
) -> None:
    words = words_at(text)
    begin = [
        {
            size: sorted(
                {first for phrase in part if len(phrase) == size for first, _ in find(phrase, 0, words)}
            )
            for size in set(map(len, part))
        }
        for part in parts(*asked)
    ]
    assert stretches(begin, slop) == find_near(parts(*asked), slop, words)


@given(
    st.lists(st.sampled_from(["a", "b", "c"]), max_size=12).map(" ".join),
    st.lists(st.sampled_from(["a", "b", "c"]), min_size=2, max_size=4),
    st.integers(1, 5),
)
def test_words_that_are_told_apart_are_near_as_in_a_phrase_with_a_slop(
    text: str, asked: list[str], slop: int
) -> None:
    steps = tuple(map(step, asked))
    assert find_near(parts(*asked), slop, words_at(text)) == find(steps, slop, words_at(text))


def test_every_pair_of_places_is_tried() -> None:
    for text in map(" ".join, product("abc", repeat=4)):
        words = text.split()
        expected = any(
            {words[i], words[j]} == {"a", "b"} and j - i <= 2 for i, j in product(range(4), repeat=2) if i < j
        )
        assert bool(find_near(parts("a", "b"), 1, words_at(text))) == expected
