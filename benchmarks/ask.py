"""A query without a language: what the words must do.  Each peer says it in its own."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Shape = Literal["all", "any", "phrase", "without", "month", "newest", "prefix", "facets"]


@dataclass(frozen=True, slots=True)
class Ask:
    """A query: its class, its words and what they must do."""

    name: str
    shape: Shape
    words: tuple[str, ...]
    without: str = ""
    month: str = ""

    @property
    def text(self) -> str:
        """The words with spaces between; of a prefix, the prefix alone."""
        return " ".join(self.words)

    def for_searchidx(self) -> dict[str, object]:
        """Return the arguments of `SearchIndex.search`.

        >>> Ask("month and term", "month", ("coalition",), month="2024-01").for_searchidx()
        {'query': 'coalition date:2024-01'}
        >>> Ask("3-word OR", "any", ("irak", "iran", "syrie")).for_searchidx()
        {'query': 'irak iran syrie', 'any': True}
        """
        match self.shape:
            case "all":
                return {"query": self.text}
            case "any":
                return {"query": self.text, "any": True}
            case "phrase":
                return {"query": f'"{self.text}"'}
            case "without":
                return {"query": f"{self.text} -{self.without}"}
            case "month":
                return {"query": f"{self.text} date:{self.month}"}
            case "newest":
                return {"query": self.text, "sort": "-date"}
            case "prefix":
                return {"query": f"{self.text}*"}
            case "facets":
                return {"query": self.text, "facets": ["month", "section"]}


def write(asks: Iterable[Ask], path: Path) -> None:
    """Write queries as JSON, each with what searchidx is asked."""
    items = [{"class": ask.name, **asdict(ask), "searchidx": ask.for_searchidx()} for ask in asks]
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def read(path: Path) -> list[Ask]:
    """Read queries that `write` wrote."""
    items = json.loads(path.read_text("utf-8"))
    return [
        Ask(item["name"], item["shape"], tuple(item["words"]), item["without"], item["month"])
        for item in items
    ]
