"""What Whoosh is told of an article: fields of positions, columns, and the article itself, stored.

The words are analysed before Whoosh sees them, so it indexes terms and analyses nothing.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Final

from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, STORED, FieldType, Schema
from whoosh.formats import Positions

from searchidx.article import Article
from searchidx.dates import PartialDate
from searchidx.engine.base import INDEXED_FIELDS, TEXT_FIELDS, analyse_field
from searchidx.engine.ranking import days_of

FORMAT: Final = 1
"""Raise it when an index written before can no longer be read."""

UNDATED: Final = -1


class Terms(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field whose value is a mapping from term to the positions it stands at."""

    def __init__(self) -> None:
        self.format = Positions()
        self.scorable = True

    def index(self, value: Mapping[str, list[int]], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield term, frequency, weight and encoded positions, as a Whoosh field does."""
        for term, positions in value.items():
            yield term.encode(), len(positions), float(len(positions)), self.format.encode(positions)


def forms_of(field: str) -> str:
    """Return the Whoosh field that holds the exact forms of a field, to which prefixes are looked up too."""
    return f"{field}_forms" if field in TEXT_FIELDS else field


def length_of(field: str) -> str:
    """Return the column of a field's length in words, plus one."""
    return f"{field}_length"


def new_schema() -> Schema:
    fields = {name: Terms() for name in {*INDEXED_FIELDS, *map(forms_of, TEXT_FIELDS)}}
    numbers = {
        name: COLUMN(NumericColumn("i"))
        for name in ("first_day", "last_day", *map(length_of, INDEXED_FIELDS))
    }
    texts = {name: COLUMN(VarBytesColumn(allow_offsets=False)) for name in ("id_text", "digest", "path")}
    return Schema(**fields, **numbers, **texts, article=STORED())


def to_document(article: Article, digest: str) -> dict[str, object]:
    """Return an article as the keyword arguments of Whoosh's ``add_document``."""
    document: dict[str, object] = {}
    for field in INDEXED_FIELDS:
        words = analyse_field(article, field)
        document[length_of(field)] = len(words) + 1
        document[field] = _positions(
            (term, position) for position, word in words.items() for term in word.terms
        )
        if field in TEXT_FIELDS:
            forms = ((form, position) for position, word in words.items() for form in word.forms)
            document[forms_of(field)] = _positions(forms)
    days = days_of(article.published)
    document["first_day"] = days.first.toordinal() if days else UNDATED
    document["last_day"] = days.last.toordinal() if days else UNDATED
    document["id_text"] = article.id.encode()
    document["digest"] = digest.encode()
    document["path"] = (article.path or "").encode()
    document["article"] = to_json(article)
    return document


def to_json(article: Article) -> str:
    fields = asdict(article) | {"published": str(article.published) if article.published else None}
    return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)


def from_json(text: str) -> Article:
    fields = {"title": "", "body": ""} | json.loads(text)
    published = fields.pop("published", None)
    return Article(
        **fields
        | {"published": PartialDate.parse(published) if published else None}
        | {name: tuple(fields.get(name, ())) for name in ("authors", "tags")}
    )


def _positions(occurrences: Iterator[tuple[str, int]]) -> dict[str, list[int]]:
    positions: dict[str, list[int]] = {}
    for term, position in occurrences:
        positions.setdefault(term, []).append(position)
    return positions
