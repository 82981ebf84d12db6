"""``search``: ask, and draw the page of hits."""

import click

import searchidx
from searchidx.cli import draw
from searchidx.cli.app import FOUND, NOTHING_FOUND, App, put, query_of

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
    "--snippet-length",
    type=click.IntRange(min=1),
    default=240,
    show_default=True,
    metavar="CHARS",
    help="Characters of each at most: a sentence, or what of it fits.",
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
    snippet_length: int,
    *,
    any_: bool,
    count: bool,
    explain: bool,
) -> None:
    """Find articles.

    \b
    irak coalition              both words, in any form, accents or not
    irak OU syrie  irak SAUF drone  (irak OU syrie) ET onu
    "coalition militaire"       phrase      "irak dialogue"~10   near
    milic*                      beginning   =tours               exact form
    titre:irak  auteur:"Le Goff"  rubrique:culture
    date:2024-01  date:2023-10..2024-01  date:"7 derniers jours"  depuis:2024

    The query may be one argument or several; - reads it from standard input. Exits with 1 when nothing
    is found. More: docs/query-language.md
    """
    text = query_of(query)
    with searchidx.SearchIndex.open(app.index, settings=app.settings) as index:
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
            snippet_length=snippet_length,
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
    found = results.total if count else len(results.hits)
    click.get_current_context().exit(FOUND if found else NOTHING_FOUND)


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
