"""JSON Lines from a stream: an article a line, taken as it comes, in memory that does not grow."""

import json
from collections.abc import Iterator
from typing import BinaryIO, Final

from searchidx.article import Article, Notice, Rejection, from_mapping
from searchidx.corpus.decoding import decode
from searchidx.errors import ArticleError

LONGEST_LINE: Final = 20_000_000


def read_stream(stream: BinaryIO, name: str = "-") -> Iterator[Article | Notice | Rejection]:
    """Yield the articles of a stream; what is wrong with a line is told under ``name#number``.

    An article without an id or URL has one made of title, date and body, so that the same stream twice adds nothing.
    """
    for number, line in enumerate(_lines(stream), start=1):
        place = f"{name}#{number}"
        try:
            if line is None:
                raise ArticleError(f"a line of more than {LONGEST_LINE // 1_000_000} MB")
            text, warning = decode(line.rstrip())
            if not text or text.isspace():
                continue
            article, warnings = from_mapping(_fields(text))
        except ArticleError as error:
            yield Rejection(place, str(error))
            continue
        yield article
        yield from (Notice(place, message) for message in [warning, *warnings] if message)


def _fields(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise ArticleError(f"not a line of JSON: {error}") from None
    except (ValueError, RecursionError):
        raise ArticleError("not a line of JSON: a number is too long, or it is nested too deep") from None
    if not isinstance(value, dict):
        raise ArticleError("not a JSON object")
    return value


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield lines; None for one that is too long to be held."""
    while line := stream.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(LONGEST_LINE)
        yield None
