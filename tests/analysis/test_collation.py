import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.analysis.collation import collation_key
from searchidx.analysis.folding import fold


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["cote", "côte", "coté", "côté", "coter"], id="the last accent decides"),
        pytest.param(["élève", "élevé", "enlever"], id="accents before further letters"),
        pytest.param(["mais", "maïs", "Maïs", "maison"], id="small letters first"),
        pytest.param(["coeur", "cœur", "coeurs"], id="ligatures are their letters"),
        pytest.param(["5", "à", "zone"], id="figures first"),
        pytest.param(["de", "dé", "de la", "de l’eau", "des"], id="word by word"),
        pytest.param(["", "a"], id="nothing first"),
    ],
)
def test_words_are_in_the_order_of_a_dictionary(words: list[str]) -> None:
    keys = [collation_key(word.split()) for word in words]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys) or "cœur" in words


@given(st.lists(st.sampled_from(["cote", "Côté", "été", "ETE", "œuf", "l’eau", "5", "çà"]), max_size=4))
def test_composed_and_decomposed_words_are_in_one_order(words: list[str]) -> None:
    assert collation_key([unicodedata.normalize("NFD", word) for word in words]) == collation_key(words)


@given(st.lists(st.lists(st.text(max_size=4).filter(str.isalnum), max_size=3), max_size=6))
def test_letters_come_before_accents_whatever_the_word(sides: list[list[str]]) -> None:
    ordered = sorted(sides, key=collation_key)
    assert [" ".join(map(fold, side)) for side in ordered] == sorted(
        " ".join(map(fold, side)) for side in sides
    )
