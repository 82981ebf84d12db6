"""What a page shows around the title of its article: when it was published, and by whom.

Other articles are shown with their dates and authors too, in margins and lists; those that stand by the title are its own.
"""

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any, Final, NamedTuple

from searchidx.corpus.paragraphs import one_line
from searchidx.dates import PartialDate, fold
from searchidx.errors import DateError

Tree = Any  # an element of lxml, which this module need not import

_PASSED_OVER: Final = frozenset(
    ["script", "style", "noscript", "template", "nav", "footer", "aside", "select", "svg", "form", "iframe"]
)
_BEFORE, _AFTER, _NEAR = 16, 40, 6
_PROSE: Final = 240
_PARAGRAPHS: Final = 2
"""So many long lines behind the title are its text: what comes then is not by the title."""
_MONTHS: Final = (
    r"(?:janv|f[ée]vr?|mars|avr|mai|juin|juil|ao[uû]t|sept?|oct|nov|d[ée]c|january|february|march|april|may|june|july|august|jan|feb|mar|apr|jun|jul|aug)"
    r"[a-zé]*\.?"
)
_DAY: Final = re.compile(
    rf"(?<![\w/.-])(?:(?:1er|[0-9]{{1,2}}) {_MONTHS} [0-9]{{4}}|{_MONTHS} [0-9]{{1,2}}, [0-9]{{4}}"
    r"|[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})(?![\w/-])",
    re.IGNORECASE,
)
_WEB: Final = 1990
"""A date alone by the title of a page that is before the Web is of what it tells."""
_PUBLISHED: Final = re.compile(
    r"publi[ée]|mise? en ligne|post[ée]e?\b|paru|posted|published|cr[ée]{2}e?\b", re.IGNORECASE
)
_CHANGED: Final = re.compile(r"mise? [àa] jour|modifi|actualis|updated|modified", re.IGNORECASE)
_LABEL: Final = 60
"""A line is a date where it is no longer than that without it."""
AUTHORS: Final = frozenset(
    [
        "author",
        "authors",
        "auteur",
        "auteurs",
        "byline",
        "byline-name",
        "author-name",
        "article-author",
        "signature",
    ]
)
_BY: Final = re.compile(r"(?:propos recueillis |publiée? |écrite? )?(?:par|by)\b\s*:?", re.IGNORECASE)
_LONGEST_BYLINE: Final = 120
_HEADINGS: Final = frozenset(["h1", "h2", "h3"])
_SHORTEST: Final = 8
_LEVELS: Final = 4


class Line(NamedTuple):
    """A text of a page and the element it stands in."""

    text: str
    element: Tree


class NearTitle(NamedTuple):
    """The texts around a title, in their order, without those of menus."""

    before: list[Line]
    after: list[Line]


def near_title(tree: Tree, title: str | None) -> NearTitle:
    """Return what stands around the title, or around the first `h1` where none says it; nothing where there is none."""
    lines = list(_lines(tree))
    place = _place(lines, title)
    if place is None:
        return NearTitle([], [])
    after: list[Line] = []
    prose = 0
    for line in lines[place + 1 : place + 1 + _AFTER]:
        prose += len(line.text) > _PROSE
        if prose > _PARAGRAPHS:
            break
        after.append(line)
    return NearTitle(lines[max(0, place - _BEFORE) : place], after)


def dates_in(near: NearTitle) -> list[str]:
    """Return the days told around a title, the surest first; that of today may stand far before it."""
    nearest = near.before[: -_NEAR - 1 : -1]
    told, alone = _dates(near.after)
    told_before, alone_before = _dates(nearest)
    return [*told, *told_before, *alone, *alone_before]


def _dates(lines: list[Line]) -> tuple[list[str], list[str]]:
    """Return the days that lines say something was published, and those that stand alone."""
    told: list[str] = []
    alone: list[str] = []
    for line in lines:
        changed = _CHANGED.search(line.text)
        text = line.text[: changed.start()] if changed else line.text
        if day := _DAY.search(text):
            date = _real(text[day.start() :]) or _real(day[0])
            if date and _PUBLISHED.search(text[: day.start()]):
                told.append(date)
            elif date and len(text) - len(date) <= _LABEL and not text.endswith(".") and _is_of_the_web(date):
                alone.append(date)
        elif not changed and line.element.tag == "time":
            alone.append(one_line(line.element.get("datetime") or ""))
    return told, list(filter(None, alone))


def _real(text: str) -> str | None:
    """Return a text that is a date."""
    try:
        PartialDate.parse(text)
    except DateError:
        return None
    return text


def _is_of_the_web(date: str) -> bool:
    return PartialDate.parse(date).year >= _WEB


def bylines_in(near: NearTitle) -> Iterator[str]:
    """Yield the texts that name authors: those of elements that say so, then « Par Anne Le Goff »."""
    lines = [*near.after, *near.before]
    seen: list[Tree] = []
    for line in lines:
        around = [line.element, *islice(line.element.iterancestors(), _LEVELS)]
        named = [(each, _text(each)) for each in around if names_authors(each)]
        short = [(each, text) for each, text in named if len(text) < _LONGEST_BYLINE]
        for element, text in short[-1:] or named[:1]:
            if not any(element is each for each in seen):
                seen.append(element)
                names = element.xpath(".//*[@itemprop='name']") if not short else []
                yield from map(_text, names) if names else [text]
    for line, after in pairwise([*lines, Line("", None)]):
        if len(line.text) < _LONGEST_BYLINE and (by := _BY.match(line.text)):
            name = after.text if by.end() == len(line.text) else line.text[by.end() :].lstrip()
            if name[:1].isupper():
                yield name


def _text(element: Tree) -> str:
    return one_line(" ".join(element.itertext()))


def names_authors(element: Tree) -> bool:
    """Tell whether an element says that it names authors."""
    return bool(
        "author" in (element.get("rel") or "").split()
        or "author" in (element.get("itemprop") or "").split()
        or AUTHORS.intersection((element.get("class") or "").lower().split())
    )


def _lines(tree: Tree) -> Iterator[Line]:
    from lxml import etree  # noqa: PLC0415  trafilatura brings it

    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            if element.tag in _PASSED_OVER or element.tag == "head":
                walker.skip_subtree()
            elif text := one_line(element.text or ""):
                yield Line(text, element)
            elif element.tag == "time" and len(element) == 0:
                yield Line(element.get("datetime") or "", element)
        elif (parent := element.getparent()) is not None and (text := one_line(element.tail or "")):
            yield Line(text, parent)


def _place(lines: list[Line], title: str | None) -> int | None:
    """Return where the title stands: in the first heading that says it, else the first `h1`."""
    wanted = fold(title or "")
    first = None
    for place, line in enumerate(lines):
        heading = _heading(line.element)
        if heading is None:
            continue
        text = fold(line.text)
        if wanted and len(text) > _SHORTEST and (wanted.startswith(text) or text.startswith(wanted)):
            return place
        if first is None and heading == "h1":
            first = place
    return first


def _heading(element: Tree) -> str | None:
    for each in (element, *islice(element.iterancestors(), _LEVELS)):
        if each.tag in _HEADINGS:
            return str(each.tag)
    return None
