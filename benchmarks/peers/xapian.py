"""Xapian, the engine in C++, through its Python bindings, which systems package."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, Final

import xapian

from benchmarks.ask import Ask
from benchmarks.corpus import Made, read
from benchmarks.peers.base import Found, first_day

_DAY, _MONTH, _SECTION = range(3)  # its value slots
_ALL, _ANY = xapian.Query.OP_AND, xapian.Query.OP_OR
_FLAGS: Final = xapian.QueryParser.FLAG_DEFAULT | xapian.QueryParser.FLAG_WILDCARD


class Xapian:
    """Titles and bodies are one field, as is usual with Xapian; a word of a title counts three times."""

    name: ClassVar[str] = "Xapian"
    most: ClassVar[int] = 100_000
    adds: ClassVar[bool] = True
    work: ClassVar[str] = (
        "lower case, French Snowball stemmer, no folding; one field for titles and bodies, half the terms to look "
        "up; positions, stored text; flushes of 10,000 articles, no fsync; a month is a term; does not count the hits"
    )

    def build(self, articles: Path, folder: Path) -> None:
        _write(folder, read(articles))

    def open(self, folder: Path) -> None:
        self._folder = folder
        self._base = xapian.Database(str(folder))
        self._enquire = xapian.Enquire(self._base)
        self._parser = xapian.QueryParser()
        self._parser.set_stemmer(xapian.Stem("fr"))
        self._parser.set_stemming_strategy(xapian.QueryParser.STEM_ALL)
        self._parser.set_database(self._base)

    def add(self, articles: Iterable[Made]) -> None:
        _write(self._folder, articles)
        self._base.reopen()

    def search(self, ask: Ask) -> Found | None:
        spies = {"month": _MONTH, "section": _SECTION} if ask.shape == "facets" else {}
        counts = {name: xapian.ValueCountMatchSpy(slot) for name, slot in spies.items()}
        for spy in counts.values():
            self._enquire.add_matchspy(spy)
        found = self._hits(ask, at_least=self._base.get_doccount() if counts else 0)
        self._enquire.clear_matchspies()
        titles = [json.loads(match.document.get_data())["title"] for match in found]
        facets = {
            name: [(value.term.decode(), value.termfreq) for value in spy.top_values(1000)]
            for name, spy in counts.items()
        }
        return Found(titles, None, facets or None)

    def snippets(self, ask: Ask) -> list[str] | None:
        found = self._hits(ask)
        stem = xapian.Stem("fr")
        bodies = (json.loads(match.document.get_data())["body"] for match in found)
        return [found.snippet(body, 300, stem).decode() for body in bodies]

    def close(self) -> None:
        self._base.close()

    def _hits(self, ask: Ask, at_least: int = 0) -> Any:
        if ask.shape == "newest":
            self._enquire.set_sort_by_value(_DAY, True)
        else:
            self._enquire.set_sort_by_relevance()
        self._enquire.set_query(self._query(ask))
        return self._enquire.get_mset(0, 10, at_least)

    def _query(self, ask: Ask) -> Any:
        self._parser.set_default_op(_ANY if ask.shape == "any" else _ALL)
        match ask.shape:
            case "phrase":
                text = f'"{ask.text}"'
            case "without":
                text = f"{ask.text} NOT {ask.without}"
            case "prefix":
                text = f"{ask.text}*"
            case _:
                text = ask.text
        query = self._parser.parse_query(text, _FLAGS)
        if ask.shape == "month":
            return xapian.Query(xapian.Query.OP_FILTER, query, xapian.Query(f"XM{ask.month}"))
        return query


def _write(folder: Path, articles: Iterable[Made]) -> None:
    base = xapian.WritableDatabase(str(folder), xapian.DB_CREATE_OR_OPEN | xapian.DB_NO_SYNC)
    terms = xapian.TermGenerator()
    terms.set_stemmer(xapian.Stem("fr"))
    terms.set_stemming_strategy(xapian.TermGenerator.STEM_ALL)
    for article in articles:
        document = xapian.Document()
        terms.set_document(document)
        terms.set_termpos(0)
        terms.index_text(article["title"], 3)
        terms.increase_termpos()
        terms.index_text(article["body"])
        document.set_data(json.dumps(article, ensure_ascii=False))
        month = article["date"][:7]
        document.add_value(_DAY, xapian.sortable_serialise(first_day(article["date"])))
        document.add_value(_MONTH, month)
        document.add_value(_SECTION, article["section"])
        document.add_boolean_term(f"XM{month}")
        document.add_boolean_term(f"Q{article['id']}")
        base.add_document(document)
    base.close()  # commits
