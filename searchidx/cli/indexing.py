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
from searchidx.cli.searching import options

_options = options(
    click.pass_obj,
    click.option(
        "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to report."
    ),
    click.option(
        "--durability",
        type=click.Choice(["full", "fast"]),
        default=None,
        help="Whether to wait until the index is on disk; fast: a power cut may cost it. [default: full]",
    ),
    click.option(
        "--jobs", type=click.IntRange(1, 64), default=1, metavar="N", help="Share the work among N processes."
    ),
    click.argument("paths", nargs=-1, type=click.Path(path_type=Path, readable=False), metavar="[PATH]..."),
)


@click.command()
@click.option("--no-prune", is_flag=True, help="Keep the articles whose files are gone.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--paranoid", is_flag=True, help="Read also the files whose size and time did not change.")
@click.option("--strict", is_flag=True, help="Change nothing when anything is rejected.")
@click.option(
    "--commit-every",
    type=click.IntRange(min=1),
    metavar="N",
    help="Commit each N articles: after a kill, what was committed is not read again.",
)
@click.option(
    "--watch", is_flag=True, help="Go on, and index what comes within two seconds; stop with Ctrl-C."
)
@_options
def index(  # noqa: PLR0917  click calls it by name
    app: App,
    paths: tuple[Path, ...],
    jobs: int,
    durability: str | None,
    format_: str,
    commit_every: int | None,
    *,
    no_prune: bool,
    dry_run: bool,
    paranoid: bool,
    strict: bool,
    watch: bool,
) -> None:
    """Bring the index in step with files and folders of articles (default: corpus).

    Reads text, JSON, CSV, Markdown, saved pages, feeds, NewsML and archives of these (docs/importing.md);
    - adds JSON Lines from standard input. Files that did not change are not opened; articles whose files
    are gone from these folders are taken out.

    Exits with 2 when some articles were rejected; the others are indexed, unless --strict.
    """
    if strict and commit_every:
        raise click.UsageError("--strict commits once; leave --commit-every out")
    if Path("-") in paths:
        if len(paths) > 1:
            raise click.UsageError(
                "- stands alone, for it only adds; index files and folders by a command of their own"
            )
        if dry_run or strict or no_prune or paranoid or watch:
            raise click.UsageError("of these options - has --commit-every, --jobs and --format")
        _add_standard_input(app, commit_every, jobs, format_)
        return
    if watch:
        if dry_run or strict or paranoid or commit_every:
            raise click.UsageError("of these options --watch has --no-prune, --jobs and --format")
        from searchidx.cli import watching  # noqa: PLC0415  few readers watch

        watching.watch(
            app,
            _sources(app, paths),
            prune=not no_prune,
            jobs=jobs,
            report=lambda each: _report(app, each, format_, ""),
        )
        return
    if dry_run and not app.index.exists():
        raise searchidx.IndexMissing(str(app.index))
    sources = _sources(app, paths)
    for source in sources:  # before an index is made for them
        try:
            searchidx.check_source(source.path)
        except OSError as error:
            raise searchidx.SourceError(str(source.path), f"cannot be read: {error.strerror}") from None
    opened = searchidx.SearchIndex.open if dry_run else searchidx.SearchIndex.open_or_create
    settings = _settings(app, durability)
    with opened(app.index, settings=settings) as found, _bar(app) as bar, warnings_told(app):
        report = found.update(
            *sources,
            prune=not no_prune,
            dry_run=dry_run,
            paranoid=paranoid,
            strict=strict,
            commit_every=commit_every,
            jobs=jobs,
            progress=bar,
        )
    _report(app, report, format_, "would be " if dry_run else "")
    if strict and report.rejected:
        app.say("nothing was changed, for --strict wants every article")
    _exit(report)


def _sources(app: App, paths: tuple[Path, ...]) -> "tuple[searchidx.Source, ...]":
    """Return what is to be indexed; what settings say of a source holds for a part of it too."""
    described = [
        each if isinstance(each, searchidx.Source) else searchidx.Source(each) for each in app.sources
    ]
    return tuple(searchidx.within(path, described) for path in paths) or tuple(described)


def _add_standard_input(app: App, commit_every: int | None, jobs: int, format_: str) -> None:
    if sys.stdin is None:
        raise click.UsageError("standard input is closed")
    with searchidx.SearchIndex.open_or_create(app.index, settings=app.settings) as found:
        report = found.add_lines(sys.stdin.buffer, commit_every=commit_every, jobs=jobs)
    _report(app, report, format_, "")
    _exit(report)


@click.command()
@_options
def rebuild(app: App, paths: tuple[Path, ...], jobs: int, durability: str | None, format_: str) -> None:
    """Make a new index from files alone, then switch to it; without PATH, from the articles in the index.

    The old index answers until the new one is whole, and stays when that fails.
    """
    opened = searchidx.SearchIndex.open_or_create(app.index, settings=_settings(app, durability))
    with opened as found, _bar(app) as bar, warnings_told(app):
        report = found.rebuild(*(_sources(app, paths) if paths else ()), jobs=jobs, progress=bar)
    _report(app, report, format_, "")
    _exit(report)


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
    from searchidx.cli.progress import Bar  # noqa: PLC0415  only a terminal shows it

    return Bar()


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


def _exit(report: "searchidx.Report") -> None:
    click.get_current_context().exit(FAILED if report.rejected else FOUND)


@click.command()
@click.pass_obj
def optimize(app: App) -> None:
    """Merge the index into one segment: it answers a little faster, and takes less room."""
    with searchidx.SearchIndex.open(app.index, settings=app.settings) as found, warnings_told(app):
        found.optimize()
        app.say(f"{len(found)} articles in one segment")
