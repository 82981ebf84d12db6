"""``suggest`` and ``similar``: what a reader may go on to type, and to read."""

import click

import searchidx
from searchidx.cli import draw
from searchidx.cli.app import FOUND, NOTHING_FOUND, App, complain, put, put_all, read_standard_input
from searchidx.cli.formats.data import to_json
from searchidx.cli.searching import timeout


# -dro is the beginning of a word to leave out, so this command knows no options of one letter
@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("prefix", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Words.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to print."
)
@timeout
@click.pass_obj
def suggest(app: App, prefix: tuple[str, ...], limit: int, format_: str, timeout: float) -> None:
    """Complete a word, or the last of several, typed with accents or without.

    Prints words of the index, those in most articles first, and in how many each stands. Exits with 1 when
    no word begins so.
    """
    for argument in prefix:
        if argument.startswith("--"):
            raise click.NoSuchOption(argument)
    text = " ".join(prefix)
    with searchidx.SearchIndex.open(app.index, settings=app.settings) as index:
        found = index.suggest(text, limit, timeout=timeout)
    if format_ == "json":
        completions = [completion._asdict() for completion in found]
        put(to_json({"schema": 1, "prefix": text, "completions": completions}))
    elif found:
        put(draw.table([(completion.text, str(completion.articles)) for completion in found]))
    click.get_current_context().exit(FOUND if found else NOTHING_FOUND)


@click.command()
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--text", help="Articles like this text; - in the place of ID reads it from standard input.")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Hits a page.")
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True, help="Which page.")
@click.option("--since", metavar="DATE", help="Only articles of that day, month or year, or later.")
@click.option("--until", metavar="DATE", help="Only articles of that day, month or year, or earlier.")
@click.option(
    "--format", "format_", type=click.Choice(sorted(draw.FORMATS)), default="text", help="How to print."
)
@click.option(
    "--snippets", type=click.IntRange(min=0), default=1, show_default=True, help="Stretches of text a hit."
)
@timeout
@click.pass_obj
def similar(  # noqa: PLR0917  click calls it by name
    app: App,
    id_: str | None,
    text: str | None,
    limit: int,
    page: int,
    since: str | None,
    until: str | None,
    format_: str,
    snippets: int,
    timeout: float,
) -> None:
    """Find articles like one, by its id, or like a text.

    They hold the words that tell it from the other articles; -v shows these words as a query. The article
    itself, and those that say nearly the same, are left out. Exits with 1 when there is none.
    """
    if (id_ is None) == (text is None):
        raise click.UsageError(
            "Say which: either the id of an article, or --text TEXT, or - for standard input."
        )
    if id_ == "-":
        text = read_standard_input()
    with searchidx.SearchIndex.open(app.index, settings=app.settings) as index:
        to = index.get(id_ or "") if text is None else searchidx.Article("", "", text)
        if to is None:
            complain(f"there is no article with the id {id_}")
            click.get_current_context().exit(NOTHING_FOUND)
        results = index.similar(
            to,
            limit=limit,
            offset=(page - 1) * limit,
            since=since,
            until=until,
            snippets=snippets,
            timeout=timeout,
        )
    if app.verbose:
        app.say(f"understood: {results.understood}\ntook: {results.took * 1000:.1f} ms")
    put_all(draw.pieces(format_, results, results.hits, (page - 1) * limit, app.paper), color=app.paper.color)
    if not results.hits:
        app.say("no article found")
    click.get_current_context().exit(FOUND if results.hits else NOTHING_FOUND)
