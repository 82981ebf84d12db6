"""Stock Whoosh, pure Python: its own codec, analysis, parser and searcher."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Final

from whoosh import analysis, fields, index, qparser, query, scoring, sorting
from whoosh.support.charset import accent_map

from benchmarks.ask import Ask
from benchmarks.corpus import Made, read
from benchmarks.peers.base import Found, first_day

_WEIGHTS: Final = {"title": 3.0, "body": 1.0}
_MEMORY: Final = 256


class Whoosh:
    """One process, as stock Whoosh is most often used."""

    name: ClassVar[str] = "Whoosh"
    most: ClassVar[int] = 100_000
    adds: ClassVar[bool] = True
    work: ClassVar[str] = (
        "lower case, its French Snowball stemmer with an unbounded cache, accent folding; stop words kept; "
        "positions, stored text; codec W3, one process, 256 MB; a month is a term of its own; does not count the hits"
    )

    def build(self, articles: Path, folder: Path) -> None:
        folder.mkdir()
        self._index = index.create_in(str(folder), _schema())
        self._write(read(articles))

    def open(self, folder: Path) -> None:
        self._index = index.open_dir(str(folder))
        self._refresh()

    def add(self, articles: Iterable[Made]) -> None:
        self._write(articles)
        self._searcher.close()
        self._refresh()

    def search(self, ask: Ask) -> Found | None:
        found, facets = self._hits(ask)
        return Found([hit["title"] for hit in islice(found, 10)], None, facets)

    def snippets(self, ask: Ask) -> list[str] | None:
        found, _ = self._hits(ask)
        return [hit.highlights("body", top=2) for hit in islice(found, 10)]

    def close(self) -> None:
        self._searcher.close()
        self._index.close()

    def _write(self, articles: Iterable[Made]) -> None:
        writer = self._index.writer(limitmb=_MEMORY, procs=1)
        for article in articles:
            writer.add_document(
                id=article["id"],
                title=article["title"],
                body=article["body"],
                section=article["section"],
                month=article["date"][:7],
                day=first_day(article["date"]),
                date=article["date"],
                author=article.get("author"),
                url=article["url"],
            )
        writer.commit()

    def _refresh(self) -> None:
        self._searcher = self._index.searcher(weighting=scoring.BM25F())
        group = qparser.AndGroup
        self._all = qparser.MultifieldParser(
            [*_WEIGHTS], self._index.schema, fieldboosts=_WEIGHTS, group=group
        )
        group = qparser.OrGroup
        self._any = qparser.MultifieldParser(
            [*_WEIGHTS], self._index.schema, fieldboosts=_WEIGHTS, group=group
        )

    def _hits(self, ask: Ask) -> tuple[Any, dict[str, list[tuple[str, int]]] | None]:
        wanted = self._query(ask)
        match ask.shape:
            case "newest":
                return self._searcher.search(wanted, limit=10, sortedby="day", reverse=True), None
            case "facets":
                names = ("month", "section")
                groups = {name: sorting.FieldFacet(name, maptype=sorting.Count) for name in names}
                found = self._searcher.search(wanted, limit=10, groupedby=groups)
                return found, {name: [*found.groups(name).items()] for name in names}
            case _:
                return self._searcher.search(wanted, limit=10), None

    def _query(self, ask: Ask) -> Any:
        match ask.shape:
            case "any":
                return self._any.parse(ask.text)
            case "phrase":
                return self._all.parse(f'"{ask.text}"')
            case "without":
                return self._all.parse(f"{ask.text} NOT {ask.without}")
            case "prefix":
                return self._all.parse(f"{_fold(ask.text)}*")
            case "month":
                return query.And([self._all.parse(ask.text), query.Term("month", ask.month)])
            case _:
                return self._all.parse(ask.text)


def _schema() -> Any:
    french = (
        analysis.RegexTokenizer()
        | analysis.LowercaseFilter()
        | analysis.StemFilter(lang="fr", cachesize=-1)
        | analysis.CharsetFilter(accent_map)
    )
    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        title=fields.TEXT(analyzer=french, stored=True),
        body=fields.TEXT(analyzer=french, stored=True),
        section=fields.ID(stored=True, sortable=True),
        month=fields.ID(sortable=True),
        day=fields.NUMERIC(sortable=True),
        date=fields.STORED,
        author=fields.STORED,
        url=fields.STORED,
    )


def _fold(text: str) -> str:
    return text.translate(accent_map)
