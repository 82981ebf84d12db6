"""``searchidx duplicates`` and ``search --group``."""

import json

import pytest

from tests.cli.conftest import Run

STORY = "La Loire monte depuis hier soir et la préfecture appelle les habitants des quais à la prudence. " * 4


@pytest.fixture(autouse=True)
def index(run: Run) -> None:
    articles = [
        {"id": "agence", "title": "Crue", "body": STORY, "date": "2024-01-02", "source": "Agence"},
        {"id": "courrier", "title": "La Loire déborde", "body": STORY.upper(), "date": "2024-01-03"},
        {"id": "écho", "title": "Crue à Tours", "body": f"{STORY} On attend le pic demain."},
        {"id": "vote", "title": "Vote", "body": "La Loire vote."},
    ]
    assert run("index", "-", input="\n".join(map(json.dumps, articles))).exit_code == 0


def test_duplicates_are_listed(run: Run) -> None:
    result = run("duplicates", "--threshold", "0.6")
    assert (result.stdout.splitlines(), result.stderr, result.exit_code) == (
        [
            "1. Crue",
            "   agence · 2024-01-02 · Agence",
            "   courrier · 2024-01-03 · the same",
            "   écho · undated · 77 % alike",
        ],
        "3 articles in 1 group\n",
        0,
    )
    lines = run("-q", "duplicates", "--format", "json", "--threshold", "1").stdout.splitlines()
    assert [json.loads(line) for line in lines] == [
        {
            "articles": [
                {"id": "agence", "title": "Crue", "date": "2024-01-02", "source": "Agence", "likeness": 1.0, "same": True},
                {"id": "courrier", "title": "La Loire déborde", "date": "2024-01-03", "source": None, "likeness": 1.0, "same": True},
            ]
        }
    ]  # fmt: skip


def test_where_there_are_none_it_is_said(run: Run) -> None:
    run("--index", "other", "index", "-", input='{"body": "Un seul."}')
    result = run("--index", "other", "duplicates")
    assert (result.stdout, result.stderr, result.exit_code) == ("", "no duplicates found\n", 1)
    assert run("duplicates", "--threshold", "0.2").exit_code == 2


def test_hits_are_grouped_on_request(run: Run) -> None:
    result = run("search", "loire", "--group", "--sort", "date", "--snippets", "0")
    assert result.stdout.splitlines() == [
        "1. Crue", "   2024-01-02 · Agence", "   agence", "   + 1 article like it: courrier", "",
        "2. Vote", "   undated", "   vote", "",
        "3. Crue à Tours", "   undated", "   écho",
    ]  # fmt: skip
    assert result.stderr == "4 articles, 1 of them with one that they are like\n"
    hits = [
        json.loads(line)
        for line in run("search", "loire", "--group", "--format", "jsonl").stdout.splitlines()
    ]
    assert sorted(hit.get("alike", []) for hit in hits) == [[], [], ["agence"]]
    assert "1 article like it: agence" in run("search", "loire", "--group", "--format", "html").stdout
    refused = run("search", "loire", "--group", "--limit", "all")
    assert (refused.exit_code, "--group has pages" in refused.stderr) == (2, True)
