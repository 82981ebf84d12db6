import re
from importlib.resources import files

import pytest

from searchidx.analysis.folding import exact, fold
from searchidx.analysis.french import analyse_word, is_stop_word
from searchidx.analysis.stopwords import IN_THEIR_OWN_RIGHT, stop_words
from searchidx.analysis.tokenizer import tokenize

LINES = files("searchidx.analysis").joinpath("data/stopwords.txt").read_text("utf-8").splitlines()
COMMENTS = [line for line in LINES if line.startswith("#")]
ENTRIES = [line.partition("#")[0].strip() for line in LINES if not line.startswith("#")]


def test_the_file_says_where_it_comes_from_and_under_which_licence() -> None:
    assert [bool(re.search(r"\bSource: \S.*\bLicence: \S", line)) for line in COMMENTS].count(True) == 1
    assert LINES[: len(COMMENTS)] == COMMENTS


def test_the_file_is_sorted_without_duplicates_or_empty_lines() -> None:
    assert sorted(set(ENTRIES)) == ENTRIES
    assert all(ENTRIES)


def test_every_entry_is_one_folded_word() -> None:
    assert [fold(entry) for entry in ENTRIES] == ENTRIES
    assert [[token.text for token in tokenize(entry)] for entry in ENTRIES] == [[entry] for entry in ENTRIES]


def test_the_stop_words_are_the_entries_of_the_file() -> None:
    assert stop_words() == frozenset(ENTRIES)
    assert len(ENTRIES) > 150


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("le la les l un une des du de d au aux", id="articles"),
        pytest.param(
            "je tu il elle on nous vous ils elles j me m te t se s moi toi soi lui leur", id="pronouns"
        ),
        pytest.param("a dans de depuis en entre malgre par pour sans selon sous sur vers", id="prepositions"),
        pytest.param("et ou mais donc ni que qu qui quoi dont ou", id="conjunctions and relatives"),
        pytest.param("ne n pas", id="negations"),
        pytest.param("est sont etait suis sera eu ai a ont avait aura", id="être and avoir"),
        pytest.param("jusqu lorsqu puisqu quoiqu c", id="elided words"),
    ],
)
def test_the_closed_classes_of_grammar_are_stop_words(words: str) -> None:
    assert [word for word in words.split() if not is_stop_word(analyse_word(word))] == []


def test_a_word_in_its_own_right_is_no_stop_word() -> None:
    own = ["car", "or", "ete", "fait", "bien", "monde", "president", "2024", "k", "x"]
    assert [word for word in own if is_stop_word(analyse_word(word))] == []


def test_stop_words_are_looked_up_folded() -> None:
    assert all(is_stop_word(analyse_word(word)) for word in ("meme", "même", "MÊME", "me\u0302me", "où", "À"))


@pytest.mark.parametrize("word", ["né", "NÉ", "ne\u0301", "dû", "sûr", "mémé", "Mémés", "dés"])
def test_an_accent_tells_a_word_in_its_own_right_from_a_stop_word(word: str) -> None:
    assert not is_stop_word(analyse_word(word))
    assert is_stop_word(analyse_word(fold(word)))


def test_the_words_that_accents_tell_fold_as_stop_words_do() -> None:
    assert all(exact(word) == word for word in IN_THEIR_OWN_RIGHT)
    assert {fold(word) for word in IN_THEIR_OWN_RIGHT} <= stop_words()
