"""SQLite FTS5, the full-text search that every Python has."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Final

from benchmarks.ask import Ask
from benchmarks.corpus import Made, read
from benchmarks.peers.base import Facets, Found, first_day, month_days

_SCHEMA: Final = """
PRAGMA page_size = 8192;
CREATE TABLE article (rowid INTEGER PRIMARY KEY, id TEXT, day INTEGER, month TEXT, section TEXT, date TEXT,
                      author TEXT, url TEXT);
CREATE VIRTUAL TABLE text USING fts5 (title, body, tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO text (text, rank) VALUES ('rank', 'bm25(3.0, 1.0)');
"""


class Fts5:
    """Dates and sections are in a narrow table beside the texts, so that filters and orders read little."""

    name: ClassVar[str] = "FTS5"
    most: ClassVar[int] = 10_000_000
    adds: ClassVar[bool] = True
    work: ClassVar[str] = (
        "lower case and folding, no stemming, so that it has more words and finds fewer articles; positions, "
        "stored text; one transaction, no prefix index; does not count the hits"
    )

    def build(self, articles: Path, folder: Path) -> None:
        folder.mkdir()
        self._open(folder)
        self._base.executescript(_SCHEMA)
        self.add(read(articles))
        self._base.close()

    def open(self, folder: Path) -> None:
        self._open(folder)
        self._base.execute(
            "PRAGMA mmap_size = 17179869184"
        )  # to read only: mapped pages would count as memory

    def add(self, articles: Iterable[Made]) -> None:
        run = self._base.execute
        run("BEGIN")
        for article in articles:
            dated = article["date"]
            place = run(
                "INSERT INTO article (id, day, month, section, date, author, url) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    article["id"],
                    first_day(dated),
                    dated[:7],
                    article["section"],
                    dated,
                    article.get("author"),
                    article["url"],
                ),
            ).lastrowid
            run(
                "INSERT INTO text (rowid, title, body) VALUES (?, ?, ?)",
                (place, article["title"], article["body"]),
            )
        run("COMMIT")

    def search(self, ask: Ask) -> Found | None:
        run = self._base.execute
        match ask.shape:
            case "month":
                rows = run(
                    "SELECT title FROM text JOIN article ON article.rowid = text.rowid"
                    " WHERE text MATCH ? AND day BETWEEN ? AND ? ORDER BY rank LIMIT 10",
                    (_match(ask), *month_days(ask.month)),
                )
            case "newest":
                rows = run(
                    "SELECT title FROM text WHERE rowid IN (SELECT text.rowid FROM text JOIN article"
                    " ON article.rowid = text.rowid WHERE text MATCH ? ORDER BY day DESC LIMIT 10)",
                    (_match(ask),),
                )
            case _:
                rows = run("SELECT title FROM text WHERE text MATCH ? ORDER BY rank LIMIT 10", (_match(ask),))
        titles = [title for (title,) in rows]
        return Found(titles, None, self._facets(ask) if ask.shape == "facets" else None)

    def snippets(self, ask: Ask) -> list[str] | None:
        rows = self._base.execute(
            "SELECT snippet(text, 1, '<b>', '</b>', '…', 48) FROM text WHERE text MATCH ? ORDER BY rank LIMIT 10",
            (_match(ask),),
        )
        return [fragment for (fragment,) in rows]

    def close(self) -> None:
        self._base.close()

    def count(self, ask: Ask) -> int:
        """Return the number of hits; the measured search does not ask for it."""
        (total,) = self._base.execute(
            "SELECT count(*) FROM text WHERE text MATCH ?", (_match(ask),)
        ).fetchone()
        return int(total)

    def _open(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "articles.db", isolation_level=None)
        self._base.execute("PRAGMA synchronous = OFF")  # no engine here is made to wait for the disk

    def _facets(self, ask: Ask) -> Facets:
        groups = (
            (
                name,
                self._base.execute(
                    f"SELECT {name}, count(*) FROM text JOIN article ON article.rowid = text.rowid"  # noqa: S608
                    f" WHERE text MATCH ? GROUP BY {name} ORDER BY 2 DESC",
                    (_match(ask),),
                ).fetchall(),
            )
            for name in ("month", "section")
        )
        return dict(groups)


def _match(ask: Ask) -> str:
    match ask.shape:
        case "any":
            return " OR ".join(f'"{word}"' for word in ask.words)
        case "phrase":
            return f'"{ask.text}"'
        case "without":
            return f'"{ask.text}" NOT "{ask.without}"'
        case "prefix":
            return f'"{ask.text}" *'
        case _:
            return " ".join(f'"{word}"' for word in ask.words)
