"""JSON Lines: an article a line, its fields by name (`fields.NAMES`)."""

import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from searchidx.article import Notice, Rejection
from searchidx.corpus.decoding import LONGEST_LINE, decode, lines
from searchidx.corpus.fields import article_of
from searchidx.corpus.source import Finding, Source
from searchidx.errors import ArticleError


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the articles of a file; one without an id or URL is named after its line."""
    yield from read_lines(lines(file), source)


def read_lines(lines: Iterable[bytes | None], source: Source) -> Iterator[Finding]:
    """Read the articles of lines; None is one that was too long."""
    for number, line in enumerate(lines, start=1):
        name = f"{source.name}#{number}"
        try:
            if line is None:
                raise ArticleError(f"a line of more than {LONGEST_LINE // 1_000_000} MB")
            text, warning = decode(line)
            if not text or text.isspace():
                continue
            article, warnings = article_of(object_of(text), source, number)
        except ArticleError as error:
            yield Rejection(name, str(error))
            continue
        yield article
        for message in [warning, *warnings]:
            if message:
                yield Notice(name, message)


def object_of(text: str) -> dict[str, object]:
    """Return the object that a line of JSON is.

    Raises
    ------
    ArticleError
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise ArticleError(f"not a line of JSON: {error}") from None
    except (ValueError, RecursionError):
        raise ArticleError("not a line of JSON: a number is too long, or it is nested too deep") from None
    if not isinstance(value, dict):
        raise ArticleError("not a JSON object")
    return value
