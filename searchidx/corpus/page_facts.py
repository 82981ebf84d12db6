"""What a web page says of itself: JSON-LD, OpenGraph and other meta elements, then what its markup shows.

For each field the sources are asked in that order, from the most deliberate to the most incidental.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final
from urllib.parse import urlsplit

from searchidx.corpus.bylines import names_in
from searchidx.corpus.linked_data import article_of
from searchidx.corpus.near_title import AUTHORS, NearTitle, Tree, bylines_in, dates_in, near_title
from searchidx.corpus.paragraphs import one_line
from searchidx.dates import fold, is_shaped_as_date

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
_SEPARATORS: Final = "|-–—•·:»›‹«"
_SHORTEST: Final = 4
_HAS_PROPERTY: Final = "//*[contains(concat(' ', normalize-space(@itemprop), ' '), $name)]"
_HEAD: Final = 4096
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
_TIMES: Final = ("//time[@pubdate]", "//article[.//h1]//time")
_DATE_LINE: Final = re.compile(
    r"\b(?:publi[ée]e?|mise? en ligne|postée?|parue?)\b(?: le| dans [^\d]{1,60}| par [^\d]{1,60})?\s*:?\s*(?:le )?"
    r"((?:[a-z]+ )?(?:1er|[0-9]{1,2})(?:[ /.-])[^\W_]{1,9}\.?[ /.-][0-9]{4})(?:.*?\bpar\s+(.+))?",
    re.IGNORECASE,
)
_LINE: Final = 200
_LONGEST_NAME: Final = 80


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
    title = _title(tree, meta, linked, source, url)
    near = near_title(tree, title)
    found = {
        "title": title,
        "lead": _at(linked, "lead")
        or _first(meta, "og:description", "description", "twitter:description", "dc.description"),
        "published": _dated(_published(tree, meta, linked, near, url)),
        "modified": _dated(
            [*linked.get("modified", []), *_all(meta, *_MODIFIED), *_props(tree, "dateModified")]
        ),
        "authors": _authors(tree, meta, linked, near, source),
        "section": _at(linked, "section")
        or _first(meta, *_SECTIONS)
        or next(_props(tree, "articleSection"), None),
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


def _text(element: Tree) -> str:
    return one_line("".join(element.itertext()))


def _props(tree: Tree, name: str) -> Iterator[str]:
    """Yield what microdata says under a name."""
    for element in tree.xpath(_HAS_PROPERTY, name=f" {name} "):
        if text := one_line(element.get("datetime") or element.get("content") or "") or _text(element):
            yield text


def _classed(tree: Tree, *classes: str) -> Iterator[Tree]:
    """Yield the elements that have one of these classes."""
    for name in classes:
        yield from tree.xpath(
            "//*[contains(concat(' ', normalize-space(@class), ' '), $name)]", name=f" {name} "
        )


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


def _title(
    tree: Tree, meta: dict[str, list[str]], linked: dict[str, Any], source: str | None, url: str | None
) -> str | None:
    """Return the title without the name of the site."""
    headings = [text for element in tree.iter("h1") if (text := _text(element))]
    page = next((text for element in tree.iter("title") if (text := _text(element))), None)
    shown = " ".join(map(fold, [*headings, page or ""]))
    title, name = _at(linked, "title"), _at(linked, "name")
    if title and name and fold(name) in shown and fold(title) not in shown:
        title = name  # as encyclopedias have a description for a headline
    title = title or _first(meta, *_TITLES)
    if title is None and page is not None:
        title = next((text for text in headings if fold(page).startswith(fold(text))), page)
    title = title or next(iter(headings), None)
    return title and _without_site(title, source, url, headings)


def _without_site(title: str, source: str | None, url: str | None, headings: list[str]) -> str:
    """Take the name of the site off the end or the beginning of a title."""
    folded = set(map(fold, headings))
    for place in range(len(title) - 1, max(0, len(title) - _LONGEST_NAME), -1):
        if title[place] in _SEPARATORS and title[place - 1].isspace():
            head, tail = title[:place].rstrip(f" {_SEPARATORS}"), title[place + 1 :]
            if head and (_is_site(tail, source, url) or fold(head) in folded):
                return _without_site(head, source, url, headings)
    site, _, rest = title.partition(" | ")
    return rest if rest and (_is_site(site, source, url) or fold(rest) in folded) else title


def _is_site(name: str, source: str | None, url: str | None) -> bool:
    """Tell whether a name is that of the site, or is its domain: « Le Monde », lemonde.fr."""
    bare = _letters(name)
    host = _letters((urlsplit(url).hostname or "").removeprefix("www.")) if url else ""
    return bool(bare) and (
        bare == _letters(source or "") or (len(bare) >= _SHORTEST and host.startswith(bare))
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _published(
    tree: Tree, meta: dict[str, list[str]], linked: dict[str, Any], near: NearTitle, url: str | None
) -> Iterator[str]:
    yield from linked.get("published", ())
    yield from _all(meta, *_PUBLISHED)
    yield from _props(tree, "datePublished")
    yield from dates_in(near)
    yield from (date for date, _ in _date_lines(tree))
    if url and (match := _DATE_IN_URL.search(url)):
        yield "-".join(part.zfill(2) for part in match.groups())
    alone = list(islice(tree.iter("article"), 2))
    times = [time for path in _TIMES for time in tree.xpath(path)[:3]]
    times += alone[0].iter("time") if len(alone) == 1 else ()
    for element in times:
        kind = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        if not any(word in kind for word in ("modif", "update", "maj")):
            yield one_line(element.get("datetime") or "") or _text(element)
    for element in _classed(tree, *_DATED):
        yield one_line(element.get("datetime") or element.get("title") or "") or _text(element)
    yield from (
        stated
        if len(stated := {one_line(time.get("datetime") or "") for time in tree.iter("time")}) == 1
        else ()
    )


def _date_lines(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield the dates and bylines of lines like « Publié le 5 mars 2004 à 8h par Anne Le Goff »."""
    for text in tree.itertext(tag="*"):
        if len(text) < _LINE and (match := _DATE_LINE.search(one_line(text))):
            yield match[1], match[2] or ""


def _dated(candidates: Iterator[str] | list[str]) -> str | None:
    """Return the first candidate that is shaped as a date, else the first, so that the reader is told of it."""
    first = None
    for candidate in candidates:
        if is_shaped_as_date(candidate):
            return candidate
        first = first or (candidate if any(map(str.isdigit, candidate)) else None)
    return first


def _authors(
    tree: Tree, meta: dict[str, list[str]], linked: dict[str, Any], near: NearTitle, source: str | None
) -> list[str]:
    """Return the names of the surest place that names any but the site."""
    found: list[str] = []
    for names in (
        linked.get("authors", []),
        *(meta.get(name, []) for name in _AUTHORS),
        *([byline] for byline in bylines_in(near)),
        [_text(element) for element in tree.xpath("//*[@itemprop='author']//*[@itemprop='name']")]
        or list(_props(tree, "author")),
        [_text(element) for element in tree.xpath("//*[@rel='author']")[:1]],
        [_text(element) for element in _classed(tree, *AUTHORS)][:1],
        [byline for _, byline in _date_lines(tree)],
    ):
        named = list(dict.fromkeys(name for text in names for name in names_in(text)))
        if named and [fold(name) for name in named] != [fold(source or "")]:
            return named
        found = found or named
    return found


def _tags(meta: dict[str, list[str]], linked: dict[str, Any]) -> list[str]:
    for given in (linked.get("tags", []), *(meta.get(name, []) for name in _TAGS)):
        found = [tag.strip() for text in given for tag in re.split("[,;]", text) if tag.strip()]
        if found:
            return list(dict.fromkeys(found))
    return []
