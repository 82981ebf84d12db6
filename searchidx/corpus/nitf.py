"""NITF, the format of news agencies and press archives: a ``nitf`` element to fields."""

from xml.etree.ElementTree import Element

from searchidx.corpus.bylines import names_in
from searchidx.corpus.page_facts import is_address
from searchidx.corpus.subjects import subject
from searchidx.corpus.xml_text import attribute, below, blocks, local, text_of, texts


def fields_of(item: Element) -> dict[str, object]:
    """Return the fields of an article under our names; those it has not are None or empty."""
    sections = [
        each.get("content")
        for each in below(item, "head/meta")
        if each.get("name") in {"online_sections", "section"}
    ]
    reference = attribute(item, "head/pubdata", "ex-ref") or ""
    return {
        "id": attribute(item, "head/docdata/doc-id", "id-string"),
        "title": " ".join(
            texts(item, "body/body.head/hedline/hl1", "body/body.head/headline/hl1", "head/title")
        ),
        "lead": "\n\n".join(
            paragraph
            for path in ("body/body.head/abstract", "body/body.head/hedline/hl2")
            for each in below(item, path)
            for paragraph in blocks(each)
        ),
        "body": "\n\n".join(body_of(item)),
        "published": attribute(item, "head/docdata/date.issue", "norm")
        or attribute(item, "head/pubdata", "date.publication")
        or attribute(item, "body/body.head/dateline/story.date", "norm")
        or attribute(item, "head/docdata/date.release", "norm"),
        "authors": _authors(item),
        "section": next(filter(None, sections), None)
        or attribute(item, "head/tobject/tobject.subject", "tobject.subject.type", "tobject.subject.matter")
        or attribute(item, "head/pubdata", "position.section")
        or subject(attribute(item, "head/tobject/tobject.subject", "tobject.subject.refnum")),
        "source": attribute(item, "head/pubdata", "name")
        or next(iter(texts(item, "body/body.head/distributor")), None)
        or attribute(item, "head/docdata/doc.copyright", "holder"),
        "url": reference if is_address(reference) else None,
        "tags": _tags(item),
    }


def body_of(item: Element) -> list[str]:
    """Return the paragraphs of the text; a block that only repeats the first of them is left out."""
    contents = list(below(item, "body/body.content"))
    kinds = {each.get("class") for content in contents for each in content if local(each) == "block"}
    if "full_text" in kinds:
        return [
            text
            for content in contents
            for each in content
            if each.get("class") != "lead_paragraph"
            for text in blocks(each)
        ]
    return [text for content in contents for text in blocks(content)]


def _authors(item: Element) -> list[str]:
    found: list[str] = []
    for byline in below(item, "body/body.head/byline"):
        if "normalized" in (byline.get("class") or ""):
            continue
        persons = texts(byline, "person")
        title = texts(byline, "byttl")
        whole = text_of(byline)
        for part in persons or [whole.removesuffix(title[0]) if title else whole]:
            found += names_in(part)
    return list(dict.fromkeys(found))


def _tags(item: Element) -> list[str]:
    keys = [each.get("key") or "" for each in below(item, "head/docdata/key-list/keyword")]
    descriptors = [
        text_of(each)
        for each in below(item, "head/docdata/identified-content/classifier")
        if each.get("type") == "descriptor"
    ]
    return [tag for tag in dict.fromkeys([*keys, *descriptors]) if tag.strip()]
