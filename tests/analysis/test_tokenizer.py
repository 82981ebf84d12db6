import re
import unicodedata
from itertools import product
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchidx.analysis.characters import APOSTROPHES
from searchidx.analysis.token import Token
from searchidx.analysis.tokenizer import THOUSANDS, tokenize
from tests.analysis.laws import ACCENTED, SPACES, assert_lawful_tokens, assert_nothing_is_lost, corpus_texts

french_like = st.text("aeéhlLnRX" + "qu’' .,-&t\u2011" + "12 \u202f" + "°€" + "\u0301\u00ad" + "œç")


def is_steady(c: str) -> bool:
    """Tell whether a character is of one kind in every normal form.

    Not so are the syllables of Hangul, in NFD several letters; the Greek ʹ (U+0374) and oxia, apostrophes in
    any normal form; and other twins such as K (U+212A).
    """
    decomposed = unicodedata.normalize("NFD", c)
    marks = all(unicodedata.category(mark)[0] == "M" for mark in decomposed[1:])
    return unicodedata.normalize("NFC", c) == c and marks


steady_texts = st.text(st.characters(exclude_categories=["Cs"]).filter(is_steady))


def surfaces(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="empty"),
        pytest.param(" \n\t…!?", [], id="no word"),
        pytest.param("Les ministres, hier.", ["Les", "ministres", "hier"], id="punctuation"),
        pytest.param("« Non » – dit-il", ["Non", "dit", "il"], id="French quotes and dash"),
        pytest.param("porte-parole", ["porte", "parole"], id="hyphen"),
        pytest.param("porte‑parole", ["porte", "parole"], id="no-break hyphen"),
        pytest.param("c’est-à-dire", ["est", "à", "dire"], id="clitic and hyphens"),
        pytest.param(
            "a-t-il, VA-T-ELLE, a\u2011t\u2011on", ["a", "il", "VA", "ELLE", "a", "on"], id="euphonic t"
        ),
        pytest.param("-t-il a-t-île", ["t", "il", "a", "t", "île"], id="a t that is none"),
        pytest.param("aujourd’hui", ["aujourd’hui"], id="apostrophe inside"),
        pytest.param("rock’n’roll", ["rock’n’roll"], id="two apostrophes inside"),
        pytest.param("'ami' ‘ami’ l’ l’’ami", ["ami", "ami", "l", "l", "ami"], id="apostrophes as quotes"),
        pytest.param("snake_case", ["snake", "case"], id="underscore"),
        pytest.param("député·e·s", ["député", "e", "s"], id="inclusive points"),
        pytest.param("et/ou AT&T C++", ["et", "ou", "AT", "T", "C"], id="signs between words"),
        pytest.param("www.lemonde.fr", ["www", "lemonde", "fr"], id="web address"),
        pytest.param("cafe\u0301 creme", ["cafe\u0301", "creme"], id="combining accent"),
        pytest.param("cy\u00adcliste", ["cy\u00adcliste"], id="soft hyphen inside"),
        pytest.param("cycliste\u00ad.", ["cycliste"], id="soft hyphen behind"),
        pytest.param("a\u200b\u200d\u2060b", ["a\u200b\u200d\u2060b"], id="several invisible characters"),
        pytest.param("Bravo 👏🏽 !", ["Bravo"], id="emoji"),
        pytest.param("1️⃣ but", ["1️⃣", "but"], id="keycap"),
        pytest.param("J’aime ❤️Paris", ["aime", "Paris"], id="emoji and its variation selector ahead"),
        pytest.param("\ufeffHier, \u200bici", ["Hier", "ici"], id="invisible character ahead"),
        pytest.param("(\u00adabc) \u0301abc", ["abc", "abc"], id="soft hyphen and accent ahead"),
        pytest.param("Marque© et Marque®", ["Marque", "et", "Marque"], id="rights"),
        pytest.param("a≠b a=\u0338b", ["a", "b", "a", "b"], id="a sign struck through"),
        pytest.param("мир 東京 سلام", ["мир", "東京", "سلام"], id="other scripts"),
    ],
)
def test_tokenize_finds_the_surface_words(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("l’O.N.U. vote", ["O.N.U.", "vote"], id="elided"),
        pytest.param("la S.N.C.F, hier", ["la", "S.N.C.F", "hier"], id="without its last point"),
        pytest.param("À l’É.N.A.", ["À", "É.N.A."], id="accented"),
        pytest.param("E\u0301.N.A.", ["E\u0301.N.A."], id="combining accent"),
        pytest.param("E\u0301\u0323.N\u0301", ["E\u0301\u0323.N\u0301"], id="several accents"),
        pytest.param("c.à.d.", ["c.à.d."], id="small letters"),
        pytest.param("U.S. et a.b", ["U.S.", "et", "a.b"], id="two letters"),
        pytest.param("p. 3, M. B., plan B.", ["p", "3", "M", "B", "plan", "B"], id="one letter"),
        pytest.param("J.-P. Dupont", ["J", "P", "Dupont"], id="initials with a hyphen"),
        pytest.param("J.P. Dupont", ["J.P.", "Dupont"], id="initials"),
        pytest.param("a.bc ab.c", ["a", "bc", "ab", "c"], id="a word beside"),
        pytest.param("A.B.Cd", ["A.B", "Cd"], id="a word behind"),
        pytest.param("A.B.2", ["A.B", "2"], id="a digit behind"),
        pytest.param("1.2.3", ["1", "2", "3"], id="digits"),
        pytest.param("A..B", ["A", "B"], id="two points"),
    ],
)
def test_letters_with_points_are_one_word(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


@pytest.mark.parametrize("space", list(SPACES), ids=[f"U+{ord(space):04X}" for space in SPACES])
def test_groups_of_three_digits_are_one_number(space: str) -> None:
    assert sorted(THOUSANDS) == sorted(SPACES)
    number = space.join(["12", "345", "678"])
    assert surfaces(f"les {number} voix, {number}.") == ["les", number, "voix", number]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1 000", ["1 000"], id="one digit ahead"),
        pytest.param("123 456", ["123 456"], id="three digits ahead"),
        pytest.param("2 500,50 €", ["2 500,50", "€"], id="decimals"),
        pytest.param("l’1 000", ["1 000"], id="elided"),
        pytest.param("en 2023 100 voix", ["en", "2023", "100", "voix"], id="four digits ahead"),
        pytest.param("12 3456", ["12", "3456"], id="four digits behind"),
        pytest.param("12 34", ["12", "34"], id="two digits behind"),
        pytest.param("1  000", ["1", "000"], id="two spaces"),
        pytest.param("1\n000 1\t000", ["1", "000", "1", "000"], id="line break and tab"),
        pytest.param("1.000.000 1,000", ["1.000.000", "1,000"], id="points and commas"),
        pytest.param("1,5 0.5 10.25 3,14159", ["1,5", "0.5", "10.25", "3,14159"], id="decimals alone"),
        pytest.param("2.500,75 2.500.5", ["2.500,75", "2", "500", "5"], id="points before a comma"),
        pytest.param(
            "14.07.2024 1,2,3 192.168.1.10",
            ["14", "07", "2024", "1", "2", "3", "192", "168", "1", "10"],
            id="what goes on",
        ),
        pytest.param("2 500,50.1", ["2 500", "50", "1"], id="a number that goes on"),
        pytest.param("fin 2023, 12.", ["fin", "2023", "12"], id="a list"),
        pytest.param("v1.5 1.5km", ["v1", "5", "1.5", "km"], id="letters beside"),
        pytest.param("A1 000", ["A1", "000"], id="a letter ahead"),
        pytest.param("01 42 34 56 78", ["01", "42", "34", "56", "78"], id="telephone"),
        pytest.param("1" + " 000" * 9, ["1" + " 000" * 9], id="nine groups"),
        pytest.param("1" + " 000" * 10, ["1", "000" + " 000" * 9], id="ten groups are no number"),
        pytest.param("１ ０００", ["１", "０００"], id="full width"),
    ],
)
def test_only_groups_of_three_digits_make_a_number(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("20°C 48°51", ["20", "°C", "48", "°51"], id="degrees"),
        pytest.param("20 °C", ["20", "°C"], id="degrees apart"),
        pytest.param("n° 5, N°5, sn°5", ["n°", "5", "N°", "5", "sn°5"], id="number"),
        pytest.param("100 € ou 5€, $5", ["100", "€", "ou", "5", "€", "$", "5"], id="money"),
        pytest.param("20h30 20H 20 h 30", ["20", "h", "30", "20", "H", "20", "h", "30"], id="hours"),
        pytest.param(
            "5h5 2h300 H1N1 20h30min 9hab", ["5h5", "2h300", "H1N1", "20h30min", "9hab"], id="no hours"
        ),
        pytest.param("§3, 3×4", ["§3", "3×4"], id="section and times"),
        pytest.param("m² CO₂ 1ᵉʳ", ["m²", "CO₂", "1ᵉʳ"], id="superscripts"),
        pytest.param("½ 10 %", ["½", "10"], id="fraction and per cent"),
    ],
)
def test_signs_that_are_read_aloud_make_part_of_a_word(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("un porte-parole.", ["", "porte-parole", ""], id="two parts"),
        pytest.param("arc-en-ciel", ["arc-en-ciel", "", ""], id="three parts"),
        pytest.param("L’après-midi", ["après-midi", ""], id="behind a clitic"),
        pytest.param("chef-d’œuvre", ["chef-d’œuvre", ""], id="a clitic inside"),
        pytest.param("e\u0301co-cite\u0301", ["e\u0301co-cite\u0301", ""], id="decomposed"),
        pytest.param("H&M, AT&T et Marks&Spencer", ["H&M", "", "AT&T", "", "", "", ""], id="ampersand"),
        pytest.param("F-16 1940-1945", ["F-16", "", "1940-1945", ""], id="numbers"),
        pytest.param("a- b -c", ["", "", ""], id="hyphens at an end"),
        pytest.param("a-b--c-d", ["a-b", "", "c-d", ""], id="two hyphens part"),
        pytest.param("porte –parole_de", ["", "", ""], id="a dash"),
        pytest.param("-".join("a" * 51), [""] * 51, id="too long"),
    ],
)
def test_the_first_part_of_a_compound_knows_the_whole(text: str, expected: list[str]) -> None:
    assert [token.compound for token in tokenize(text)] == expected


def test_every_hyphen_makes_a_compound() -> None:
    for hyphen in "-\u2010\u2011\u2012\ufe63\uff0d":
        assert [token.compound for token in tokenize(f"week{hyphen}end")] == [f"week{hyphen}end", ""]


def test_every_apostrophe_stays_inside_a_word() -> None:
    words = [f"prud{apostrophe}hommes" for apostrophe in APOSTROPHES]
    assert surfaces(" ".join(words)) == words


def test_spans_point_into_the_text_as_given() -> None:
    text = "Qu’e\u0301crit l’O.N.U. ?"
    assert list(tokenize(text)) == [Token("e\u0301crit", 3, 9, "Qu’"), Token("O.N.U.", 12, 18, "l’")]


@given(st.text() | french_like)
@settings(deadline=None, max_examples=400)
def test_tokens_obey_their_laws_whatever_the_text(text: str) -> None:
    assert_lawful_tokens(text, list(tokenize(text)))


@given(st.text() | st.text(ACCENTED + "lLdDqQuUjJsSaxX1 .-'’_°€" + "\u0301\u200b\ufe0f\ufeff"))
@settings(deadline=None, max_examples=400)
def test_no_letter_or_digit_is_lost_but_those_of_clitics(text: str) -> None:
    assert_nothing_is_lost(text, list(tokenize(text)))


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
def test_tokens_obey_their_laws_in_the_corpus(form: Literal["NFC", "NFD", "NFKC"]) -> None:
    assert len(corpus_texts()) > 300
    for text in corpus_texts():
        normalised = unicodedata.normalize(form, text)
        tokens = list(tokenize(normalised))
        assert_lawful_tokens(normalised, tokens)
        assert_nothing_is_lost(normalised, tokens)


@given(steady_texts | st.text(ACCENTED + "çÇñabcL 1.'’-"))
@settings(deadline=None, max_examples=400)
def test_a_text_and_its_decomposed_form_have_as_many_words(text: str) -> None:
    assert len(surfaces(unicodedata.normalize("NFD", text))) == len(surfaces(text))


@given(french_like, st.sampled_from(["\n", "\t", ", ", "—"]))
@settings(deadline=None, max_examples=200)
def test_words_know_nothing_of_the_next_paragraph(text: str, separator: str) -> None:
    assert surfaces(f"{text}{separator}{text}") == surfaces(text) * 2


@given(st.text("aéhlLnRXqu’' .-1 °"))
@settings(deadline=None, max_examples=300)
def test_a_surface_word_is_read_alike_alone(text: str) -> None:
    # « l’X’ » is not elided before the second apostrophe, which is then left out
    text = re.sub(r"['’](?!\w)", "", text)
    for word in surfaces(text):
        assert surfaces(f"({word})") == [word]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("a.a" * 100_000, 100_001, id="letters and points"),
        pytest.param("a." * 300_000, 1, id="one acronym"),
        pytest.param("a." * 300_000 + "ab", 2, id="an acronym and a word"),
        pytest.param("e" + "\u0301" * 300_000, 1, id="marks"),
        pytest.param("a.e" + "\u0301" * 300_000, 1, id="marks of an acronym"),
        pytest.param("e\u0301." * 200_000, 1, id="decomposed acronym"),
        pytest.param("l'" * 300_000, 1, id="clitics"),
        pytest.param("l'a " * 200_000, 200_000, id="elisions"),
        pytest.param("'" * 300_000, 0, id="apostrophes"),
        pytest.param("123 " * 100_000, 99_991, id="groups of digits"),
        pytest.param("1 000 " * 50_000 + "1", 50_001, id="numbers"),
        pytest.param("1" * 300_000, 1, id="digits"),
        pytest.param("a" * 500_000, 1, id="letters"),
        pytest.param("a" + "\u00ad" * 300_000 + "b", 1, id="soft hyphens inside"),
        pytest.param("a" + "\u00ad" * 300_000, 1, id="soft hyphens behind"),
        pytest.param("a\u00ad" * 300_000, 1, id="soft hyphens between letters"),
        pytest.param("°" * 300_000, 1, id="signs"),
        pytest.param(" " * 300_000, 0, id="spaces"),
        pytest.param("1." * 300_000, 300_000, id="points"),
        pytest.param("1,5" * 200_000, 200_001, id="commas"),
        pytest.param("1.000" * 100_000, 100_001, id="groups with points"),
        pytest.param("1h" * 300_000, 1, id="hours"),
        pytest.param("5€" * 200_000, 400_000, id="money"),
        pytest.param("a-" * 300_000, 300_000, id="a compound"),
        pytest.param("a-'" * 200_000, 200_000, id="hyphens and apostrophes"),
        pytest.param("-t" * 300_000, 300_000, id="euphonic letters"),
        pytest.param("a&" * 300_000, 300_000, id="ampersands"),
        pytest.param("-" * 300_000 + "a", 1, id="hyphens"),
    ],
)
def test_the_time_is_linear_in_the_text(text: str, count: int) -> None:
    """No clock: with anything quadratic this would not end today."""
    assert sum(1 for _ in tokenize(text)) == count


@pytest.mark.parametrize(("inner", "apostrophe"), list(product(("", "x"), APOSTROPHES)))
def test_an_apostrophe_at_the_end_is_no_part_of_the_word(inner: str, apostrophe: str) -> None:
    assert surfaces(f"{apostrophe}b{inner}{apostrophe} b{inner}{apostrophe}") == [f"b{inner}"] * 2


def test_the_thousands_are_parted_by_spaces_only() -> None:
    assert re.fullmatch(r"\s+", THOUSANDS)
    assert len(set(THOUSANDS)) == len(THOUSANDS)
