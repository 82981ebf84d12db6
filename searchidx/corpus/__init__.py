"""Files to articles: one module a format, one protocol.

A reader yields what it finds in a file: articles, notices about them, and rejections.  Nothing that is
wrong with one file keeps another from being read.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from searchidx.article import Article, Notice, Rejection
from searchidx.corpus.json_lines import read_json_lines
from searchidx.corpus.plain_text import read_plain_text
from searchidx.limits import DEFAULTS, Limits

Finding = Article | Notice | Rejection
Reader = Callable[[Path, str, Limits], Iterator[Finding]]
"""Reads a file; the second argument is the id of an article that has none of its own."""

READERS: Final[dict[str, Reader]] = {
    ".txt": read_plain_text,
    ".text": read_plain_text,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
}
"""The reader of a file, by the end of its name."""


def reader_of(path: Path) -> Reader | None:
    return READERS.get(path.suffix.lower())


def read(path: Path, default_id: str, limits: Limits = DEFAULTS) -> Iterator[Finding]:
    """Read a file that has a reader; what the system says against it is a rejection."""
    reader = reader_of(path)
    assert reader is not None
    try:
        yield from reader(path, default_id, limits)
    except OSError as error:
        yield Rejection(str(path), f"cannot be read: {error.strerror or error}")
