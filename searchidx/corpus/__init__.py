"""Files to articles: one module a format, one protocol (`source.Reader`).

A reader yields what it finds in a file: articles, notices about them, and rejections.  Nothing that is
wrong with one file keeps another from being read.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from searchidx.article import Place, Rejection
from searchidx.corpus import formats
from searchidx.corpus.formats import is_known as is_known
from searchidx.corpus.source import Finding as Finding
from searchidx.corpus.source import Reader as Reader
from searchidx.corpus.source import Source as Source
from searchidx.dates import HERE
from searchidx.limits import DEFAULTS, Limits

START: Final = Place(0, 0)


def read(path: Path, default_id: str, zone: str = HERE, limits: Limits = DEFAULTS) -> Iterator[Finding]:
    """Read a file; what the system says against it is a rejection.

    `zone` is the one whose day is meant by times that tell their own.
    """
    found = read_on(path, default_id, zone, limits, START)
    return (finding for finding in found if not isinstance(finding, Place))


def read_on(
    path: Path, default_id: str, zone: str, limits: Limits, start: Place
) -> Iterator[Finding | Place]:
    """Read a file, as `read` does, from a place on that an earlier reading told."""
    name = str(path)
    try:
        file = path.open("rb")
    except OSError as error:
        yield Rejection(name, f"cannot be read: {error.strerror or error}")
        return
    try:
        yield from formats.read_on(file, Source(name, default_id, name, zone, limits), start)
    finally:
        with suppress(OSError):  # what was read is read
            file.close()
