"""The command group: options that every command has, and how errors are told."""

import errno
import io
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final

import click

import searchidx
from searchidx.cli.draw import Paper, one_line, plain

FOUND: Final = 0
NOTHING_FOUND: Final = 1
FAILED: Final = 2
_ENCODING: Final = "searchidx.encoding"
"""Under which click keeps the encoding that standard output has of its own."""
_FEW_CHARACTERS: Final = ("dumb", "linux")
"""Terminals whose fonts lack parts of blocks."""
_TOGETHER: Final = 1 << 16
"""Characters that are written at once, elsewhere than on a terminal."""


@dataclass(frozen=True, slots=True)
class App:
    """What the options before the command say."""

    index: Path
    sources: "tuple[Path | searchidx.Source, ...]"
    settings: "searchidx.Settings"
    quiet: bool
    verbose: bool
    paper: Paper

    def say(self, text: str) -> None:
        """Tell the reader something that is no result."""
        if not self.quiet:
            complain("", prefix="", below=text)


_HOMES: Final = {
    "index": "indexing", "rebuild": "indexing", "optimize": "indexing",
    "check": "guarding", "repair": "guarding", "backup": "guarding", "restore": "guarding",
    "search": "searching", "saved": "saved", "syntax": "syntax",
    "suggest": "suggesting", "similar": "suggesting", "duplicates": "duplicates",
    "concordance": "concordance", "explain": "explaining",
    "init": "init", "show": "articles", "stats": "articles", "analyze": "articles",
}  # fmt: skip
"""The modules of the commands, of which one run needs one."""
_ALIASES: Final = {"kwic": "concordance"}


class _Group(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*_HOMES, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        cmd_name = _ALIASES.get(cmd_name, cmd_name)
        if cmd_name in _HOMES:
            command: click.Command = getattr(import_module(f"searchidx.cli.{_HOMES[cmd_name]}"), cmd_name)
            return command
        return super().get_command(ctx, cmd_name)

    def main(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401  as click has it
        """Run; what click itself cannot print, a help page or a usage error, is an error too."""
        try:
            return super().main(*arguments, **options)
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EIO, errno.EBADF}:
                raise
            complain(f"cannot write: {error.strerror}")
            sys.stdout = sys.stderr = io.StringIO()
            sys.exit(FAILED)

    def invoke(self, ctx: click.Context) -> object:
        ctx.meta[_ENCODING] = getattr(sys.stdout, "encoding", None) or ""
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="replace")
        try:
            return super().invoke(ctx)
        except searchidx.QueryError as error:
            complain(str(error), below=f"\n{_caret(error)}")
        except searchidx.SearchidxError as error:
            complain(str(error))
        except _OutputError as error:
            complain(f"cannot write to standard output: {error}")
            sys.stdout = io.StringIO()  # what is left in the old one cannot be flushed at the exit either
        return ctx.exit(FAILED)


class _OutputError(Exception):
    """Standard output takes nothing more; that nobody reads on is no error."""


def put(text: str, *, color: bool | None = None, end: str = "\n") -> None:
    """Print a result."""
    try:
        click.echo(text + end, color=color, nl=False)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _OutputError(error.strerror) from error


def put_all(pieces: Iterable[str], *, color: bool | None = None) -> None:
    """Print a result piece by piece: on a terminal each when it comes, elsewhere many together."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if terminal or size > _TOGETHER:
            put("".join(waiting), color=color, end="")
            waiting, size = [], 0
    if waiting:
        put("".join(waiting), color=color, end="")


def complain(text: str, prefix: str = "searchidx: ", *, below: str = "") -> None:
    """Say something on standard error, in one line, and what stands below it; where that takes nothing there is nobody to tell."""
    try:
        click.echo(prefix + one_line(text) + plain(below), err=True)
    except OSError:
        sys.stderr = io.StringIO()  # what is left in the old one cannot be flushed at the exit either


def _caret(error: "searchidx.QueryError") -> str:
    """Draw the query with the stretch at fault underlined, a long one around it only."""
    start, end = error.span
    first = max(0, start - 50)
    shown = error.query[first : first + 100]
    plain = "".join(c if c.isprintable() else " " for c in shown)
    width = max(1, min(end, first + len(shown)) - start)
    return f"  {plain}\n  {' ' * (start - first)}{'^' * width}"


@click.group(
    cls=_Group,
    context_settings={
        "auto_envvar_prefix": "SEARCHIDX",
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
    },
)
@click.option(
    "--index",
    type=click.Path(path_type=Path, readable=False),
    metavar="DIR",
    help="The folder of the index. [default: index]",
)
@click.option("-q", "--quiet", is_flag=True, help="Print results and errors only.")
@click.option("-v", "--verbose", is_flag=True, help="Print also how the query was understood, and times.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Mark words in colour."
)
@click.option(
    "--links",
    type=click.Choice(["auto", "always", "never"]),
    default=None,
    help="Make titles links; auto: in a terminal that knows them. [default: auto]",
)
@click.version_option(searchidx.__version__, prog_name="searchidx")
@click.pass_context
def main(
    ctx: click.Context, index: Path | None, color: str, links: str | None, *, quiet: bool, verbose: bool
) -> None:
    """Full-text search for French articles.

    \b
    searchidx index corpus
    searchidx search 'irak ET "coalition militaire" date:2024-01'

    Every option can be set in the environment: SEARCHIDX_INDEX, SEARCHIDX_SEARCH_LIMIT ...
    """
    settings = searchidx.find_settings(Path.cwd())
    shown = {"snippets": settings.snippets, "snippet_length": settings.snippet_length}
    ctx.default_map = {"search": shown, "similar": {"snippets": settings.snippets}, "saved": {"run": shown}}
    terminal = sys.stdout is not None and sys.stdout.isatty()
    colors = terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    if links is None:
        links = "auto" if settings.links else "never"
    ctx.obj = App(
        index=index or settings.index,
        sources=settings.sources,
        settings=settings,
        quiet=quiet,
        verbose=verbose,
        paper=Paper(
            color=color == "always" or (color == "auto" and colors),
            width=_columns() if terminal else None,
            links=links == "always" or (links == "auto" and colors and color != "never" and _knows_links()),
            blocks=ctx.meta[_ENCODING].lower().startswith("utf")
            and os.environ.get("TERM") not in _FEW_CHARACTERS,
        ),
    )


def _knows_links() -> bool:
    from searchidx.cli.links import knows_links  # noqa: PLC0415  only a terminal may

    return knows_links(os.environ)


def _columns() -> int:
    from shutil import get_terminal_size  # noqa: PLC0415  which is there for packing archives, too

    return get_terminal_size().columns


def read_standard_input() -> str:
    return sys.stdin.read() if sys.stdin is not None else ""
