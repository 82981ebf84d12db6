"""What a web page says of itself: JSON-LD, OpenGraph and other meta elements, then what its markup shows.

For each field the sources are asked in that order, from the most deliberate to the most incidental.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from searchidx.corpus.bylines import names_in
from searchidx.corpus.linked_data import article_of
from searchidx.corpus.near_title import AUTHORS, NearTitle, Tree, bylines_in, dates_in, near_title, real_date
from searchidx.corpus.paragraphs import one_line
from searchidx.corpus.titles import Site, text_of, title_of
from searchidx.dates import fold

_PUBLISHED: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date",
    "publishdate", "pubdate", "publication_date", "date.published", "dc.date", "dc.date.issued", "dc.date.created", "dcterms.date",
    "dcterms.issued", "dcterms.created", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime",
    "citation_publication_date", "article_date_original", "rnews:datepublished", "og:pubdate", "originalpublicationdate",
    "publish-date", "publication-date", "date_publication", "datecreated", "article:post_date",
)  # fmt: skip
_MODIFIED: Final = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "dcterms.modified",
)
_AUTHORS: Final = (
    "author",
    "article:author",
    "og:article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "citation_author",
    "og:author",
    "authors",
)
_SECTIONS: Final = (
    "article:section",
    "og:article:section",
    "section",
    "parsely-section",
    "cxenseparse:section",
)
_TAGS: Final = ("article:tag", "og:article:tag", "news_keywords", "keywords")
_TITLES: Final = ("og:title", "dc.title", "twitter:title", "title")
_HEAD: Final = 4096
_FEW: Final = 10
_MANY: Final = 1000
_LINES: Final = 20_000
_SAVED: Final = re.compile(r"saved from url=(?:\([0-9]+\))?(https?://\S+)")
_DATE_IN_URL: Final = re.compile(r"/((?:19|20)[0-9]{2})[/-]([01]?[0-9])[/-]([0-3]?[0-9])(?=[/_-])")
_DATED: Final = (
    "published",
    "date-published",
    "entry-date",
    "post-date",
    "article-date",
    "publication-date",
    "date",
)
_DATE_LINE: Final = re.compile(
    r"\b(?:publi[ée]e?|mise? en ligne|postée?|parue?)\b(?: le| dans [^\d]{1,60}| par [^\d]{1,60})?\s*:?\s*(?:le )?"
    r"((?:[a-z]+ )?(?:1er|[0-9]{1,2})(?:[ /.-])[^\W_]{1,9}\.?[ /.-][0-9]{4})(?:.*?\bpar\s+(.+))?",
    re.IGNORECASE,
)
_LINE: Final = 200


Marked = dict[tuple[str, str], list[Tree]]
"""Elements by an attribute and a word of it: a class, a property, a relation."""


class _Page(NamedTuple):
    """What a page tells: its elements, what they say to machines, and what stands near the title, once that is asked."""

    tree: Tree
    meta: dict[str, list[str]]
    linked: dict[str, Any]
    marked: Marked
    near: Callable[[], NearTitle]
    url: str | None


def saved_from(page: str) -> str | None:
    """Return the address that a browser wrote at the head of a page it saved."""
    found = _SAVED.search(page[:_HEAD])
    return found and found[1]


def facts_of(tree: Tree, saved: str | None = None) -> dict[str, object]:
    """Return the fields of a page, under the names of `Article`: texts, and lists for authors and tags.

    ``saved`` is the address that it was saved from, where the page names no other.

    ``modified`` and ``stated_body`` are there too, where the page has them.  ``published`` is as the page has it.
    """
    meta = _meta(tree)
    url = _url(tree, meta, saved)
    linked: dict[str, Any] = article_of(
        [script.text or "" for script in tree.iter("script") if _is_linked(script)], url
    )
    source = _first(meta, "og:site_name", "application-name", "dc.publisher") or _at(linked, "source")
    title = title_of(
        tree, _at(linked, "title"), _at(linked, "name"), _first(meta, *_TITLES), Site(source, url)
    )
    marked = _marked(tree)

    @cache
    def near() -> NearTitle:  # most pages say enough elsewhere
        return near_title(tree, title)

    page = _Page(tree, meta, linked, marked, near, url)
    found = {
        "title": title,
        "lead": _at(linked, "lead")
        or _first(meta, "og:description", "description", "twitter:description", "dc.description"),
        "published": _dated(_published(page)),
        "modified": _dated(
            [*linked.get("modified", []), *_all(meta, *_MODIFIED), *_props(marked, "dateModified")]
        ),
        "authors": _authors(page, source),
        "section": _at(linked, "section")
        or _first(meta, *_SECTIONS)
        or next(_props(marked, "articleSection"), None),
        "tags": _tags(meta, linked),
        "source": source,
        "url": url or next(filter(is_address, linked.get("url", [])), None),
        "stated_body": _at(linked, "body"),
    }
    return {name: value for name, value in found.items() if value}


def _is_linked(script: Tree) -> bool:
    return "ld+json" in (script.get("type") or "").lower()


def _meta(tree: Tree) -> dict[str, list[str]]:
    """Return the contents of the meta elements, by name in lower case."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        names = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if content := one_line(element.get("content") or ""):
            for name in names.lower().split():
                found.setdefault(name, []).append(content)
    return found


def _all(meta: dict[str, list[str]], *names: str) -> list[str]:
    return [content for name in names for content in meta.get(name, ())]


def _first(meta: dict[str, list[str]], *names: str) -> str | None:
    return next(iter(_all(meta, *names)), None)


def _at(linked: dict[str, Any], name: str) -> str | None:
    return linked[name][0] if name in linked else None


def _marked(tree: Tree) -> Marked:
    """Return the elements by what they are marked with; so many of each."""
    found: Marked = {}
    for element in tree.xpath("//*[@class or @itemprop or @rel]"):
        for name in ("class", "itemprop", "rel"):
            for mark in (element.get(name) or "").split():
                elements = found.setdefault((name, mark.lower()), [])
                if len(elements) < _MANY:
                    elements.append(element)
    return found


def _props(marked: Marked, name: str) -> Iterator[str]:
    """Yield what microdata says under a name."""
    for element in marked.get(("itemprop", name.lower()), ())[:_FEW]:
        if text := one_line(element.get("datetime") or element.get("content") or "") or text_of(element):
            yield text


def _classed(marked: Marked, *classes: str) -> Iterator[Tree]:
    """Yield the elements that have one of these classes."""
    for name in classes:
        yield from marked.get(("class", name), ())


def _url(tree: Tree, meta: dict[str, list[str]], saved: str | None) -> str | None:
    """Return the address of the page: the one that has a path, as some sites call their home canonical everywhere."""
    canonical = [
        link.get("href") or ""
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    found = [url.strip() for url in (*canonical, *_all(meta, "og:url"), saved or "") if is_address(url)]
    return next((url for url in found if urlsplit(url).path.strip("/")), found[0] if found else None)


def is_address(url: str) -> bool:
    """Tell whether a text is the whole address of a page on the web."""
    try:
        return urlsplit(url.strip()).scheme in {"http", "https"} and bool(urlsplit(url.strip()).netloc)
    except ValueError:
        return False


def _published(page: _Page) -> Iterator[str]:
    yield from page.linked.get("published", ())
    yield from _all(page.meta, *_PUBLISHED)
    yield from _props(page.marked, "datePublished")
    yield from dates_in(page.near())
    yield from (date for date, _ in _date_lines(page.tree))
    if page.url and (match := _DATE_IN_URL.search(page.url)):
        yield "-".join(part.zfill(2) for part in match.groups())
    alone = list(islice(page.tree.iter("article"), 2))
    times = [*page.tree.xpath("//time[@pubdate]")[:3], *page.tree.xpath("//article[.//h1]//time")[:3]]
    times += islice(alone[0].iter("time"), _FEW) if len(alone) == 1 else ()
    for element in times:
        kind = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        if not any(word in kind for word in ("modif", "update", "maj")):
            yield one_line(element.get("datetime") or "") or text_of(element)
    for element in _classed(page.marked, *_DATED):
        yield one_line(element.get("datetime") or element.get("title") or "") or text_of(element)
    told = {one_line(time.get("datetime") or "") for time in page.tree.iter("time")}
    yield from told if len(told) == 1 else ()


def _date_lines(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield the dates and bylines of lines like « Publié le 5 mars 2004 à 8h par Anne Le Goff »."""
    for text in islice(tree.itertext(tag="*"), _LINES):
        if len(text) < _LINE and (match := _DATE_LINE.search(one_line(text))):
            yield match[1], match[2] or ""


def _dated(candidates: Iterator[str] | list[str]) -> str | None:
    """Return the first candidate that is a date, else the first that looks like one, so that the reader is told of it."""
    first = None
    for candidate in candidates:
        if real_date(candidate):
            return candidate
        first = first or (candidate if any(map(str.isdigit, candidate)) else None)
    return first


def _authors(page: _Page, source: str | None) -> list[str]:
    """Return the names of the surest place that names any but the site."""
    found: list[str] = []
    for names in _bylines(page):
        named = list(dict.fromkeys(name for text in names for name in names_in(text)))
        if named and [fold(name) for name in named] != [fold(source or "")]:
            return named
        found = found or named
    return found


def _bylines(page: _Page) -> Iterator[list[str]]:
    """Yield the texts that name authors, the surest place first."""
    yield page.linked.get("authors", [])
    yield from (page.meta.get(name, []) for name in _AUTHORS)
    yield from ([byline] for byline in bylines_in(page.near()))
    named = page.marked.get(("itemprop", "name"), ())
    yield [
        text_of(element) for element in named if any(map(_is_author, islice(element.iterancestors(), _FEW)))
    ]
    yield list(_props(page.marked, "author"))
    yield [text_of(element) for element in page.marked.get(("rel", "author"), ())[:1]]
    yield [text_of(element) for element in islice(_classed(page.marked, *sorted(AUTHORS)), 1)]
    yield [byline for _, byline in _date_lines(page.tree)]


def _is_author(element: Tree) -> bool:
    return "author" in (element.get("itemprop") or "").split()


def _tags(meta: dict[str, list[str]], linked: dict[str, Any]) -> list[str]:
    for given in (linked.get("tags", []), *(meta.get(name, []) for name in _TAGS)):
        found = [tag.strip() for text in given for tag in re.split("[,;]", text) if tag.strip()]
        if found:
            return list(dict.fromkeys(found))
    return []
