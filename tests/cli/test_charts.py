"""Facets in a terminal."""

from pathlib import Path

import pytest

from searchidx import Results
from searchidx.cli.charts import chart
from searchidx.cli.draw import Paper
from tests.cli.conftest import terminal

WIDE = Paper(width=30, blocks=True)


def drawn(facet: str, values: list[tuple[str, int]], paper: Paper, **known: object) -> list[str]:
    results = Results(total=sum(n for _, n in values), hits=(), facets={facet: values})
    for name, value in known.items():
        object.__setattr__(results, name, value)
    return chart(facet, results, paper).splitlines()


def test_without_a_width_there_are_values_and_numbers() -> None:
    assert drawn("author", [("Anne Le Goff", 12345), ("Élu", 7)], Paper()) == [
        "author:",
        "   Anne Le Goff  12345",
        "   Élu               7",
    ]


def test_bars_are_as_long_as_their_numbers_and_fit_the_width() -> None:
    lines = drawn("section", [("Sport", 16), ("Culture", 8), ("Monde", 3), ("Paris", 1)], WIDE)
    assert lines == [
        "section:",
        "   Sport    16  ██████████████",
        "   Culture   8  ███████",
        "   Monde     3  ██▋",
        "   Paris     1  ▉",
    ]
    assert max(map(len, lines)) == 30


def test_the_least_number_has_a_bar_and_none_has_none() -> None:
    lines = drawn("month", [("2024-01", 10_000), ("2024-02", 0), ("2024-03", 1)], WIDE)
    assert lines[2:] == ["   2024-02      0", "   2024-03      1  ▏"]


def test_where_blocks_cannot_be_shown_bars_are_ascii() -> None:
    lines = drawn("section", [("Sport", 14), ("Culture", 7), ("Monde", 1)], Paper(width=30))
    assert lines[1:] == ["   Sport    14  ##############", "   Culture   7  #######", "   Monde     1  #"]
    assert "".join(lines).isascii()


@pytest.mark.parametrize("width", [1, 8, 15, 20, 40, 80, 200])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    values = [
        ("Une agence au nom qui n’en finit pas de ne pas finir", 120),
        ("北京日报", 3),
        ("e\u0301te\u0301", 1),
    ]
    for line in drawn("source", values, Paper(width=width, blocks=True))[1:]:
        assert len(line) <= max(width, 10)


def test_numbers_are_aligned_whatever_the_width_of_letters() -> None:
    lines = drawn("source", [("北京", 3), ("e\u0301te\u0301", 2), ("abcd", 1)], Paper())
    assert lines[1:] == ["   北京  3", "   e\u0301te\u0301   2", "   abcd  1"]


def test_what_is_left_out_is_counted() -> None:
    values = [(f"Auteur {n}", 9 - n) for n in range(9)]
    assert drawn("author", values, Paper(values=2)) == [
        "author:",
        "   Auteur 0  9",
        "   Auteur 1  8",
        "   … 7 more: --facet-limit all",
    ]
    assert len(drawn("author", values, Paper(values=9))) == 10
    years = [(f"{year}", 2) for year in range(2001, 2010)]
    assert drawn("year", years, Paper(values=2)) == [
        "year:",
        "   … 7 earlier, with 14 articles: --facet-limit all",
        "   2008  2",
        "   2009  2",
    ]


def test_a_long_stretch_without_articles_is_one_line() -> None:
    values = [("1998", 1), *((f"{year}", 0) for year in range(1999, 2023)), ("2023", 0), ("2024", 2)]
    assert drawn("year", values, Paper(values=24)) == [
        "year:",
        "   1998                1",
        "   (25 years without)",
        "   2024                2",
    ]
    assert drawn("year", values, Paper(values=1))[1] == "   … 26 earlier, with 1 article: --facet-limit all"
    short = [("1998", 1), *((f"{year}", 0) for year in range(1999, 2004)), ("2004", 2)]
    assert len(drawn("year", short, Paper())) == 8


def test_wider_dates_and_the_undated_are_apart() -> None:
    assert drawn("month", [("2024-01", 2)], Paper(), wider={"month": [("2024", 3)]}, total=6) == [
        "month:",
        "   2024-01         2",
        "   2024, no month  3",
        "   undated         1",
    ]
    assert drawn("month", [], Paper(), wider={"month": [("2024", 3)]}, total=3) == [
        "month:",
        "   2024, no month  3",
    ]


def test_a_facet_without_values_says_so_where_there_are_hits() -> None:
    assert drawn("tag", [], WIDE, total=3) == ["tag: none"]
    assert drawn("tag", [], WIDE) == []


def test_a_value_sends_no_command_to_the_terminal() -> None:
    lines = drawn("tag", [("eau\x1b[31m\nde\u202eça", 1)], WIDE)
    assert lines[1].startswith("   eau\ufffd[31m deça  1")


def test_a_terminal_has_bars_of_the_signs_that_it_can_show(sample_folder: Path) -> None:
    asked = ("--index", str(sample_folder), "search", "mairie", "--limit", "1", "--facet", "section")
    utf_8 = {"TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
    lines = terminal(*asked, width=40, environment=utf_8).splitlines()
    assert max(map(len, lines[-5:])) == 40
    assert "█" in lines[-1]
    for environment in ({"PYTHONIOENCODING": "latin-1"}, {"TERM": "linux"}, {"TERM": "dumb"}):
        drawn = terminal(*asked, width=40, environment=utf_8 | environment)
        assert "█" not in drawn
        assert "###" in drawn.splitlines()[-1]
