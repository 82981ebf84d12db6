"""The articles themselves: head and texts of each are compressed alone, so that a list of hits reads heads only.

A head is what a list of hits shows, in UTF-8 with `_BETWEEN` between the fields.  One that is not there is empty, and
one that is empty is `_EMPTY`::

    id, title, published, section, source, url, path, number of authors, each author, each tag

The texts are the bytes of the lead (u32), the lead and the body.  Heads and texts are compressed with one dictionary,
which is trained on the first articles, or comes from the segment before; a merged segment may have several.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from functools import cached_property, lru_cache, partial
from struct import Struct
from threading import local
from typing import Final, NamedTuple

import numpy as np
import zstandard

from searchidx.article import Article
from searchidx.dates import PartialDate
from searchidx.engine.whoosh.damage import Damage, translated
from searchidx.engine.whoosh.packing import narrow, starts_of
from searchidx.engine.whoosh.sections import Appending, Numbers, Sections, SectionWriter
from searchidx.errors import DateError

_BETWEEN: Final = "\0"
_EMPTY: Final = "\1"
_MARK: Final = "\2"
_ESCAPED: Final = {_MARK: "\2c", _EMPTY: "\2b", _BETWEEN: "\2a"}
"""What stands for these in a field; the front door lets in no article that has them."""
_LEAD: Final = Struct("<I")

_FRAMES: Final = 2
"""Of an article: its head, and its texts behind it."""
_COPIED: Final = 4096
"""Articles that are copied together."""

_LEVEL: Final = 3
_LARGEST: Final = 1 << 30
"""Bytes of head or texts of an article."""
_TOGETHER: Final = 1000
"""Articles that are compressed in a row, so that the processor's caches hold what it takes,"""
_BYTES_TOGETHER: Final = 1 << 23
"""unless their texts have so many bytes."""
_FEWEST_SAMPLES: Final = 200
_DICTIONARY_SIZE: Final = 110 * 1024
_DICTIONARY_SEGMENT: Final = 1024
_DICTIONARY_RUN: Final = 8


class Encoded(NamedTuple):
    """The bytes of an article."""

    head: bytes
    texts: bytes

    def lead_and_body(self) -> tuple[bytes, bytes]:
        """Return both in UTF-8."""
        (size,) = _LEAD.unpack_from(self.texts)
        middle = _LEAD.size + int(size)
        if middle > len(self.texts):
            raise Damage("an article is damaged")
        return self.texts[_LEAD.size : middle], self.texts[middle:]


def encode(article: Article) -> Encoded:
    """Return the bytes of an article.

    Raises
    ------
    TypeError
        where a field holds something that is not text.
    """
    about = (article.section, article.source, article.url, article.path)
    fields = [article.id, article.title, *(field or "" for field in about), *article.authors, *article.tags]
    whole = "".join(fields)
    if _MARK in whole or _EMPTY in whole or _BETWEEN in whole:
        fields = list(map(_escaped, fields))
    fields[2:2] = ["" if article.published is None else str(article.published)]
    fields[7:7] = [str(len(article.authors))]
    if "" in about:
        fields[3:7] = [
            _EMPTY if field == "" else text for field, text in zip(about, fields[3:7], strict=True)
        ]
    head = _BETWEEN.join(fields).encode("utf-8", "surrogatepass")
    lead = str.encode(article.lead, "utf-8", "surrogatepass")
    body = str.encode(article.body, "utf-8", "surrogatepass")
    return Encoded(head, _LEAD.pack(len(lead)) + lead + body)


def decode(data: Encoded) -> Article:
    """Return the article of some bytes."""
    return _article(data.head, partial(_texts_of, data))


def _article(head: bytes, texts: Callable[[], tuple[str, str]]) -> Article:
    """Return an article whose lead and body are told by a function, once they are asked for."""
    text = head.decode("utf-8", "surrogatepass")
    try:
        id, title, published, section, source, url, path, count, *names = text.split(_BETWEEN)
        authors = int(count)
        day = _date(published) if published else None
    except (DateError, TypeError, ValueError) as error:
        raise Damage("an article is damaged") from error
    about: Sequence[str | None] = (section or None, source or None, url or None, path or None)
    if _EMPTY in text or _MARK in text:
        about = ["" if field == _EMPTY else field and _unescaped(field) for field in about]
        id, title, *names = map(_unescaped, (id, title, *names))
    section_, source_, url_, path_ = about
    return Article.waiting(
        texts, id=id, title=title, published=day, authors=tuple(names[:authors]), section=section_, source=source_,
        url=url_, tags=tuple(names[authors:]), path=path_,
    )  # fmt: skip


def _texts_of(data: Encoded) -> tuple[str, str]:
    lead, body = data.lead_and_body()
    return lead.decode(errors="surrogatepass"), body.decode(errors="surrogatepass")


def _escaped(field: str) -> str:
    for character, written in _ESCAPED.items():
        field = field.replace(character, written)
    return field


def _unescaped(field: str) -> str:
    for character, written in reversed(_ESCAPED.items()):
        field = field.replace(written, character)
    return field


class ArticleWriter:
    """Compresses articles as they come, many in a row.

    Parameters
    ----------
    dictionary: of the segment before, which serves as well; empty where there is none.
    """

    def __init__(self, out: SectionWriter, dictionary: bytes = b"") -> None:
        self._out = out
        self._waiting: list[Encoded] = []
        self._bytes = 0
        self._sizes = array("I")
        self._compressor: zstandard.ZstdCompressor | None = None
        self._open: AbstractContextManager[Appending] = out.section("articles")
        self._append = self._open.__enter__()
        self.dictionary = dictionary

    def add(self, data: Encoded) -> None:
        self._waiting.append(data)
        self._bytes += len(data.texts)
        if len(self._waiting) == _TOGETHER or self._bytes > _BYTES_TOGETHER:
            self._compress()

    def finish(self) -> None:
        self._compress()
        self._open.__exit__(None, None, None)
        sizes = np.frombuffer(self._sizes, np.uint32) if self._sizes else np.empty(0, np.uint32)
        _write_index(self._out, sizes, [self.dictionary], np.zeros(len(sizes) // _FRAMES, np.uint8))

    def _compress(self) -> None:
        if self._compressor is None:
            if not self.dictionary and len(self._waiting) >= _FEWEST_SAMPLES:
                self.dictionary = _trained(self._waiting)
            self._compressor = zstandard.ZstdCompressor(
                level=_LEVEL,
                write_checksum=True,
                write_dict_id=False,
                dict_data=_as_dictionary(self.dictionary),
            )
        frames = [self._compressor.compress(frame) for data in self._waiting for frame in data]
        self._append(b"".join(frames))
        self._sizes.extend(map(len, frames))
        self._waiting.clear()
        self._bytes = 0


def _trained(articles: Sequence[Encoded]) -> bytes:
    with suppress(zstandard.ZstdError):  # articles that are too short, or all alike
        samples = [frame for kind in zip(*articles, strict=True) for frame in kind]
        return zstandard.train_dictionary(
            _DICTIONARY_SIZE, samples, k=_DICTIONARY_SEGMENT, d=_DICTIONARY_RUN
        ).as_bytes()
    return b""


class Articles:
    """The articles of a segment, by document."""

    def __init__(self, sections: Sections) -> None:
        self._sections = sections
        self._own = local()

    def __getitem__(self, document: int) -> Article:
        """Return an article; its texts are decompressed when they are first asked for."""
        return _article(self._frame(_FRAMES * document), partial(self._texts, document))

    def _texts(self, document: int) -> tuple[str, str]:
        """Return lead and body, whoever asks, and whenever.

        Raises
        ------
        IndexDamaged
        """
        with translated(str(self._sections.path.parents[1])):
            return _texts_of(Encoded(b"", self._frame(_FRAMES * document + 1)))

    def bytes_of_texts(self, document: int) -> int:
        """Return how many bytes the texts of an article take in the file."""
        place = _FRAMES * document + 1
        return self.at[place + 1] - self.at[place]

    def _frame(self, place: int) -> bytes:
        at, start = self.at, self.start
        number = 0 if self.which is None else int(self.which[place // _FRAMES])
        try:
            functions = self._own.functions
        except AttributeError:  # of this thread, for they are not to be shared
            functions = self._own.functions = [
                zstandard.ZstdDecompressor(dict_data=_as_dictionary(data)).decompress
                for data in self.raw_dictionaries
            ]
        self._sections.refuse_cut()
        try:
            frame = self._sections.map[start + at[place] : start + at[place + 1]]
            if (
                not 0 <= zstandard.frame_content_size(frame) <= _LARGEST
            ):  # damaged, it would take all the memory
                raise Damage(f"an article in {self._sections.name} is damaged")
            data: bytes = functions[number](frame)
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
        """Where head and texts of each begin, from the first on, and where the last ones end."""
        at = self._sections.array("articles.at").data
        if len(at) != _FRAMES * len(self) + 1:
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
        first, last = self.at[_FRAMES * start], self.at[_FRAMES * end]
        return memoryview(self._sections.map)[self.start + first : self.start + last]

    def in_order(self) -> bool:
        """Tell whether each begins where the one before ends, and dictionaries are those that are named."""
        at, (start, end) = np.asarray(self.at).astype(np.int64), self._sections.span("articles")
        data, sizes = (
            self._sections.bytes("articles.dictionaries"),
            self._sections.array("articles.dictionaries.sizes"),
        )
        return bool(
            at[0] == 0
            and at[-1] == end - start
            and (np.diff(at) > 0).all()
            and sizes.sum() == len(data)
            and (
                self.which is None
                or (len(self.which) == len(self) and self.which.max(initial=0) < len(sizes))
            )
        )

    def sizes(self) -> Numbers:
        """Return the bytes of each head and texts: a row an article."""
        sizes: Numbers = np.diff(np.asarray(self.at).astype(np.int64)).reshape(-1, _FRAMES)
        return sizes

    def __len__(self) -> int:
        return int(self._sections.counts["articles"])


def copy_articles(out: SectionWriter, parts: Sequence[tuple[Articles, Numbers | None]]) -> None:
    """Write the articles of several segments as they are; of each those that are kept, None for all."""
    numbers: dict[bytes, int] = {}
    sizes: list[Numbers] = []
    which: list[Numbers] = []
    with out.section("articles") as append:
        for articles, kept in parts:
            count = len(articles)
            for start, end in _runs(kept, count):
                for first in range(start, end, _COPIED):
                    append(bytes(articles.bytes_of(first, min(first + _COPIED, end))))
                    articles.release()
            own = articles.sizes()
            used = np.array([numbers.setdefault(each, len(numbers)) for each in articles.raw_dictionaries])
            codes = used[np.zeros(count, np.uint8) if articles.which is None else articles.which]
            sizes.append((own if kept is None else own[kept]).ravel())
            which.append(codes if kept is None else codes[kept])
    _write_index(out, np.concatenate(sizes), list(numbers), np.concatenate(which))


def _write_index(out: SectionWriter, sizes: Numbers, dictionaries: Sequence[bytes], which: Numbers) -> None:
    out.add("articles.at", narrow(starts_of(sizes)))
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
