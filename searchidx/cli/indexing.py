"""``index`` and ``rebuild``: bring the index in step with files, and say what was done."""

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, replace
from pathlib import Path

import click

import searchidx
from searchidx.cli.app import FAILED, FOUND, App, complain, put
from searchidx.cli.formats.data import to_json


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for decorate in (
        click.argument(
            "paths", nargs=-1, type=click.Path(path_type=Path, readable=False), metavar="[PATH]..."
        ),
        click.option(
            "--jobs",
            type=click.IntRange(1, 64),
            default=1,
            metavar="N",
            help="Share the work among N processes.",
        ),
        click.option(
            "--durability",
            type=click.Choice(["full", "fast"]),
            default=None,
            help="Whether to wait until the index is on disk; fast: a power cut may cost it. [default: full]",
        ),
        click.option(
            "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to report."
        ),
        click.pass_obj,
    ):
        command = decorate(command)
    return command


@click.command()
@click.option("--no-prune", is_flag=True, help="Keep the articles whose files are gone.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@_options
def index(
    app: App,
    paths: tuple[Path, ...],
    jobs: int,
    durability: str | None,
    format_: str,
    *,
    no_prune: bool,
    dry_run: bool,
) -> None:
    """Bring the index in step with files and folders of articles (default: corpus).

    Reads .txt files with header lines and .jsonl files. Files that did not change are not opened;
    articles whose files are gone from these folders are taken out.

    Exits with 2 when some articles were rejected; the others are indexed.
    """
    if dry_run and not app.index.exists():
        raise searchidx.IndexMissing(str(app.index))
    sources = paths or app.sources
    for source in sources:
        searchidx.check_source(source)  # before an index is made for it
    opened = searchidx.SearchIndex.open if dry_run else searchidx.SearchIndex.open_or_create
    settings = _settings(app, durability)
    with opened(app.index, settings=settings) as found, _bar(app) as bar, warnings_told(app):
        report = found.update(*sources, prune=not no_prune, dry_run=dry_run, jobs=jobs, progress=bar)
    _report(app, report, format_, "would be " if dry_run else "")


@click.command()
@_options
def rebuild(app: App, paths: tuple[Path, ...], jobs: int, durability: str | None, format_: str) -> None:
    """Make a new index from files alone, then switch to it; without PATH, from the articles in the index.

    The old index answers until the new one is whole, and stays when that fails.
    """
    opened = searchidx.SearchIndex.open_or_create(app.index, settings=_settings(app, durability))
    with opened as found, _bar(app) as bar, warnings_told(app):
        report = found.rebuild(*paths, jobs=jobs, progress=bar)
    _report(app, report, format_, "")


def _settings(app: App, durability: str | None) -> "searchidx.Settings":
    return app.settings if durability is None else replace(app.settings, durability=durability)


@contextmanager
def warnings_told(app: App) -> Iterator[None]:
    """Tell what went wrong after a commit as other warnings are told."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", searchidx.CleanUpPending)
        warnings.showwarning = lambda message, *_, **__: app.say(f"warning: {message}")
        yield


def _bar(app: App) -> AbstractContextManager[Callable[["searchidx.Progress"], None] | None]:
    """Return a progress bar on a terminal, and nothing elsewhere."""
    if app.quiet or sys.stderr is None or not sys.stderr.isatty():
        return nullcontext()
    return _Bar()


class _Bar:
    def __enter__(self) -> Callable[["searchidx.Progress"], None]:
        self._bar: click._termui_impl.ProgressBar[int] | None = None
        return self._show

    def _show(self, progress: "searchidx.Progress") -> None:
        if self._bar is None:
            self._bar = click.progressbar(length=progress.total, label="reading", file=sys.stderr)
        self._bar.update(1)

    def __exit__(self, *details: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()


def _report(app: App, report: "searchidx.Report", format_: str, would: str) -> None:
    for rejection in report.rejected:
        complain(f"rejected: {rejection}", prefix="")
    for warning in report.warnings:
        app.say(f"warning: {warning}")
    if format_ == "json":
        rejected = [rejection._asdict() for rejection in report.rejected]
        put(to_json(asdict(report) | {"rejected": rejected}))
    else:
        parts = [
            f"{report.added} {would}added",
            f"{report.changed} {would}changed",
            f"{report.removed} {would}removed",
        ]
        rejected_part = [f"{len(report.rejected)} rejected"] if report.rejected else []
        line = ", ".join([*parts, f"{report.unchanged} unchanged", *rejected_part])
        put(f"{line} ({report.seconds:.1f} s)")
    click.get_current_context().exit(FAILED if report.rejected else FOUND)


@click.command()
@click.pass_obj
def optimize(app: App) -> None:
    """Merge the index into one segment: it answers a little faster, and takes less room."""
    with searchidx.SearchIndex.open(app.index, settings=app.settings) as found, warnings_told(app):
        found.optimize()
        app.say(f"{len(found)} articles in one segment")
