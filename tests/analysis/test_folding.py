import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unidecode import unidecode

from searchidx.analysis.characters import APOSTROPHES, IGNORABLE
from searchidx.analysis.folding import LONGEST_TERM, exact, fold, fold_letters, fold_value, is_all_letters
from tests.analysis.laws import ACCENTED, vocabulary

french_words = st.text("abcxyz" + ACCENTED + "çñœæß" + ACCENTED.upper() + "ÇÑŒÆ" + "’'12", min_size=1)


@pytest.mark.parametrize(
    "spelling",
    [
        "École",
        "école",
        "ecole",
        "ECOLE",
        "ÉCOLE",
        "e\u0301cole",
        "E\u0301COLE",
        "éco\u00adle",
        "ｅcole",
        "é’cole",
    ],
)
def test_spellings_of_a_word_fold_alike(spelling: str) -> None:
    assert fold(spelling) == "ecole"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("àâäçéèêëîïôöùûüÿñ", "aaaceeeeiioouuuyn", id="accents"),
        pytest.param("ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸÑ", "aaaceeeeiioouuuyn", id="capital accents"),
        pytest.param("ŒuvrœÆquæ", "oeuvroeaequae", id="ligatures"),
        pytest.param("ﬁnir", "finir", id="typographic ligature"),
        pytest.param("Straße", "strasse", id="sharp s"),
        pytest.param("Łódź", "lodz", id="Polish"),
        pytest.param("Øresund", "oresund", id="Danish"),
        pytest.param("Şişli", "sisli", id="Turkish"),
        pytest.param("aujourd’hui", "aujourdhui", id="apostrophe"),
        pytest.param("O.N.U.", "onu", id="points"),
        pytest.param("CO₂", "co2", id="subscript"),
        pytest.param("1ᵉʳ", "1er", id="superscript"),
        pytest.param("20°C", "20degc", id="degrees"),
        pytest.param("5€", "5eur", id="euro"),
        pytest.param("１２３", "123", id="full width"),
        pytest.param("\U0001d404\U0001d428\U0001d425\U0001d41e", "eole", id="mathematical"),
        pytest.param("\U0001d4d4\u0301cole", "ecole", id="mathematical with a mark"),
        pytest.param("ⓔcole", "ecole", id="circled"),
        pytest.param("ǆ", "dz", id="digraph"),
        pytest.param("Москва", "moskva", id="Cyrillic"),
        pytest.param("Αθήνα", "athena", id="Greek"),
        pytest.param("ё", "io", id="one composed character"),
        pytest.param("е\u0308", "io", id="the same decomposed"),
        pytest.param("سلام", "slm", id="Arabic"),
        pytest.param("東京", "dongjing", id="Chinese"),
    ],
)
def test_fold_leaves_small_letters_and_digits(word: str, expected: str) -> None:
    assert fold(word) == expected


@pytest.mark.parametrize(
    "word", ["ә", "Ә", "ߊߋ", "\U00010480"], ids=["schwa", "capital schwa", "N’Ko", "Osmanya"]
)
def test_a_word_that_unidecode_does_not_know_keeps_its_letters(word: str) -> None:
    assert not any(map(str.isalnum, unidecode(word)))
    assert fold(word) == word.lower()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("PÊCHE", "pêche", id="capitals"),
        pytest.param("pe\u0302che", "pêche", id="composed"),
        pytest.param("O.N.U.", "o.n.u.", id="points stay"),
        pytest.param("cy\u00adcliste", "cycliste", id="soft hyphen"),
        pytest.param("Œuvre", "œuvre", id="ligatures stay"),
        pytest.param("20°C", "20°c", id="signs stay"),
        pytest.param("Straße", "straße", id="sharp s stays"),
        pytest.param("ＰÊＣＨＥ", "pêche", id="full width"),
        pytest.param("\U0001d40fe\u0302che", "pêche", id="mathematical"),
        pytest.param("m²", "m2", id="superscript"),
    ],
)
def test_the_exact_form_keeps_accents_and_drops_case(word: str, expected: str) -> None:
    assert exact(word) == expected


def test_the_exact_form_has_straight_apostrophes_and_nothing_invisible() -> None:
    assert {exact(f"O{apostrophe}Connell") for apostrophe in APOSTROPHES} == {"o'connell"}
    assert exact(f"a{IGNORABLE}b") == "ab"
    assert {fold(f"O{apostrophe}Connell") for apostrophe in APOSTROPHES} == {"oconnell"}
    assert fold(f"a{IGNORABLE}b") == "ab"


def test_every_letter_and_digit_folds_alike_in_all_normal_forms() -> None:
    letters = [f"a{c}b" for c in map(chr, range(0x80, 0x30000)) if c.isalnum()]
    assert len(letters) > 100_000
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert [word for word in letters if fold(unicodedata.normalize(form, word)) != fold(word)] == []


def test_composed_letters_fold_as_unidecode_spells_them() -> None:
    """Among the first 1,024 characters, that is, Latin and Greek."""
    letters = [letter for letter in map(chr, range(0x400)) if is_all_letters(letter)]
    assert "".join(letters[52:]) == "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿŒœ"
    assert [fold_letters(letter.lower()) for letter in letters] == [
        unidecode(letter).lower() for letter in letters
    ]


@pytest.mark.parametrize("letter", ["a", "é", "œ", "ә"])
def test_a_long_word_is_cut(letter: str) -> None:
    assert LONGEST_TERM == 64
    assert fold(letter * 65) == (fold(letter) * 65)[:64]
    assert exact(letter * 65) == letter * 64
    assert fold(letter * 500_000) == fold(letter * 65)


def test_a_word_is_cut_after_its_accents_are_gone() -> None:
    assert fold("e\u0301" * 64) == "e" * 64
    assert exact("e\u0301" * 64) == "é" * 64
    assert fold("é'" * 64) == "e" * 64


@given(french_words)
@settings(deadline=None, max_examples=400)
def test_a_word_folds_as_its_spelling_in_ascii(word: str) -> None:
    if any(map(str.isalnum, word)):
        assert fold(word) == fold(unidecode(word)) == fold(fold(word))
        assert set(fold(word)) <= set("abcdefghijklmnopqrstuvwxyz0123456789")


@given(french_words)
@settings(deadline=None, max_examples=400)
def test_a_word_folds_alike_in_any_case_and_form(word: str) -> None:
    decomposed = unicodedata.normalize("NFD", word)
    if any(map(str.isalnum, word)):
        assert {fold(word.upper()), fold(word.lower()), fold(decomposed)} == {fold(word)}
    assert exact(decomposed) == exact(word)
    assert exact(exact(word)) == exact(word) == exact(word).lower()


@given(st.text(st.characters(categories=["L", "N"]), min_size=1))
@settings(deadline=None, max_examples=400)
def test_neither_form_is_ever_empty(word: str) -> None:
    assert 0 < len(fold(word)) <= LONGEST_TERM
    assert 0 < len(exact(word)) <= LONGEST_TERM
    assert not any(map(str.isspace, fold(word) + exact(word)))


def test_the_vocabulary_of_the_corpus_folds_to_letters_and_digits() -> None:
    assert len(vocabulary()) > 5000
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789")
    assert [word for word in vocabulary() if not set(fold(word)) <= allowed] == []
    assert [word for word in vocabulary() if fold(word) != fold(unidecode(word))] == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("Économie", "ECONOMIE", True, id="case and accents"),
        pytest.param("Économie", "E\u0301conomie", True, id="composed or not"),
        pytest.param("L’Œil", "l'oeil", True, id="apostrophes and ligatures"),
        pytest.param(" Le\u202fMonde  diplo ", "le monde diplo", True, id="spaces"),
        pytest.param("Jean‑Luc", "jean-luc", True, id="hyphens"),
        pytest.param("R&D", "RD", False, id="signs count"),
        pytest.param("Le Goff", "LeGoff", False, id="so does a space"),
        pytest.param("☂", "☃", False, id="what has no spelling"),
        pytest.param("x" * 100, "x" * 101, False, id="long ones are not cut"),
    ],
)
def test_values_are_compared_whole(one: str, other: str, same: bool) -> None:
    assert (fold_value(one) == fold_value(other)) is same
