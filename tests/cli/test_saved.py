"""``searchidx saved``."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def made(run: Run) -> Run:
    """Index two articles in the working folder."""
    write("1", "2")
    run("index", "a.jsonl")
    return run


def write(*ids: str, title: str = "Crue") -> None:
    lines = [
        json.dumps({"id": id, "title": title, "body": "La Loire monte.", "section": "Météo"}) for id in ids
    ]
    Path("a.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def new(run: Run, *arguments: str) -> tuple[list[str], int]:
    result = run("-q", "saved", "run", "veille", "--new", "--format", "jsonl", *arguments)
    return sorted(json.loads(line)["id"] for line in result.stdout.splitlines()), result.exit_code


def test_a_search_is_saved_run_listed_and_removed(made: Run) -> None:
    saved = made(
        "saved", "add", "veille", "crue", "-drone", "--section", "meteo", "--since", "2020", "--sort", "date"
    )
    assert (saved.stderr, saved.stdout, saved.exit_code) == (
        "saved; it finds 0 articles now: searchidx saved run veille\n", "", 0,
    )  # fmt: skip
    assert made("saved", "list").stdout.splitlines() == [
        "name    seen  last run (UTC)  query",
        "veille  0     never           crue -drone --since 2020 --section meteo --sort date",
    ]
    removed = made("saved", "rm", "veille")
    assert (removed.stderr, removed.exit_code) == ("removed veille\n", 0)
    nothing = made("saved", "list")
    assert (nothing.stdout, nothing.exit_code) == ("", 1)
    assert nothing.stderr == "no search is saved; save one with: searchidx saved add NAME QUERY\n"


def test_a_run_prints_what_a_search_prints(made: Run) -> None:
    made("saved", "add", "veille", "crue")
    for options in ([], ["--format", "csv"], ["--facet", "section"], ["--limit", "1", "--page", "2"]):
        run, search = made("saved", "run", "veille", *options), made("search", "crue", *options)
        assert (run.stdout, run.stderr, run.exit_code) == (search.stdout, search.stderr, 0)


def test_new_articles_are_printed_once(made: Run) -> None:
    made("saved", "add", "veille", "crue")
    assert new(made) == (["1", "2"], 0)
    assert new(made) == ([], 1)
    assert made("saved", "run", "veille", "--new").stderr == "no new article found\n"
    write("1", "2", "3")
    made("index", "a.jsonl")
    found = made("saved", "run", "veille", "--new")
    assert found.stdout.startswith("1. Crue")
    assert found.stderr == "1 new article\n"
    made("rebuild", "a.jsonl")
    made("rebuild")
    assert new(made) == ([], 1)


def test_a_run_without_new_takes_all_it_finds_as_seen(made: Run) -> None:
    made("saved", "add", "veille", "crue")
    assert made("saved", "run", "veille", "--limit", "1").exit_code == 0
    assert new(made) == ([], 1)


def test_what_new_does_not_print_stays_new(made: Run) -> None:
    write("1", "2", "3")
    made("index", "a.jsonl")
    made("saved", "add", "veille", "crue")
    first = made("saved", "run", "veille", "--new", "--limit", "2")
    assert first.stderr == "3 new articles, 2 printed; run it again for the others\n"
    assert new(made) == (["3"], 0)


def test_counting_takes_nothing_as_seen(made: Run) -> None:
    made("saved", "add", "veille", "crue")
    for options in (["--count"], ["--new", "--count"]):
        assert made("saved", "run", "veille", *options).stdout == "2\n"
    assert new(made) == (["1", "2"], 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_what_could_not_be_printed_stays_new(made: Run) -> None:
    made("saved", "add", "veille", "crue")
    command = [sys.executable, "-m", "searchidx", "saved", "run", "veille", "--new"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert new(made) == (["1", "2"], 0)


def test_the_list_is_json_lines_on_request(made: Run) -> None:
    made("saved", "add", "veille", "crue", "--any", "--author", "Anne Le Goff", "--author", "AFP")
    new(made)
    (line,) = made("saved", "list", "--format", "json").stdout.splitlines()
    found = json.loads(line)
    assert found.pop("created") < found.pop("ran")
    assert found == {
        "name": "veille",
        "query": "crue",
        "options": {"any": True, "author": ["Anne Le Goff", "AFP"]},
        "seen": 0,
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "x", "chat AND ("], "searchidx: this parenthesis is not closed, at character 10;"),
        (
            ["add", "x", "crue", "--since", "2024-13"],
            "searchidx: cannot read the date “2024-13”: there is no month 13",
        ),
        (["add", "x", "crue", "--limt", "3"], "Usage:"),
        (
            ["add", "\x1b[31m", "crue"],
            "searchidx: the saved search “\ufffd[31m”: a name has 1 to 100 characters",
        ),
        (["add", "veille", "eau"], "searchidx: the saved search “veille”: it exists already;"),
        (["run", "x"], "searchidx: the saved search “x”: there is none; there are veille"),
        (["rm", "x"], "searchidx: the saved search “x”: there is none; there are veille"),
        (["run", "veille", "--limit", "all", "--page", "2"], "Usage:"),
        (["run", "veille", "--new", "--page", "2"], "Usage:"),
        (["run"], "Usage:"),
        (["runn"], "Usage:"),
    ],
)
def test_a_mistake_is_told_and_changes_nothing(made: Run, arguments: list[str], message: str) -> None:
    made("saved", "add", "veille", "crue")
    result = made("saved", *arguments)
    assert result.stderr.startswith(message), result.stderr
    assert (result.stdout, result.exit_code) == ("", 2)
    assert made("saved", "list").stdout.splitlines()[1:] == ["veille  0     never           crue"]


def test_a_folder_that_cannot_be_written_is_told(made: Run) -> None:
    made("saved", "add", "veille", "crue")
    Path("index/saved").rename("index/aside")
    Path("index/saved").write_text("no folder")
    result = made("saved", "add", "other", "crue")
    assert result.exit_code == 2
    assert result.stderr.startswith(
        "searchidx: the index in index cannot be used: its saved searches cannot be"
    )
    assert os.listdir("index/aside")  # noqa: PTH208  a look is enough
