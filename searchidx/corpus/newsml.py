"""NewsML-G2, the format of news agencies today: a ``newsItem`` element to fields."""

from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element

from searchidx.corpus import nitf
from searchidx.corpus.bylines import names_in
from searchidx.corpus.markup import paragraphs
from searchidx.corpus.page_facts import is_address
from searchidx.corpus.subjects import subject
from searchidx.corpus.xml_text import attribute, below, blocks, local, text_of, texts

_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_DATES: Final = ("itemMeta/firstCreated", "contentMeta/contentCreated", "itemMeta/versionCreated")
_NO_TEXT: Final = frozenset({"picture", "graphic", "video", "audio", "animation"})
_OFF: Final = frozenset({"canceled", "cancelled", "withheld"})


def left_out(item: Element) -> str | None:
    """Say why an item is no article to be read; None where it is one."""
    status = _code(attribute(item, "itemMeta/pubStatus", "qcode"))
    if status in _OFF:
        return f"the provider has {'withheld' if status == 'withheld' else 'cancelled'} it: left out"
    kind = _code(attribute(item, "itemMeta/itemClass", "qcode"))
    return f"it is a {kind}: left out" if kind in _NO_TEXT else None


def fields_of(item: Element) -> dict[str, object]:
    """Return the fields of an article under our names; those it has not are None or empty."""
    inline = [content for each in below(item, "contentSet/inlineXML") for content in each]
    within = next((nitf.fields_of(content) for content in inline if local(content) == "nitf"), {})
    body = [text for content in inline for text in _body(content)]
    body += [
        text for each in below(item, "contentSet/inlineData") for text in paragraphs("".join(each.itertext()))
    ]
    links = [
        each.get("href") or ""
        for each in below(item, "itemMeta/link")
        if _code(each.get("rel")) in {"alternate", "canonical"}
    ]
    own: dict[str, object] = {
        "id": item.get("guid"),
        "title": _main(below(item, "contentMeta/headline"))
        or next(iter(texts(item, "itemMeta/title")), None),
        "lead": "\n\n".join(_summary(item)),
        "body": "\n\n".join(body),
        "published": next(iter(texts(item, *_DATES)), None),
        "authors": [
            name
            for line in texts(item, "contentMeta/by") or _named(item, "contentMeta/creator")
            for name in names_in(line)
        ],
        "section": next(iter(_named(item, "itemMeta/service")), None)
        or next(iter(_named(item, "contentMeta/subject")), None)
        or next(
            filter(None, (subject(each.get("qcode")) for each in below(item, "contentMeta/subject"))), None
        ),
        "source": next(iter(_named(item, "itemMeta/provider")), None)
        or next(iter(texts(item, "contentMeta/creditline")), None),
        "url": next(filter(is_address, links), None),
        "tags": list(
            dict.fromkeys([*texts(item, "contentMeta/keyword"), *_named(item, "contentMeta/subject")])
        ),
    }
    return {name: value or within.get(name) for name, value in own.items()}


def _body(content: Element) -> list[str]:
    if local(content) == "nitf":
        return nitf.body_of(content)
    return [text for part in list(below(content, "body")) or [content] for text in blocks(part)]


def _main(headlines: Iterable[Element]) -> str | None:
    """Return the headline of the article, not one for a short list or a subtitle."""
    found = sorted(headlines, key=lambda each: _code(each.get("role")) not in {"", "main"})
    return text_of(found[0]) if found else None


def _summary(item: Element) -> list[str]:
    """Return the summary; a description of another role is a caption, or a note to editors."""
    return [
        text
        for each in below(item, "contentMeta/description")
        if _code(each.get("role")) in {"", "summary", "intro", "lead"}
        for text in blocks(each)
    ]


def _named(item: Element, path: str) -> list[str]:
    """Return the names of things: in French where it is there, else the first, else the word or the code for it."""
    found = []
    for each in below(item, path):
        names = list(below(each, "name"))
        french = [name for name in names if (name.get(_LANGUAGE) or "").startswith("fr")]
        code = each.get("literal") or ("" if path.endswith("subject") else _code(each.get("qcode")).upper())
        name = text_of((french or names)[0]) if names else code
        if name:
            found.append(name)
    return found


def _code(qcode: str | None) -> str:
    return (qcode or "").rpartition(":")[2].lower()
