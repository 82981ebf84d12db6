import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.analysis.french import analyse
from searchidx.analysis.reasons import AS_IT_IS, reasons
from tests.analysis.laws import corpus_texts


def first_reasons(text: str) -> tuple[str, ...]:
    token, lexeme = next(analyse(text))
    return reasons(token, lexeme)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("négocie", ["table: negocier"], id="table"),
        pytest.param("parole", ["table: parole"], id="table, of a word that is its own stem"),
        pytest.param("googlisations", ["rule: googlisation"], id="rule"),
        pytest.param("iphones", ["rule: iphon"], id="rule that takes off the last letter"),
        pytest.param("chevals", ["rule, table: cheval"], id="rule, then table"),
        pytest.param("Alberts", ["as it is"], id="a rule that would lead to a name"),
        pytest.param("covid19", ["as it is"], id="letters and digits"),
        pytest.param("2024", ["as it is"], id="digits"),
        pytest.param("x²", ["as it is"], id="raised digit"),
        pytest.param("４２", ["as it is"], id="full-width digits"),
        pytest.param("l’avion", ["table: avion", "l’ passed over"], id="elision"),
        pytest.param("QU'elle", ["table: elle", "QU' passed over", "stop word"], id="elision as typed"),
        pytest.param("les", ["table: les", "stop word"], id="stop word"),
        pytest.param("né", ["table: ne", "no stop word, for its accent"], id="accent of né"),
        pytest.param("ne", ["table: ne", "stop word"], id="no accent"),
        pytest.param("porte-parole", ["table: porter", "in one word, rule: porteparol"], id="compound"),
        pytest.param("week-end", ["as it is", "in one word, table: weekend"], id="known compound"),
        pytest.param("H&M", ["table: h", "in one word: hm"], id="ampersand"),
        pytest.param("rendez-vous", ["only in one word, table: rendezvous"], id="compound in first place"),
        pytest.param("dit-elle", ["table: dire"], id="pronoun, no compound"),
        pytest.param("2 500", ["number: 2500", "its groups beside it"], id="number with a space"),
        pytest.param("2 500,75", ["number: 2500.75", "its groups beside it"], id="number with both"),
        pytest.param("2.500", ["number: 2500"], id="number with a point"),
        pytest.param("1,5", ["number: 1.5"], id="decimal"),
        pytest.param("XXIe", ["ordinal: 21e"], id="Roman ordinal"),
        pytest.param("2ème", ["ordinal: 2e"], id="ordinal in figures"),
        pytest.param("VIe", ["table: vie", "in capitals, ordinal: 6e"], id="sixth or life"),
        pytest.param("vie", ["table: vie"], id="life"),
        pytest.param("€", ["currency sign: euro"], id="euro sign"),
        pytest.param("£5", ["currency sign: livre"], id="pound sign"),
        pytest.param("EUR", ["currency: euro"], id="code of the euro"),
        pytest.param("euros", ["currency: euro"], id="euros"),
        pytest.param("O.N.U.", ["without points, table: onu"], id="acronym"),
        pytest.param(
            "l’O.N.U.", ["without points, table: onu", "l’ passed over"], id="acronym behind an elision"
        ),
        pytest.param(
            "N’Djamena", ["table: ndjamena", "part, table: n", "part, rule: djamen"], id="apostrophe inside"
        ),
        pytest.param("quelqu’un", ["table: quelquun"], id="apostrophe that glues"),
        pytest.param("§3", ["spelled in ASCII: ss3", "part: 3"], id="sign"),
        pytest.param("Москва", ["spelled in ASCII, table: moskva"], id="another script"),
        pytest.param("Škoda", ["table: skoda"], id="marks are folded, as always"),
        pytest.param("s\u030ckoda", ["table: skoda"], id="marks apart, too"),
        pytest.param("cœ\u200bur", ["table: coeur"], id="what is not seen"),
        pytest.param("œuvre\u0301", ["table: oeuvre"], id="ligatures and marks apart"),
        pytest.param("z" * 64, ["as it is"], id="a word of 64 letters"),
        pytest.param("z" * 65, [f"cut at 64 letters: {'z' * 64}"], id="a longer word"),
    ],
)
def test_reasons_say_what_was_done_to_the_word(text: str, expected: list[str]) -> None:
    assert list(first_reasons(text)) == expected


def test_what_was_passed_over_inside_an_inversion_is_said_of_the_pronoun() -> None:
    assert [reasons(*found) for found in analyse("va-t-il")] == [
        ("table: aller",),
        ("table: il", "t- passed over", "stop word"),
    ]


def assert_true(text: str) -> None:
    """Assert that what each word is said to become is what is indexed of it, in order."""
    for token, lexeme in analyse(text):
        said = reasons(token, lexeme)
        assert said
        assert said[0] == AS_IT_IS or said[0].endswith(f": {lexeme.term}"), (said, lexeme)
        if said[0] == AS_IT_IS:
            assert lexeme.term == lexeme.folded[0]
        for reason in said[1:]:
            _, colon, term = reason.rpartition(": ")
            assert not colon or term in lexeme.terms, (said, lexeme)


def test_every_reason_names_a_term_of_its_word() -> None:
    for text in corpus_texts():
        assert_true(text)


@given(
    st.text(st.sampled_from("aeilnrstvxIVX'’.-& 0123,°€é\u0301Ж") | st.characters(exclude_categories=["Cs"]))
)
def test_reasons_are_true_of_any_text(text: str) -> None:
    assert_true(text)
