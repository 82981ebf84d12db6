import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.corpus.boilerplate import without_boilerplate

MARKERS = [
    "PUBLICITÉ",
    "Publicité",
    "publicite",
    "- Publicité -",
    "ANNONCE",
    "La suite après cette publicité",
]

lines = st.lists(st.sampled_from([*MARKERS, "", "", " ", "Un début.", "Une suite.", "La publicité paie."]))


@pytest.mark.parametrize(
    "marker",
    [
        *MARKERS,
        pytest.param("  PUBLICITÉ\t", id="blanks around"),
        pytest.param(unicodedata.normalize("NFD", "PUBLICITÉ"), id="decomposed"),
        pytest.param("La\u00a0suite  après\u202fcette publicité", id="other spaces"),
    ],
)
def test_a_marker_alone_on_a_line_is_dropped_with_the_blank_line_it_leaves(marker: str) -> None:
    assert without_boilerplate(f"Un début.\n\n{marker}\n\nUne suite.") == "Un début.\n\nUne suite."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("PUBLICITÉ\n\nUne suite.", "Une suite.", id="at the beginning"),
        pytest.param("Un début.\n\nPUBLICITÉ", "Un début.\n", id="at the end"),
        pytest.param("Un début.\nPUBLICITÉ\nUne suite.", "Un début.\nUne suite.", id="inside a paragraph"),
        pytest.param("Un.\n\nPUBLICITÉ\n\nPUBLICITÉ\n\nDeux.", "Un.\n\nDeux.", id="twice in a row"),
        pytest.param("Un.\r\n\r\nPUBLICITÉ\r\n\r\nDeux.", "Un.\n\nDeux.", id="CRLF"),
        pytest.param("PUBLICITÉ", "", id="alone"),
    ],
)
def test_a_marker_is_dropped_wherever_it_stands(text: str, expected: str) -> None:
    assert without_boilerplate(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("La publicité paie.", id="in a sentence"),
        pytest.param("Publicité mensongère", id="with another word"),
        pytest.param("Publicité " * 20, id="a long line of it"),
        pytest.param("# Publicité", id="a line of the list of markers is no pattern"),
        pytest.param("Un.\r\n\r\n\r\nDeux.\n", id="line ends and blank lines"),
    ],
)
def test_a_text_without_markers_is_left_as_it_is(text: str) -> None:
    assert without_boilerplate(text) == text


@given(lines)
def test_every_other_line_is_kept_in_order(source: list[str]) -> None:
    kept = [line for line in source if line.strip() and line not in MARKERS]
    assert [line for line in without_boilerplate("\n".join(source)).splitlines() if line.strip()] == kept


@given(lines)
def test_what_is_dropped_leaves_nothing_more_to_drop(source: list[str]) -> None:
    once = without_boilerplate("\n".join(source))
    assert without_boilerplate(once) == once
