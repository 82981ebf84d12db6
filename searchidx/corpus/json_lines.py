"""JSON Lines: an article a line, its fields by name (`names.NAMES`).

What search engines take in bulk is read too: a line that says what to do (``{"index": {"_id": "7"}}``), and the article.
"""

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Final

from searchidx.article import Place, Rejection
from searchidx.corpus.decoding import Decoder, numbered
from searchidx.corpus.json_values import findings_in
from searchidx.corpus.source import Finding, Source
from searchidx.errors import ArticleError

_ACTIONS: Final = frozenset(("index", "create", "update", "delete"))
_AROUND: Final = " \t\r\n\x1e"
"""What may stand around a value: blanks, and the sign before each in a sequence of JSON texts (RFC 7464)."""


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the articles of a file; one without an id or URL is named after its line."""
    yield from read_lines(numbered(file), source)


def read_on(file: BinaryIO, source: Source, start: Place) -> Iterator[Finding | Place]:
    """Read the articles behind a place of a file that can seek; behind each, tell the place where its line ends."""
    ends: deque[Place] = deque()  # of lines that were read, some of them ahead

    def ending() -> Iterator[tuple[int, bytes | None]]:
        for number, line in numbered(file, start.lines):
            ends.append(Place(file.tell(), number))
            yield number, line

    file.seek(start.bytes)
    done = 0
    for number, finding in _read(ending(), source):
        while ends and ends[0].lines < number:
            place = ends.popleft()
            if place.lines == done:  # others are no article, and one may say what the next line is
                yield place
        done = number
        yield finding
    yield from (place for place in ends if place.lines == done)


def read_lines(found: Iterable[tuple[int, bytes | None]], source: Source) -> Iterator[Finding]:
    """Read the articles of lines with their numbers; None is a line that was too long."""
    return (finding for _, finding in _read(found, source))


def _read(found: Iterable[tuple[int, bytes | None]], source: Source) -> Iterator[tuple[int, Finding]]:
    """Yield what is found in lines, with the number of each."""
    id: object = None
    for number, text, remark in Decoder().decoded(iter(found)):
        try:
            if text is None:
                raise ArticleError(str(remark))
            if not text or text.isspace():
                continue
            value = object_of(text)
        except ArticleError as error:
            yield number, Rejection(f"{source.name}#{number}", str(error))
            continue
        if len(value) == 1 and (action := _action(value)) is not None:
            id = action.get("_id")
            continue
        if id is not None:
            value, id = {"_id": id, **value}, None
        for finding in findings_in(value, source, number, remark):
            yield number, finding


def object_of(text: str) -> dict[str, object]:
    """Return the object that a line of JSON is.

    Raises
    ------
    ArticleError
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        value = _bare(text)
    except (ValueError, RecursionError):
        raise ArticleError(_TOO_MUCH) from None
    if not isinstance(value, dict):
        raise ArticleError("not a JSON object")
    return value


_TOO_MUCH: Final = "not a line of JSON: a number is too long, or it is nested too deep"


def _bare(text: str) -> object:
    """Return the value in a line that has more around it: a comma, as in a list, or the sign of a sequence."""
    try:
        return json.loads(text.strip(_AROUND).removesuffix(","))
    except json.JSONDecodeError as error:
        raise ArticleError(f"not a line of JSON: {error}") from None
    except (ValueError, RecursionError):
        raise ArticleError(_TOO_MUCH) from None


def _action(value: Mapping[str, object]) -> Mapping[str, object] | None:
    """Return what is told of the next line by one that says what to do with it; what is to be deleted has none."""
    [(name, about)] = value.items()
    if (
        name not in _ACTIONS
        or not isinstance(about, dict)
        or not all(key.startswith("_") for key in about if key != "routing")
    ):
        return None
    return {} if name == "delete" else about
