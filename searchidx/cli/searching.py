"""``search``: ask, and draw the page of hits."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

import click

import searchidx
from searchidx.cli import draw
from searchidx.cli.app import FOUND, NOTHING_FOUND, App, put, put_all, read_standard_input

_FACETS = ["year", "month", "section", "author", "source", "tag"]


def _number(_ctx: click.Context, _param: click.Parameter, value: str) -> int | None:
    """Read a number from 1 on, or ``all``, which is None."""
    if value == "all":
        return None
    if value.isascii() and value.isdigit() and int(value):
        return int(value)
    raise click.BadParameter(f"“{value}” is neither a number from 1 on nor all")


Decorator = Callable[[Callable[..., None]], Callable[..., None]]


def options(*decorators: Decorator) -> Decorator:
    """Return options as one decorator, shown in the order given."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


def _names(facet: str) -> Decorator:
    return click.option(
        f"--{facet}",
        metavar="NAME",
        multiple=True,
        help=f"Only articles of that {facet}; may be repeated: of any.",
    )


narrowing = options(
    click.option(
        "--sort",
        type=click.Choice(["relevance", "date", "-date"]),
        default="relevance",
        help="date: oldest first.",
    ),
    click.option("--since", metavar="DATE", help="Only articles of that day, month or year, or later."),
    click.option("--until", metavar="DATE", help="Only articles of that day, month or year, or earlier."),
    *map(_names, ("section", "author", "source", "tag")),
    click.option("--any", "any", is_flag=True, help="One of the words is enough."),
    click.option(
        "--recent", is_flag=True, help="Prefer newer articles to older ones that are about as good."
    ),
)
"""What is searched for beside the query: the keywords of `SearchIndex.search`."""

timeout = click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="Give up an answer, or with all hits the next one, that takes longer.",
)

showing = options(
    click.option("--page", type=click.IntRange(min=1), default=1, show_default=True, help="Which page."),
    click.option(
        "--format", "format_", type=click.Choice(sorted(draw.FORMATS)), default="text", help="How to print."
    ),
    click.option(
        "--facet",
        "facets",
        type=click.Choice(_FACETS),
        multiple=True,
        help="Count the hits by it; may be repeated.",
    ),
    click.option(
        "--facet-limit",
        callback=_number,
        default="24",
        metavar="N",
        show_default=True,
        help="Values of a facet that are shown in text, or all.",
    ),
    click.option(
        "--snippets",
        type=click.IntRange(min=0),
        default=2,
        show_default=True,
        help="Stretches of text a hit.",
    ),
    click.option(
        "--snippet-length",
        type=click.IntRange(min=1),
        default=240,
        show_default=True,
        metavar="CHARS",
        help="Characters of each at most: a sentence, or what of it fits.",
    ),
    click.option("--count", is_flag=True, help="Print the number of articles found, and no more."),
    timeout,
)


def limit(text: str) -> Decorator:
    return click.option("--limit", callback=_number, default="10", metavar="N", show_default=True, help=text)


@dataclass(frozen=True, slots=True)
class Show:
    """What is shown of what was found; ``limit`` is None for all."""

    limit: int | None
    page: int
    format_: str
    facets: tuple[str, ...]
    facet_limit: int | None
    snippets: int
    snippet_length: int
    count: bool
    group: bool = False
    timeout: float | None = None


# -drone is a word to leave out, so this command knows no options of one letter, not even -h
@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", nargs=-1, required=True)
@limit("Hits a page, or all, which are printed as they are found.")
@showing
@narrowing
@click.option(
    "--group", is_flag=True, help="Show of hits that are the same story the best, and which are like it."
)
@click.option(
    "--synonyms",
    envvar=["SEARCHIDX_SEARCH_SYNONYMS", "SEARCHIDX_SYNONYMS"],
    metavar="FILE",
    help="Find also other names of the same, of a file; press: of the list that comes with searchidx; none: only what was typed.",
)
@click.option(
    "--explain", is_flag=True, help="Print how the query is understood, word by word, and do not search."
)
@click.pass_obj
def search(
    app: App,
    /,
    query: tuple[str, ...],
    *,
    synonyms: str | None,
    explain: bool,
    **asked: Any,  # noqa: ANN401  two groups of options
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
    text = query_of(query)
    shown, narrowed = parted(asked)
    settings = app.settings if synonyms is None else replace(app.settings, synonyms=(synonyms,))
    with searchidx.SearchIndex.open(app.index, settings=settings) as index:
        if explain:
            understood = index.explain(text, any=narrowed["any"], timeout=shown.timeout)
            put(
                draw.understanding_as_json(understood)
                if shown.format_ == "json"
                else draw.understanding(understood)
            )
            return
        found, _ = show(app, index, text, shown=shown, narrowed=narrowed)
    click.get_current_context().exit(FOUND if found else NOTHING_FOUND)


def parted(asked: Mapping[str, Any]) -> tuple[Show, dict[str, Any]]:
    """Return what is to be shown, and what narrows the search."""
    names = [field.name for field in fields(Show)]
    shown = Show(**{name: asked[name] for name in names if name in asked})
    if shown.group and shown.limit is None:
        raise click.UsageError("--group has pages; give a number to --limit")
    if shown.limit is None and shown.page > 1:
        raise click.UsageError("--limit all has one page; leave --page out, or give a number to --limit")
    return shown, {name: value for name, value in asked.items() if name not in names}


def show(
    app: App,
    index: "searchidx.SearchIndex",
    query: str,
    *,
    shown: Show,
    narrowed: Mapping[str, Any],
    kind: str = "",
) -> tuple[bool, list[str]]:
    """Search, print the hits, and say how many there are; tell whether there were any, and the ids of those printed.

    ``kind`` is what articles are, ``new`` or nothing.
    """
    ask = partial(index.search, query, facets=shown.facets, timeout=shown.timeout, **narrowed)
    snippets = shown.snippets if shown.format_ not in draw.WITHOUT_SNIPPETS else 0
    if shown.count:
        results = ask(limit=0)
    elif shown.limit is None:
        results = ask(limit=0)
        hits: Iterable[searchidx.Hit] = index.scan(
            query, snippets=snippets, snippet_length=shown.snippet_length, timeout=shown.timeout, **narrowed
        )
    else:
        results = ask(
            limit=shown.limit,
            offset=(shown.page - 1) * shown.limit,
            snippets=snippets,
            snippet_length=shown.snippet_length,
            group=shown.group,
        )
        hits = results.hits
    for warning in results.warnings:
        app.say(f"warning: {warning}")
    if shown.facets and shown.format_ not in draw.HAVE_FACETS:
        app.say(f"warning: there are no facets in {shown.format_}, but in {', '.join(draw.HAVE_FACETS)}")
    if app.verbose:
        app.say(f"understood: {results.understood}\ntook: {results.took * 1000:.1f} ms")
    if shown.count and shown.format_ != "json":
        put(str(results.total))
        _offer(app, results)
        return results.total > 0, []
    printed: list[str] = []

    def noted() -> Iterator["searchidx.Hit"]:
        for hit in () if shown.count else hits:
            yield hit
            printed.append(hit.article.id)

    before = 0 if shown.limit is None else (shown.page - 1) * shown.limit
    paper = app.paper._replace(values=shown.facet_limit)
    put_all(draw.pieces(shown.format_, results, noted(), before, paper), color=paper.color)
    if shown.count:
        _offer(app, results)
        return results.total > 0, []
    app.say(_summary(results.total, len(printed), shown, kind, results.together))
    if not kind:
        _offer(app, results)
    return len(printed) > 0, printed


def _offer(app: App, results: "searchidx.Results") -> None:
    if results.suggestion is not None:
        app.say(f"did you mean: {results.suggestion}")


def query_of(arguments: tuple[str, ...]) -> str:
    """Join the arguments of the shell to a query; an option that is none is not taken for a word."""
    for argument in arguments:
        if argument.startswith("--"):
            raise click.NoSuchOption(argument)
    return read_standard_input() if arguments == ("-",) else " ".join(arguments)


def _summary(total: int, printed: int, shown: Show, kind: str, together: int) -> str:
    if not total:
        return f"no {kind}article found"
    articles = f"1 {kind}article" if total == 1 else f"{total} {kind}articles"
    if shown.limit is None:
        return articles if printed == total else f"{articles}, {printed} printed"
    if kind and printed < total:
        return f"{articles}, {printed} printed; run it again for the others"
    places = total - together
    last = -(-places // shown.limit)
    if together:
        articles += f", {together} of them with one that they are like"
    if not printed:
        return f"no hit on page {shown.page}: {articles} found, the last on page {last}"
    if places > shown.page * shown.limit:
        return f"{articles}, this is page {shown.page} of {last}; the next: --page {shown.page + 1}"
    return articles
