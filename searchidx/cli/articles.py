"""``show``, ``stats`` and ``analyze``: one article, the whole index, what the analysis makes of a text."""

from dataclasses import asdict

import click

import searchidx
from searchidx.cli import draw
from searchidx.cli.app import NOTHING_FOUND, App, complain, put, read_standard_input
from searchidx.cli.formats.data import to_json

_FORMAT = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to print."
)


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--query", help="Mark what this query finds, in text and HTML.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["bibtex", "html", "json", "markdown", "ris", "text"]),
    default="text",
    help="How to print.",
)
@click.pass_obj
def show(app: App, id_: str, query: str | None, format_: str) -> None:
    """Print one article, by the id that search prints. Exits with 1 when there is none."""
    with searchidx.SearchIndex.open(app.index, settings=app.settings) as index:
        article = index.get(id_)
        if article is None:
            complain(f"there is no article with the id {id_}")
            click.get_current_context().exit(NOTHING_FOUND)
        texts = index.mark(article, query) if query else None
    if format_ == "text":
        put(draw.article(article, texts, app.paper), color=app.paper.color)
    else:
        put(draw.article_as(format_, article, texts), end="")


@click.command()
@_FORMAT
@click.pass_obj
def stats(app: App, format_: str) -> None:
    """Print what the index holds."""
    with searchidx.SearchIndex.open(app.index, settings=app.settings) as index:
        found = index.stats()
    if format_ == "json":
        days = [found.days.first.isoformat(), found.days.last.isoformat()] if found.days else None
        put(to_json(asdict(found) | {"days": days}))
        return
    rows = {
        "articles": found.articles,
        "dated": f"{found.days.first} to {found.days.last}" if found.days else "none",
        "undated": found.undated,
        "sections": found.sections,
        "authors": found.authors,
        "sources": found.sources,
        "size": f"{found.bytes / 1e6:.1f} MB",
        "folder": app.index,
    }
    for name, value in rows.items():
        put(f"{name:9} {value}")


@click.command()
@click.argument("text", nargs=-1, required=True)
@_FORMAT
def analyze(text: tuple[str, ...], format_: str) -> None:
    """Print the words of a text, what is indexed of each, and why; - reads it from standard input.

    Why: the table of French stems has the word, or a rule on the endings of words that it lacks gives the
    term, or the word is indexed as it is, folded.
    """
    source = read_standard_input() if text == ("-",) else " ".join(text)
    found = list(searchidx.analyse(source))
    if format_ == "json":
        for token, word in found:
            fields = {
                "word": token.text,
                "span": [token.start, token.end],
                "terms": word.terms,
                "forms": word.forms,
                "why": searchidx.reasons(token, word),
            }
            put(to_json(fields))
    elif found:
        put(draw.table([("word", "span", "terms", "exact forms", "why"), *map(draw.analysed, found)]))
    click.get_current_context().exit(0 if found else NOTHING_FOUND)
