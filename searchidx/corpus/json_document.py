"""JSON that is not one line an article: a list of articles, one article, or an object that holds a list of them.

A list is read article by article, so that a long one is never held whole, and what stands before an
accident is kept.  Lines of JSON under this name are read as such.
"""

import codecs
import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, Final

from searchidx.article import Notice, Rejection
from searchidx.corpus.decoding import decode, one_byte
from searchidx.corpus.json_lines import read_lines
from searchidx.corpus.json_values import articles_in, as_object, findings_in, is_header
from searchidx.corpus.lines import LONGEST_LINE, numbered, skip_blank
from searchidx.corpus.source import Finding, Source
from searchidx.errors import ArticleError

LARGEST_OBJECT: Final = 200_000_000
LONGEST_ARTICLE: Final = 20_000_000
_CHUNK: Final = 1 << 18
_LONGEST_TOKEN: Final = 16
"""A mistake so near the end of what was read may be for want of the rest: ``tru``, ``\\u00e``."""
_BLANK: Final = " \t\r\n"
_CALL: Final = re.compile(r"\s*(?:(?:var|let|const)\s+)?[\w.$]+\s*[=(]\s*(?=[\[{])")
"""What stands before the value where it is written as a script: ``var articles =``, ``callback(``."""
_DECODER: Final = json.JSONDecoder(strict=False)  # a line end inside a text harms nobody


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the articles of a file; one of several, without an id or URL, is named after its place."""
    number, first = 0, b"\n"
    while first and not first.strip():
        number += 1 + skip_blank(file)
        first = file.readline(LONGEST_LINE)
    if first.lstrip().startswith(b"["):
        yield from _list(first.lstrip(), file, source)
        return
    if first.endswith(b"\n") and _is_object(first):
        rest = numbered(file, number)
        if (second := next(rest, None)) is not None:
            yield from read_lines(chain([(number, first), second], rest), source)
            return
    data = first + file.read(LARGEST_OBJECT - len(first) + 1)
    if not data.strip():
        raise ArticleError("the file is empty")
    if len(data) > LARGEST_OBJECT:
        size = LARGEST_OBJECT // 1_000_000
        raise ArticleError(
            f"an object of more than {size} MB; write a list, or an article a line (JSON Lines)"
        )
    text, warning = decode(data)
    if warning:
        yield Notice(source.name, warning)
    yield from _values(text, source)


def _values(text: str, source: Source) -> Iterator[Finding]:
    """Read the value of a text, or several that follow each other."""
    values, fault = _parsed(text)
    if len(values) == 1:
        several = values[0] if isinstance(values[0], list) else articles_in(values[0])
        if several is None:
            yield from findings_in(values[0], source)
        values = [*several] if several is not None else []
    for number, value in enumerate(values, start=1):
        yield from findings_in(value, source, number)
    if fault:
        yield Rejection(f"{source.name}#{len(values) + 1}", fault)


def _list(first: bytes, file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read a list as it comes; where it cannot be read on, the rest is one rejection."""
    text = _Text(first, file)
    number = 0
    names: list[object] | None = None
    try:
        for number, value in enumerate(text.values(), start=1):
            if isinstance(value, list):
                if number == 1 and is_header(value):
                    names = value
                    continue
                if names is not None:
                    yield from findings_in(as_object(names, value), source, number)
                    continue
            yield from findings_in(value, source, number)
    except ArticleError as error:
        yield Rejection(f"{source.name}#{number + 1}", f"{error}; nothing is read from there on")
    if text.warning:
        yield Notice(source.name, text.warning)


class _Text:
    """A list in JSON that is read and decoded bit by bit."""

    def __init__(self, first: bytes, file: BinaryIO) -> None:
        self.warning: str | None = None
        self._known: str | None = None  # its encoding, where that is one of one byte a character
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._text = self._decoded(first)
        self._read = 0  # characters of the file before `_text`
        self._ended = False

    def values(self) -> Iterator[object]:
        at = 1  # behind the bracket
        while True:
            at = self._next(at)
            if self._text[at] == "]":
                return
            value, at = self._value(at)
            yield value
            if at > _CHUNK:
                self._read += at
                self._text, at = self._text[at:], 0

    def _next(self, at: int) -> int:
        """Return where the next value begins, or the bracket that ends the list."""
        while True:
            while at < len(self._text) and self._text[at] in " \t\r\n,":
                at += 1
            if at < len(self._text):
                return at
            if not self._more():
                raise ArticleError("the list is cut off")

    def _value(self, at: int) -> tuple[object, int]:
        while True:
            try:
                return _DECODER.raw_decode(self._text, at)
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated") or error.pos >= len(self._text) - _LONGEST_TOKEN
                if len(self._text) - at > LONGEST_ARTICLE:
                    raise ArticleError(f"an article of more than {LONGEST_ARTICLE // 1_000_000} MB") from None
                if not cut or not self._more():
                    place = self._read + error.pos + 1
                    raise ArticleError(f"not JSON: {error.msg}, at character {place} of the file") from None
            except (ValueError, RecursionError):
                raise ArticleError("not JSON: a number is too long, or it is nested too deep") from None

    def _more(self) -> bool:
        if self._ended:
            return False
        data = self._file.read(max(_CHUNK, len(self._text)))  # twice as much each time an article goes on
        self._ended = not data
        self._text += self._decoded(data)
        return True

    def _decoded(self, data: bytes) -> str:
        waiting = self._decoder.getstate()[0]
        try:
            return self._decoder.decode(data, final=not data)
        except UnicodeDecodeError:
            self._decoder.reset()
            self._known = self._known or one_byte(waiting + data)
            text, self.warning = decode(waiting + data, known=self._known)
            return text


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _parsed(text: str) -> tuple[list[object], str | None]:
    """Return the values that a text holds one after the other, mostly one, and what keeps it from being read to its end.

    Raises
    ------
    ArticleError
        where not even the first can be read.
    """
    values: list[object] = []
    fault: str | None = None
    at = found.end() if (found := _CALL.match(text)) else 0
    try:
        while (at := _behind_blanks(text, at)) < len(text) and not (values and text[at] in ");"):
            value, at = _DECODER.raw_decode(text, at)
            values.append(value)
    except json.JSONDecodeError as error:
        fault = f"not JSON: {error}"
    except (ValueError, RecursionError):
        fault = "not JSON: a number is too long, or it is nested too deep"
    if not values:
        raise ArticleError(fault or "the file is empty")
    return values, fault


def _behind_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at
