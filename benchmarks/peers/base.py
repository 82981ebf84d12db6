"""What a search engine must do to be measured."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar, NamedTuple, Protocol

from benchmarks.ask import Ask
from benchmarks.corpus import Made

Facets = Mapping[str, list[tuple[str, int]]]


class Found(NamedTuple):
    """The titles of the first ten hits; how many hits there are, where the engine was asked to count them."""

    titles: list[str]
    total: int | None
    facets: Facets | None = None


class Peer(Protocol):
    """An engine and its index in a folder."""

    name: ClassVar[str]
    work: ClassVar[str]  # what it does of the common work, and what not
    most: ClassVar[int]  # the largest corpus it is given, unless told otherwise
    adds: ClassVar[bool]  # whether articles can be added to its index

    def build(self, articles: Path, folder: Path) -> None:
        """Make an index of a file in a new folder, committed and merged as the engine would do by itself."""

    def open(self, folder: Path) -> None:
        """Open the index to search and to add."""

    def add(self, articles: Iterable[Made]) -> None:
        """Add articles to the open index; on return a search finds them."""

    def search(self, ask: Ask) -> Found | None:
        """Answer with the titles of the ten best; None where the engine has nothing like it."""

    def snippets(self, ask: Ask) -> list[str] | None:
        """Search and show a fragment of each hit; None where the engine has nothing like it."""

    def close(self) -> None:
        """Let go of the index."""


def first_day(dated: str) -> int:
    """Return the first day of a date that may be a month, as a number.

    >>> first_day("2024-01"), first_day("2024-01-15")
    (20240101, 20240115)
    """
    return int(f"{dated}-01"[:10].replace("-", ""))


def month_days(month: str) -> tuple[int, int]:
    """Return numbers about the first days of articles of a month.

    >>> month_days("2024-01")
    (20240101, 20240131)
    """
    return first_day(month), first_day(month) + 30
