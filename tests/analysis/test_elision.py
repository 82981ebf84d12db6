import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from searchidx.analysis.characters import APOSTROPHES
from searchidx.analysis.elision import is_bare_clitic, is_clitic, is_fused
from searchidx.analysis.token import Token
from searchidx.analysis.tokenizer import tokenize
from tests.analysis.laws import ACCENTED

CLITICS = [
    *"cdjlmnstz",
    *[
        "qu",
        "ainsiqu",
        "alorsqu",
        "depuisqu",
        "jusqu",
        "lorsqu",
        "parcequ",
        "presqu",
        "puisqu",
        "quelqu",
        "quoiqu",
        "tandisqu",
    ],
]
SPELLED = "flmnrsx"
"""Letters whose name begins with a vowel; that of h does too."""


def surfaces(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


@pytest.mark.parametrize("clitic", CLITICS)
def test_every_clitic_goes_in_any_case_with_any_apostrophe(clitic: str) -> None:
    for apostrophe in APOSTROPHES:
        text = f"{clitic}{apostrophe}il {clitic.upper()}{apostrophe}IL {clitic.title()}{apostrophe}Il"
        assert surfaces(text) == ["il", "IL", "Il"], apostrophe


@pytest.mark.parametrize(
    "word",
    [
        "presqu’île",
        "presqu’ILES",
        "presqu’i\u0302le",
        "entr’acte",
        "grand’mère",
        "O’Connell",
        "k’a",
        "quelqu’un",
        "quelqu’unes",
        "q’a",
        "ch’ti",
        "prud’homme",
    ],
)
def test_what_is_no_clitic_stays(word: str) -> None:
    assert surfaces(f"{word} {word.upper()}") == [word, word.upper()]


@pytest.mark.parametrize("word", ["ql’ami", "bl’ami", "él’ami", "1l’ami", "e\u0301l’ami", "Al’a"])
def test_a_clitic_stands_at_the_head_of_a_word(word: str) -> None:
    assert surfaces(word) == [word]


@pytest.mark.parametrize("vowel", list("aeiouyœæh" + ACCENTED))
def test_a_clitic_goes_before_every_vowel_and_h(vowel: str) -> None:
    for word in (f"{vowel}x", f"{vowel}x".upper(), vowel):
        for form in ("NFC", "NFD"):
            normalised = unicodedata.normalize(form, word)
            assert surfaces(f"l’{normalised}") == [normalised]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("d’RTL, l’ONU", ["RTL", "ONU"], id="acronyms"),
        pytest.param("d’rtl, D’RTL", ["rtl", "RTL"], id="acronyms in any case"),
        pytest.param("l’X et l’n-ième", ["X", "et", "n", "ième"], id="a letter alone"),
        pytest.param("l’X.", ["X"], id="a letter alone at the end"),
        pytest.param("l’A.B. l’S.N.C.F. l’U.E.", ["A.B.", "S.N.C.F.", "U.E."], id="letters with points"),
        pytest.param("l’N100 l’F1", ["N100", "F1"], id="a letter and a digit"),
        pytest.param("d’Mç d’Mc\u0327", ["Mç", "Mc\u0327"], id="cedilla"),
        pytest.param("l’11 septembre", ["11", "septembre"], id="digits"),
        pytest.param("D’Almeida, d’Artagnan", ["Almeida", "Artagnan"], id="names before a vowel"),
        pytest.param("d’Haïti, l’huile", ["Haïti", "huile"], id="h"),
        pytest.param("qu’aujourd’hui", ["aujourd’hui"], id="before an apostrophe inside"),
        pytest.param("« l’ami »", ["ami"], id="in quotes"),
        pytest.param("presqu’islandais, quelqu’autre", ["islandais", "autre"], id="presque and quelque"),
        pytest.param("quelqu’uniforme", ["uniforme"], id="no quelqu’un"),
        pytest.param("n’y-a-t-il", ["y", "a", "il"], id="before hyphens"),
    ],
)
def test_a_clitic_goes_before_a_vowel_sound(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


@pytest.mark.parametrize("letter", list(SPELLED))
def test_letters_whose_name_begins_with_a_vowel_are_read_with_one(letter: str) -> None:
    for written in (letter, letter.upper()):
        words = [f"{written}{following}" for following in [*"bcdfghjklmnpqrstvwxzç", *"0123456789"]]
        assert surfaces(" ".join(f"d’{word} d’{word.upper()}" for word in words)) == [
            cased for word in words for cased in (word, word.upper())
        ]
        assert surfaces(f"d’{written}, d’{written}a") == [written, f"d’{written}a"]


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("N’Golo", id="N’Golo"),
        pytest.param("M’Bappé", id="M’Bappé"),
        pytest.param("N’Djamena", id="N’Djamena"),
        pytest.param("d’Quincy", id="q"),
        pytest.param("d’Bt", id="a letter whose name begins with a consonant"),
        pytest.param("d’mander", id="a consonant and a vowel"),
        pytest.param("j’l’ai", id="two clitics"),
        pytest.param("d’Ka", id="k"),
        pytest.param("t’Wt", id="w"),
    ],
)
def test_a_clitic_stays_before_a_consonant(word: str) -> None:
    for cased in (word, word.upper(), word.lower()):
        assert surfaces(cased) == [cased]


@pytest.mark.parametrize("text", ["l’", "l’ ami", "l’«ami»", "l’-ami", "l’\nami"])
def test_a_clitic_is_a_word_where_none_follows(text: str) -> None:
    assert surfaces(text) == ["l", *(["ami"] if "ami" in text else [])]


def test_the_span_is_that_of_the_word_and_the_clitic_is_kept_beside() -> None:
    text = "Lorsqu’e\u0301tait dit Q’a l`il…"
    assert list(tokenize(text)) == [
        Token("e\u0301tait", 7, 13, "Lorsqu’"),
        Token("dit", 14, 17, ""),
        Token("Q’a", 18, 21, ""),
        Token("il", 24, 26, "l`"),
    ]


@pytest.mark.parametrize("clitic", CLITICS)
def test_a_clitic_alone_is_known_in_any_case(clitic: str) -> None:
    assert is_clitic(clitic)
    assert is_clitic(clitic.upper())


@pytest.mark.parametrize("word", ["", "de", "b", "q", "l’", "ll", "entr", "é", " l"])
def test_no_other_word_is_a_clitic(word: str) -> None:
    assert not is_clitic(word)


@pytest.mark.parametrize("clitic", CLITICS)
def test_a_bare_clitic_is_known_in_any_case(clitic: str) -> None:
    assert is_bare_clitic(clitic, "habitation")
    assert is_bare_clitic(clitic.upper(), "ÉTÉ")


@pytest.mark.parametrize(
    ("word", "following", "expected"),
    [
        pytest.param("d", "habitation", True, id="h"),
        pytest.param("l", "école", True, id="accent"),
        pytest.param("l", "e\u0301cole", True, id="combining accent"),
        pytest.param("d", "RTL", True, id="letters spelled out"),
        pytest.param("l", "X", True, id="a letter alone"),
        pytest.param("d", "11", True, id="digits"),
        pytest.param("d", "mineur", False, id="consonant"),
        pytest.param("n", "Djamena", False, id="a name"),
        pytest.param("de", "habitation", False, id="a whole word"),
        pytest.param("b", "amour", False, id="no clitic"),
        pytest.param("ld", "amour", False, id="two letters"),
        pytest.param("l’", "amour", False, id="with its apostrophe"),
        pytest.param("", "amour", False, id="nothing before"),
        pytest.param("l", "", False, id="nothing behind"),
    ],
)
def test_a_bare_clitic_is_one_before_a_vowel_sound(word: str, following: str, expected: bool) -> None:
    assert is_bare_clitic(word, following) is expected


@pytest.mark.parametrize(
    ("word", "following", "expected"),
    [
        pytest.param("prud", "hommes", True, id="prud’hommes"),
        pytest.param("AUJOURD", "hui", True, id="aujourd’hui"),
        pytest.param("Quelqu", "unes", True, id="quelqu’unes"),
        pytest.param("presqu", "île", True, id="presqu’île"),
        pytest.param("quelqu", "autre", False, id="quelqu’autre"),
        pytest.param("d", "un", False, id="d’un"),
        pytest.param("un", "prud", False, id="the other way round"),
    ],
)
def test_a_word_in_one_is_known_by_its_halves(word: str, following: str, expected: bool) -> None:
    assert is_fused(word, following) is expected


@given(st.sampled_from(CLITICS), st.text("aéhlnRTXbcç1", min_size=1, max_size=6))
@settings(deadline=None, max_examples=300)
def test_a_clitic_is_bare_where_it_would_go_with_an_apostrophe(clitic: str, following: str) -> None:
    goes = "".join(surfaces(f"{clitic}’{following}")) == following
    assert is_bare_clitic(clitic, following) is goes


@given(st.text())
@settings(deadline=None, max_examples=200)
def test_a_text_without_apostrophes_keeps_its_letters(text: str) -> None:
    assume(not set(text) & set(APOSTROPHES))
    letters = [c for c in text if c.isascii() and c.isalpha()]
    found = [c for word in surfaces(f" {' '.join(letters)} ") for c in word if c.isalpha()]
    assert found == letters
