"""``concordance``: every occurrence of a query's words in context, one a row, printed as it is found."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

import click

import searchidx
from searchidx.cli.app import FOUND, NOTHING_FOUND, App, put
from searchidx.cli.columns import columns_of, fitting, left_padded, on_one_line, shortened
from searchidx.cli.draw import Paper
from searchidx.cli.formats.data import to_json
from searchidx.cli.searching import query_of, timeout

_WIDTH: Final = 60
"""Characters to each side, where no terminal says how wide it is."""
_WIDE: Final = 100
"""Columns of a terminal where the field is named: title or lead, for most rows are of the body."""
_NARROWEST: Final = 20
"""Columns that keywords and contexts take, however narrow the terminal is."""
_DAY: Final = len("2024-01-15")
_FIELDS: Final = {"title": "title", "lead": "lead", "body": ""}
_GAP: Final = "  "
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NAMES: Final = ("id", "date", "field", "left", "keyword", "right", "start")

Rows = Iterable["searchidx.Occurrence"]


def as_text(rows: Rows, width: int, paper: Paper) -> Iterator[str]:
    """Yield lines: the date, the field where there is room, the keyword under that of the line before, and the id."""
    named = paper.width is None or paper.width >= _WIDE
    if paper.width is None:
        ids, left, right = 0, width, 0
    else:
        ids = paper.width // 6
        room = paper.width - _DAY - ids - 2 * len(_GAP) - (len("title") + len(_GAP)) * named
        room = max(room, _NARROWEST)
        left, right = room * 2 // 5, room - room * 2 // 5
    for row in rows:
        keyword = on_one_line(row.keyword)
        before, after = on_one_line(row.left), on_one_line(row.right)
        if right:
            keyword = fitting(keyword, right)
            after = fitting(after, right - columns_of(keyword))
        marked = click.style(keyword, bold=True, fg="red") if paper.color else keyword
        gap = " " * (right - columns_of(keyword) - columns_of(after))
        id = on_one_line(row.id)
        parts = [
            f"{row.published or 'undated'!s:{_DAY}}",
            *([f"{_FIELDS[row.field]:5}"] if named else []),
            f"{left_padded(before, left)}{marked}{after}{gap}",
            shortened(id, ids) if ids else id,
        ]
        yield _GAP.join(parts)


def as_json_lines(rows: Rows, _width: int, _paper: Paper) -> Iterator[str]:
    for row in rows:
        values = row._replace(published=row.published and str(row.published))  # type: ignore[arg-type]  # for JSON
        yield to_json(dict(zip(_NAMES, values, strict=True)))


def as_csv(rows: Rows, _width: int, _paper: Paper) -> Iterator[str]:
    yield ",".join(_NAMES)
    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(map(_cell, row))
        yield line.getvalue()


FORMATS: Final[dict[str, Callable[[Rows, int, Paper], Iterator[str]]]] = {
    "text": as_text,
    "csv": as_csv,
    "jsonl": as_json_lines,
}


# as for search, -drone is a word to leave out
@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--width",
    type=click.IntRange(min=0),
    metavar="CHARS",
    help="Characters of context to each side, of whole words. [default: what the terminal shows, or 60]",
)
@click.option(
    "--words", type=click.IntRange(min=0), metavar="N", help="Rather so many words of context to each side."
)
@click.option(
    "--sort",
    type=click.Choice(["date", "-date", "left", "right", "relevance"]),
    default="date",
    show_default=True,
    help="date: oldest first; left, right: by the words to that side, nearest first.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Print the first N rows. [default: all]"
)
@click.option("--since", metavar="DATE", help="Only articles of that day, month or year, or later.")
@click.option("--until", metavar="DATE", help="Only articles of that day, month or year, or earlier.")
@click.option(
    "--section", metavar="NAME", multiple=True, help="Only articles of that section; may be repeated."
)
@click.option(
    "--author", metavar="NAME", multiple=True, help="Only articles of that author; may be repeated."
)
@click.option(
    "--source", metavar="NAME", multiple=True, help="Only articles of that source; may be repeated."
)
@click.option("--tag", metavar="NAME", multiple=True, help="Only articles of that tag; may be repeated.")
@click.option("--any", "any_", is_flag=True, help="One of the words is enough.")
@click.option("--format", "format_", type=click.Choice(sorted(FORMATS)), default="text", help="How to print.")
@timeout
@click.pass_obj
def concordance(  # noqa: PLR0917  click calls it by name
    app: App,
    query: tuple[str, ...],
    width: int | None,
    words: int | None,
    sort: str,
    limit: int | None,
    since: str | None,
    until: str | None,
    section: tuple[str, ...],
    author: tuple[str, ...],
    source: tuple[str, ...],
    tag: tuple[str, ...],
    format_: str,
    timeout: float,
    *,
    any_: bool,
) -> None:
    """Print every occurrence of the query's words and phrases in context (KWIC), one a row.

    \b
    searchidx concordance '"coalition internationale"' --sort right
    searchidx concordance irak --since 2023 --words 5 --format csv > irak.csv

    All articles that the query finds are read, and rows come as they are found; by left or right, when all
    are. A stop word beside other words is no keyword. Exits with 1 when there is none.
    """
    if width is not None and words is not None:
        raise click.UsageError("--width and --words are two ways to say it: give one")
    if width is None:
        width = max(_WIDTH, app.paper.width or 0)
    with searchidx.SearchIndex.open(app.index, settings=app.settings) as index:
        found = index.concordance(
            query_of(query),
            width=width,
            words=words,
            sort=sort,
            since=since,
            until=until,
            any=any_,
            section=section,
            author=author,
            source=source,
            tag=tag,
            timeout=timeout,
        )
        count = _Counted(islice(found, limit))
        for line in FORMATS[format_](count, width, app.paper):
            put(line, color=app.paper.color)
    app.say("1 occurrence" if count.number == 1 else f"{count.number or 'no'} occurrences")
    click.get_current_context().exit(FOUND if count.number else NOTHING_FOUND)


class _Counted:
    """Rows that are counted as they go by."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self.number = 0

    def __iter__(self) -> Iterator["searchidx.Occurrence"]:
        for row in self._rows:
            self.number += 1
            yield row


def _cell(value: object) -> object:
    """Keep a spreadsheet from running a cell as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
