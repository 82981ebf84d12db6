"""CSV and TSV with a header: an article a row.

The separator is the one of ``,`` ``;`` tab ``|`` that makes most names of fields of the header.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from searchidx.article import Notice, Rejection
from searchidx.corpus.decoding import LONGEST_LINE, decode, lines
from searchidx.corpus.fields import article_of, field_of
from searchidx.corpus.source import Finding, Source
from searchidx.errors import ArticleError

LARGEST_UTF_16: Final = 200_000_000
_SEPARATORS: Final = ",;\t|"
_NOTHING: Final = frozenset(("", "nan", "null", "none", "n/a", "<na>"))
"""What tables write where there is nothing; in a date it is told, as anything that is no date."""


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the articles of a table; one without an id or URL is named after its row, the first below the header being 1."""
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_LINE))
    text = _Lines(file)
    first = next(text, "")
    while first and not first.strip():
        first = next(text, "")
    if not first and not text.lost:
        raise ArticleError("the file is empty")
    separator = _declared(first)
    if separator:
        first = next(text, "")
    try:
        separator = separator or _separator(first)
        names = _names(next(csv.reader([first], delimiter=separator), []))
    except csv.Error as error:
        raise ArticleError(f"the first line is no header: {error}") from None
    if not {"title", "body", "lead"} & set(map(field_of, names)):
        raise ArticleError("the first line names neither a title nor a text; a table has a header")
    yield from _rows(text, names, separator, source)
    yield from (Rejection(source.name, f"line {line}: {reason}") for line, reason in text.lost)
    yield from (Notice(source.name, warning) for warning in text.warnings)


def _rows(text: "_Lines", names: Sequence[str], separator: str, source: Source) -> Iterator[Finding]:
    rows = csv.reader(text, delimiter=separator)
    number = 0
    while True:
        start = text.number + 1
        try:
            row = next(rows, None)
            if row is None:
                return
            if not any(row):
                continue
            number += 1
            article, warnings = article_of(_fields(names, row), source, number)
        except csv.Error as error:
            number += 1
            yield Rejection(f"{source.name}#{number}", f"{_place(start, text.number)}: not a row: {error}")
        except ArticleError as error:
            yield Rejection(f"{source.name}#{number}", f"{_place(start, text.number)}: {error}")
        else:
            yield article
            yield from (Notice(f"{source.name}#{number}", warning) for warning in warnings)


def _fields(names: Sequence[str], row: Sequence[str]) -> dict[str, object]:
    while len(row) > len(names) and not row[-1]:
        row = row[:-1]  # a sheet is as wide as its widest row
    if len(row) != len(names):
        cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
        raise ArticleError(f"{cells}, where the header names {len(names)}")
    return {
        name: cell
        for name, cell in zip(names, row, strict=True)
        if cell.lower() not in _NOTHING or (cell and field_of(name) == "published")
    }


def _names(header: Sequence[str]) -> list[str]:
    """Return the names of the columns, each once; what a name stands for again is of no use."""
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    return [name if name not in names[:place] else f"{name} ({place})" for place, name in enumerate(names)]


def _declared(line: str) -> str:
    """Return the separator of a first line ``sep=;``, which spreadsheets write."""
    bare = line.rstrip("\r\n")
    return bare[-1] if bare[:-1].lower() == "sep=" else ""


def _separator(header: str) -> str:
    def worth(separator: str) -> tuple[int, int]:
        names = next(csv.reader([header], delimiter=separator), [])
        return sum(bool(field_of(name)) for name in names), len(names)

    return max(_SEPARATORS, key=worth)


def _place(start: int, end: int) -> str:
    return f"line {end}" if end <= start else f"lines {start} to {end}"


class _Lines(Iterator[str]):
    """The lines of a file, decoded.

    ``lost`` are those that cannot be, with the reason; ``warnings`` says how the first was decoded that is not UTF-8.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.number = 0
        self.warnings: list[str] = []
        self.lost: list[tuple[int, str]] = []
        self._lines = self._decoded(file)

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        return line

    def _decoded(self, file: BinaryIO) -> Iterator[str]:
        for number, line in enumerate(lines(file), start=1):
            if line is None:
                self.lost.append((self.number + 1, f"longer than {LONGEST_LINE // 1_000_000} MB"))
                yield "\n"
                continue
            if number == 1 and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                text, _ = decode(line + file.read(LARGEST_UTF_16))
                yield from io.StringIO(text, newline="")
                return
            if line.count(b"\r") > line.endswith(b"\r\n"):
                yield from map(self._text, line.splitlines(keepends=True))
            else:
                yield self._text(line)

    def _text(self, line: bytes) -> str:
        try:
            text, warning = decode(line)
        except ArticleError as error:
            self.lost.append((self.number + 1, str(error)))
            return "\n"
        if warning and not self.warnings:
            self.warnings.append(f"line {self.number + 1} and perhaps others: {warning}")
        return text
