"""The title of the article on a page, without the name of the site."""

from itertools import islice
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from searchidx.corpus.near_title import Tree
from searchidx.corpus.paragraphs import one_line
from searchidx.dates import fold

_SEPARATORS: Final = "|-–—•·:»›‹«"
_LONGEST_SITE: Final = 80
_SHORTEST: Final = 4
_HEADINGS: Final = 10
_PIECES: Final = 200


class Site(NamedTuple):
    """What the site of a page is called, and the address of the page."""

    name: str | None
    url: str | None


def title_of(
    tree: Tree, headline: str | None, name: str | None, stated: str | None, site: Site
) -> str | None:
    """Return the title: the headline or the name in JSON-LD, that of a meta element, else what the page shows."""
    headings = [text for element in islice(tree.iter("h1"), _HEADINGS) if (text := text_of(element))]
    page = next((text for element in tree.iter("title") if (text := text_of(element))), None)
    shown = " ".join(map(fold, [*headings, page or ""]))
    if headline and name and fold(name) in shown and fold(headline) not in shown:
        headline = name  # as encyclopedias have a description for a headline
    title = headline or stated
    if title is None and page is not None:
        title = max((text for text in headings if fold(page).startswith(fold(text))), key=len, default=page)
    title = title or next(iter(headings), None)
    return title and _without_site(title, site, {fold(text) for text in headings})


def _without_site(title: str, site: Site, headings: set[str]) -> str:
    """Take the name of the site off the end or the beginning of a title."""
    if fold(title) in headings:
        headings = set()  # it is shown as it stands; of its parts only the site's name is not its own
    for place in range(len(title) - 1, max(0, len(title) - _LONGEST_SITE), -1):
        if title[place] in _SEPARATORS and title[place - 1].isspace():
            head, tail = title[:place].rstrip(f" {_SEPARATORS}"), title[place + 1 :]
            if head and (_is_called(site, tail) or fold(head) in headings):
                return _without_site(head, site, headings)
    first, _, rest = title.partition(" | ")
    return rest if rest and (_is_called(site, first) or fold(rest) in headings) else title


def _is_called(site: Site, name: str) -> bool:
    """Tell whether a site is called so, or by its domain: « Le Monde », lemonde.fr."""
    bare = _letters(name)
    host = _letters((urlsplit(site.url).hostname or "").removeprefix("www.")) if site.url else ""
    return bool(bare) and (
        bare == _letters(site.name or "") or (len(bare) >= _SHORTEST and host.startswith(bare))
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def text_of(element: Tree) -> str:
    """Return the text of an element, on one line; of a long one its beginning."""
    return one_line("".join(islice(element.itertext(), _PIECES)))
