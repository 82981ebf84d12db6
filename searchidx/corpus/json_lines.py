"""JSON Lines: an article a line, its fields by name (`searchidx.article.ALIASES`)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from searchidx.article import Article, Notice, Rejection, from_mapping
from searchidx.corpus.boilerplate import without_boilerplate
from searchidx.corpus.decoding import decode
from searchidx.errors import ArticleError
from searchidx.limits import DEFAULTS, Limits

LONGEST_LINE: Final = 20_000_000


def read_json_lines(
    path: Path, default_id: str, limits: Limits = DEFAULTS
) -> Iterator[Article | Notice | Rejection]:
    """Read the articles of a file; one without an id or URL is named after its line."""
    name = str(path)
    with path.open("rb") as file:
        for number, line in enumerate(_lines(file), start=1):
            try:
                if line is None:
                    raise ArticleError(f"a line of more than {LONGEST_LINE // 1_000_000} MB")
                text, warning = decode(line)
                if not text or text.isspace():
                    continue
                article, warnings = from_mapping(
                    _fields(text), default_id=f"{default_id}#{number}", path=name, limits=limits
                )
            except ArticleError as error:
                yield Rejection(f"{name}#{number}", str(error))
                continue
            yield article
            for message in [warning, *warnings]:
                if message:
                    yield Notice(f"{name}#{number}", message)


def _fields(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise ArticleError(f"not a line of JSON: {error}") from None
    except (ValueError, RecursionError):
        raise ArticleError("not a line of JSON: a number is too long, or it is nested too deep") from None
    if not isinstance(value, dict):
        raise ArticleError("not a JSON object")
    for name, field in value.items():
        if isinstance(field, str) and "\n" in field:
            value[name] = without_boilerplate(field)
    return value


def _lines(file: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines of a file; None for one that is too long to be held."""
    while line := file.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE)
        yield None
