"""NewsML 1, in which news agencies wrote their archives: a ``NewsItem`` element to fields.

An item holds components within components.  One that has a headline and text of its own is a story, and an item in
two languages has two; the texts that go with pictures are none.
"""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from searchidx.corpus import nitf
from searchidx.corpus.bylines import names_in
from searchidx.corpus.markup import paragraphs
from searchidx.corpus.subjects import subject
from searchidx.corpus.xml_text import attribute, below, blocks, local, texts

_OFF: Final = {"canceled": "cancelled", "cancelled": "cancelled", "withheld": "withheld"}
_NO_STORY: Final = frozenset(
    [
        "photo",
        "picture",
        "image",
        "graphic",
        "graphics",
        "sketch",
        "video",
        "audio",
        "sound",
        "animation",
        "caption",
        "thumbnail",
        "quicklook",
        "preview",
    ]
)
_TITLES: Final = frozenset(["title", "headline"])
_LEADS: Final = frozenset(["lead", "summary", "abstract", "intro"])
_SUBJECTS: Final = frozenset(["Subject", "SubjectMatter", "SubjectDetail"])

Path = tuple[Element, ...]
"""A component, the one that it is in, and so on."""


def left_out(item: Element) -> str | None:
    """Say why an item is no article to be read; None where it is one."""
    status = (attribute(item, "NewsManagement/Status", "FormalName") or "").lower()
    if status in _OFF:
        return f"the provider has {_OFF[status]} it: left out"
    return None if any(_stories(item)) else "it holds no text, only pictures or links: left out"


def all_fields(item: Element) -> list[dict[str, object]]:
    """Return the fields of each article under our names; those it has not are None or empty."""
    found = [_fields(item, story) for story in _stories(item)]
    for number, fields in enumerate(found[1:], start=2):
        fields["id"] = fields["id"] and f"{fields['id']}#{number}"
    return found


def _stories(item: Element) -> Iterator[Path]:
    for component in below(item, "NewsComponent"):
        yield from _within((component,))


def _within(path: Path) -> Iterator[Path]:
    component = path[0]
    if _role(component) in _NO_STORY:
        return
    inner = [story for child in below(component, "NewsComponent") for story in _within((child, *path))]
    titled = [story for story in inner if any(texts(story[0], "NewsLines/HeadLine"))]
    if titled:
        yield from titled
    elif inner or any(_text(component)):
        yield path


def _fields(item: Element, story: Path) -> dict[str, object]:
    parts: dict[str, list[str]] = {"title": [], "lead": [], "body": []}
    for kind, text in _parts(story[0]):
        parts[kind].append(text)
    provider = _first(story, "AdministrativeMetadata/Provider/Party")
    return {
        "id": next(iter(texts(item, "Identification/NewsIdentifier/PublicIdentifier")), None),
        "title": _line(story, "HeadLine")
        or " ".join(parts["title"])
        or next(iter(texts(item, "Identification/NameLabel")), None),
        "lead": "\n\n".join(parts["lead"]) or _line(story, "SubHeadLine"),
        "body": "\n\n".join(parts["body"]),
        "published": next(
            iter(
                texts(
                    item,
                    "NewsManagement/FirstCreated",
                    "NewsManagement/ThisRevisionCreated",
                    "Identification/NewsIdentifier/DateId",
                )
            ),
            None,
        ),
        "authors": _authors(story, provider),
        "section": next(filter(None, map(subject, _codes(story))), None),
        "source": provider
        or _first(story, "AdministrativeMetadata/Source/Party")
        or _line(story, "CreditLine")
        or next(iter(texts(item, "Identification/NewsIdentifier/ProviderId")), None),
        "tags": _tags(item, story),
    }


def _role(component: Element) -> str:
    return (attribute(component, "Role", "FormalName") or "").lower()


def _parts(component: Element) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of a story, and whether they are its title, its lead or its body."""
    role = _role(component)
    kind = "title" if role in _TITLES else "lead" if role in _LEADS else "body"
    yield from ((kind, text) for text in _text(component))
    for child in below(component, "NewsComponent"):
        if _role(child) not in _NO_STORY:
            yield from _parts(child)


def _text(component: Element) -> Iterator[str]:
    for content in below(component, "ContentItem"):
        media = (attribute(content, "MediaType", "FormalName") or "text").lower()
        for data in below(content, "DataContent") if media not in _NO_STORY else ():
            inner = list(data)
            if not inner:
                yield from paragraphs(data.text or "")
            elif local(inner[0]) == "nitf":
                yield from nitf.body_of(inner[0])
            else:
                yield from blocks(next(iter(below(data, "html/body")), data))


def _line(story: Path, name: str) -> str | None:
    return next((text for each in story for text in texts(each, f"NewsLines/{name}")), None)


def _first(story: Path, path: str) -> str | None:
    return next((name for each in story if (name := attribute(each, path, "FormalName"))), None)


def _authors(story: Path, provider: str | None) -> list[str]:
    """Return the names in the byline, else the full name of who made the story."""
    byline = _line(story, "ByLine")
    creator = _first(story, "AdministrativeMetadata/Creator/Party") or ""
    return names_in(byline or (creator if " " in creator and creator != provider else ""))


def _codes(story: Path) -> Iterator[str | None]:
    for each in story:
        for codes in below(each, "DescriptiveMetadata/SubjectCode"):
            yield from (code.get("FormalName") for code in codes if local(code) in _SUBJECTS)


def _tags(item: Element, story: Path) -> list[str]:
    keywords = [
        each.get("Value") or ""
        for component in story
        for each in below(component, "DescriptiveMetadata/Property")
        if each.get("FormalName") == "Keyword"
    ]
    lines = [text for component in story for text in texts(component, "NewsLines/KeywordLine")]
    labels = [part for text in texts(item, "Identification/NameLabel") for part in text.split("-")]
    return list(dict.fromkeys(tag.strip() for tag in keywords or lines or labels if tag.strip()))
