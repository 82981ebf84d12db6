"""Files to articles: one module a format, one protocol (`source.Reader`).

A reader yields what it finds in a file: articles, notices about them, and rejections.  Nothing that is
wrong with one file keeps another from being read.
"""

from collections.abc import Iterator
from pathlib import Path

from searchidx.article import Rejection
from searchidx.corpus.formats import is_known as is_known
from searchidx.corpus.formats import read_open
from searchidx.corpus.source import Finding as Finding
from searchidx.corpus.source import Reader as Reader
from searchidx.corpus.source import Source as Source
from searchidx.corpus.source import in_brief
from searchidx.dates import HERE
from searchidx.limits import DEFAULTS, Limits


def read(path: Path, default_id: str, zone: str = HERE, limits: Limits = DEFAULTS) -> Iterator[Finding]:
    """Read a file; what the system says against it is a rejection.

    `zone` is the one whose day is meant by times that tell their own.
    """
    name = str(path)
    try:
        file = path.open("rb")
    except OSError as error:
        yield Rejection(name, f"cannot be read: {error.strerror or error}")
        return
    with file:
        yield from in_brief(read_open(file, Source(name, default_id, name, zone, limits)), name)
