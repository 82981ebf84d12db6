"""tantivy, the engine in Rust, through its Python package."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, Final

import tantivy

from benchmarks.ask import Ask
from benchmarks.corpus import Made, read
from benchmarks.peers.base import Facets, Found, first_day, month_days

_FIELDS: Final = ["title", "body"]
_WEIGHTS: Final = {"title": 3.0}
_HEAP: Final = 256_000_000


class Tantivy:
    """One writer thread, so that CPU seconds are those of one core."""

    name: ClassVar[str] = "tantivy"
    most: ClassVar[int] = 10_000_000
    adds: ClassVar[bool] = True
    work: ClassVar[str] = (
        "lower case, French Snowball stemmer, ASCII folding; positions, stored text; one writer thread, 256 MB; "
        "counts the hits, as its Python package does by default"
    )
    count: ClassVar[bool] = True

    def build(self, articles: Path, folder: Path) -> None:
        folder.mkdir()
        self._set(tantivy.Index(_schema(), str(folder)))
        self._write(read(articles))
        self._writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        self._set(tantivy.Index.open(str(folder)))
        self._searcher = self._index.searcher()

    def add(self, articles: Iterable[Made]) -> None:
        self._write(articles)
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, ask: Ask) -> Found | None:
        query = self._query(ask)
        order = {"order_by_field": "day"} if ask.shape == "newest" else {}
        result = self._searcher.search(query, 10, count=self.count, **order)
        titles = [self._searcher.doc(address)["title"][0] for _, address in result.hits]
        facets = self._facets(query) if ask.shape == "facets" else None
        return Found(titles, result.count if self.count else None, facets)

    def snippets(self, ask: Ask) -> list[str] | None:
        query = self._query(ask)
        result = self._searcher.search(query, 10, count=self.count)
        maker = tantivy.SnippetGenerator.create(self._searcher, query, self._index.schema, "body")
        maker.set_max_num_chars(300)
        return [maker.snippet_from_doc(self._searcher.doc(address)).to_html() for _, address in result.hits]

    def close(self) -> None:
        del self._index, self._searcher, self._writer

    def _set(self, index: Any) -> None:
        self._index = index
        self._index.register_tokenizer("french", _analyzer())
        self._writer: Any = None

    def _write(self, articles: Iterable[Made]) -> None:
        self._writer = self._writer or self._index.writer(heap_size=_HEAP, num_threads=1)
        for article in articles:
            document = tantivy.Document()
            for field in ("id", "title", "body", "section"):
                document.add_text(field, article[field])
            document.add_text("author", article.get("author", ""))
            document.add_text("date", article["date"])
            document.add_text("url", article["url"])
            document.add_text("month", article["date"][:7])
            document.add_unsigned("day", first_day(article["date"]))
            self._writer.add_document(document)
        self._writer.commit()

    def _query(self, ask: Ask) -> Any:
        if ask.shape == "prefix":
            return self._prefix(_fold(ask.text))
        words = self._index.parse_query(
            _text(ask), _FIELDS, field_boosts=_WEIGHTS, conjunction_by_default=ask.shape != "any"
        )
        if ask.shape != "month":
            return words
        first, last = month_days(ask.month)
        days = tantivy.Query.range_query(
            self._index.schema, "day", tantivy.FieldType.Unsigned, first, last, use_inverted_index=True
        )  # four times faster here than on the column
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, words), (tantivy.Occur.Must, days)])

    def _prefix(self, prefix: str) -> Any:
        title, body = (
            tantivy.Query.fuzzy_term_query(self._index.schema, field, prefix, distance=0, prefix=True)
            for field in _FIELDS
        )  # several times faster than a regular expression
        title = tantivy.Query.boost_query(title, _WEIGHTS["title"])
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, title), (tantivy.Occur.Should, body)])

    def _facets(self, query: Any) -> Facets:
        wanted = {name: {"terms": {"field": name, "size": 1000}} for name in ("month", "section")}
        found = self._searcher.aggregate(query, wanted)
        return {
            name: [(bucket["key"], bucket["doc_count"]) for bucket in facet["buckets"]]
            for name, facet in found.items()
        }


class TantivyTop(Tantivy):
    """The same without counting, so that it may pass over what cannot be among the ten best."""

    name: ClassVar[str] = "tantivy, not counting"
    work: ClassVar[str] = "the same index; the ten best only, without the number of hits"
    count: ClassVar[bool] = False


def _text(ask: Ask) -> str:
    match ask.shape:
        case "phrase":
            return f'"{ask.text}"'
        case "without":
            return f"{ask.text} -{ask.without}"
        case _:
            return ask.text


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in _FIELDS:
        builder.add_text_field(field, stored=True, tokenizer_name="french")
    for field in ("section", "month"):
        builder.add_text_field(
            field, stored=field == "section", fast=True, tokenizer_name="raw", index_option="basic"
        )
    for field in ("author", "date", "url"):
        builder.add_text_field(field, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("day", indexed=True, fast=True)
    return builder.build()


def _analyzer() -> Any:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.lowercase(), tantivy.Filter.stemmer("french"), tantivy.Filter.ascii_fold()):
        builder = builder.filter(step)
    return builder.build()


def _fold(text: str) -> str:
    return "".join(_analyzer_folding().analyze(text))


def _analyzer_folding() -> Any:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.ascii_fold()).build()
