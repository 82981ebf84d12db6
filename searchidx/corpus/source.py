"""What a reader is given, and what it finds."""

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final, NamedTuple

from searchidx.article import Article, Notice, Rejection
from searchidx.dates import HERE
from searchidx.limits import DEFAULTS, Limits

LARGEST_FILE: Final = 20_000_000
"""The bytes of a file that is one article, or is read whole; more is no article."""


class Source(NamedTuple):
    """Where an open file comes from.

    ``name`` is what reports call it: its path, or ``archive.zip/inner.txt``.  ``default_id`` is the id of
    an article that has none of its own; where a file holds several, ``#n`` is added.  ``path`` is the file
    on disk, kept as `Article.path`.  ``zone`` is the zone whose day is meant by times that tell theirs,
    ``limits`` are the most that an article may have.
    """

    name: str
    default_id: str
    path: str
    zone: str = HERE
    limits: Limits = DEFAULTS


Finding = Article | Notice | Rejection
Reader = Callable[[BinaryIO, Source], Iterator[Finding]]
"""Reads an open file, from its beginning.

What is wrong with an article is a `Rejection` of it, and the next one is read; an `ArticleError` rejects
the file.  The caller opens and closes the file, and answers for what the system says against it.
"""


def with_notices(article: Article, name: str, remarks: Iterable[str | None]) -> Iterator[Finding]:
    """Yield an article, and what is to be told of it under a name."""
    yield article
    yield from (Notice(name, remark) for remark in remarks if remark)
