"""Articles to a segment: many are read at a time, and their words become numbers.

What is done to all of them in a row finds the processor's caches as it left them.
"""

from array import array
from collections.abc import Sequence
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from searchidx.article import Article
from searchidx.dates import PartialDate
from searchidx.engine.base import ID_FIELD, NAME_FIELDS, TEXT_FIELDS
from searchidx.engine.base import digest as digest_of
from searchidx.engine.ranking import days_of
from searchidx.engine.whoosh.columns import SEVERAL, SINGLE, Digests, Values
from searchidx.engine.whoosh.inverting import Arrays, FieldOfText, Occurrences, Text, numbers_in, spool
from searchidx.engine.whoosh.layout import LINES, Documents, write_documents
from searchidx.engine.whoosh.names import Addresses, Names
from searchidx.engine.whoosh.packing import starts_of
from searchidx.engine.whoosh.postings import Line
from searchidx.engine.whoosh.postings_writer import PostingsWriter
from searchidx.engine.whoosh.sections import SectionWriter
from searchidx.engine.whoosh.stored import ArticleWriter, Encoded, encode
from searchidx.engine.whoosh.vocabulary import Vocabulary

_TOGETHER: Final = 256
"""Articles that are read in a row,"""
_BYTES_TOGETHER: Final = 1 << 22
"""unless their texts have so many bytes."""
_BYTES_AN_ARTICLE: Final = 500
"""What it takes in memory until the segment is written, beside its names; its words wait on disk."""


class _Waiting(NamedTuple):
    article: Article
    digest: str | None
    data: Encoded


class Builder:
    """Collects articles, and writes them as one segment.

    Parameters
    ----------
    path: the file of the segment; it is there, unfinished, from the first article on.
    vocabulary, dictionary: of the builder before, for words and texts are alike in the next segment.
    """

    def __init__(self, path: Path, vocabulary: Vocabulary, dictionary: bytes = b"") -> None:
        self.path = path
        self._vocabulary = vocabulary
        with ExitStack() as opened:
            self._out = SectionWriter(path)
            opened.callback(self._out.abandon)
            self._texts: dict[str, Text] = {}
            for name in TEXT_FIELDS:
                self._texts[name] = Text(path.parent)
                opened.callback(self._texts[name].close)
            opened.pop_all()  # all are open: who abandons it closes them
        self._articles = ArticleWriter(self._out, dictionary)
        self._waiting: list[_Waiting] = []
        self._bytes = 0
        self._ids: list[str] = []
        self._digests: list[str] = []
        self._days = (array("i"), array("i"))
        self._names = {name: Addresses() if name == "url" else Names() for name in NAME_FIELDS}
        self._values = {name: Values() for name in (*SINGLE, *SEVERAL)}
        self._codes = {name: array("I") for name in (*SINGLE, *SEVERAL)}
        self._several = {name: array("I") for name in SEVERAL}

    def __len__(self) -> int:
        return len(self._ids) + len(self._waiting)

    @property
    def memory(self) -> int:
        """The bytes that the articles take until the segment is written, roughly."""
        names = sum(names.memory for names in self._names.values())
        return _BYTES_AN_ARTICLE * len(self) + names + self._vocabulary.memory

    @property
    def reach(self) -> int:
        """The longest line's positions, roughly."""
        title, lead, body = (self._texts[name].words for name in TEXT_FIELDS)
        return max(title, lead + body, *(names.reach for names in self._names.values()))

    @property
    def dictionary(self) -> bytes:
        """What the articles are compressed with, once there are some."""
        return self._articles.dictionary

    def add(self, article: Article, digest: str | None = None, data: Encoded | None = None) -> None:
        """Add an article; what is not given of its digest and bytes is computed."""
        data = data or encode(article)
        self._waiting.append(_Waiting(article, digest, data))
        self._bytes += len(data.texts)
        if len(self._waiting) == _TOGETHER or self._bytes > _BYTES_TOGETHER:
            self._read()

    def _read(self) -> None:
        """Read the articles that wait."""
        articles = [waiting.article for waiting in self._waiting]
        for waiting in self._waiting:
            self._articles.add(waiting.data)
        titles = [article.title.encode(errors="surrogatepass") for article in articles]
        self._read_text("title", titles)
        texts = [waiting.data.lead_and_body() for waiting in self._waiting]
        self._read_text("lead", [lead for lead, _ in texts])
        self._read_text("body", [body for _, body in texts])
        self._digests += [
            waiting.digest or digest_of(waiting.article, lead, body)
            for waiting, (lead, body) in zip(self._waiting, texts, strict=True)
        ]
        self._waiting.clear()
        self._bytes = 0
        self._ids += [article.id for article in articles]
        for name in ("authors", "tags"):
            self._names[name].extend([getattr(article, name) for article in articles])
        for name in ("section", "source", "url"):
            values = [getattr(article, name) for article in articles]
            self._names[name].extend([() if value is None else (value,) for value in values])
        months = []
        for article in articles:
            first, last, month = _dated(article.published)
            self._days[0].append(first)
            self._days[1].append(last)
            months.append(month)
        self._encode("month", months)
        for name in ("section", "source", "path"):
            self._encode(name, [getattr(article, name) or None for article in articles])
        for name, field in (("author", "authors"), ("tag", "tags")):
            several = [getattr(article, field) for article in articles]
            self._several[name].extend(map(len, several))
            self._encode(name, [value for values in several for value in values])

    def _read_text(self, name: str, texts: Sequence[bytes]) -> None:
        stretches, counts = self._vocabulary.read(texts)
        tokens = numbers_in(self._vocabulary.tokens).take(stretches)
        self._texts[name].extend(stretches, counts, tokens)

    def _encode(self, name: str, values: Sequence[str | None]) -> None:
        self._codes[name].extend(map(self._values[name].code, values))

    def write(self) -> None:
        """Write the segment; the builder is of no more use then."""
        self._read()
        self._articles.finish()
        vocabulary = Arrays(self._vocabulary)
        lengths = {name: text.lengths for name, text in self._texts.items()}
        bounds = starts_of(
            np.column_stack((lengths["lead"], lengths["body"])).ravel()
        )  # of lead and body in turn
        starts = {"title": starts_of(lengths["title"]), "text": bounds[::2]}
        begins = {"title": starts["title"][:-1], "lead": bounds[:-1:2], "body": bounds[1::2]}
        sums: dict[str, int] = {}
        forms: dict[str, int] = {}
        with spool(self.path.parent) as files:
            for name in TEXT_FIELDS:
                field = FieldOfText(self._out, name, Line(starts[LINES[name]]), lengths[name], files)
                occurrences = Occurrences(self._texts[name], begins[name], lengths[name], vocabulary)
                sums[name], forms[name], sums[f"{name}+"] = field.write(
                    occurrences, self._vocabulary, self.path.parent
                )
            for name, names in self._names.items():
                starts[name], lengths[name] = names.starts, names.lengths
                sums[name] = names.write(self._out, name, files)
            order = sorted(range(len(self._ids)), key=self._ids.__getitem__)
            postings = PostingsWriter(self._out, ID_FIELD, Line(np.arange(len(self) + 1)), None, files)
            ids = [self._ids[document].encode(errors="surrogatepass") for document in order]
            postings.extend(ids, np.ones(len(order), np.int64), np.array(order, np.int64), None)
            sums[ID_FIELD] = postings.finish()
        documents = Documents(
            starts=starts,
            lengths=lengths,
            first=numbers_in(self._days[0]),
            last=numbers_in(self._days[1]),
            codes={name: numbers_in(codes) for name, codes in self._codes.items()},
            several={name: numbers_in(counts) for name, counts in self._several.items()},
            values={name: list(values.codes) for name, values in self._values.items()},
            digests=Digests.of(self._digests),
            by_id=np.array(order, np.int64),
        )
        self._out.finish(write_documents(self._out, documents) | {"terms": sums, "forms": forms})
        self._close()

    def abandon(self) -> None:
        self._out.abandon()
        self._close()

    def _close(self) -> None:
        for text in self._texts.values():
            text.close()


@lru_cache(maxsize=1 << 15)
def _dated(published: PartialDate | None) -> tuple[int, int, str | None]:
    """Return the first and last day of a date, as ordinals, and its month, or year where it has none."""
    days = days_of(published)
    if days is None:
        return 0, 0, None
    return days.first.toordinal(), days.last.toordinal(), str(published)[: len("2024-01")]
