"""How far an update is: one line of standard error, on a terminal only."""

import sys
from shutil import get_terminal_size
from time import monotonic
from typing import Final, Self, TextIO

import click

import searchidx

_PAUSE: Final = 0.1
"""Seconds between two drawings."""
_SIGNS: Final = 20
_SURE: Final = 1.0
"""Seconds after which the rest is estimated."""


class Bar:
    """Draws progress, and is gone when all is done.

    Files differ in size, so the time that remains is told by bytes; the rate is in articles, where any were read.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._begun = monotonic()
        self._drawn = 0.0
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __call__(self, progress: "searchidx.Progress") -> None:
        now = monotonic()
        if now - self._drawn >= _PAUSE:
            self._drawn = now
            self._show(line(progress, now - self._begun)[: get_terminal_size().columns - 1])

    def __exit__(self, *details: object) -> None:
        if self._width:
            self._show("")
            self._write("\r")

    def _show(self, text: str) -> None:
        self._write(f"\r{text.ljust(self._width)}")
        self._width = len(text)

    def _write(self, text: str) -> None:
        try:
            click.echo(text, file=self._stream, nl=False)
        except OSError:
            self._width = 0  # nobody looks


def line(progress: "searchidx.Progress", seconds: float) -> str:
    """Return what is shown after so many seconds.

    >>> line(searchidx.Progress(5, 20, "a.txt", 1500, 500, 2000), 3.0)
    'reading [#####---------------] 5/20 files, 1,500 articles, 500/s, 0:09 left'
    >>> line(searchidx.Progress(0, 1, "a.jsonl", 200, 0, 900), 0.5)
    'reading [--------------------] 0/1 files, 200 articles, 400/s'
    """
    share = progress.bytes / progress.bytes_total if progress.bytes_total else progress.done / progress.total
    filled = round(_SIGNS * share)
    parts = [f"{progress.done:,}/{progress.total:,} files"]
    if progress.articles:
        parts += [f"{progress.articles:,} articles", f"{progress.articles / max(seconds, 0.001):,.0f}/s"]
    if share > 0 and seconds >= _SURE:
        left = round(seconds * (1 - share) / share)
        hours, minutes = divmod(left // 60, 60)
        parts.append(f"{f'{hours}:{minutes:02}' if hours else minutes}:{left % 60:02} left")
    return f"reading [{'#' * filled}{'-' * (_SIGNS - filled)}] {', '.join(parts)}"
