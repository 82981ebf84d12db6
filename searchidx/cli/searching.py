"""``search``: ask, and draw the page of hits."""

from dataclasses import replace

import click

import searchidx
from searchidx.cli import draw
from searchidx.cli.app import FOUND, NOTHING_FOUND, App, put, read_standard_input

_FACETS = ["year", "month", "section", "author", "source", "tag"]


# -drone is a word to leave out, so this command knows no options of one letter, not even -h
@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Hits a page.")
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True, help="Which page.")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date", "-date"]),
    default="relevance",
    help="date: oldest first.",
)
@click.option("--since", metavar="DATE", help="Only articles of that day, month or year, or later.")
@click.option("--until", metavar="DATE", help="Only articles of that day, month or year, or earlier.")
@click.option("--any", "any_", is_flag=True, help="One of the words is enough.")
@click.option(
    "--format", "format_", type=click.Choice(sorted(draw.FORMATS)), default="text", help="How to print."
)
@click.option(
    "--facet",
    "facets",
    type=click.Choice(_FACETS),
    multiple=True,
    help="Count the hits by it; may be repeated.",
)
@click.option(
    "--snippets", type=click.IntRange(min=0), default=2, show_default=True, help="Stretches of text a hit."
)
@click.option(
    "--synonyms",
    envvar=["SEARCHIDX_SEARCH_SYNONYMS", "SEARCHIDX_SYNONYMS"],
    metavar="FILE",
    help="Find also other names of the same, of a file; press: of the list that comes with searchidx; none: only what was typed.",
)
@click.option("--count", is_flag=True, help="Print the number of articles found, and no more.")
@click.option(
    "--explain", is_flag=True, help="Print how the query is understood, word by word, and do not search."
)
@click.pass_obj
def search(  # noqa: PLR0917  click calls it by name
    app: App,
    query: tuple[str, ...],
    limit: int,
    page: int,
    sort: str,
    since: str | None,
    until: str | None,
    format_: str,
    facets: tuple[str, ...],
    snippets: int,
    synonyms: str | None,
    *,
    any_: bool,
    count: bool,
    explain: bool,
) -> None:
    """Find articles.

    \b
    irak coalition              both words, in any form, accents or not
    irak OU syrie  irak SAUF drone  (irak OU syrie) ET onu
    "coalition militaire"       phrase      irak PROCHE/10 dialogue   near
    milic*  gouv?rne*           pattern     millice~             within an edit
    =tours                      exact form
    titre:irak  auteur:"Le Goff"  rubrique:culture
    date:2024-01  date:2023-10..2024-01  date:"7 derniers jours"  depuis:2024

    The query may be one argument or several; - reads it from standard input. Exits with 1 when nothing
    is found. More: searchidx syntax
    """
    text = _query(query)
    settings = app.settings if synonyms is None else replace(app.settings, synonyms=(synonyms,))
    with searchidx.SearchIndex.open(app.index, settings=settings) as index:
        if explain:
            understood = index.explain(text, any=any_)
            put(
                draw.understanding_as_json(understood)
                if format_ == "json"
                else draw.understanding(understood)
            )
            return
        results = index.search(
            text,
            limit=0 if count else limit,
            offset=(page - 1) * limit,
            sort=sort,
            since=since,
            until=until,
            any=any_,
            facets=facets,
            snippets=snippets,
        )
    for warning in results.warnings:
        app.say(f"warning: {warning}")
    if app.verbose:
        app.say(f"understood: {results.understood}\ntook: {results.took * 1000:.1f} ms")
    if count and format_ != "json":
        put(str(results.total))
    else:
        output = draw.FORMATS[format_](results, (page - 1) * limit, app.paper)
        if output:
            put(output, color=app.paper.color)
        if not count:
            app.say(_summary(results, page, limit))
    if results.suggestion is not None:
        app.say(f"did you mean: {results.suggestion}")
    found = results.total if count else len(results.hits)
    click.get_current_context().exit(FOUND if found else NOTHING_FOUND)


def _query(arguments: tuple[str, ...]) -> str:
    """Join the arguments of the shell to a query; an option that is none is not taken for a word."""
    for argument in arguments:
        if argument.startswith("--"):
            raise click.NoSuchOption(argument)
    return read_standard_input() if arguments == ("-",) else " ".join(arguments)


def _summary(results: "searchidx.Results", page: int, limit: int) -> str:
    if not results.total:
        return "no article found"
    last = -(-results.total // limit)
    articles = "1 article" if results.total == 1 else f"{results.total} articles"
    if not results.hits:
        return f"no hit on page {page}: {articles} found, the last on page {last}"
    if results.total > page * limit:
        return f"{articles}, this is page {page} of {last}; the next: --page {page + 1}"
    return articles
