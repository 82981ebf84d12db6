"""``searchidx concordance``, or ``kwic``."""

import csv
import io
import json
from pathlib import Path

import click
import pytest

from searchidx import Article, Occurrence, PartialDate, SearchIndex
from searchidx.cli.columns import columns_of
from searchidx.cli.concordance import as_csv, as_text
from searchidx.cli.draw import Paper
from tests.cli.conftest import Run, process

IRAK = "diplomatie/dialogue-bagdad-washington-coalition.txt"


def test_rows_are_printed_with_the_keyword_in_one_column(ask: Run) -> None:
    result = ask("concordance", "irak", "--width", "20")
    assert result.stdout.splitlines() == [
        f"2024-01     title                      IRAK – ÉTATS-UNIS.  {IRAK}",
        f"2024-01     lead                     L’Irak et les États-Unis  {IRAK}",
        f"2024-01             sont stationnés en Irak, auxquels  {IRAK}",
        f"2024-01                 étrangères, en Irak comme dans la Syrie  {IRAK}",
    ]
    assert (result.stderr, result.exit_code) == ("4 occurrences\n", 0)


@pytest.mark.parametrize("width", [80, 100, 200])
def test_a_row_takes_the_width_of_the_terminal(sample: SearchIndex, width: int) -> None:
    found = sample.concordance("coalition OU irak", width=width)
    lines = list(as_text(found, width, Paper(color=True, width=width)))
    assert all(width - width // 6 < columns_of(click.unstyle(line)) <= width for line in lines)
    assert len({line.index("\x1b") for line in lines}) == 1  # where the keyword begins


@pytest.mark.parametrize("width", [1, 10, 30])
def test_a_very_narrow_terminal_still_shows_keywords(sample: SearchIndex, width: int) -> None:
    lines = list(as_text(sample.concordance("irak"), 60, Paper(width=width)))
    assert len(lines) == 4
    assert all("irak" in line.lower() for line in lines)


def test_wide_and_combining_characters_keep_the_column() -> None:
    rows = [
        Occurrence("1", PartialDate(2024, 1, 2), "body", "漢字 e\u0301te\u0301 ", "crue", " 👍", 8),
        Occurrence("2", None, "title", "sans\n", "Crue", "", 5),
    ]
    assert list(as_text(rows, 12, Paper())) == [
        "2024-01-02            漢字 e\u0301te\u0301 crue 👍  1",
        "undated     title         sans Crue  2",
    ]


def test_colours_mark_the_keyword() -> None:
    row = Occurrence("1", None, "body", "la ", "crue", "", 3)
    (line,) = as_text([row], 3, Paper(color=True))
    assert click.style("crue", bold=True, fg="red") in line
    assert click.unstyle(line) == "undated            la crue  1"


def test_json_lines_are_rows_of_the_library(ask: Run, sample: SearchIndex) -> None:
    lines = ask("kwic", "coalition", "--format", "jsonl", "--words", "3").stdout.splitlines()
    rows = [
        {
            "id": row.id,
            "date": str(row.published),
            "field": row.field,
            "left": row.left,
            "keyword": row.keyword,
            "right": row.right,
            "start": row.start,
        }
        for row in sample.concordance("coalition", words=3)
    ]
    assert list(map(json.loads, lines)) == rows
    assert "é" in "".join(lines)


def test_csv_has_a_head_and_no_formulas(ask: Run) -> None:
    found = list(csv.DictReader(io.StringIO(ask("kwic", "irak", "--format", "csv").stdout)))
    assert len(found) == 4
    assert (found[0]["id"], found[0]["date"], found[0]["keyword"], found[0]["start"]) == (
        IRAK,
        "2024-01",
        "IRAK",
        "0",
    )
    row = Occurrence("=1+1", None, "body", "- dit-il. La ", "crue", '\n"x"', 3)
    assert list(as_csv([row], 9, Paper()))[1] == '\'=1+1,,body,\'- dit-il. La ,crue,"\n""x""",3'


def test_a_context_that_ends_in_a_line_feed_stays_one_row(tmp_path: Path, run: Run) -> None:
    with SearchIndex.create(tmp_path / "index") as index:
        index.add([Article("1", "T", "Un\n\nIrak\n\ndeux")])
    (line,) = run("concordance", "irak").stdout.splitlines()
    assert line.endswith("Un Irak deux  1")


def test_rows_may_be_limited_sorted_and_narrowed(ask: Run) -> None:
    assert len(ask("kwic", "la", "--limit", "7").stdout.splitlines()) == 7
    assert ask("kwic", "irak", "--section", "Sport").exit_code == 1
    right = ask("kwic", "irak", "--sort", "right", "--format", "jsonl").stdout.splitlines()
    words = [json.loads(line)["right"].lstrip(" ,–").split()[0] for line in right]
    assert words == ["auxquels", "comme", "et", "ÉTATS-UNIS."]


@pytest.mark.parametrize(
    ("arguments", "stderr", "status"),
    [
        (["sécheresse-sans-fin"], "no occurrences\n", 1),
        (
            ["date:2024"],
            "searchidx: there is no word in it to show in context, at character 1; add a word or a phrase that stands in articles\n"
            "  date:2024\n  ^^^^^^^^^\n",
            2,
        ),
        (
            ["chat AND ("],
            "searchidx: this parenthesis is not closed, at character 10; add ) after the group\n  chat AND (\n           ^\n",
            2,
        ),
        (
            ["irak", "--since", "2024-13"],
            "searchidx: cannot read the date “2024-13”: there is no month 13\n",
            2,
        ),
    ],
)
def test_the_exit_status_is_that_of_grep(ask: Run, arguments: list[str], stderr: str, status: int) -> None:
    result = ask("concordance", *arguments)
    assert (result.stdout, result.stderr, result.exit_code) == ("", stderr, status)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["irak", "--width", "5", "--words", "3"], "--width and --words are two ways to say it: give one"),
        (["irak", "--sort", "middle"], "'middle' is not one of"),
        (["irak", "--width", "-1"], "-1 is not in the range"),
        (["irak", "--nope"], "No such option"),
    ],
)
def test_wrong_options_are_named(ask: Run, arguments: list[str], sentence: str) -> None:
    result = ask("concordance", *arguments)
    assert sentence in result.stderr
    assert result.exit_code == 2


def test_a_reader_that_reads_no_further_is_no_error(sample_folder: Path) -> None:
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    command = f"{sys.executable} -m searchidx --index {sample_folder} kwic la | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""
    assert process("--index", str(sample_folder), "kwic", "-", input="irak").stdout.count("\n") == 4
