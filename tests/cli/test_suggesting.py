"""``suggest``, ``similar``, and what ``search`` offers when it finds nothing."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

IRAK = "diplomatie/dialogue-bagdad-washington-coalition.txt"


def test_a_word_is_completed(ask: Run) -> None:
    result = ask("suggest", "coali")
    assert (result.stdout, result.stderr, result.exit_code) == ("coalition  1\n", "", 0)
    result = ask("suggest", "l'État", "coali", "--format", "json")
    completions = [{"text": "l'État coalition", "articles": 1}]
    assert json.loads(result.stdout) == {"schema": 1, "prefix": "l'État coali", "completions": completions}
    assert len(ask("suggest", "a", "--limit", "3").stdout.splitlines()) == 3
    assert ask("suggest", "-coali").stdout == "-coalition  1\n"


def test_no_word_that_begins_so_is_nothing_found(ask: Run) -> None:
    result = ask("suggest", "zzz")
    assert (result.stdout, result.stderr, result.exit_code) == ("", "", 1)
    assert json.loads(ask("suggest", "zzz", "--format", "json").stdout)["completions"] == []


def test_a_wrong_option_is_not_completed(ask: Run) -> None:
    result = ask("suggest", "--limt", "3", "a")
    assert "No such option '--limt'" in result.stderr
    assert result.exit_code == 2


def test_a_near_query_is_offered_and_the_exit_status_stays(ask: Run) -> None:
    result = ask("search", "coaltion", "militaire")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr == "no article found\ndid you mean: coalition militaire\n"
    assert ask("--quiet", "search", "coaltion").stderr == ""
    assert ask("search", "coaltion", "--count").stderr == "did you mean: coalition\n"
    assert json.loads(ask("search", "coaltion", "--format", "json").stdout)["suggestion"] == "coalition"
    result = ask("search", "irak OU coaltion")
    assert result.stderr == "1 article\ndid you mean: irak OU coalition\n"
    assert result.exit_code == 0


def test_articles_like_one_are_drawn_as_hits(ask: Run) -> None:
    result = ask("similar", IRAK, "--limit", "2", "--format", "json")
    found = json.loads(result.stdout)
    assert (found["query"], len(found["hits"]), result.exit_code) == (IRAK, 2, 0)
    assert IRAK not in [hit["id"] for hit in found["hits"]]
    assert " OR " in found["understood"]
    shown = ask("similar", IRAK, "--limit", "2", "--page", "2").stdout
    assert shown.startswith("3. ")
    assert "understood: " in ask("--verbose", "similar", IRAK).stderr


def test_articles_like_a_text_are_found(ask: Run) -> None:
    text = "La coalition militaire quitte l’Irak"
    by_option = ask("similar", "--text", text)
    assert IRAK in by_option.stdout
    assert ask("similar", "-", input=text).stdout == by_option.stdout
    assert ask("similar", "--text", text, "--until", "1990").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "message", "status"),
    [
        pytest.param([], "Say which: either the id of an article, or --text TEXT", 2, id="nothing"),
        pytest.param(["1", "--text", "x"], "Say which: either the id of an article", 2, id="both"),
        pytest.param(["nope"], "searchidx: there is no article with the id nope\n", 1, id="no such id"),
        pytest.param(["--text", ""], "no article found\n", 1, id="an empty text"),
        pytest.param(["--text", "x", "--since", "x"], "searchidx: cannot read the date “x”", 2, id="no date"),
    ],
)
def test_what_is_like_nothing_is_said(ask: Run, arguments: list[str], message: str, status: int) -> None:
    result = ask("similar", *arguments)
    assert message in result.stderr
    assert (result.stdout, result.exit_code) == ("", status)


def test_other_names_are_found_where_they_are_asked_for(
    ask: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Mésopotamie, Irak\n", "utf-8")
    assert ask("search", "mesopotamie", "--count").stdout == "0\n"
    assert ask("search", "mesopotamie", "--count", "--synonyms", str(names)).stdout == "1\n"
    assert ask("search", "mesopotamie", "--explain", "--synonyms", str(names)).stdout.startswith(
        "mesopotamie OR Irak\n"
    )
    (tmp_path / "searchidx.toml").write_text('synonyms = ["press", "names.txt"]\n')
    assert ask("search", "mesopotamie", "--count").stdout == "1\n"
    assert ask("search", "mesopotamie", "--count", "--synonyms", "none").stdout == "0\n"
    monkeypatch.setenv("SEARCHIDX_SYNONYMS", "none")
    assert ask("search", "mesopotamie", "--count").stdout == "0\n"
    assert ask("search", "mesopotamie", "--count", "--synonyms", str(names)).stdout == "1\n"


def test_a_bad_line_of_names_is_told(ask: Run, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("# names\nIrak\n", "utf-8")
    result = ask("search", "irak", "--synonyms", "names.txt")
    assert result.stderr == (
        "searchidx: names.txt, line 2: synonyms: has one name; write others behind commas, or => between two sides\n"
    )
    assert result.exit_code == 2
