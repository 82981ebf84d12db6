"""The articles themselves, compressed one by one with a shared dictionary, so that each is read alone.

An article is its fields one after the other in UTF-8, behind the number of its authors and tags and the
length of each field in characters, or `_NONE`::

    authors (u32), tags (u32), lengths (u32 each): id, title, lead, body, published, section, source, url,
    path, each author, each tag; then the text
"""

from array import array
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from functools import cached_property, lru_cache
from struct import Struct, pack, unpack_from
from threading import local
from typing import Any, Final

import numpy as np
import zstandard

from searchidx.article import Article
from searchidx.dates import PartialDate
from searchidx.engine.whoosh.packing import narrow
from searchidx.engine.whoosh.sections import Appending, Damage, Numbers, Sections, SectionWriter
from searchidx.errors import DateError

_COUNTS: Final = Struct("<II")
_NONE: Final = 0xFFFFFFFF
_SINGLE: Final = 9
"""Fields that have one value."""

_COPIED: Final = 4096
"""Articles that are copied together."""

_LEVEL: Final = 3
_SAMPLES: Final = 1000
_FEWEST_SAMPLES: Final = 200
_DICTIONARY_SIZE: Final = 110 * 1024
_DICTIONARY_SEGMENT: Final = 1024
_DICTIONARY_RUN: Final = 8


def encode(article: Article) -> bytes:
    """Return the bytes of an article.

    Raises
    ------
    TypeError
        where a field holds something that is not text.
    """
    fields = (
        article.id,
        article.title,
        article.lead,
        article.body,
        None if article.published is None else str(article.published),
        article.section,
        article.source,
        article.url,
        article.path,
        *article.authors,
        *article.tags,
    )
    lengths = [_NONE if field is None else len(field) for field in fields]
    head = pack(f"<II{len(fields)}I", len(article.authors), len(article.tags), *lengths)
    return head + "".join([field for field in fields if field is not None]).encode(errors="surrogatepass")


def decode(data: bytes) -> Article:
    """Return the article of some bytes."""
    authors, tags = _COUNTS.unpack_from(data)
    count = _SINGLE + authors + tags
    lengths = unpack_from(f"<{count}I", data, _COUNTS.size)
    text = data[_COUNTS.size + 4 * count :].decode(errors="surrogatepass")
    values: list[Any] = []
    at = 0
    for length in lengths:
        if length == _NONE:
            values.append(None)
        else:
            values.append(text[at : at + length])
            at += length
    if at != len(text):
        raise Damage("an article is damaged")
    id, title, lead, body, published, section, source, url, path = values[:_SINGLE]
    try:
        day = published and _date(published)
    except (DateError, TypeError, ValueError) as error:
        raise Damage("an article is damaged") from error
    return Article(
        id,
        title,
        body,
        day,
        lead,
        tuple(values[_SINGLE : _SINGLE + authors]),
        section,
        source,
        url,
        tuple(values[_SINGLE + authors :]),
        path,
    )


class ArticleWriter:
    """Compresses articles as they come, once there are enough of them to make a dictionary.

    Parameters
    ----------
    dictionary: of the segment before, which serves as well; empty where there is none.
    """

    def __init__(self, out: SectionWriter, dictionary: bytes = b"") -> None:
        self._out = out
        self._waiting: list[bytes] = []
        self._sizes = array("I")
        self._compressor: zstandard.ZstdCompressor | None = None
        self._open: AbstractContextManager[Appending] = out.section("articles")
        self._append = self._open.__enter__()
        self.dictionary = dictionary
        if dictionary:
            self._begin()

    def add(self, data: bytes) -> None:
        """Add the bytes of an article."""
        if self._compressor is not None:
            self._write(data)
            return
        self._waiting.append(data)
        if len(self._waiting) == _SAMPLES:
            self._begin()

    def finish(self) -> None:
        if self._compressor is None:
            self._begin()
        self._open.__exit__(None, None, None)
        sizes = np.frombuffer(self._sizes, np.uint32) if self._sizes else np.empty(0, np.uint32)
        _write_index(self._out, sizes, [self.dictionary], np.zeros(len(sizes), np.uint8))

    def _begin(self) -> None:
        if len(self._waiting) >= _FEWEST_SAMPLES:
            with suppress(zstandard.ZstdError):  # articles that are too short, or all alike
                trained = zstandard.train_dictionary(
                    _DICTIONARY_SIZE, list(self._waiting), k=_DICTIONARY_SEGMENT, d=_DICTIONARY_RUN
                )
                self.dictionary = trained.as_bytes()
        self._compressor = zstandard.ZstdCompressor(
            level=_LEVEL, write_checksum=True, dict_data=_as_dictionary(self.dictionary)
        )
        for data in self._waiting:
            self._write(data)
        self._waiting.clear()

    def _write(self, data: bytes) -> None:
        assert self._compressor is not None
        compressed = self._compressor.compress(data)
        self._append(compressed)
        self._sizes.append(len(compressed))


class Articles:
    """The articles of a segment, by document."""

    def __init__(self, sections: Sections) -> None:
        self._sections = sections
        self._own = local()

    def __getitem__(self, document: int) -> Article:
        return decode(self.data(document))

    def data(self, document: int) -> bytes:
        """Return the bytes of an article, as `encode` made them."""
        number = 0 if self.which is None else int(self.which[document])
        start, end = self.at[document], self.at[document + 1]
        try:
            data: bytes = self._decompress[number](self._sections.map[self.start + start : self.start + end])
        except zstandard.ZstdError as error:
            raise Damage(f"an article in {self._sections.name} is damaged: {error}") from error
        return data

    def release(self) -> None:
        """Give the memory of the map back."""
        self._sections.release()

    @cached_property
    def start(self) -> int:
        """Where the first one begins in the file."""
        return self._sections.span("articles")[0]

    @cached_property
    def at(self) -> memoryview:
        """Where each begins, from the first on, and where the last one ends."""
        at = self._sections.array("articles.at").data
        if len(at) != int(self._sections.counts["articles"]) + 1:
            raise Damage(f"the articles of {self._sections.name} are damaged")
        return at

    @cached_property
    def which(self) -> Numbers | None:
        """The dictionary that each is compressed with; None where there is but one."""
        name = "articles.which"
        return self._sections.array(name) if name in self._sections else None

    @cached_property
    def raw_dictionaries(self) -> list[bytes]:
        data = self._sections.bytes("articles.dictionaries")
        ends = np.cumsum(self._sections.array("articles.dictionaries.sizes")).tolist()
        return [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def bytes_of(self, start: int, end: int) -> memoryview:
        """Return the compressed articles from ``start`` to before ``end``, one after the other."""
        return memoryview(self._sections.map)[self.start + self.at[start] : self.start + self.at[end]]

    @property
    def _decompress(self) -> Any:  # noqa: ANN401  zstandard has no name for it
        """By dictionary, what decompresses; of this thread, for they are not to be shared."""
        try:
            return self._own.functions
        except AttributeError:
            self._own.functions = [
                zstandard.ZstdDecompressor(dict_data=_as_dictionary(data)).decompress
                for data in self.raw_dictionaries
            ]
            return self._own.functions


def copy_articles(out: SectionWriter, parts: Sequence[tuple[Articles, Numbers | None]]) -> None:
    """Write the articles of several segments as they are; of each those that are kept, None for all."""
    numbers: dict[bytes, int] = {}
    sizes: list[Numbers] = []
    which: list[Numbers] = []
    with out.section("articles") as append:
        for articles, kept in parts:
            count = len(articles.at) - 1
            for start, end in _runs(kept, count):
                for first in range(start, end, _COPIED):
                    append(bytes(articles.bytes_of(first, min(first + _COPIED, end))))
                    articles.release()
            own = np.diff(np.asarray(articles.at).astype(np.int64))
            used = np.array([numbers.setdefault(each, len(numbers)) for each in articles.raw_dictionaries])
            codes = used[np.zeros(count, np.uint8) if articles.which is None else articles.which]
            sizes.append(own if kept is None else own[kept])
            which.append(codes if kept is None else codes[kept])
    _write_index(out, np.concatenate(sizes), list(numbers), np.concatenate(which))


def _write_index(out: SectionWriter, sizes: Numbers, dictionaries: Sequence[bytes], which: Numbers) -> None:
    out.add("articles.at", narrow(np.cumsum(np.concatenate([np.zeros(1, np.int64), sizes]))))
    out.add("articles.dictionaries", b"".join(dictionaries))
    out.add("articles.dictionaries.sizes", np.array(list(map(len, dictionaries)), "<u4"))
    if len(dictionaries) > 1:
        out.add("articles.which", narrow(which))


def _runs(kept: Numbers | None, count: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of documents that are kept."""
    if kept is None:
        yield 0, count
        return
    edges = np.flatnonzero(np.diff(np.concatenate(([0], kept.astype(np.int8), [0])))).tolist()
    yield from zip(edges[::2], edges[1::2], strict=True)


def _as_dictionary(data: bytes) -> zstandard.ZstdCompressionDict | None:
    return zstandard.ZstdCompressionDict(data) if data else None


@lru_cache(maxsize=1 << 14)
def _date(text: str) -> PartialDate:
    """Read a date as `PartialDate` prints it."""
    return PartialDate(*map(int, text.split("-")))
