import io
import sys
from pathlib import Path
from typing import Final

import pytest

from searchidx.article import Article, Notice, Rejection
from searchidx.corpus import Finding, Source, read
from searchidx.corpus.formats import read_open
from searchidx.corpus.linked_data import article_of

PAGES = Path(__file__).with_name("pages")
TEXT = (
    "<p>La Loire est montée de deux mètres en une nuit, et l’on attend le pic demain matin dans la ville basse.</p>"
    * 3
)


def article(name: str) -> Article:
    """Return the one article of a page of which nothing is to be said."""
    [found] = read(PAGES / name, name)
    assert isinstance(found, Article)
    return found


def page(head: str = "", body: str = TEXT) -> bytes:
    return (
        f"<html><head><meta charset=utf-8>{head}</head><body><article>{body}</article></body></html>".encode()
    )


def findings(data: bytes) -> list[Finding]:
    return list(read_open(io.BytesIO(data), Source("p.html", "p.html", "p.html")))


def fields(head: str = "", body: str = TEXT) -> Article:
    [found] = findings(page(head, body))
    assert isinstance(found, Article)
    return found


FIELDS: Final = {
    "json-ld-list.html": (
        "À Port-Audry, la digue a tenu toute la nuit", "2024-01-15", ("Anne Le Goff", "Hugo Rémy"),
        "Crues", "Le Courrier de l’Aunelle", ("crue", "digues", "Port-Audry"), "https://www.courrier-aunelle.example/crues/article/2024/01/15/a-port-audry-la-digue-a-tenu_618.html",
    ),
    "json-ld-graph.html": (
        "Les fruitières du Jura veulent leur part", "2023-05-02", ("Zoé Vuillermoz",),
        "Élevage", "Carnets de montagne", ("comté", "quotas"), "https://carnets.example/fruitieres-du-jura/",
    ),
    "meta-only.html": (
        "Trains de nuit : l’aller sans retour", "2022-03-12", ("Idir Benyahia",),
        "Transports", "La Gazette du rail", ("trains de nuit", "Briançon", "SNCF"), "https://gazette-rail.example/nuit/aller-sans-retour",
    ),
    "undated.html": (
        "Mémoire des lavoirs", "None", (),
        None, None, (), None,
    ),
    "amp.html": (
        "Handball : Saint-Rieul à une victoire de la montée", "2021-11-28", ("Maëlle Cozic",),
        None, "Sports Ouest", (), "https://sports-ouest.example/handball/saint-rieul-montee",
    ),
    "paywall.html": (
        "Enquête sur les courtiers fantômes de Rennes", "2024-02", ("Thierry Vauzelle",),
        None, None, (), "https://ouest-matin.example/courtiers",
    ),
    "microdata.html": (
        "Le cinéma muet à Crozon", "2020-08-07", ("Gwenolé Riou",),
        "Culture", "L’Écho d’Armorique", (), None,
    ),
    "saved.html": (
        "Pommes tombées, prix levés", "2019-10-04", ("Émile Duteil",),
        None, None, (), "https://voix-du-bocage.example/2019/10/04/pommes-tombees",
    ),
    "latin-1.html": (
        "Bibliothèques : la fin des amendes", "2004-03-05", ("Solange Maréchal",),
        None, None, (), None,
    ),
}  # fmt: skip
"""Title, date, authors, section, source, tags, URL."""


@pytest.mark.parametrize("name", FIELDS)
def test_the_fields_of_a_page(name: str) -> None:
    found = article(name)
    shown = (
        found.title,
        str(found.published),
        found.authors,
        found.section,
        found.source,
        found.tags,
        found.url,
    )
    assert shown == FIELDS[name]
    assert (found.id, found.path) == (found.url or name, str(PAGES / name))


@pytest.mark.parametrize(
    ("name", "firsts"),
    [
        (
            "json-ld-list.html",
            [
                "L’eau est montée",
                "« On n’a pas dormi",
                "Un ouvrage de 1912",
                "La digue, longue",
                "Aujourd’hui, les écoles",
            ],
        ),
        (
            "json-ld-graph.html",
            [
                "Les coopératives",
                "À Bois-d’Amont",
                "On ne veut pas",
                "Le comité",
                "quatorze",
                "neuf à Lamoura",
            ],
        ),
        ("meta-only.html", ["On pourra", "Les voitures-couchettes", "« C’est mieux"]),
        ("undated.html", ["Ils étaient", "Le plus ancien", "L’inventaire"]),
        ("amp.html", ["Menées de quatre", "L’entraîneuse", "La gardienne"]),
        ("paywall.html", ["Ils promettaient", "Au troisième étage"]),
        ("microdata.html", ["Trois soirs", "Au piano", "L’an prochain"]),
        ("saved.html", ["Le coup de vent", "Chez les Anquetil", "La coopérative"]),
        ("latin-1.html", ["À partir de lundi", "« Des familles", "Les 4 300 lecteurs"]),
    ],
)
def test_the_body_has_the_paragraphs_of_the_article_and_nothing_else(name: str, firsts: list[str]) -> None:
    found = article(name).body.split("\n\n")
    assert len(found) == len(firsts), found
    for paragraph, first in zip(found, firsts, strict=True):
        assert paragraph.replace("\u00a0", " ").startswith(first)


def test_the_spaces_of_french_are_kept() -> None:
    found = fields(body=TEXT + "<p>«&nbsp;Oui\u202f!&nbsp;», dit-elle.</p><p>&nbsp;</p>" + TEXT)
    assert found.body.count("\n\n«\u00a0Oui\u202f!\u00a0», dit-elle.\n\n") == 1


def test_every_page_of_the_folder_is_tested() -> None:
    assert {path.name for path in PAGES.iterdir()} == set(FIELDS)


@pytest.mark.parametrize(
    ("name", "lead"),
    [
        pytest.param(
            "json-ld-list.html",
            "Deux cents riverains ont veillé sur l'ouvrage, que la mairie promet de renforcer d'ici à l'automne.",
            id="a lead of its own",
        ),
        pytest.param("json-ld-graph.html", "", id="cut from the beginning of the body"),
        pytest.param("paywall.html", "", id="the first paragraph of the body"),
    ],
)
def test_the_lead_is_the_description_unless_it_is_the_beginning_of_the_body(name: str, lead: str) -> None:
    assert article(name).lead == lead


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (
            "<title>Crue à Tours - Le Monde</title><meta property=og:site_name content='Le Monde'>",
            "",
            "Crue à Tours",
        ),
        ("<title>Crue à Tours | Le Monde</title>", "<h1>Crue à Tours</h1>", "Crue à Tours"),
        ("<title>Crue à Tours | Le Monde</title>", "", "Crue à Tours | Le Monde"),
        (
            "<title>Tours - Crue - Le Monde</title><meta property=og:site_name content='le monde'>",
            "",
            "Tours - Crue",
        ),
        ("<title>X</title><meta property=og:title content='Crue &amp; vent'>", "", "Crue & vent"),
        ("", "<h1>Crue <em>à</em>\n Tours</h1>", "Crue à Tours"),
        (
            "",
            "",
            "La Loire est montée de deux mètres en une nuit, et l’on attend le pic demain matin dans la…",
        ),
    ],
)
def test_a_title_is_without_the_name_of_the_site_where_that_is_known(
    head: str, body: str, title: str
) -> None:
    assert fields(head, body + TEXT).title == title


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        ("<meta name=date content=2024-03-12>", "", "2024-03-12"),
        ("<meta property='article:published_time' content='2024-03-12T23:30:00Z'>", "", "2024-03-13"),
        (
            "<meta property='article:published_time' content='hier soir'><meta name=date content=2024-03-12>",
            "",
            "2024-03-12",
        ),
        ("", "<time datetime='2024-03-12T08:00'>hier</time>", "2024-03-12"),
        (
            "",
            "<time class=updated datetime=2024-03-14></time><time datetime=2024-03-12></time>",
            "2024-03-12",
        ),
        ("", "<p>Publié le mardi 12 mars 2024 à 14h30</p>", "2024-03-12"),
        ("", "<p>Mis en ligne le : 1er mai 2023</p>", "2023-05-01"),
        ("<link rel=canonical href='https://x.example/2024/3/12/crue'>", "", "2024-03-12"),
        ("", "<p>Le 12 mars 2024, le préfet a pris un arrêté.</p>", "None"),
        ("", "<p>© 2019-2024 Le Courrier</p>", "None"),
    ],
)
def test_a_date_is_what_the_page_says_it_was_published(head: str, body: str, published: str) -> None:
    assert str(fields(head, body + TEXT).published) == published


def test_a_date_of_change_stands_for_one_that_is_missing_and_is_told() -> None:
    article, notice = findings(page("<meta property='article:modified_time' content=2024-03-12>"))
    assert isinstance(article, Article)
    assert str(article.published) == "2024-03-12"
    assert notice == Notice("p.html", "no date of publication: the date of the last change is taken")


def test_a_day_that_does_not_exist_gives_way_to_one_that_does() -> None:
    assert (
        str(
            fields(
                "<meta name=date content='31/02/2024'>", "<h1>Une crue</h1><p>12 mars 2024</p>" + TEXT
            ).published
        )
        == "2024-03-12"
    )


def test_a_date_that_cannot_be_read_is_a_notice() -> None:
    article, notice = findings(page("<meta name=date content='31 février 2024'>"))
    assert isinstance(article, Article)
    assert article.published is None
    assert "31 février 2024" in str(notice)


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("Par Anne Le Goff", ("Anne Le Goff",)),
        ("Propos recueillis par Anne Le Goff et Hugo Rémy", ("Anne Le Goff", "Hugo Rémy")),
        ("Anne Le Goff, Hugo Rémy, à Tours", ("Anne Le Goff", "Hugo Rémy")),
        ("Anne Le Goff avec AFP", ("Anne Le Goff avec AFP",)),
        ("https://facebook.example/anne", ()),
        ("admin", ()),
    ],
)
def test_a_byline_is_parted_into_names(byline: str, authors: tuple[str, ...]) -> None:
    assert fields(f"<meta name=author content='{byline}'>").authors == authors


@pytest.mark.parametrize(
    ("script", "found"),
    [
        pytest.param(
            '{"@type": "NewsArticle", "headline": "Un\nDeux",}', {"title": ["Un Deux"]}, id="line end, comma"
        ),
        pytest.param(
            '{"@type": "NewsArticle", "headline": "Le "grand" jour", "author": [{"name": "Anne Le Goff"}], "datePublished": "2024"}',
            {"title": ['Le "grand" jour'], "published": ["2024"], "authors": ["Anne Le Goff"]},
            id="quotation marks within a text",
        ),
        pytest.param(
            '{"@type": "NewsArticle", "headline": "Un", "datePublished": "2024", "description": "De',
            {"title": ["Un"], "published": ["2024"]},
            id="cut short",
        ),
        pytest.param(
            '{"@type": "NewsArticle", "headline": "L\\\'eau"}{"@type": "BreadcrumbList"}',
            {"title": ["L'eau"]},
            id="two, and an escape",
        ),
        pytest.param(
            '{"@type": "CreativeWork", "headline": {"@value": "Un"}, "datePublished": "2024", "author": {"givenName": "Anne", "familyName": "Le Goff"}}',
            {"title": ["Un"], "published": ["2024"], "authors": ["Anne Le Goff"]},
            id="of another kind",
        ),
        pytest.param(
            '{"@type": "LiveBlogPosting", "headline": "Direct", "liveBlogUpdate": [{"headline": "8 h", "articleBody": "Il pleut."}, {"articleBody": "Il vente."}]}',
            {"title": ["Direct"], "body": ["8 h\n\nIl pleut.\n\nIl vente."]},
            id="live blog",
        ),
        pytest.param(
            '//<![CDATA[\n{"@type": "Article", "name": "Un"}\n//]]>',
            {"title": ["Un"], "name": ["Un"]},
            id="wrapped",
        ),
        pytest.param('{"@type": "Article", "headline": 3, "author": [null, {}]}', {}, id="wrong types"),
        pytest.param(
            '{"@type": "ItemList", "itemListElement": [{"@type": "Article", "name": "U"}]}', {}, id="a list"
        ),
        pytest.param('{"@type": "JobPosting", "name": "Un"}', {}, id="no article"),
        pytest.param('{"@type": "Article"', {}, id="cut"),
        pytest.param("[" * 100_000, {}, id="deep"),
        pytest.param('{"mainEntity":' * 500 + "1" + "}" * 500, {}, id="deep things"),
    ],
)
def test_json_ld_is_read_as_sites_write_it(script: str, found: dict[str, object]) -> None:
    assert article_of([script], None) == found


def test_a_title_of_many_parts_is_read_in_no_time() -> None:
    assert fields(f"<title>{'a - ' * 490}</title>", "<h1>b</h1>" + TEXT).title.startswith("a - a")


def test_of_several_articles_it_is_the_one_with_the_address_of_the_page() -> None:
    nodes = '[{"@type": "Article", "headline": "Un", "url": "u:1"}, {"@type": "Article", "headline": "Deux", "url": "u:2"}]'
    assert article_of([nodes], "u:2")["title"] == ["Deux"]
    assert article_of([nodes], "u:3")["title"] == ["Un"]


def test_a_text_that_only_json_ld_has_is_read() -> None:
    body = "La Loire monte vite.\\n\\n" * 20
    script = f'<script type="application/ld+json">{{"@type": "Article", "headline": "Crue", "articleBody": "{body}"}}</script>'
    assert fields(script, "<p>Abonnez-vous</p>").body.count("La Loire monte vite.") == 20


def test_a_page_with_a_description_alone_is_an_article_of_a_lead() -> None:
    found = fields("<title>Crue</title><meta name=description content='La Loire monte.'>", "<p></p>")
    assert (found.title, found.lead, found.body) == ("Crue", "La Loire monte.", "")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "not a page in HTML", id="empty"),
        pytest.param(
            b"<html><body></body></html>", "no text of an article was found in the page", id="no text"
        ),
        pytest.param(b"<html>\0", "not a text: it holds binary data", id="binary"),
        pytest.param(b"<!-- " * 10, "no", id="comment without end"),
    ],
)
def test_what_is_no_article_is_rejected(data: bytes, reason: str) -> None:
    [found] = findings(data)
    assert isinstance(found, Rejection)
    assert reason in found.reason


@pytest.mark.parametrize("tag", ["div", "b", "table", "ul", "blockquote"])
def test_a_page_nested_without_end_is_read_or_rejected(tag: str) -> None:
    found = findings(page(body=f"<{tag}>" * 20_000 + TEXT))
    assert len(found) == 1


def test_a_charset_that_is_declared_wrong_or_unknown_is_not_believed() -> None:
    for charset in ("utf-16", "martien", "us-ascii", "hex", "rot13"):
        data = page().replace(b"charset=utf-8", f"charset={charset}".encode())
        [found] = findings(data)
        assert isinstance(found, Article)
        assert found.body.startswith("La Loire est montée de deux mètres")


def test_without_the_library_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    assert findings(page()) == [
        Rejection("p.html", "a web page needs trafilatura: pip install 'searchidx[import]'")
    ]


def test_text_behind_a_comment_is_read() -> None:
    found = fields(
        body=TEXT + "<p>Et <!-- -->l’hiver<!-- --> n’arrange rien, dit le maire de la ville.</p>" + TEXT
    )
    assert "\n\nEt l’hiver n’arrange rien, dit le maire de la ville.\n\n" in found.body


def test_what_trafilatura_fails_on_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("a node of another kind")

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    reason = "trafilatura cannot read the page: ValueError('a node of another kind')"
    assert findings(page()) == [Rejection("p.html", reason)]


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Une crue | Courrier</title><link rel=canonical href='https://www.courrier.example/a'>", "", "Une crue"),
        ("<title>Une crue - Sports - Le Courrier</title><meta property='og:site_name' content='Le Courrier'>", "", "Une crue - Sports"),
        ("<meta property='og:title' content='Courrier | Une crue'>", "<h1>Une crue</h1>", "Une crue"),
        ("<meta property='og:title' content='Une crue ‹ Blog'>", "<h1>Une crue</h1>", "Une crue"),
        ("<title>Tours - une crue</title>", "", "Tours - une crue"),
        ("<title>Eau : une crue</title>", "<h1>Eau</h1><h1>Eau : une crue</h1>", "Eau : une crue"),
        ("<meta property='x og:title y' content='Une crue'>", "", "Une crue"),
        (
            "<title>Tours — Encyclo</title><script type='application/ld+json'>{\"@type\": \"Article\", \"name\": \"Tours\", \"headline\": \"ville\"}</script>",
            "<h1>Tours</h1>", "Tours",
        ),
    ],
)  # fmt: skip
def test_a_title_is_the_one_shown_without_the_site(head: str, body: str, title: str) -> None:
    assert fields(head, body + TEXT).title == title


def test_the_site_is_no_author_where_somebody_is() -> None:
    data = '{"@type": "NewsArticle", "headline": "Une crue", "author": {"name": "Le Courrier"}, "publisher": {"name": "Le Courrier"}}'
    script = f"<script type='application/ld+json'>{data}</script>"
    assert fields(script, "<h1>Une crue</h1>" + TEXT).authors == ("Le Courrier",)
    assert fields(script, "<h1>Une crue</h1><p>Par Anne Le Goff</p>" + TEXT).authors == ("Anne Le Goff",)


def test_the_dates_of_other_articles_are_not_taken() -> None:
    others = (
        "<div class=latest>"
        + "".join(f"<p><time datetime='2024-05-{day}'></time>Autre</p>" for day in range(10, 30))
        + "</div>"
    )
    assert (
        str(
            fields("<title>Une crue</title>", f"{others}<h1>Une crue</h1><p>12 mars 2024</p>{TEXT}").published
        )
        == "2024-03-12"
    )


def test_a_null_within_a_page_is_passed_over() -> None:
    [found] = findings(
        page("<title>Une crue</title>", TEXT * 5 + "<p>La Loire, di\0t le maire, baissera jeudi.</p>")
    )
    assert isinstance(found, Article)
    assert found.body.endswith("La Loire, dit le maire, baissera jeudi.")


def test_a_page_of_very_many_elements_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchidx.corpus.web_page._MOST_ELEMENTS", 10)
    found = fields("<title>Une crue</title>", "<h1>Une crue</h1><p>Par <b>Anne Le Goff</b></p>" + TEXT * 4)
    assert (found.title, found.authors) == ("Une crue", ("Anne Le Goff",))
    assert found.body.count("La Loire est montée") == 12


@pytest.mark.parametrize(
    "mark", ["class=comments", "id=comments", "class='x fig-comments'", "class=commentaires-list"]
)
def test_what_readers_wrote_is_left_out(mark: str) -> None:
    said = "<p>Anonyme : C’est bien triste pour ces gens, courage à tous les habitants de la ville basse de Tours.</p>"
    assert "Anonyme" in fields(body=TEXT * 3 + f"<div>{said * 3}</div>").body
    assert "Anonyme" not in fields(body=TEXT * 3 + f"<div {mark}>{said * 3}</div>").body


def test_an_article_that_may_be_commented_stays() -> None:
    assert (
        "La Loire" in fields(body=f"<div class='has-comments show-comments comments-open'>{TEXT}</div>").body
    )
    assert "La Loire" in fields(body=f"<div id=fr-comments><h1>Une crue</h1>{TEXT}</div>").body
