"""``searchidx search``."""

import csv
import io
import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.conftest import Run, process

IRAK = "diplomatie/dialogue-bagdad-washington-coalition.txt"


def test_a_hit_is_drawn_with_its_marks(ask: Run) -> None:
    result = ask("search", 'irak ET "coalition militaire" date:2024-01', "--snippets", "1")
    assert result.stdout.splitlines() == [
        "1. IRAK – ÉTATS-UNIS. Bagdad et Washington ouvrent un dialogue sur la fin de la mission de la coalition militaire",
        "   2024-01 · Diplomatie · Agence Horizon · Hélène Astruc-Morvan, Nadim Karouzi",
        f"   {IRAK}",
        "   L’**Irak** et les États-Unis ont annoncé l’ouverture d’un dialogue consacré à l’avenir de la "
        "**coalition militaire** déployée dans le pays depuis 2014, et dont Bagdad souhaite voir la mission "
        "s’achever selon un calendrier négocié.",
    ]
    assert (result.stderr, result.exit_code) == ("1 article\n", 0)


def test_the_arguments_of_the_shell_are_one_query(ask: Run) -> None:
    assert ask("search", "--count", "irak", "-drones").stdout == "0\n"
    assert (
        ask("search", "irak", "OU", "mairie", "--count").stdout
        == ask("search", "irak OU mairie", "--count").stdout
    )
    assert ask("search", "-", "--count", input='"coalition militaire"').stdout == "1\n"


def test_a_wrong_option_is_not_taken_for_a_word(ask: Run) -> None:
    result = ask("search", "irak", "--limt", "5")
    assert "No such option '--limt'" in result.stderr
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "stdout", "stderr", "status"),
    [
        pytest.param(["zzz"], "", "no article found\n", 1, id="nothing found"),
        pytest.param(["zzz", "--count"], "0\n", "", 1, id="nothing counted"),
        pytest.param(["irak", "--count"], "1\n", "", 0, id="counted"),
        pytest.param(
            ["irak", "--page", "2"],
            "",
            "no hit on page 2: 1 article found, the last on page 1\n",
            1,
            id="past the end",
        ),
        pytest.param(
            ["chat AND ("],
            "",
            "searchidx: this parenthesis is not closed, at character 10; add ) after the group\n  chat AND (\n           ^\n",
            2,
            id="query error",
        ),
        pytest.param(
            ["titr:irak"],
            "",
            'searchidx: there is no field “titr”, at character 1; did you mean titre:? to search for the text itself, write "titr:…"\n'
            "  titr:irak\n  ^^^^^\n",
            2,
            id="unknown field",
        ),
        pytest.param(
            [""],
            "",
            "searchidx: the query holds no word, at character 1; for example irak coalition; * finds every article\n  \n  ^\n",
            2,
            id="empty query",
        ),
        pytest.param(
            ["irak", "--since", "2024-13-45"],
            "",
            "searchidx: cannot read the date “2024-13-45”: there is no month 13\n",
            2,
            id="wrong date",
        ),
    ],
)
def test_the_exit_status_is_that_of_grep(
    ask: Run, arguments: list[str], stdout: str, stderr: str, status: int
) -> None:
    result = ask("search", *arguments)
    assert (result.stdout, result.stderr, result.exit_code) == (stdout, stderr, status)


def test_the_caret_of_a_long_query_stands_under_its_fault(ask: Run) -> None:
    result = ask("search", "eau " * 300 + "titr:irak")
    query, caret = result.stderr.splitlines()[1:]
    assert query[caret.index("^") : caret.rindex("^") + 1] == "titr:"
    assert len(query) <= 102


def test_json_has_the_shape_of_schema_1(ask: Run) -> None:
    result = ask(
        "search", 'irak "coalition militaire"', "--format", "json", "--facet", "month", "--snippets", "1"
    )
    assert "é" in result.stdout
    found = json.loads(result.stdout)
    assert found.pop("took_ms") >= 0
    (hit,) = found.pop("hits")
    assert found == {
        "schema": 1,
        "query": 'irak "coalition militaire"',
        "understood": 'irak AND "coalition militaire"',
        "warnings": [],
        "total": 1,
        "facets": {"month": [["2024-01", 1]]},
        "suggestion": None,
    }
    (snippet,) = hit.pop("snippets")
    assert [snippet["text"][start:end] for start, end in snippet["marks"]] == ["Irak", "coalition militaire"]
    assert snippet["field"] == "lead"
    assert hit.pop("score") > 0
    assert Path(hit.pop("path")).is_file()
    assert hit == {
        "id": IRAK,
        "title": "IRAK – ÉTATS-UNIS. Bagdad et Washington ouvrent un dialogue sur la fin de la mission de la coalition militaire",
        "date": "2024-01",
        "authors": ["Hélène Astruc-Morvan", "Nadim Karouzi"],
        "section": "Diplomatie",
        "source": "Agence Horizon",
        "url": None,
        "title_marks": [[0, 4], [91, 110]],
    }


def test_json_of_nothing_found_is_json(ask: Run) -> None:
    result = ask("search", "zzz", "--format", "json")
    assert (json.loads(result.stdout)["total"], result.exit_code) == (0, 1)


def test_json_lines_and_csv_hold_the_same_hits(ask: Run) -> None:
    lines = [json.loads(line) for line in ask("search", "mairie", "--format", "jsonl").stdout.splitlines()]
    rows = list(csv.DictReader(io.StringIO(ask("search", "mairie", "--format", "csv").stdout)))
    assert [row["id"] for row in rows] == [line["id"] for line in lines] != []
    assert [row["title"] for row in rows] == [line["title"] for line in lines]
    assert list(rows[0]) == [
        "id",
        "score",
        "title",
        "date",
        "authors",
        "section",
        "source",
        "url",
        "path",
        "snippets",
    ]


def test_csv_runs_no_formula(run: Run) -> None:
    Path("a.jsonl").write_text('{"id": "1", "title": "=1+1", "body": "Eau"}\n', "utf-8")
    run("index", "a.jsonl")
    (row,) = csv.DictReader(io.StringIO(run("search", "eau", "--format", "csv").stdout))
    assert row["title"] == "'=1+1"


def test_html_is_escaped_and_whole(run: Run) -> None:
    Path("a.jsonl").write_text(
        '{"title": "<b>&", "body": "L’eau <script>", "url": "javascript:x"}\n', "utf-8"
    )
    run("index", "a.jsonl")
    page = run("search", "eau", "--format", "html").stdout
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(tag)  # type: ignore[method-assign]
    parser.feed(page)
    assert tags == [
        *("html", "head", "meta", "meta", "meta", "title", "style"),
        *("body", "h1", "p", "ol", "li", "h2", "p", "div", "p", "mark", "p"),
    ]
    assert "L’<mark>eau</mark> &lt;script&gt;" in page
    assert 'href="javascript' not in page


def test_facets_follow_the_hits(ask: Run) -> None:
    lines = ask("search", "date:2024-01", "--facet", "section", "--facet", "month").stdout.splitlines()
    assert lines[-6:] == ["section:", "   Diplomatie  1", "   Numérique   1", "", "month:", "   2024-01  2"]


def test_pages_are_numbered_on(ask: Run) -> None:
    first, second = (
        ask("search", "*", "--limit", "3", "--page", page, "--sort", "date") for page in ("1", "2")
    )
    assert first.stdout.startswith("1. ")
    assert second.stdout.startswith("4. ")
    assert second.stderr == "70 articles, this is page 2 of 24; the next: --page 3\n"
    assert second.stdout.count("2019-") == 3


def test_colour_is_a_choice(ask: Run) -> None:
    assert "\x1b[" not in ask("search", "irak").stdout
    colored = ask("--color", "always", "search", "irak", color=True).stdout
    assert "\x1b[31m\x1b[1mIrak\x1b[0m" in colored
    assert "**" not in colored


def test_quiet_and_verbose_change_what_is_said(ask: Run) -> None:
    assert ask("-q", "search", "☂ irak").stderr == ""
    said = ask("-v", "search", "☂ irak").stderr.splitlines()
    assert said[:2] == ["warning: “☂” is no word: left out", "understood: ☂ AND irak"]
    assert said[2].startswith("took: ")


def test_explain_shows_terms_and_articles(ask: Run) -> None:
    assert ask("search", "--explain", 'irak "coalition militaire"').stdout.splitlines() == [
        'irak AND "coalition militaire"',
        "",
        "part                   looked for by         articles",
        "irak                   irak                  1",
        '"coalition militaire"  coalition, militaire  1',
    ]


def test_options_come_from_the_environment(ask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEARCHIDX_SEARCH_LIMIT", "2")
    assert ask("search", "*").stderr.startswith("70 articles, this is page 1 of 35")
    assert ask("search", "*", "--limit", "5").stderr.startswith("70 articles, this is page 1 of 14")


def test_a_missing_index_is_named(run: Run) -> None:
    result = run("search", "eau")
    assert (
        result.stderr
        == "searchidx: there is no index in index; make one with: searchidx index FOLDER_OF_ARTICLES\n"
    )
    assert result.exit_code == 2


def test_a_broken_pipe_is_silent(sample_folder: Path) -> None:
    command = f"{sys.executable} -m searchidx --index {sample_folder} search '*' --limit 70 | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("1. ")
    assert done.stderr in ("", "70 articles\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("arguments", [["search", "eau"], ["search", "eau", "--format", "json"], ["stats"]])
def test_an_output_that_takes_nothing_is_an_error(sample_folder: Path, arguments: list[str]) -> None:
    command = [sys.executable, "-m", "searchidx", "-q", "--index", str(sample_folder), *arguments]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        2,
        "searchidx: cannot write to standard output: No space left on device\n",
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ("search eau 2>/dev/full", 0),
        ("search 'eau(' 2>/dev/full", 2),
        ("search eau >/dev/full 2>/dev/full", 2),
        ("--help >/dev/full 2>/dev/null", 2),
        ("analyze - <&-", 1),
        ("search eau 2>&-", 0),
    ],
)
def test_a_stream_that_fails_changes_no_exit_status(sample_folder: Path, arguments: str, status: int) -> None:
    command = f"{sys.executable} -m searchidx --index {sample_folder} {arguments}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (status, False)


def test_a_closed_output_is_no_traceback(sample_folder: Path) -> None:
    command = f"{sys.executable} -m searchidx -q --index {sample_folder} search eau >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_count_and_explain_are_json_on_request(ask: Run) -> None:
    assert json.loads(ask("search", "irak", "--count", "--format", "json").stdout)["total"] == 1
    assert json.loads(ask("search", "irak", "--explain", "--format", "json").stdout) == {
        "schema": 1,
        "understood": "irak",
        "parts": [{"text": "irak", "terms": ["irak"], "articles": 1}],
    }


def test_help_shows_examples_a_line_each(ask: Run) -> None:
    lines = ask("search", "--help").stdout.splitlines()
    assert "  irak OU syrie  irak SAUF drone  (irak OU syrie) ET onu" in lines
    assert "  searchidx index corpus" in ask("--help").stdout.splitlines()


def test_text_is_utf_8_whatever_the_locale(sample_folder: Path) -> None:
    done = process(
        "--index", str(sample_folder), "search", "irak", env={"LC_ALL": "C", "PYTHONIOENCODING": "latin-1"}
    )
    assert "L’**Irak**" in done.stdout


def test_version_loads_neither_whoosh_nor_the_analysis() -> None:
    code = "import sys; from searchidx.cli import main; main(['--version'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    version, modules = done.stdout.split("\n", 1)
    assert version == "searchidx, version 0.1.0"
    assert not set(modules.split()) & {
        "whoosh",
        "unidecode",
        "snowballstemmer",
        "numpy",
        "urllib.request",
        "tomllib",
    }


def test_a_search_is_narrowed_by_whole_names(ask: Run) -> None:
    def count(*options: str) -> int:
        return int(ask("search", "*", "--count", *options).stdout)

    sport, local = count("--section", "sport"), count("--section", "VIE LOCALE")
    assert min(sport, local) > 0
    assert count("--section", "sport", "--section", "vie locale") == sport + local
    assert count("--author", "anne le goff", "--since", "2019", "--until", "2025") == 2
    wrong = ask("search", "*", "--author", "le goff")
    assert wrong.stderr.startswith(
        "warning: no article has the author “le goff”; did you mean “Anne Le Goff”?\n"
    )
    assert wrong.exit_code == 1


@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", "", "²"])
def test_a_limit_is_a_number_or_all(ask: Run, value: str) -> None:
    for option in ("--limit", "--facet-limit"):
        result = ask("search", "eau", f"{option}={value}")
        assert f"“{value}” is neither a number from 1 on nor all" in result.stderr
        assert result.exit_code == 2
    assert "--limit all has one page" in ask("search", "eau", "--limit", "all", "--page", "2").stderr


def test_a_query_sends_no_command_to_the_terminal(ask: Run) -> None:
    for options in (["--explain"], ["--count"], ["--limit", "all"]):
        result = ask("-v", "search", "eau\x1b[31m\x9b1m OU titre:\x1b]8", *options)
        assert "\x1b" not in result.stdout + result.stderr
        assert "\x9b" not in result.stdout + result.stderr
