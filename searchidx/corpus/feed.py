"""RSS and Atom, from a local file: an article an entry, read by feedparser, which forgives what feeds get wrong."""

import io
import re
import time
from collections.abc import Iterator
from html.entities import entitydefs
from typing import Any, BinaryIO, Final
from urllib.parse import urljoin

from searchidx.article import Article, Notice, Rejection
from searchidx.corpus.boilerplate import without_boilerplate
from searchidx.corpus.bylines import names_in
from searchidx.corpus.decoding import whole
from searchidx.corpus.extra import needed
from searchidx.corpus.fields import findings_of
from searchidx.corpus.markup import paragraphs
from searchidx.corpus.page_facts import is_address
from searchidx.corpus.paragraphs import begins_with
from searchidx.corpus.source import Finding, Source
from searchidx.corpus.xml_text import as_utf_8
from searchidx.dates import fold, is_shaped_as_date
from searchidx.errors import ArticleError

_DATES: Final = ("published", "created", "updated")
_ROOT: Final = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_LAST_TAG: Final = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_ENTRY_END: Final = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_GROWING: Final = re.compile(
    rb"<!ENTITY\s+(?:%\s*\S+\s+[\"']|[^\s%]\S*\s+(?:SYSTEM|PUBLIC|[\"'][^\"']*&(?!#(?!38;|x26;))))",
    re.IGNORECASE,
)
"""A declaration of an entity that is made of others, or of a file; one of a list that nobody reads is none."""
_DECLARED: Final = re.compile(rb"<!ENTITY\s+(\w+)\s+(?:\"([^\"]{0,30})\"|'([^']{0,30})')")
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[.*\]\s*)?>", re.IGNORECASE | re.DOTALL)
_NAMED: Final = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)(\w{1,40});")
_APPEARED: Final = re.compile(
    r"(?:l.article|cet article|the post|cette publication|ce billet)\b.*\b(?:est apparue? en premier|a d.abord ete publie|appeared first|first appeared)\b.*"
    r"|(?:continue reading|continuer la lecture|lire la suite|lire l.article|en savoir plus|read more)\b[^.]{0,120}(?:\.\.\.)?"
)
"""How blogs end the entries of their feeds, folded."""
_NO_ARTICLE: Final = frozenset(
    ["attachment", "nav_menu_item", "revision", "custom_css", "wp_global_styles", "wp_template"]
)
"""What an export of WordPress holds beside its articles and pages."""
_MAILED: Final = re.compile(r"\S+@\S+ \((.+)\)")

Entry = Any  # what feedparser makes of one, which ships no types


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the articles of a feed; one without an id or a link is named after its number."""
    feedparser = needed("feedparser", "a feed")
    data, warning = as_utf_8(whole(file))
    if warning:
        yield Notice(source.name, warning)
    data = _without_declarations(data)
    try:  # a stream, as it would take bytes for an address and fetch what is there
        feed: Any = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # it raises what it meets in feeds that nobody has tried
        raise ArticleError(f"feedparser cannot read it: {error!r}") from error
    if not feed.get("version") and not feed.entries:
        raise ArticleError("neither RSS nor Atom")
    fault = feed.get("bozo_exception")
    broken = None
    if hasattr(fault, "getLineNumber"):  # in the text that feedparser reads, to which it adds a first line
        line = fault.getLineNumber() - (not data.lstrip().startswith(b"<?xml"))
        broken = f"{fault.getMessage()}, line {line}"
    entries = list(feed.entries)
    is_cut = broken and _LAST_TAG.search(data) is None
    if is_cut and len(_ENTRY_END.findall(data)) < len(entries):
        entries.pop()
    dated, is_atom = False, str(feed.get("version")).startswith("atom")
    for number, entry in enumerate(entries, start=1):
        if (kind := entry.get("wp_post_type")) in _NO_ARTICLE:
            yield Notice(source.at(number), f"WordPress has it as {kind}: left out")
            continue
        for finding in findings_of(_fields(entry, feed.feed, is_atom=is_atom), source, number):
            dated = dated or isinstance(finding, Notice)
            dated = dated or (isinstance(finding, Article) and finding.published is not None)
            yield finding
    if entries and not dated:
        yield Notice(source.name, f"a feed without dates: none of its {len(entries)} articles has one")
    if is_cut:
        yield Rejection(f"{source.name}#{len(entries) + 1}", f"the feed is cut short here ({broken})")
    elif broken:
        yield Notice(source.name, f"not well-formed ({broken}); read as far as it can be")


def _without_declarations(data: bytes) -> bytes:
    """Return a feed without its document type, and with numbers for the entities that HTML or the feed itself names.

    Raises
    ------
    ArticleError
        where an entity is declared that could grow, or names a file.
    """
    root = _ROOT.search(data)
    if root is None:
        return data
    prolog = data[: root.start()]
    if _GROWING.search(prolog):
        raise ArticleError("it declares entities, which can grow without end: not read")
    declared = {name: first or second for name, first, second in _DECLARED.findall(prolog)}

    def number(found: re.Match[bytes]) -> bytes:
        named = entitydefs.get(found[1].decode(errors="replace"), "")
        return declared.get(found[1]) or (f"&#{ord(named)};".encode() if named else found[0])

    return _DOCTYPE.sub(b"", prolog, count=1) + _NAMED.sub(number, data[root.start() :])


def _fields(entry: Entry, feed: Entry, *, is_atom: bool) -> dict[str, object]:
    contents = [_text(content.get("value")) for content in entry.get("content", ())]
    body, summary = max(contents, key=len, default=""), _text(entry.get("summary"))
    link = entry.get("link") and urljoin(feed.get("link") or "", entry.link)
    return {
        "id": entry.get("id"),
        "title": " ".join(paragraphs(entry.get("title") or "")),
        "lead": "" if not body or begins_with(body, summary) else summary,
        "body": body or summary,
        "published": _published(entry),
        "authors": _authors(entry) or (_authors(feed) if is_atom else []),
        "tags": [tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", ())],
        "source": " ".join(paragraphs((entry.get("source") or {}).get("title") or feed.get("title") or "")),
        "url": link if link and is_address(link) else None,
    }


def _text(markup: str | None) -> str:
    """Return the text of a stretch of HTML, without how blogs end it."""
    found = paragraphs(markup or "")
    while found and _APPEARED.fullmatch(fold(found[-1])):
        found.pop()
    return without_boilerplate("\n\n".join(found))


def _published(entry: Entry) -> str | None:
    """Return the date as it is written, where that can be read, else as feedparser reads it: UTC."""
    for name in _DATES:
        written = entry.get(name)
        if not written:
            continue
        parsed = entry.get(f"{name}_parsed")
        if parsed and not is_shaped_as_date(written):
            return time.strftime("%Y-%m-%dT%H:%M:%SZ", parsed)
        return str(written)
    return None


def _authors(entry: Entry) -> list[str]:
    found: list[str] = []
    for author in entry.get("authors", ()):
        name = " ".join(paragraphs(author.get("name") or ""))
        found += names_in(mailed[1] if (mailed := _MAILED.fullmatch(name)) else name)
    return list(dict.fromkeys(found))
