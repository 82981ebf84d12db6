"""``searchidx syntax``."""

from datetime import date

import pytest

from searchidx import parse
from searchidx.cli.syntax import SHEET
from searchidx.engine.resolve import resolve
from tests.cli.conftest import Run
from tests.test_docs import queries

ROWS = [row for section in SHEET for row in section.rows]


@pytest.mark.parametrize("query", [query for query, _, _ in ROWS])
def test_every_query_of_the_sheet_is_understood(query: str) -> None:
    _, warnings = resolve(parse(query, today=date(2024, 5, 17)), weights={"title": 3, "lead": 2, "body": 1})
    assert warnings == []


def test_every_query_of_the_sheet_is_on_the_page_that_tells_more() -> None:
    assert {query for query, _, _ in ROWS} <= set(queries("query-language.md"))


@pytest.mark.parametrize(("lang", "column", "words"), [("en", 1, "Words"), ("fr", 2, "Les mots")])
def test_the_sheet_is_printed_in_both_languages(run: Run, lang: str, column: int, words: str) -> None:
    result = run("syntax", "--lang", lang)
    lines = result.stdout.splitlines()
    assert (result.exit_code, lines[0]) == (0, words)
    printed = [line.strip() for line in lines if line.startswith("  ")]
    assert [" ".join(line.split()) for line in printed] == [f"{row[0]} {row[column]}" for row in ROWS]
    assert max(map(len, lines)) <= 100
    if lang == "en":
        assert run("syntax").stdout == result.stdout


def test_the_sheet_knows_no_third_language(run: Run) -> None:
    assert run("syntax", "--lang", "de").exit_code == 2
