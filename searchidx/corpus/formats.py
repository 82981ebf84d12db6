"""Which reader reads a file: by the end of its name, and by its first bytes where that says little.

A format is a module of this package with a function ``read``, imported when such a file is met.  An entry
point of the group ``searchidx.readers`` adds one, named after the end it reads: ``docx = "package.module:read"``.
"""

import io
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import PurePath
from typing import BinaryIO, Final, cast

from searchidx.article import Place, Rejection
from searchidx.corpus.source import Finding, Reader, Source
from searchidx.corpus.wide import as_utf_8, wide_encoding
from searchidx.errors import ArticleError

GROUP: Final = "searchidx.readers"
FORMATS: Final = {
    ".txt": "plain_text",
    ".text": "plain_text",
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
    ".jl": "json_lines",
    ".json": "json_document",
    ".csv": "delimited",
    ".tsv": "delimited",
    ".tab": "delimited",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdown": "markdown",
    ".mkd": "markdown",
    ".mdx": "markdown",
    ".qmd": "markdown",
    ".rmd": "markdown",
    ".html": "web_page",
    ".htm": "web_page",
    ".xhtml": "web_page",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "news_item",
    ".nitf": "news_item",
    ".newsml": "news_item",
    ".zip": "zip_archive",
    ".tar": "tar_archive",
    ".tgz": "compressed",
    ".tbz2": "compressed",
    ".txz": "compressed",
    ".gz": "compressed",
    ".bz2": "compressed",
    ".xz": "compressed",
}
"""The end of a name, and the module that reads such files."""

HEAD: Final = 4096
"""The bytes that `sniff` may look at."""

_ARCHIVES: Final = frozenset({".zip", ".tar", ".tgz", ".tbz2", ".txz"})
_COMPRESSED: Final = frozenset({".gz", ".bz2", ".xz"})

_BEFORE_ROOT: Final = (
    rb"(?:<\?[^>]*+>|<!--(?:(?!-->)[\s\S])*+-->|<!(?!--)[^>\[]*+(?:\[[^\]]*+\]\s*+)?>|\s++)*+<(?:\w++:)?"
)
"""What may stand in XML before its first element, and the beginning of that."""

_TEXTS: Final = frozenset({"plain_text", "json_lines", "json_document", "delimited", "markdown"})
"""The formats that say nothing of their encoding, so that UTF-16 is made UTF-8 before they are read."""

_SNIFFED: Final[tuple[tuple[str, re.Pattern[bytes], str], ...]] = (
    ("json_lines", re.compile(rb"\[\s*(?:\{|\[\s*\")|\{\s*\n"), "json_document"),
    (
        "plain_text",
        re.compile(
            rb"(?=[^\n]*\b(?:tit(?:le|re)|headline)\b)(?=[^\n]*\b(?:text|content|body))(?:[^\n\t]*\t){2}",
            re.IGNORECASE,
        ),
        "delimited",
    ),
    ("plain_text", re.compile(rb"---[ \t]*\r?\n[\w-]+[ \t]*:"), "markdown"),
    ("news_item", re.compile(_BEFORE_ROOT + rb"(?:rss|feed|rdf|RDF)[\s>]"), "feed"),
    ("news_item", re.compile(_BEFORE_ROOT + rb"html[\s>]", re.IGNORECASE), "web_page"),
    ("plain_text", re.compile(rb"<!doctype html|<html[\s>]", re.IGNORECASE), "web_page"),
)
"""What the end of a name promises, what the file begins with, and the module that reads it."""


def is_known(name: str) -> bool:
    """Tell whether a file of that name has a reader."""
    end = end_of(name)
    if end in _COMPRESSED:
        return is_known(name[: -len(end)])
    return end in FORMATS or end in _third_parties()


def is_archive(name: str) -> bool:
    """Tell whether a file of that name holds files.

    >>> is_archive("2024.tar.gz"), is_archive("crue.txt.gz")
    (True, False)
    """
    end = end_of(name)
    return is_archive(name[: -len(end)]) if end in _COMPRESSED else end in _ARCHIVES


def known_ends() -> list[str]:
    """Return the ends of names that have a reader, sorted."""
    return sorted({*FORMATS, *_third_parties()})


def end_of(name: str) -> str:
    """Return the end of a name that says its format.

    >>> end_of("eau/Crue.TXT")
    '.txt'
    """
    return PurePath(name).suffix.lower()


def sniff(format: str, head: bytes) -> str:
    """Return the module for a file that begins so; ``format`` is what its name promises."""
    if (wide := wide_encoding(head)) is not None:
        head = head.decode(wide, "ignore").encode()
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    found = (module for promised, first, module in _SNIFFED if promised == format and first.match(bare))
    return next(found, format)


def read_open(file: BinaryIO, source: Source, name: str | None = None) -> Iterator[Finding]:
    """Read an open file by the reader its name and its first bytes call for.

    ``name`` is the one that tells its format, where it is not that of the source.  What the system says
    against it, and what no reader can read, is a rejection.
    """
    end = end_of(name or source.name)
    module = FORMATS.get(end)
    try:
        if module is None:
            yield from _foreign(end, file, source)
            return
        if not hasattr(file, "peek"):
            file = io.BufferedReader(cast("io.RawIOBase", file))
        if module in _TEXTS:
            file = as_utf_8(file)
        module = sniff(module, cast("io.BufferedReader", file).peek(HEAD)[:HEAD])
        reader: Reader = import_module(f"searchidx.corpus.{module}").read
        yield from reader(file, source)
    except ArticleError as error:
        yield Rejection(source.name, str(error))
    except OSError as error:
        yield _unreadable(source, error)


def read_on(file: io.BufferedReader, source: Source, start: Place) -> Iterator[Finding | Place]:
    """Read an open file of which what stands before a place was read; of lines of JSON, tell how far it was read."""
    if not _is_lines(file, source):
        yield from read_open(file, source)
        return
    from searchidx.corpus import json_lines  # noqa: PLC0415  as the other formats

    try:
        yield from json_lines.read_on(file, source, start)
    except OSError as error:
        yield _unreadable(source, error)


def _is_lines(file: io.BufferedReader, source: Source) -> bool:
    module = FORMATS.get(end_of(source.name), "")
    if module != "json_lines":
        return False
    try:
        head = file.peek(HEAD)[:HEAD]
    except OSError:
        return False
    return sniff(module, head) == module and wide_encoding(head) is None


def _unreadable(source: Source, error: OSError) -> Rejection:
    return Rejection(source.name, f"cannot be read: {error.strerror or error}")


def _foreign(end: str, file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read a file by a reader of others; whatever it raises is of this file alone."""
    point = _third_parties().get(end)
    if point is None:
        raise ArticleError(f"articles are read from {', '.join(known_ends())}")
    try:
        reader: Callable[[BinaryIO, Source], Iterator[Finding]] = point.load()
        yield from reader(file, source)
    except (ArticleError, OSError):
        raise
    except Exception as error:
        raise ArticleError(f"the reader {point.value} failed: {error!r}") from error


@cache
def _third_parties() -> dict[str, EntryPoint]:
    return {"." + point.name.removeprefix(".").lower(): point for point in entry_points(group=GROUP)}
