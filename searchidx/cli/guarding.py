"""``check``, ``repair``, ``backup``, ``restore``: is the index sound, and what to do when it is not."""

from dataclasses import asdict
from pathlib import Path

import click

import searchidx
from searchidx.cli.app import FOUND, NOTHING_FOUND, App, complain, put
from searchidx.cli.draw import plain
from searchidx.cli.formats.data import to_json
from searchidx.cli.indexing import warnings_told

_DAMAGED = NOTHING_FOUND
"""The exit status of a check that found damage, and of a repair that could not save all."""


@click.command()
@click.option("--full", is_flag=True, help="Analyse all articles again, not a sample.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to report."
)
@click.pass_obj
def check(app: App, format_: str, *, full: bool) -> None:
    """See whether the index is what was written, and right in itself; searches and writers go on.

    Exits with 0 when it is sound, 1 when it is damaged, 2 when it cannot be checked.
    """
    try:
        with searchidx.SearchIndex.open(app.index, settings=app.settings) as found:
            checked = found.check(full=full)
    except searchidx.IndexDamaged as error:
        checked = searchidx.Check(0, 0, 0, 0, (error.detail,))
    if format_ == "json":
        put(to_json(asdict(checked) | {"sound": checked.sound}))
    else:
        for sentence in checked.damage:
            put(f"damaged: {plain(sentence)}")
        if checked.sound:
            put(
                f"sound: {_articles(checked.articles)} in {checked.files} files, {checked.bytes} bytes; "
                f"{checked.analysed} analysed again ({checked.seconds:.1f} s)"
            )
        else:
            app.say("save what can be read with: searchidx repair")
    click.get_current_context().exit(FOUND if checked.sound else _DAMAGED)


@click.command()
@click.pass_obj
def repair(app: App) -> None:
    """Save the articles that can be read of a damaged index, and say what is missing.

    They are written into a new generation; the damaged one stays beside it until the next update.

    Exits with 0 when nothing is missing, 1 when something is, 2 when nothing was done.
    """
    with warnings_told(app):
        saved = searchidx.SearchIndex.repair(app.index, settings=app.settings)
    for sentence in saved.missing:
        complain(f"missing: {sentence}", prefix="")
    for sentence in saved.doubtful:
        complain(f"doubtful: {sentence}", prefix="")
    rest = "some are missing" if saved.missing else "nothing is missing"
    put(f"{_articles(saved.articles)} saved, {rest} ({saved.seconds:.1f} s)")
    if saved.missing or saved.doubtful:
        app.say("bring it in step with your files: searchidx index FOLDER_OF_ARTICLES")
    click.get_current_context().exit(_DAMAGED if saved.missing or saved.doubtful else FOUND)


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--copy", is_flag=True, help="Share no files with the index, even on the same disk.")
@click.pass_obj
def backup(app: App, target: Path, *, copy: bool) -> None:
    """Copy the index as it is now to a new or empty folder, and verify it; searches and writers go on.

    The copy is an index: search it with --index TARGET. On the same disk both share their files, which are never
    changed: that costs no room, and does not help when the disk fails.
    """
    with searchidx.SearchIndex.open(app.index, settings=app.settings) as found:
        articles = found.backup(target, link=not copy)
    app.say(f"{_articles(articles)} in {target}, verified")


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--copy", is_flag=True, help="Share no files with the backup, even on the same disk.")
@click.pass_obj
def restore(app: App, source: Path, *, copy: bool) -> None:
    """Make a backup, which is verified, the index; what stood there stays beside it until the next update."""
    articles = searchidx.SearchIndex.restore(app.index, source, link=not copy, settings=app.settings)
    app.say(f"{_articles(articles)} in {app.index}, verified")


def _articles(count: int) -> str:
    return f"{count} article" if count == 1 else f"{count} articles"
