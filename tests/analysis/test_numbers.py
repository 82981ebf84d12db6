import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.analysis.french import analyse
from searchidx.analysis.numbers import is_parted, ordinal, readings


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        pytest.param("2 500", ["2500", "2", "500"], id="a space"),
        pytest.param(
            "1\u202f234\u00a0567", ["1234567", "1234", "234567", "1", "234", "567"], id="other spaces"
        ),
        pytest.param("2.500", ["2500"], id="a point before three digits"),
        pytest.param("12.345.678", ["12345678"], id="two points"),
        pytest.param("1,5", ["1.5"], id="a comma"),
        pytest.param("1.5", ["1.5"], id="a point"),
        pytest.param("0.125", ["0.125"], id="a point after zero"),
        pytest.param("1,125", ["1.125"], id="a comma before three digits"),
        pytest.param("2.500,75", ["2500.75"], id="point and comma"),
        pytest.param("2 500,75", ["2500.75", "2500", "2", "500"], id="space and comma"),
    ],
)
def test_a_number_is_read_as_in_french(number: str, expected: list[str]) -> None:
    assert is_parted(number)
    assert readings(number) == expected


@pytest.mark.parametrize("word", ["2500", "O.N.U.", "a.b", "20h", "1er", "1’000", "l"])
def test_no_other_word_is_parted(word: str) -> None:
    assert not is_parted(word)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("1er 1ers 1re 1ere 1eres 1e", "1e", id="first"),
        pytest.param("2e 2eme 2emes 2ieme 2nd 2nde", "2e", id="second"),
        pytest.param("21e 21eme xxie xxieme", "21e", id="twenty-first"),
        pytest.param("ve 5e vieme".replace("vieme", "veme"), "5e", id="fifth"),
        pytest.param("xe xeme 10e", "10e", id="tenth"),
        pytest.param("ier 1er", "1e", id="of a king"),
        pytest.param("xixe 19e", "19e", id="before ten"),
        pytest.param("xive", "14e", id="before five"),
        pytest.param("xviiie", "18e", id="three after"),
        pytest.param("vieme 6e", "6e", id="sixth"),
    ],
)
def test_an_ordinal_has_one_spelling(words: str, expected: str) -> None:
    assert {ordinal(word) for word in words.split()} == {expected}


@pytest.mark.parametrize(
    "word",
    [
        "vie",
        "vies",
        "ie",
        "e",
        "eme",
        "xxi",
        "v",
        "ire",
        "iere",
        "lie",
        "mie",
        "iiie2",
        "1",
        "20h",
        "xxxxe",
        "iiiie",
        "vive",
    ],
)
def test_no_other_word_is_an_ordinal(word: str) -> None:
    assert ordinal(word) is None


def test_the_sixth_century_is_told_from_life_by_its_capitals() -> None:
    assert [lexeme.terms[1:] for _, lexeme in analyse("VIe vie VIE")] == [("6e",), (), ()]


@given(st.integers(1, 39))
def test_roman_and_arabic_ordinals_are_one(number: int) -> None:
    tens, units = divmod(number, 10)
    roman = "x" * tens + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][units]
    assert ordinal(f"{roman}eme") == (f"{number}e" if number > 1 else None)
