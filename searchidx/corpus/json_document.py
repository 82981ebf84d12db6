"""JSON that is not one line an article: a list of articles, one article, or an object that holds a list of them.

A list is read article by article, so that a long one is never held whole, and what stands before an
accident is kept.  Lines of JSON under this name are read as such.
"""

import codecs
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final

from searchidx.article import Notice, Rejection
from searchidx.corpus.decoding import LONGEST_LINE, decode, lines
from searchidx.corpus.fields import article_of, chosen
from searchidx.corpus.json_lines import read_lines
from searchidx.corpus.source import Finding, Source
from searchidx.errors import ArticleError

LARGEST_OBJECT: Final = 200_000_000
LONGEST_ARTICLE: Final = 20_000_000
_CHUNK: Final = 1 << 18
_LONGEST_TOKEN: Final = 16
"""A mistake so near the end of what was read may be for want of the rest: ``tru``, ``\\u00e``."""
_LISTS: Final = (
    "articles", "items", "results", "entries", "entry", "posts", "docs", "documents", "news", "hits", "stories",
    "data", "rows", "records", "response", "feed",
)  # fmt: skip
"""The names under which an object holds articles, or another object that does."""
_DEPTH: Final = 3
_BLANK: Final = " \t\r\n"
_DECODER: Final = json.JSONDecoder(strict=False)  # a line end inside a text harms nobody


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the articles of a file; one of several, without an id or URL, is named after its place."""
    head = [file.readline(LONGEST_LINE)]
    while head[-1] and not head[-1].removeprefix(codecs.BOM_UTF8).strip():
        head.append(file.readline(LONGEST_LINE))
    first = head[-1].removeprefix(codecs.BOM_UTF8).lstrip()
    if first.startswith(b"["):
        yield from _list(first, file, source)
        return
    if first.endswith(b"\n") and _is_object(first):
        while (line := file.readline(LONGEST_LINE)).isspace():
            head.append(line)
        if line:
            yield from read_lines(chain(head, [line], lines(file)), source)
            return
    data = b"".join(head)
    data += file.read(LARGEST_OBJECT - len(data) + 1)
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
    value = _parsed(text)
    several = value if isinstance(value, list) else _articles(value)
    if several is not None:
        yield from _each(enumerate(several, start=1), source)
    else:
        yield from _one(value, source, None)


def _each(values: Iterable[tuple[int, object]], source: Source) -> Iterator[Finding]:
    for number, value in values:
        yield from _one(value, source, number)


def _one(value: object, source: Source, number: int | None) -> Iterator[Finding]:
    name = source.name if number is None else f"{source.name}#{number}"
    try:
        if not isinstance(value, dict):
            raise ArticleError("not a JSON object")
        article, warnings = article_of(value, source, number)
    except ArticleError as error:
        yield Rejection(name, str(error))
        return
    yield article
    yield from (Notice(name, message) for message in warnings)


def _list(first: bytes, file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read a list as it comes; where it cannot be read on, the rest is one rejection."""
    text = _Text(first, file)
    number = 0
    try:
        for number, value in enumerate(text.values(), start=1):
            yield from _one(value, source, number)
    except ArticleError as error:
        yield Rejection(f"{source.name}#{number + 1}", f"{error}; nothing is read from there on")
    if text.warning:
        yield Notice(source.name, text.warning)


class _Text:
    """A list in JSON that is read and decoded bit by bit."""

    def __init__(self, first: bytes, file: BinaryIO) -> None:
        self.warning: str | None = None
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
            text, self.warning = decode(waiting + data)
            return text


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _parsed(text: str) -> object:
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        raise ArticleError(f"not JSON: {error}") from None
    except (ValueError, RecursionError):
        raise ArticleError("not JSON: a number is too long, or it is nested too deep") from None


def _articles(value: object, depth: int = _DEPTH) -> list[object] | None:
    """Return the articles that an object holds in a list, or under their ids; None where it is one."""
    if isinstance(value, list):
        return value if any(isinstance(each, dict) for each in value) else None
    if not isinstance(value, dict) or not depth or "body" in chosen(value):
        return None
    for name in _LISTS:
        if (found := _articles(value.get(name), depth - 1)) is not None:
            return found
    if value and all(isinstance(each, dict) and "body" in chosen(each) for each in value.values()):
        return [{"id": id, **each} for id, each in value.items()]
    return None
