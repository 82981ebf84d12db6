import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.analysis.compounds import joined, tied
from searchidx.analysis.french import analyse, analyse_compound
from searchidx.analysis.token import Lexeme


@pytest.mark.parametrize(
    ("compound", "whole"),
    [
        pytest.param("porte-parole", "porte-parole", id="two words"),
        pytest.param("Arc-en-Ciel", "Arc-en-Ciel", id="three words"),
        pytest.param("Covid-19", "Covid-19", id="a number"),
        pytest.param("1940-1945", "", id="numbers alone"),
        pytest.param("H&M", "H&M", id="ampersand"),
        pytest.param("dit-elle", "", id="a pronoun behind"),
        pytest.param("DIT-ELLE", "", id="in capitals"),
        pytest.param("donne-le-moi", "", id="two pronouns behind"),
        pytest.param("va-t-il", "", id="a euphonic t"),
        pytest.param("ces-jours-là", "ces-jours", id="là"),
        pytest.param("celui-ci", "", id="ci"),
        pytest.param("entre-déchira-t-il", "entre-déchira", id="a compound and a pronoun"),
        pytest.param("rendez-vous", "rendez-vous", id="rendez-vous"),
        pytest.param("Rendez-Vous-là", "Rendez-Vous", id="this rendez-vous"),
        pytest.param("garde-à-vous", "garde-à-vous", id="garde-à-vous"),
        pytest.param("là-bas", "là-bas", id="là ahead"),
        pytest.param("peut-être", "peut-être", id="peut-être"),
        pytest.param("porte\u2011parole", "porte-parole", id="another hyphen"),
    ],
)
def test_a_compound_in_one_word_leaves_the_pronouns_behind_it(compound: str, whole: str) -> None:
    assert joined(compound) == whole


def test_a_compound_stands_beside_its_first_part() -> None:
    found = [lexeme for _, lexeme in analyse("L’Avant-Garde")]
    assert found == [
        Lexeme(
            ("avant", "avantgarde", "l'"), ("avant", "avantgarde"), ("avant=avant", "avantgarde=avant-garde")
        ),
        Lexeme(("garder",), ("garde",), ("garde=garde",)),
    ]


@pytest.mark.parametrize(
    "compound", ["rendez-vous", "Garde-à-vous", "PEUT-ÊTRE", "vis-à-vis", "soi\u2011disant"]
)
def test_the_whole_takes_the_place_of_a_first_word_that_is_none(compound: str) -> None:
    first, *others = [lexeme for _, lexeme in analyse(compound)]
    assert first == analyse_compound(compound)
    assert len(others) == len(compound.replace("\u2011", "-").split("-")) - 1


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["rendez", "vous"], "rendez-vous", id="two"),
        pytest.param(["Garde", "à", "vous"], "Garde-à-vous", id="three"),
        pytest.param(["peut", "être", "là"], "", id="more"),
        pytest.param(["porte", "parole"], "", id="another compound"),
        pytest.param(["vous", "rendez"], "", id="the other way round"),
    ],
)
def test_a_compound_is_known_by_its_words(words: list[str], expected: str) -> None:
    assert tied(words) == expected


@given(
    st.lists(st.sampled_from(["a", "é", "t", "il", "vous", "rendez", "la", "19", "d’eau"]), min_size=2).map(
        "-".join
    )
)
def test_a_compound_begins_with_what_is_in_one_word(compound: str) -> None:
    whole = joined(compound)
    assert compound.startswith(whole)
    assert (analyse_compound(compound) is None) == (not whole)
