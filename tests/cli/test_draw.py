"""What a terminal shows; the rest of `searchidx.cli.draw` is tested through the commands."""

import click

from searchidx import Article, Hit, Results, Snippet
from searchidx.cli.draw import Paper, pieces, table

HIT = Hit(
    Article("1", "Un titre assez long", "…"),
    1.0,
    (
        Snippet("body", "qui monte depuis hier soir,\nla Loire", ((31, 36),)),
        Snippet("body", "« La Loire monte. »", ((5, 10),)),
    ),
)


def as_text(results: Results, paper: Paper) -> str:
    return "".join(pieces("text", results, results.hits, 0, paper))


def test_lines_are_broken_between_words_where_the_width_is_known() -> None:
    drawn = as_text(Results(total=1, hits=(HIT,)), Paper(width=22))
    assert drawn.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines() == [
        "1. Un titre assez long",
        "   undated",
        "   1",
        "   … qui monte depuis",
        "   hier soir, la",
        "   **Loire** …",
        "   « La **Loire**",
        "   monte. »",
    ]


def test_the_marks_of_a_title_are_in_colour() -> None:
    title = Snippet("title", "Crue de la Loire", ((0, 4), (11, 16)))
    hit = Hit(Article("1", title.text, "…"), 1.0, (), title)
    (line, *_) = as_text(Results(total=1, hits=(hit,)), Paper(color=True)).splitlines()
    marked = [click.style(part, bold=True, fg="red") for part in ("Crue", "Loire")]
    assert line == f"1. {marked[0]}{click.style(' de la ', bold=True)}{marked[1]}"
    (line, *_) = as_text(Results(total=1, hits=(hit,)), Paper()).splitlines()
    assert click.unstyle(line) == "1. Crue de la Loire"


def test_colours_take_no_width() -> None:
    lines = as_text(Results(total=1, hits=(HIT,)), Paper(color=True, width=22)).splitlines()
    assert lines[4:6] == ["   hier soir, la \x1b[31m\x1b[1mLoire\x1b[0m", "   …"]


def test_an_ellipsis_shows_where_a_sentence_was_cut() -> None:
    lines = as_text(Results(total=1, hits=(HIT,)), Paper()).splitlines()
    assert lines[3:] == ["   … qui monte depuis hier soir, la **Loire** …", "   « La **Loire** monte. »"]


def test_a_cell_of_more_than_forty_characters_moves_its_own_row_alone() -> None:
    rows = [("word", "why"), ("a" * 40, "fits"), ("b" * 41, "long"), ("c", "short")]
    assert table(rows).splitlines() == [
        f"word{' ' * 38}why",
        f"{'a' * 40}  fits",
        f"{'b' * 41}  long",
        f"c{' ' * 41}short",
    ]
