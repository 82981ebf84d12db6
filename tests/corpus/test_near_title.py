import pytest
from lxml import html

from searchidx.corpus.near_title import bylines_in, dates_in, near_title


def page(body: str) -> html.HtmlElement:
    return html.document_fromstring(
        f"<html><head><title>Une crue à Tours</title></head><body>{body}</body></html>"
    )


TITLE = "<h1>Une crue à Tours</h1>"
TEXT = "<p>" + "La Loire monte, et l’on attend le pic. " * 10 + "</p>"


@pytest.mark.parametrize(
    ("body", "dates"),
    [
        (TITLE + "<ul><li>12 mars 2024</li></ul>", ["12 mars 2024"]),
        (TITLE + "<p>Publié le 12/03/2024 à 8h, mis à jour le 13/03/2024</p>", ["12/03/2024"]),
        (TITLE + "<p>13 mars 2024</p><p>Mis en ligne le mardi 12 mars 2024</p>", ["12 mars 2024", "13 mars 2024"]),
        (TITLE + "<time datetime='2024-03-14'>Publié le 12 mars 2024</time>", ["12 mars 2024"]),
        (TITLE + "<time datetime='2024-03-12T08:00:00Z'>mardi</time>", ["2024-03-12T08:00:00Z"]),
        (TITLE + "<time datetime='2024-03-12T08:00:00Z'></time>", ["2024-03-12T08:00:00Z"]),
        (TITLE + "<p>Mis à jour le <time datetime='2024-03-14'>14 mars 2024</time></p>", ["14 mars 2024"]),
        (TITLE + "<p>Modifié le 14 mars 2024</p>", []),
        (TITLE + "<p>March 12, 2024</p>", ["March 12, 2024"]),
        (TITLE + "<p>2/26/2024</p>", []),
        (TITLE + "<p>31 février 2024</p>", []),
        (TITLE + "<p>Le 12 mars 1935, la digue céda</p>", []),
        (TITLE + "<p>L’audience a commencé le 12 mars 2024.</p>", []),
        (TITLE + "<nav>12 mars 2024</nav><aside>13 mars 2024</aside>", []),
        (TITLE + TEXT * 4 + "<ul><li>12 mars 2024</li></ul>", []),
        ("<p>12 mars 2024</p>" + TITLE, ["12 mars 2024"]),
        ("<p>20 mars 2024</p>" + "<p>Météo</p>" * 8 + TITLE + "<p>Par Anne, 12 mars 2024</p>", ["12 mars 2024"]),
        ("<h1>Le Courrier</h1><p>20 mars 2024</p><h2>Une crue à Tours</h2><p>12 mars 2024</p>", ["12 mars 2024", "20 mars 2024"]),
        ("<p>12 mars 2024</p>", []),
    ],
)  # fmt: skip
def test_the_dates_near_the_title(body: str, dates: list[str]) -> None:
    assert dates_in(near_title(page(body), "Une crue à Tours")) == dates


@pytest.mark.parametrize(
    ("body", "bylines"),
    [
        (TITLE + "<a rel=author>Anne Le Goff</a>", ["Anne Le Goff"]),
        (TITLE + "<span itemprop='author creator'><b>Anne Le Goff</b></span>", ["Anne Le Goff"]),
        (TITLE + "<p class='author big'>Par <a class=author>Anne Le Goff</a> (avec Zoé Bo)</p>", ["Par Anne Le Goff (avec Zoé Bo)", "Anne Le Goff"]),
        (TITLE + "<p>Par <b>Anne Le Goff</b></p>", ["Anne Le Goff"]),
        (TITLE + "<p>Par Anne Le Goff, à Tours</p>", ["Anne Le Goff, à Tours"]),
        (TITLE + "<p>Par la route, on y est vite</p>", []),
        (TITLE + "<p>Par</p>", []),
        (TITLE + TEXT * 4 + "<a rel=author>Hugo Rémy</a>", []),
    ],
)  # fmt: skip
def test_the_bylines_near_the_title(body: str, bylines: list[str]) -> None:
    assert list(bylines_in(near_title(page(body), "Une crue à Tours"))) == bylines
