import re
import sys
import unicodedata

import pytest

from searchidx.analysis.characters import (
    APOSTROPHES,
    CURRENCIES,
    IGNORABLE,
    LETTER,
    SYMBOLS,
    VOWELS,
    WORD_START,
    all_marks,
    may_have_marks,
    word,
)
from searchidx.analysis.tokenizer import tokenize

SCALARS = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
ASSIGNED = [c for c in SCALARS if unicodedata.category(c) != "Cn"]


def of_category(*initials: str) -> list[str]:
    return [c for c in ASSIGNED if unicodedata.category(c)[0] in initials]


def between_letters(characters: list[str] | str) -> list[list[str]]:
    """Cut ``aa?bb`` for each of the characters; one token where it makes part of a word."""
    text = "".join(f"aa{c}bb\n" for c in characters)
    lines: list[list[str]] = [[] for _ in characters]
    starts = {start: number for number, start in enumerate(range(0, len(text), len("aa?bb\n")))}
    for token in tokenize(text):
        start = token.start - token.start % len("aa?bb\n")
        lines[starts[start]].append(token.text)
    return lines


@pytest.mark.skipif(
    unicodedata.unidata_version != "14.0.0", reason="the class is that of Unicode 14, of Python 3.11"
)
def test_every_combining_mark_stays_inside_a_word() -> None:
    marks = of_category("M")
    assert len(marks) > 2000
    assert between_letters(marks) == [[f"aa{mark}bb"] for mark in marks]
    assert [token.text for token in tokenize(" ".join(f"a{mark}" for mark in marks))] == [
        f"a{mark}" for mark in marks
    ]


def test_every_letter_and_digit_makes_part_of_a_word() -> None:
    members = of_category("L", "N")
    assert between_letters(members) == [[f"aa{c}bb"] for c in members]


def test_every_other_character_parts_two_words() -> None:
    parting = [
        c
        for c in of_category("C", "P", "S", "Z")
        if c not in {*APOSTROPHES, *SYMBOLS, *IGNORABLE, *CURRENCIES, "\n"}
    ]
    assert between_letters(parting) == [["aa", "bb"]] * len(parting)


@pytest.mark.parametrize(
    "members", [APOSTROPHES, SYMBOLS, IGNORABLE], ids=["apostrophes", "signs", "invisible"]
)
def test_apostrophes_and_signs_and_what_is_invisible_stay_inside_a_word(members: str) -> None:
    assert between_letters(members) == [[f"aa{c}bb"] for c in members]


def test_a_currency_is_a_word_by_itself() -> None:
    assert between_letters("".join(CURRENCIES)) == [["aa", sign, "bb"] for sign in CURRENCIES]


def test_no_character_is_of_two_kinds() -> None:
    kinds = APOSTROPHES + SYMBOLS + IGNORABLE + "".join(CURRENCIES)
    assert len(set(kinds)) == len(kinds)
    assert not re.search(f"[{all_marks()}]", kinds)


def test_the_signs_are_words_by_themselves() -> None:
    assert [token.text for token in tokenize(" ".join(SYMBOLS))] == list("°§×")


@pytest.mark.parametrize(
    ("expression", "members", "others"),
    [
        pytest.param(LETTER, "aZéŒßłΩж東ª", "0９_'ʼꞌ °€\u0301\u00ad-", id="letter"),
        pytest.param(WORD_START, "aZéŒ0９²½ª°§×", "_€£$©®™'ʼꞌ \u0301\u00ad-", id="word start"),
        pytest.param(
            word(all_marks()), "aZéŒ0９²½ª°§×\u0301\u0327\u00ad\u200b\ufeff", "_€£$©®™'ʼꞌ -\u2019", id="word"
        ),
    ],
)
def test_the_classes_hold_what_their_names_say(expression: str, members: str, others: str) -> None:
    matcher = re.compile(expression)
    assert [c for c in members + others if matcher.fullmatch(c)] == list(members)


def test_the_vowels_are_the_letters_whose_base_is_a_vowel() -> None:
    assert set("aeiouyàâäéèêëîïôöùûüÿæ") | set("AEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŸÆ") | set("œŒ") <= set(VOWELS)
    assert set("ãåāăąǎạảấặēěẹėīĩỉịİōőõọởūůűųụýỳỹŷ") <= set(VOWELS)
    bases = {unicodedata.normalize("NFD", c)[0].lower() for c in VOWELS}
    assert bases == set("aeiouyæœ") | set("øıĳªº")  # the last do not decompose
    assert not set(VOWELS) & set("bcçdfghjklmnñpqrsštvwxzźłß0123456789'’ -")


def test_all_combining_marks_are_told_from_latin_text() -> None:
    assert all(map(may_have_marks, of_category("M")))
    assert not may_have_marks("".join(map(chr, range(0x300))) + "Ếǽ ’“”…–— €™ ℓ№")
