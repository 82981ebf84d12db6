from fnmatch import fnmatchcase
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.engine.clauses import All, Match, Near, Occurs, Step, Without
from searchidx.engine.patterns import expression, is_within, patterns_in, speller

WORDS = st.text("abc", min_size=1, max_size=6)


def edited(word: str) -> set[str]:
    """Return all that one edit makes of a word."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    return {
        *(head + tail[1:] for head, tail in cuts if tail),
        *(head + letter + tail for head, tail in cuts for letter in "abc"),
        *(head + letter + tail[1:] for head, tail in cuts if tail for letter in "abc"),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1),
    }


@given(WORDS, WORDS)
def test_one_edit_puts_in_leaves_out_changes_or_swaps(word: str, other: str) -> None:
    near = word == other or other in edited(word)
    assert is_within(word, other, 1) == (near and word[0] == other[0])


@given(WORDS, WORDS)
def test_two_edits_are_one_after_the_other_but_no_letter_is_edited_twice(word: str, other: str) -> None:
    if is_within(word, other, 2):
        assert any(other in {each, *edited(each)} for each in {word, *edited(word)})


@pytest.mark.parametrize(
    ("word", "other", "edits"),
    [
        ("milice", "milice", 0),
        ("milice", "millice", 1),
        ("milice", "milce", 1),
        ("milice", "milise", 1),
        ("milice", "milcie", 1),
        ("milice", "mliices", 2),
        ("ca", "cba", 1),
        ("acb", "abdc", 3),  # swapped, with a letter put between
    ],
)
def test_edits_are_counted(word: str, other: str, edits: int) -> None:
    assert [is_within(word, other, most) for most in range(4)] == [most >= edits for most in range(4)]


def test_the_first_letter_stays() -> None:
    assert not is_within("irak", "krak", 2)


@given(
    st.lists(st.sampled_from(["a", "b", "?", "*"]), max_size=7).map(lambda pieces: "a" + "".join(pieces)),
    st.text("ab", max_size=9),
)
def test_a_pattern_matches_what_a_shell_would(pattern: str, word: str) -> None:
    assert (expression(pattern).fullmatch(word) is not None) == fnmatchcase(word, pattern)


def test_signs_of_expressions_and_escaped_signs_are_text() -> None:
    matched = expression(r"a.\*(?").fullmatch
    assert matched("a.*(b")
    assert not matched("axx(b")


def test_a_pattern_takes_no_longer_for_its_stars() -> None:
    assert expression("a*" * 30 + "b").fullmatch("a" * 64) is None


def test_a_step_tells_which_spellings_are_its() -> None:
    words = ["milice", "milices", "millice", "police"]
    steps = {
        Step(Match.PREFIX, "milice"): ["milice", "milices"],
        Step(Match.WILDCARD, "mil*ice"): ["milice", "millice"],
        Step(Match.WITHIN_1, "milice"): ["milice", "milices", "millice"],
        Step(Match.WITHIN_2, "mice"): ["milice"],
    }
    assert {step: list(filter(speller(step), words)) for step in steps} == steps


def test_patterns_are_found_wherever_they_stand_in_a_clause() -> None:
    prefix, wildcard, fuzzy = (Step(match, "a") for match in (Match.PREFIX, Match.WILDCARD, Match.WITHIN_1))
    term = Step(Match.TERM, "a")
    clause = All((
        Occurs("title", (term, prefix)),
        Without(Occurs("body", (wildcard,))),
        Near("lead", (((term,), (fuzzy, term)), ((prefix,),)), 2),
        Occurs("id", (prefix,)),
        Occurs("text", (prefix, term)),
    ))  # fmt: skip
    assert list(patterns_in(clause)) == [
        ("title", prefix),
        ("body", wildcard),
        ("lead", fuzzy),
        ("lead", prefix),
    ]


def test_short_words_are_compared_exhaustively() -> None:
    words = ["".join(letters) for size in (1, 2, 3) for letters in product("ab", repeat=size)]
    for word, other in product(words, words):
        near = {word, *edited(word)}
        expected = other in near and other[0] == word[0]
        assert is_within(word, other, 1) == expected
