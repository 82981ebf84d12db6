import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.engine.clauses import Match, Step
from searchidx.engine.patterns import speller
from searchidx.engine.whoosh import spellings
from searchidx.engine.whoosh.spellings import Spellings

_words = st.lists(st.text("abc", min_size=1, max_size=6).map("a".__add__), max_size=40)
_steps = st.builds(
    Step, st.sampled_from([Match.WITHIN_1, Match.WITHIN_2]), _words.filter(bool).map(min)
) | st.builds(Step, st.just(Match.WILDCARD), st.text("ab?*", max_size=6).map("a".__add__))


@pytest.mark.parametrize("few", [0, 1000], ids=["at once", "one by one"])
@pytest.mark.parametrize(
    "foreign", ["", "\U0001f600", "\ud800", "é"], ids=["ascii", "wide", "surrogate", "accent"]
)
@given(words=_words, step=_steps)
def test_all_at_once_are_those_that_match_one_by_one(
    words: list[str], step: Step, few: int, foreign: str
) -> None:
    words += [word + foreign + word[1:] for word in words[:3]] if foreign else []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spellings, "_FEW", few)
        found = Spellings([word.encode(errors="surrogatepass") for word in words]).matching(step)
    assert [words[number] for number in found.tolist()] == list(filter(speller(step), words))


def test_of_no_words_none_match() -> None:
    for match in (Match.WILDCARD, Match.WITHIN_2):
        assert np.array_equal(Spellings([]).matching(Step(match, "a")), [])
