"""Where in a value of JSON do articles stand?

Programs answer with a list, or with an object that holds a list somewhere; data frames are written by column or as rows
below a header.  An object that has a text of its own is one article, whatever lists it holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from searchidx.article import Rejection
from searchidx.corpus.fields import chosen, findings_of
from searchidx.corpus.names import name_a_text
from searchidx.corpus.source import Finding, Source

_LISTS: Final = (
    "articles", "items", "results", "entries", "entry", "posts", "docs", "documents", "news", "hits", "stories",
    "data", "rows", "records", "response", "feed", "item", "channel", "result", "resultats", "actualites", "publications",
    "nodes", "edges",
)  # fmt: skip
"""The names under which an object holds articles, or another object that does, before any other name."""
_DEEPEST: Final = 6
_GRAPH: Final = "@graph"


def findings_in(
    value: object, source: Source, number: int | str | None = None, *remarks: str | None
) -> Iterator[Finding]:
    """Yield what a value holds: an article, or those in a list inside it, numbered ``3.1``, ``3.2`` in the third."""
    if not isinstance(value, dict):
        yield Rejection(source.at(number), "not a JSON object")
        return
    for finding in findings_of(value, source, number, *remarks):
        if isinstance(finding, Rejection) and (several := articles_in(value)) is not None:
            for place, each in enumerate(several, start=1):
                yield from findings_of(
                    each, source, place if number is None else f"{number}.{place}", *remarks
                )
        else:
            yield finding


def articles_in(value: object, depth: int = _DEEPEST) -> list[Mapping[str, object]] | None:
    """Return the articles that an object holds in a list, by columns, or under their ids; None where it is one itself."""
    if not isinstance(value, dict) or not depth:
        return None
    if (framed := _framed(value)) is not None:
        return framed
    fields = chosen(value)
    if "body" in fields:
        held = fields["body"]
        return _objects(held) if isinstance(held, list) and any(map(_is_article, held)) else None
    is_one = _is_article(value)
    for name in (_GRAPH, *_LISTS):
        held = value.get(name)
        if isinstance(held, list) and any(isinstance(each, dict) for each in held):
            articles = [each for each in _objects(held) if _is_article(each)]
            if name == _GRAPH or articles or not is_one:
                return articles or (_deeper(held, depth) or _objects(held))
        elif (found := articles_in(held, depth - 1)) is not None:
            return found
    if is_one or not value:
        return None
    if all(isinstance(each, dict) and "body" in chosen(each) for each in value.values()):
        return [{"id": id, **each} for id, each in value.items()]
    others = [each for name, each in value.items() if not (name in _LISTS and isinstance(each, dict))]
    return _deeper(others, depth) or None


def with_header(names: Sequence[object], rows: Sequence[object]) -> list[Mapping[str, object]]:
    """Return rows of values as objects with the names of a header."""
    return [as_object(names, row) for row in rows if isinstance(row, list)]


def as_object(names: Sequence[object], row: Sequence[object]) -> dict[str, object]:
    return dict(zip(map(str, names), row, strict=False))


def is_header(row: object) -> bool:
    """Tell whether a list names fields of an article."""
    return isinstance(row, list) and all(isinstance(name, str) for name in row) and name_a_text(row)


def _deeper(held: Sequence[object], depth: int) -> list[Mapping[str, object]]:
    """Return the articles in lists under any name, or in what such lists and objects hold."""
    found: list[Mapping[str, object]] = []
    for each in held:
        if isinstance(each, list):
            objects = _objects(each)
            found += [one for one in objects if _is_article(one)] or (
                _deeper(objects, depth - 1) if depth > 1 else []
            )
        elif isinstance(each, dict):
            found += [each] if _is_article(each) else articles_in(each, depth - 1) or []
    return found


def _framed(value: Mapping[str, object]) -> list[Mapping[str, object]] | None:
    """Return the rows of a data frame: of names and rows of values, or of columns that hold values under numbers."""
    names, rows = value.get("columns"), value.get("data")
    if isinstance(rows, list) and is_header(names):
        assert isinstance(names, list)
        return with_header(names, rows)
    columns = [column for column in value.values() if isinstance(column, dict)]
    if len(columns) < len(value) or not columns or not name_a_text(value):
        return None
    places = list(columns[0])
    if (
        not places
        or not all(place.isdigit() for place in places)
        or any(list(each) != places for each in columns)
    ):
        return None
    return [{name: column[place] for name, column in zip(value, columns, strict=True)} for place in places]


def _is_article(value: object) -> bool:
    """Tell an article from other things that have a title."""
    if not isinstance(value, dict):
        return False
    fields = chosen(value)
    return "body" in fields or ("title" in fields and ("lead" in fields or "published" in fields))


def _objects(held: Sequence[object]) -> list[Mapping[str, object]]:
    return [each for each in held if isinstance(each, dict)]
