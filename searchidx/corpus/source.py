"""What a reader is given, and what it finds."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final, NamedTuple, TypeVar

from searchidx.article import Article, Notice, Place, Rejection
from searchidx.dates import HERE
from searchidx.limits import DEFAULTS, Limits

LARGEST_FILE: Final = 20_000_000
"""The bytes of a file that is one article, or is read whole; more is no article."""

MOST_TOLD: Final = 10_000
"""The rejections of one file that are told one by one, and the notices; a file of a million bad lines is told in brief."""


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

    def at(self, number: int | str | None) -> str:
        """Return what reports call the n-th of several in it; the file itself where it holds one."""
        return self.name if number is None else f"{self.name}#{number}"


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


_Found = TypeVar("_Found", bound=Finding | Place)


def in_brief(findings: Iterable[_Found], name: str) -> Iterator[_Found | Rejection | Notice]:
    """Yield the findings of a file; of rejections and of notices no more than can be meant to be read, and how many are left."""
    told: Counter[type] = Counter()
    for finding in findings:
        if isinstance(finding, (Rejection, Notice)):
            told[type(finding)] += 1
            if told[type(finding)] > MOST_TOLD:
                continue
        yield finding
    if (left := told[Rejection] - MOST_TOLD) > 0:
        yield Rejection(name, f"{left} more were rejected, and are not listed")
    if (left := told[Notice] - MOST_TOLD) > 0:
        yield Notice(name, f"{left} more notices are not listed")
