"""What is an article?

The domain's unit, whatever its file and whatever the engine make of it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple

from searchidx.dates import HERE, PartialDate, fold
from searchidx.errors import ArticleError, DateError
from searchidx.limits import DEFAULTS, Limits

_LARGEST_NUMBER: Final = 10**18
_FIRST_EPOCH: Final = 10**8
_TITLE_LENGTH: Final = 90

ALIASES: Final = {
    "id": "id",
    "title": "title", "titre": "title", "headline": "title",
    "lead": "lead", "chapo": "lead",
    "body": "body", "text": "body", "texte": "body",
    "published": "published", "date": "published",
    "authors": "authors", "author": "authors", "auteur": "authors", "auteurs": "authors",
    "section": "section", "rubrique": "section",
    "source": "source",
    "url": "url",
    "tags": "tags", "tag": "tags", "mots-cles": "tags", "mots cles": "tags", "keywords": "tags",
}  # fmt: skip
"""The names under which articles keep their fields, folded, and ours."""

_TEXTS: Final = ("lead", "body")

_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f]")
_SEPARATOR: Final = re.compile(r"[\x0b\x0c\x1c-\x1f\x85]")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_C0: Final = bytes([*range(9), *range(11, 32), 127])  # and the separators among them; not tab and line feed
_C1: Final = re.compile(rb"\xc2[\x80-\x9f]")
_BREAK: Final = re.compile(r"[ \t]*[\t\n\r\v\f]+[ \t]*| {2,}")
_SENTENCE_END: Final = re.compile(
    r"(?:(?:(?<=[^\W_]{3})|(?<=[^\W_]{3}\s))\.+|[!?…][.!?…]*)[»”\"\s]*(?=\s|$)"
)  # « M. » ends no sentence


class _Waiting:
    """An article whose lead and body are read when they are first asked for, as a list of hits asks for none."""

    __slots__ = ("_texts",)

    if not TYPE_CHECKING:  # which would take any name for an attribute

        def __getattr__(self, name: str) -> str:
            if name not in _TEXTS:
                raise AttributeError(f"an article has no {name}", name=name, obj=self)
            for text, value in zip(_TEXTS, self._texts(), strict=True):
                object.__setattr__(self, text, value)
            return object.__getattribute__(self, name)


@dataclass(frozen=True, slots=True)
class Article(_Waiting):
    """An article as its readers know it.

    ``published`` may be a day, a month, a year or None.  ``path`` says which file it was read from; it
    is not part of what the article says.
    """

    id: str
    title: str
    body: str
    published: PartialDate | None = None
    lead: str = ""
    authors: tuple[str, ...] = ()
    section: str | None = None
    source: str | None = None
    url: str | None = None
    tags: tuple[str, ...] = ()
    path: str | None = None

    @classmethod
    def waiting(cls, texts: Callable[[], tuple[str, str]], **fields: object) -> "Article":
        """Return an article of all other fields, whose lead and body ``texts`` returns once they are asked for."""
        article = cls.__new__(cls)
        object.__setattr__(article, "_texts", texts)
        for name, value in fields.items():
            object.__setattr__(article, name, value)
        return article


class Rejection(NamedTuple):
    """What could not be taken in as an article, and why."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class Notice(NamedTuple):
    """What a reader should know of an article that was taken in."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


class Place(NamedTuple):
    """How far a file was read: so many bytes and lines, at the end of an article."""

    bytes: int
    lines: int


def from_mapping(
    fields: Mapping[str, object],
    *,
    default_id: str | None = None,
    path: str | None = None,
    zone: str = HERE,
    limits: Limits = DEFAULTS,
) -> tuple[Article, list[str]]:
    """Make an article of named values, as JSON or a caller gives them; also return warnings.

    Names are those of `Article` and their `ALIASES`; other names are left out.  Strings are parsed: a
    date, several authors or tags with ``;`` between them (tags also with ``,``).  Without an ``id`` the
    URL serves, then `default_id`, then a digest of title, date and body.  Without a title the
    beginning of the text serves.  A number for a date is a year, or seconds or milliseconds since 1970;
    of a time with a zone, the day in `zone` is meant.  A date that cannot be read leaves the article
    undated, with a warning.

    Raises
    ------
    ArticleError
        where a value has the wrong type, there is no text at all, or it is larger than an article may be.

    >>> article, warnings = from_mapping({"titre": "Crue", "texte": "La Loire monte.", "date": "mars 2024"})
    >>> article.title, str(article.published), article.id
    ('Crue', '2024-03', 'c3c551acedd4')
    """
    known: dict[str, object] = {}
    for name, value in fields.items():
        field = _field_named(str(name))
        if field is not None and value is not None and (field not in known or known[field] in ("", [], ())):
            known[field] = value
    warnings: list[str] = []
    published = _published(known.get("published"), zone, warnings)
    body, lead = _text("body", known, limits), _text("lead", known, limits)
    title = _one_line(_text("title", known, limits)) or derive_title(lead or body)
    if not title:
        raise ArticleError("the article is empty: it has neither title nor text")
    url = _line("url", known)
    id = _line("id", known) or url or default_id
    if id is None:
        from hashlib import blake2b  # noqa: PLC0415  OpenSSL comes with it, and a search needs none

        id = blake2b(
            "\0".join((title, str(published or ""), body)).encode(errors="replace"), digest_size=6
        ).hexdigest()
    return _whole(
        Article(
            id=_clean(id).strip(),
            title=title,
            body=body,
            published=published,
            lead=lead,
            authors=_several("authors", known, ";", limits),
            section=_line("section", known),
            source=_line("source", known),
            url=url,
            tags=_several("tags", known, ";,", limits),
            path=path,
        ),
        limits,
    ), warnings


def checked(article: Article, limits: Limits = DEFAULTS) -> Article:
    """Return the article without control characters and lone surrogates, which no text holds.

    Raises
    ------
    ArticleError
        where it is empty, has no id, or is larger than an article may be.
    """
    limits.refuse_texts(article.lead, article.body)
    authors, tags = tuple(article.authors), tuple(article.tags)  # of a caller who gave lists too
    about = (article.section or "", article.source or "", article.url or "")
    texts = (article.id.strip(), article.title, article.lead, article.body, *about, *authors, *tags)
    as_it_is = texts[0] == article.id and authors is article.authors and tags is article.tags
    if not (as_it_is and _is_clean("\n".join(texts))):
        article = replace(
            article,
            id=_clean(article.id).strip(),
            title=_clean(article.title),
            lead=_clean(article.lead),
            body=_clean(article.body),
            authors=tuple(map(_clean, authors)),
            section=article.section and _clean(article.section),
            source=article.source and _clean(article.source),
            url=article.url and _clean(article.url),
            tags=tuple(map(_clean, tags)),
        )
    return _whole(article, limits)


def _whole(article: Article, limits: Limits) -> Article:
    """Return an article of clean texts, unless it is none, or too large."""
    if not article.id:
        raise ArticleError("the article has no id")
    limits.refuse_id(article.id)
    if not (article.title.strip() or article.lead.strip() or article.body.strip()):
        raise ArticleError("the article is empty: it has neither title nor text")
    for name in ("title", "section", "source", "url"):
        limits.refuse_line(name, getattr(article, name) or "")
    for name, values in (("authors", article.authors), ("tags", article.tags)):
        limits.refuse_number(name, len(values))
        for value in values:
            limits.refuse_line(name, value)
    limits.refuse_texts(article.lead, article.body)
    return article


def derive_title(text: str) -> str:
    """Return the first sentence of a text, cut at a word where it is long.

    >>> derive_title("La Seine monte. On attend le pic demain.")
    'La Seine monte'
    """
    paragraph = next((line.strip() for line in text[:5000].splitlines() if line.strip()), "")
    end = _SENTENCE_END.search(paragraph)
    sentence = (end and _one_line(paragraph[: end.start()])) or _one_line(paragraph)
    if len(sentence) <= _TITLE_LENGTH:
        return sentence
    head, space, _ = sentence[: _TITLE_LENGTH + 1].rpartition(" ")
    return (head if space else sentence[:_TITLE_LENGTH]).rstrip(" ,;:–—-«(") + "…"


def _clean(text: str) -> str:
    if text.isprintable() or _is_clean(text):
        return text
    text = _SEPARATOR.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


def _is_clean(text: str) -> bool:
    """Tell whether there is nothing to clean: in bytes, which costs a fraction of looking at each character."""
    try:
        data = text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    return len(data.translate(None, _C0)) == len(data) and _C1.search(data) is None


def _one_line(text: str) -> str:
    if "  " in text or not text.isprintable():
        text = _BREAK.sub(" ", _clean(text))
    return text.strip()


@lru_cache(maxsize=1 << 10)
def _field_named(name: str) -> str | None:
    return ALIASES.get(fold(name))


def _text(name: str, known: Mapping[str, object], limits: Limits) -> str:
    value = known.get(name, "")
    if not isinstance(value, str):
        raise ArticleError(f"{name} is not text")
    limits.refuse_text(name, value)
    return _clean(value).strip()


def _line(name: str, known: Mapping[str, object]) -> str | None:
    value = known.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST_NUMBER:
        value = str(value)
    if value is not None and not isinstance(value, str):
        raise ArticleError(f"{name} is not text")
    return _one_line(value) or None if value else None


def _several(name: str, known: Mapping[str, object], separators: str, limits: Limits) -> tuple[str, ...]:
    value = known.get(name, ())
    if value == () or value == [] or value == "":  # noqa: PLR1714  a mapping is empty too, and an error
        return ()
    if isinstance(value, str):
        limits.refuse_text(name, value)
        parts: object = _parted(value, separators)
    else:
        parts = value
    if isinstance(parts, (list, tuple)):
        limits.refuse_number(name, len(parts))
    if not isinstance(parts, (list, tuple)) and (
        not isinstance(parts, Iterable) or isinstance(parts, (bytes, Mapping))
    ):
        raise ArticleError(f"{name} is neither text nor a list of texts")
    names = []
    for part in parts:
        if not isinstance(part, str):
            raise ArticleError(f"{name} holds something that is not text")
        names.append(_one_line(part))
    return tuple(dict.fromkeys(name for name in names if name))


def _parted(text: str, separators: str) -> list[str]:
    for separator in separators[1:]:
        text = text.replace(separator, separators[0])
    return text.split(separators[0])


_day: Final = lru_cache(maxsize=1 << 15)(PartialDate.parse)  # an archive has few days and many articles


def _published(value: object, zone: str, warnings: list[str]) -> PartialDate | None:
    try:
        match value:
            case None | "":
                return None
            case str():
                return _day(value, zone)
            case PartialDate():
                return value
            case date():
                return PartialDate.of(value, zone)
            case int() | float() if not isinstance(value, bool):
                return _numbered(value, zone)
            case _:
                raise ArticleError("date is neither text nor a date")
    except DateError as error:
        warnings.append(f"{error}; the article is kept without a date")
        return None


def _numbered(number: float, zone: str) -> PartialDate:
    """Read a year, a day as ``20240115``, or seconds or milliseconds since 1970."""
    if number != number or number in (inf, -inf):  # noqa: PLR0124  NaN is not
        raise DateError(str(number), "it is no number")
    if number == int(number) and 0 <= number < _FIRST_EPOCH:
        return _day(str(int(number)), zone)
    return PartialDate.from_epoch(number, zone)
