"""``searchidx explain``: one article."""

import json
from math import fsum

from searchidx import SearchIndex
from tests.cli.conftest import Run

IRAK = "diplomatie/dialogue-bagdad-washington-coalition.txt"


def test_the_score_of_an_article_is_explained(ask: Run, sample: SearchIndex) -> None:
    query = 'titre:irak OU "troupes étrangères" OU introuvables'
    account = sample.explain(query, id=IRAK).account
    assert account is not None
    result = ask("explain", query, IRAK)
    head, table = result.stdout.split("\n\n", 1)[0], result.stdout.split("\n\n")[1:]
    assert head == 'title:irak OR "troupes étrangères" OR introuvables'
    assert table[0].splitlines() == [
        "part                  looked for by     articles  in this one",
        "title:irak            irak              1         yes",
        '"troupes étrangères"  troupe, etranger  1         yes',
        "introuvables          introuvable       1         no",
    ]
    assert table[1] == f"Score {account.score:.6f} of {IRAK}:"
    names, *rows = table[2].splitlines()
    assert names.split("  ")[0] == "adds"
    assert [row[:8] for row in rows if row[0] != " "] == [
        f"{each.score:.6f}" for each in sorted(account.contributions, key=lambda each: -each.score)
    ]
    said = {(each.word, said.field) for each in account.contributions for said in each.fields}
    assert said >= {("irak", "title"), ("troupe etranger", "body")}
    assert result.exit_code == 0


def test_json_has_numbers_that_sum_up_to_the_score_of_the_hit(ask: Run) -> None:
    found = json.loads(ask("explain", "irak coalition", IRAK, "--format", "json").stdout)
    assert found["score"] == fsum(each["score"] for each in found["contributions"])
    (hit,) = json.loads(ask("search", "irak coalition", "--format", "json").stdout)["hits"]
    assert hit["score"] == round(found["score"], 6)
    assert (found["id"], found["found"], found["schema"]) == (IRAK, True, 1)
    assert [part["here"] for part in found["parts"]] == [True, True]
    assert list(found["contributions"][0]) == ["word", "score", "weight", "articles", "fields"]
    assert list(found["contributions"][0]["fields"][0]) == [
        "field", "frequency", "length", "mean_length", "weight", "evidence",
    ]  # fmt: skip


def test_an_article_that_is_not_found_says_which_part_it_lacks(ask: Run) -> None:
    result = ask("explain", "irak SAUF coalition", IRAK)
    assert result.stdout.splitlines() == [
        "irak AND NOT coalition",
        "",
        "part       looked for by  articles  in this one",
        "irak       irak           1         yes",
        f"coalition  coalition      {result.stdout.splitlines()[4].split()[2]}         yes",
        "",
        f"The query does not find {IRAK}.",
    ]
    assert result.exit_code == 1


def test_a_query_without_words_to_rank_by_scores_nothing(ask: Run) -> None:
    result = ask("explain", "date:2024-01", IRAK)
    assert result.stdout.splitlines()[-1] == f"Score 0 of {IRAK}: the query has no words to rank by."
    assert result.exit_code == 0


def test_a_query_may_begin_with_a_hyphen(ask: Run) -> None:
    assert ask("explain", "-drone", "dep-0001").stdout.startswith("NOT drone\n")


def test_an_id_that_no_article_has_is_named(ask: Run) -> None:
    result = ask("explain", "irak", "coalition")
    assert result.stdout == ""
    assert result.stderr == (
        "searchidx: there is no article with the id coalition; is the query one argument, in quotation marks?\n"
    )
    assert result.exit_code == 1
