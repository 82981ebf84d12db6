"""What is indexed of a folder, and what is filled in: a source as settings describe it."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

from searchidx.article import Article

FILLED: Final = ("section", "source", "authors", "tags")
"""The fields of articles that a source may fill in."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder of articles.

    Attributes
    ----------
    path: of the file or folder.
    include, exclude: patterns for the paths of files below ``base``; of no ``include`` all files are taken. ``*`` is any part of
        a name, ``**`` any folders; a pattern without ``/`` is about the name of the file, or of a folder that it is in.
    fill: values for fields that an article lacks, of `FILLED`.
    base: what patterns are relative to; the path itself where it is not given.
    """

    path: Path
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fill: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    base: Path | None = None

    def takes(self, path: Path) -> bool:
        """Tell whether a file below the source is one of it.

        >>> source = Source(Path("/c"), exclude=("brouillons", "*.bak.txt", "2019/**"))
        >>> [source.takes(Path("/c", name)) for name in ("a.txt", "brouillons/a.txt", "x/a.bak.txt", "2019/1/a.txt")]
        [True, False, False, False]
        """
        if not (self.include or self.exclude):
            return True
        base = self.base or self.path
        name = path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name
        if name == ".":
            name = path.name
        return (not self.include or _matches(self.include, name)) and not _matches(self.exclude, name)

    def filled(self, article: Article) -> Article:
        """Return an article with what it lacks."""
        missing = {name: value for name, value in self.fill.items() if not getattr(article, name)}
        return replace(article, **missing) if missing else article  # type: ignore[arg-type]  # settings check them

    @property
    def filling(self) -> str:
        """What is filled in, as a text that tells one from another; empty where nothing is."""
        return repr(sorted(self.fill.items())) if self.fill else ""


def within(path: Path, sources: Sequence[Source]) -> Source:
    """Return a path as a source, with what is said of the source that it is, or is a part of."""
    place = Path(os.path.abspath(path))  # noqa: PTH100  resolve() would follow links
    for source in sources:
        base = Path(os.path.abspath(source.path))  # noqa: PTH100
        if place.is_relative_to(base):
            return replace(source, path=path, base=base)
    return Source(path)


def _matches(patterns: tuple[str, ...], name: str) -> bool:
    return any(_expression(pattern).fullmatch(name) for pattern in patterns)


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """Translate a pattern; ``[`` stands for itself.

    >>> bool(_expression("**/a?.txt").fullmatch("a1.txt")), bool(_expression("x/*.txt").fullmatch("x/y/a.txt"))
    (True, False)
    """
    named = "/" not in pattern.strip("/")
    pattern = pattern.strip("/")
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    found = "".join(signs.get(part) or re.escape(part) for part in parts)
    return re.compile(rf"(?:.*/)?{found}(?:/.*)?" if named else rf"{found}(?:/.*)?", re.DOTALL)
