"""``searchidx show``, ``stats`` and ``analyze``."""

import json

from tests.cli.conftest import Run

IRAK = "diplomatie/dialogue-bagdad-washington-coalition.txt"


def test_show_prints_the_whole_article_with_marks(ask: Run) -> None:
    result = ask("show", IRAK, "--query", '"coalition militaire"')
    lines = result.stdout.splitlines()
    assert lines[0].endswith("de la mission de la **coalition militaire**")
    assert lines[2] == "2024-01 · Diplomatie · Agence Horizon · Hélène Astruc-Morvan, Nadim Karouzi"
    assert result.stdout.count("**coalition militaire**") == 2
    assert result.exit_code == 0


def test_show_prints_json(ask: Run) -> None:
    article = json.loads(ask("show", "dep-0001", "--format", "json").stdout)
    assert list(article) == [
        "id",
        "title",
        "date",
        "authors",
        "section",
        "source",
        "url",
        "tags",
        "path",
        "lead",
        "body",
    ]
    assert article["date"] == "2019-03-14"


def test_show_says_when_there_is_no_such_article(ask: Run) -> None:
    result = ask("show", "nothing")
    assert (result.stdout, result.stderr, result.exit_code) == (
        "",
        "searchidx: there is no article with the id nothing\n",
        1,
    )


def test_stats_print_what_is_there(ask: Run) -> None:
    lines = ask("stats").stdout.splitlines()
    assert lines[:3] == ["articles  70", "dated     2019-03-14 to 2025-11-03", "undated   1"]
    stats = json.loads(ask("stats", "--format", "json").stdout)
    assert (stats["articles"], stats["days"], stats["analysis"]) == (70, ["2019-03-14", "2025-11-03"], 2)


def test_analyze_shows_what_is_indexed_of_each_word(run: Run) -> None:
    assert run("analyze", "L’État", "négocie").stdout.splitlines() == [
        "word     span  terms     exact forms      why",
        "État     2-6   etat l'   etat=état        table: etat; L’ passed over",
        "négocie  7-14  negocier  negocie=négocie  table: negocier",
    ]
    lines = run("analyze", "-", "--format", "json", input="N’Djamena").stdout.splitlines()
    assert [json.loads(line) for line in lines] == [
        {
            "word": "N’Djamena",
            "span": [0, 9],
            "terms": ["ndjamena", "n", "djamen"],
            "forms": ["ndjamena=n'djamena", "n=n", "djamena=djamena"],
            "why": ["table: ndjamena", "part, table: n", "part, rule: djamen"],
        }
    ]
    nothing = run("analyze", "…")
    assert (nothing.stdout, nothing.exit_code) == ("", 1)


def test_show_prints_a_reference_and_a_page(ask: Run) -> None:
    assert ask("show", "dep-0001", "--format", "ris").stdout.startswith("TY  - NEWS\nTI  - ")
    assert ask("show", "dep-0001", "--format", "bibtex").stdout.startswith("@article{dep-0001,\n")
    markdown = ask("show", IRAK, "--format", "markdown").stdout.split("\n\n")
    assert markdown[0].startswith("# IRAK – ÉTATS-UNIS. Bagdad")
    assert len(markdown) > 4
    page = ask("show", IRAK, "--format", "html", "--query", '"coalition militaire"').stdout
    assert page.startswith('<!doctype html>\n<html lang="fr">')
    assert page.count("<mark>coalition militaire</mark>") == 2
    assert "<mark>" not in ask("show", IRAK, "--format", "html").stdout


def test_what_show_repeats_sends_no_command_to_the_terminal(ask: Run) -> None:
    assert (
        ask("show", "\x1b[31mx\x9b").stderr
        == "searchidx: there is no article with the id \ufffd[31mx\ufffd\n"
    )
