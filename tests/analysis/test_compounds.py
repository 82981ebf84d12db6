import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.analysis.compounds import joined
from searchidx.analysis.french import analyse, analyse_compound
from searchidx.analysis.token import Lexeme


@pytest.mark.parametrize(
    ("compound", "whole", "parts"),
    [
        pytest.param("porte-parole", "porte-parole", 2, id="two words"),
        pytest.param("Arc-en-Ciel", "Arc-en-Ciel", 3, id="three words"),
        pytest.param("Covid-19", "Covid-19", 2, id="a number"),
        pytest.param("1940-1945", "", 0, id="numbers alone"),
        pytest.param("H&M", "H&M", 2, id="ampersand"),
        pytest.param("dit-elle", "", 0, id="a pronoun behind"),
        pytest.param("DIT-ELLE", "", 0, id="in capitals"),
        pytest.param("donne-le-moi", "", 0, id="two pronouns behind"),
        pytest.param("va-t-il", "", 0, id="a euphonic t"),
        pytest.param("ces-jours-là", "ces-jours", 2, id="là"),
        pytest.param("celui-ci", "", 0, id="ci"),
        pytest.param("entre-déchira-t-il", "entre-déchira", 2, id="a compound and a pronoun"),
        pytest.param("rendez-vous", "rendez-vous", 2, id="rendez-vous"),
        pytest.param("Rendez-Vous-là", "Rendez-Vous", 2, id="this rendez-vous"),
        pytest.param("garde-à-vous", "garde-à-vous", 3, id="garde-à-vous"),
        pytest.param("là-bas", "là-bas", 2, id="là ahead"),
        pytest.param("peut-être", "peut-être", 2, id="peut-être"),
        pytest.param("porte\u2011parole", "porte-parole", 2, id="another hyphen"),
    ],
)
def test_a_compound_in_one_word_leaves_the_pronouns_behind_it(compound: str, whole: str, parts: int) -> None:
    assert joined(compound) == (whole, parts)


def test_a_compound_stands_beside_its_first_part() -> None:
    found = [lexeme for _, lexeme in analyse("L’Avant-Garde")]
    assert found == [
        Lexeme(
            ("avant", "avantgard", "l'"), ("avant", "avantgarde"), ("avant=avant", "avantgarde=avant-garde")
        ),
        Lexeme(("gard",), ("garde",), ("garde=garde",)),
    ]


@given(
    st.lists(st.sampled_from(["a", "é", "t", "il", "vous", "rendez", "la", "19", "d’eau"]), min_size=2).map(
        "-".join
    )
)
def test_a_compound_begins_with_what_is_in_one_word(compound: str) -> None:
    whole, parts = joined(compound)
    assert compound.startswith(whole)
    assert (whole.count("-") + 1 if whole else 0) == parts
    assert (analyse_compound(compound) is None) == (not whole)
