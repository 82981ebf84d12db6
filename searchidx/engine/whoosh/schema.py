"""What Whoosh is told of an index: fields of positions, two columns of days, and what is stored.

Only other Whoosh programs need it; the words are analysed before they reach the index.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, STORED, FieldType, Schema
from whoosh.formats import Positions

from searchidx.engine.base import INDEXED_FIELDS, TEXT_FIELDS

DAYS: Final = ("first_day", "last_day")


class Terms(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field whose value is a mapping from term to the positions it stands at."""

    def __init__(self, *, scorable: bool) -> None:
        self.format = Positions()
        self.scorable = scorable

    def index(self, value: Mapping[str, list[int]], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield term, frequency, weight and encoded positions, as a Whoosh field does."""
        for term, positions in value.items():
            yield term.encode(), len(positions), float(len(positions)), self.format.encode(positions)


def new_schema() -> Schema:
    fields = {name: Terms(scorable=name in TEXT_FIELDS) for name in INDEXED_FIELDS}
    days = {name: COLUMN(NumericColumn("i")) for name in DAYS}
    return Schema(**fields, **days, published=STORED(), path=STORED())
