"""CSV and TSV with a header: an article a row.

The separator is the one of ``,`` ``;`` tab ``|`` that makes most names of fields of the header.
"""

import csv
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from searchidx.article import Notice, Rejection
from searchidx.corpus.fields import findings_of
from searchidx.corpus.lines import LONGEST_LINE, Decoder, numbered
from searchidx.corpus.names import field_of, name_a_text
from searchidx.corpus.source import Finding, Source
from searchidx.errors import ArticleError

_REMARKS: Final = 10
"""The lines in which a header is looked for."""
_MOST_BLANK: Final = 1000
"""Blank lines in a row, which may stand in a cell; more are passed over."""
_SEPARATORS: Final = ",;\t|"
_NOTHING: Final = frozenset(("", "nan", "null", "none", "n/a", "<na>"))
"""What tables write where there is nothing; in a date it is told, as anything that is no date."""

_LONGEST_NOTHING: Final = max(map(len, _NOTHING))


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the articles of a table; one without an id or URL is named after its row, the first below the header being 1."""
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_LINE))
    text = _Lines(file)
    first = next(text, "")
    while first and not first.strip():
        first = next(text, "")
    if not first and not text.lost:
        raise ArticleError("the file is empty")
    declared = _declared(first)
    if declared:
        first = next(text, "")
    before = text.number - 1
    names, separator = _header(first, declared)
    while not names and text.number - before < _REMARKS and (line := next(text, None)) is not None:
        names, separator = _header(line, declared)
    if not names:
        raise ArticleError("the first line names neither a title nor a text; a table has a header")
    if text.number - before > 1:
        yield Notice(source.name, f"the header is line {text.number}: what stands before it is passed over")
    yield from _rows(text, names, separator, source)
    yield from (Notice(source.name, warning) for warning in text.warnings)


def _rows(text: "_Lines", names: Sequence[str], separator: str, source: Source) -> Iterator[Finding]:
    rows = csv.reader(text, delimiter=separator)
    number = 0
    while True:
        start = text.number + 1
        text.row.clear()
        try:
            row = next(rows, None)
            yield from (Rejection(source.name, f"line {line}: {reason}") for line, reason in text.lost)
            text.lost.clear()
            if row is None:
                return
            if not any(row):
                continue
            number += 1
            if len(row) != len(names) and (escaped := text.escaped(separator)) is not None:
                row = escaped
            fields = _fields(names, row)
        except csv.Error as error:
            number += 1
            yield Rejection(f"{source.name}#{number}", f"{_place(start, text.number)}: not a row: {error}")
        except ArticleError as error:
            yield Rejection(f"{source.name}#{number}", f"{_place(start, text.number)}: {error}")
        else:
            for finding in findings_of(fields, source, number):
                yield _placed(finding, start, text.number)


def _placed(finding: Finding, start: int, end: int) -> Finding:
    """Return a finding that says in which line the row is, where it is a rejection."""
    if isinstance(finding, Rejection):
        return Rejection(finding.path, f"{_place(start, end)}: {finding.reason}")
    return finding


def _fields(names: Sequence[str], row: Sequence[str]) -> dict[str, object]:
    while len(row) > len(names) and not row[-1]:
        row = row[:-1]  # a sheet is as wide as its widest row
    if len(row) != len(names):
        cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
        raise ArticleError(f"{cells}, where the header names {len(names)}")
    return {
        name: cell
        for name, cell in zip(names, row, strict=True)
        if len(cell) > _LONGEST_NOTHING
        or cell.lower() not in _NOTHING
        or (cell and field_of(name) == "published")
    }


def _header(line: str, separator: str) -> tuple[list[str], str]:
    """Return the names of the columns, each once, and what parts them; none where the line names no text."""
    try:
        separator = separator or _separator(line)
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return [], separator
    names = [name.strip() for name in cells]
    while names and not names[-1]:
        names.pop()
    if not name_a_text(names):
        return [], separator
    return [
        name if name not in names[:place] else f"{name} ({place})" for place, name in enumerate(names)
    ], separator


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
    ``row`` are those of the row that is read.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.number = 0
        self.warnings: list[str] = []
        self.lost: list[tuple[int, str]] = []
        self.row: list[str] = []
        self._lines = Decoder().decoded(_rows_of(file))

    def __next__(self) -> str:
        self.number, text, remark = next(self._lines)
        if text is None:
            self.lost.append((self.number, str(remark)))
            text = "\n"
        elif remark and not self.warnings:
            self.warnings.append(f"line {self.number} and perhaps others: {remark}")
        self.row.append(text)
        return text

    def escaped(self, separator: str) -> list[str] | None:
        """Return the cells of the row, if quotation marks in it stand behind a backslash, as databases write them."""
        if not any('\\"' in line for line in self.row):
            return None
        return next(csv.reader(self.row, delimiter=separator, escapechar="\\", strict=False), None)


def _rows_of(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield the numbered lines of a file; those that end as on old computers by Apple too."""
    more = 0
    for number, line in numbered(file, blank=_MOST_BLANK):
        if line is not None and line.count(b"\r") > line.endswith(b"\r\n"):
            parts = line.splitlines(keepends=True)
            yield from enumerate(parts, start=number + more)
            more += len(parts) - 1
        else:
            yield number + more, line
