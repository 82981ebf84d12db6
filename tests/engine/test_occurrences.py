from hypothesis import given
from hypothesis import strategies as st

from searchidx.analysis.french import Lexeme, analyse_word
from searchidx.engine.clauses import Match, Step
from searchidx.engine.occurrences import find, matches, phrase_starts, windows

WORDS = ["a", "b", "c", "ab", "2 5"]


def words_at(text: list[str]) -> dict[int, Lexeme]:
    return {position: analyse_word(word) for position, word in enumerate(text)}


def term(text: str) -> Step:
    return Step(Match.TERM, text)


def test_a_step_matches_by_term_form_or_prefix() -> None:
    word = analyse_word("Pêcheurs")
    assert matches(Step(Match.TERM, word.term), word)
    assert matches(Step(Match.FORM, "pecheurs=pêcheurs"), word)
    assert not matches(Step(Match.FORM, "pecheurs=pecheurs"), word)
    assert matches(Step(Match.PREFIX, "pech"), word)
    assert not matches(Step(Match.PREFIX, "pecheurse"), word)


def test_a_phrase_is_found_each_time_it_stands_there() -> None:
    assert find([term("a"), term("b")], 0, words_at(["a", "b", "a", "c", "a", "b"])) == [(0, 1), (4, 5)]
    assert find([term("a"), term("a")], 0, words_at(["a", "a", "a"])) == [(0, 1), (1, 2)]


def test_nearness_counts_the_words_between_in_any_order() -> None:
    text = words_at(["a", "c", "c", "b"])
    assert find([term("a"), term("b")], 1, text) == []
    assert find([term("a"), term("b")], 2, text) == [(0, 3)] == find([term("b"), term("a")], 2, text)


def test_nearness_wants_a_word_as_often_as_it_is_asked_for() -> None:
    assert find([term("a"), term("a")], 3, words_at(["a", "b"])) == []
    assert find([term("a"), term("a")], 3, words_at(["a", "b", "a"])) == [(0, 2)]


def test_nearness_keeps_the_shortest_stretches() -> None:
    assert find([term("a"), term("b")], 5, words_at(["a", "a", "b", "c", "a"])) == [(1, 2), (2, 4)]


_text = st.lists(st.sampled_from(WORDS), max_size=12)
_steps = st.lists(st.sampled_from(["a", "b", "c", "2", "25"]).map(term), min_size=1, max_size=4)


@given(_text, _steps, st.integers(0, 4))
def test_sorted_positions_give_what_walking_the_words_gives(
    text: list[str], steps: list[Step], slop: int
) -> None:
    words = words_at(text)
    there = {step: frozenset(p for p, word in words.items() if matches(step, word)) for step in steps}
    expected = find(steps, slop, words)
    if not all(there.values()):
        assert expected == []
    elif slop:
        assert windows(there, steps, slop) == expected
    else:
        assert phrase_starts([there[step] for step in steps]) == [start for start, _ in expected]
