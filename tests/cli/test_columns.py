import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.cli.columns import columns_of, fitting, left_padded, on_one_line, shortened

texts = st.text(st.sampled_from("ab é漢字👍\u00a0\n\t\u0301\u200d\u202e\x1b…"), max_size=30)


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("été", 3), ("e\u0301te\u0301", 3), ("漢字", 4), ("👍", 2), ("a\u200db", 2), ("", 0)],
)
def test_columns_are_counted(text: str, columns: int) -> None:
    assert columns_of(text) == columns


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("un  deux\n\ntrois", "un deux trois"),
        (" un ", " un "),
        ("\n", " "),
        ("a\u202eb\x1b[31mc", "ab[31mc"),
        ("2\u202f500\u00a0€", "2 500 €"),
        ("co\u00adopérer", "coopérer"),
    ],
)
def test_a_line_holds_what_prints(text: str, expected: str) -> None:
    assert on_one_line(text) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (14, " un deux trois"),
        (13, "un deux trois"),
        (12, "  deux trois"),
        (9, "    trois"),
        (3, "ois"),
        (0, ""),
    ],
)
def test_the_last_words_are_kept_on_the_left(columns: int, expected: str) -> None:
    assert left_padded("un deux trois", columns) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [(13, "un deux trois"), (12, "un deux"), (7, "un deux"), (6, "un"), (1, "u"), (0, "")],
)
def test_the_first_words_are_kept_on_the_right(columns: int, expected: str) -> None:
    assert fitting("un deux trois", columns) == expected


def test_an_id_is_shortened_at_its_beginning() -> None:
    assert shortened("a/b/crue.txt", 12) == "a/b/crue.txt"
    assert shortened("a/b/crue.txt", 9) == "…crue.txt"


@given(texts.map(on_one_line), st.integers(1, 20))
def test_what_is_cut_fits_and_is_padded_to_the_column(text: str, columns: int) -> None:
    assert columns_of(left_padded(text, columns)) == columns
    assert columns_of(fitting(text, columns)) <= columns
    assert columns_of(shortened(text, columns)) <= columns
    assert text.startswith(fitting(text, columns))
    assert text.endswith(left_padded(text, columns).lstrip(" "))


@given(texts)
def test_a_line_has_no_controls(text: str) -> None:
    assert not {unicodedata.category(c) for c in on_one_line(text)} & {"Cc", "Zl", "Zp"}
    assert "  " not in on_one_line(text)
