"""``saved``: searches under a name, and what is new to them."""

from typing import Any

import click
from click.core import ParameterSource

import searchidx
from searchidx.cli import draw
from searchidx.cli.app import FOUND, NOTHING_FOUND, App, put
from searchidx.cli.searching import limit, narrowing, parted, query_of, show, showing


@click.group()
def saved() -> None:
    """Save searches, run them again, and see what is new.

    \b
    searchidx saved add veille 'irak ET "coalition militaire"' --section diplomatie
    searchidx saved run veille --new

    They are kept in the folder of the index, and stay when it is updated or rebuilt.
    """


# -drone is a word to leave out here too
@saved.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("name")
@click.argument("query", nargs=-1, required=True)
@narrowing
@click.pass_obj
def add(app: App, /, name: str, query: tuple[str, ...], **narrowed: Any) -> None:  # noqa: ANN401  one group of options
    """Save a query under a name, with what narrows and sorts it. Relative dates count from the day of each run."""
    text = query_of(query)
    with searchidx.SearchIndex.open(app.index, settings=app.settings) as index:
        results = index.search(text, limit=0, **narrowed)
        if narrowed["sort"] == "relevance":
            del narrowed["sort"]
        index.saved.add(name, text, **narrowed)
    for warning in results.warnings:
        app.say(f"warning: {warning}")
    articles = "1 article" if results.total == 1 else f"{results.total} articles"
    app.say(f"saved; it finds {articles} now: searchidx saved run {_quoted(name)}")


@saved.command("list")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to print."
)
@click.pass_obj
def list_(app: App, format_: str) -> None:
    """Print the saved searches. Exits with 1 when there are none."""
    with searchidx.SearchIndex.open(app.index, settings=app.settings) as index:
        found = list(index.saved)
    if format_ == "json":
        from searchidx.cli.formats.data import to_json  # noqa: PLC0415

        for search in found:
            fields = {"name": search.name, "query": search.query, "options": dict(search.options)}
            put(to_json({**fields, "created": search.created, "ran": search.ran, "seen": len(search.seen)}))
    elif found:
        rows = [
            (
                search.name,
                str(len(search.seen)),
                (search.ran or "never")[:16].replace("T", " "),
                _shown(search),
            )
            for search in found
        ]
        put(draw.table([("name", "seen", "last run (UTC)", "query"), *rows]))
    else:
        app.say("no search is saved; save one with: searchidx saved add NAME QUERY")
    click.get_current_context().exit(FOUND if found else NOTHING_FOUND)


@saved.command()
@click.argument("name")
@click.option("--new", is_flag=True, help="Only articles that no run of it has found yet, all of them.")
@limit("Hits a page, or all; with --new all, unless it is given.")
@showing
@click.pass_obj
def run(app: App, /, name: str, *, new: bool, **asked: Any) -> None:  # noqa: ANN401  one group of options
    """Search again. Exits with 1 when nothing is found, with --new: nothing new.

    A run takes what it finds as seen: without --new all of it, with --new what it prints, once it is printed.
    With --count nothing is. An article that was changed is not new again; one that was not found before is new.
    """
    context = click.get_current_context()
    if new and asked["page"] > 1:
        raise click.UsageError("--new has no pages: what it prints is not new to the next run")
    if new and context.get_parameter_source("limit") is ParameterSource.DEFAULT:
        asked["limit"] = None
    shown, _ = parted(asked)
    with searchidx.SearchIndex.open(app.index, settings=app.settings) as index:
        search = index.saved[name]
        narrowed: dict[str, Any] = dict(search.options)
        if new:
            narrowed["without"] = search.seen
        elif not shown.count:
            everything = index.scan(search.query, without=search.seen, timeout=shown.timeout, **narrowed)
            ids = [hit.article.id for hit in everything]  # before they are printed: what comes later is new
        found, printed = show(
            app, index, search.query, shown=shown, narrowed=narrowed, kind="new " if new else ""
        )
        if not shown.count:
            index.saved.mark(search, printed if new else ids)
    context.exit(FOUND if found else NOTHING_FOUND)


@saved.command()
@click.argument("name")
@click.pass_obj
def rm(app: App, name: str) -> None:
    """Remove a saved search; articles stay."""
    with searchidx.SearchIndex.open(app.index, settings=app.settings) as index:
        index.saved.remove(name)
    app.say(f"removed {name}")


def _shown(search: "searchidx.SavedSearch") -> str:
    """Return a query with its options, as they are typed."""
    parts = [search.query]
    for name, value in search.options.items():
        if value is True:
            parts.append(f"--{name}")
        else:
            parts += [
                f"--{name} {_quoted(str(each))}" for each in (value if isinstance(value, list) else [value])
            ]
    return draw.one_line(" ".join(parts))


def _quoted(text: str) -> str:
    from shlex import quote  # noqa: PLC0415

    return quote(text)
