import io
import sys
from pathlib import Path

import pytest

from searchidx.article import Article, Notice, Rejection
from searchidx.corpus import Finding, Source
from searchidx.corpus.feed import read
from searchidx.corpus.formats import read_open
from searchidx.dates import PartialDate
from searchidx.errors import ArticleError

FEEDS = Path(__file__).with_name("feeds")


def findings(data: bytes | str) -> list[Finding]:
    file = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return list(read(file, Source("f.xml", "f.xml", "/f.xml")))


def rss(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>Fil</title>{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"


def test_rss_gives_an_article_an_item() -> None:
    first, second, third, notice = findings((FEEDS / "rss.xml").read_bytes())
    name = "Le Courrier de l’Aunelle & du Bocage"
    assert first == Article(
        "aunelle-620",
        "Crue : l’Aunelle à 3,20 mètres",
        "La rivière a gagné quarante centimètres depuis dimanche\u00a0; la préfecture a fait évacuer la rue du Port."
        "\n\n« On attend », dit le maire.",
        PartialDate(2024, 1, 16),
        "Le pic est attendu mardi, à l’aube.",
        ("Anne Le Goff", "Hugo Rémy"),
        source=name,
        url="https://www.courrier-aunelle.example/crues/620.html?xtor=RSS-1",
        tags=("Crues", "Environnement"),
        path="/f.xml",
    )
    url = "https://www.courrier-aunelle.example/economie/621.html"
    assert second == Article(
        url,
        "Le marché couvert rouvre samedi",
        "Après neuf mois de travaux, les halles accueillent de nouveau vingt-deux étals.",
        PartialDate(2024, 1, 16),
        authors=("Solange Maréchal",),
        source=name,
        url=url,
        path="/f.xml",
    )
    text = "Un < deux, et l’on n’en sait pas plus."
    assert third == Article("f.xml#3", "Brève sans adresse", text, source=name, path="/f.xml")
    assert isinstance(notice, Notice)
    assert notice.path == "f.xml#3"
    assert "31 février 2024" in notice.text


def test_atom_gives_an_article_an_entry() -> None:
    first, second = findings((FEEDS / "atom.xml").read_bytes())
    assert first == Article(
        "tag:carnets.example,2023:fruitieres",
        "Les fruitières du Jura",
        "Les coopératives laitières demandent que le quota tienne compte d’elles.\n\nBois-d’Amont\n\nLamoura",
        PartialDate(2023, 5, 2),
        authors=("Zoé Vuillermoz", "Idir Benyahia"),
        source="Carnets de montagne",
        url="https://carnets.example/fruitieres/",
        tags=("Élevage", "comté"),
        path="/f.xml",
    )
    assert second == Article(
        "https://carnets.example/refuge/",
        "Trois nuits au refuge",
        "On y monte à pied, l’on en descend changé.\n\nLe gardien n’a plus d’eau.",
        PartialDate(2023, 6, 2),
        authors=("Zoé Vuillermoz",),
        source="Carnets de montagne",
        url="https://carnets.example/refuge/",
        path="/f.xml",
    )


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-16", "utf-8"])
def test_a_feed_is_read_by_the_charset_it_declares(charset: str) -> None:
    text = f"<?xml version='1.0' encoding='{charset}'?>{rss('<title>Été à Nîmes</title><pubDate>2024</pubDate>')}"
    [article] = findings(text.encode(charset))
    assert isinstance(article, Article)
    assert (article.title, str(article.published)) == ("Été à Nîmes", "2024")


def test_a_feed_without_dates_is_told_once() -> None:
    *articles, notice = findings(rss("<title>Un</title>", "<title>Deux</title>"))
    assert [a.id for a in articles if isinstance(a, Article)] == ["f.xml#1", "f.xml#2"]
    assert notice == Notice("f.xml", "a feed without dates: none of its 2 articles has one")


def test_an_empty_entry_is_rejected_and_the_others_read() -> None:
    rejection, article = findings(
        rss("<link>https://x.example</link>", "<title>Un</title><pubDate>2024</pubDate>")
    )
    assert rejection == Rejection("f.xml#1", "the article is empty: it has neither title nor text")
    assert isinstance(article, Article)


def test_a_feed_cut_short_gives_its_whole_entries_and_says_where_it_ends() -> None:
    text = rss("<title>Un</title><pubDate>2024</pubDate>", "<title>Deux</title><pubDate>2024</pubDate>")
    article, rejection = findings(text[: text.index("Deux") + 2])
    assert isinstance(article, Article)
    assert article.title == "Un"
    assert rejection == Rejection("f.xml#2", "the feed is cut short here (no element found, line 1)")


def test_a_feed_that_is_not_well_formed_is_read_with_a_notice() -> None:
    article, notice = findings(rss("<title>Vents & marées &nbsp;!</title><pubDate>2024</pubDate>"))
    assert isinstance(article, Article)
    assert article.title.startswith("Vents & marées")
    assert notice == Notice(
        "f.xml", "not well-formed (not well-formed (invalid token), line 1); read as far as it can be"
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param("", "neither RSS nor Atom", id="empty"),
        pytest.param("<html><body>Rien</body></html>", "neither RSS nor Atom", id="HTML"),
        pytest.param("https://x.example/rss.xml", "neither RSS nor Atom", id="an address is not fetched"),
        pytest.param("/etc/passwd", "neither RSS nor Atom", id="a path is not opened"),
        pytest.param(
            f'<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>{rss("<title>&b;</title>")}',
            "it declares entities, which can grow without end: not read",
            id="entities",
        ),
    ],
)
def test_what_is_no_feed_is_rejected(data: str, reason: str) -> None:
    from searchidx.corpus.formats import read_open  # noqa: PLC0415

    source = Source("f.rss", "f.rss", "f.rss")
    assert list(read_open(io.BytesIO(data.encode()), source)) == [Rejection("f.rss", reason)]


def test_a_field_full_of_tags_that_do_not_end_is_read_in_no_time() -> None:
    article, _ = findings(rss(f"<title>Un</title><description><![CDATA[{'<a ' * 45_000}]]></description>"))
    assert isinstance(article, Article)


def test_without_the_library_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from searchidx.corpus.formats import read_open  # noqa: PLC0415

    monkeypatch.setitem(sys.modules, "feedparser", None)
    reason = "a feed needs feedparser: pip install 'searchidx[import]'"
    assert list(read_open(io.BytesIO(b""), Source("f.rss", "f", "f"))) == [Rejection("f.rss", reason)]


def test_a_declaration_that_nothing_grows_from_is_no_harm() -> None:
    declared = "<!DOCTYPE rss [<!ENTITY % HTMLlat1 PUBLIC '-//W3C//ENTITIES Latin 1//EN' 'http://w3.example/lat1.ent'><!ENTITY lieu 'Tours'>]>"
    article, _ = findings(declared + rss("<title>Crue &lieu;</title>"))
    assert isinstance(article, Article)
    assert article.title == "Crue Tours"


@pytest.mark.parametrize(
    "declared",
    ["<!ENTITY a 'x'><!ENTITY b '&a;&a;'>", "<!ENTITY a SYSTEM 'file:///etc/passwd'>", "<!ENTITY % a '<!ENTITY b \"x\">'>", "<!ENTITY a '&#38;b;'>"],
)  # fmt: skip
def test_entities_that_may_grow_or_name_files_are_refused(declared: str) -> None:
    reason = "it declares entities, which can grow without end: not read"
    with pytest.raises(ArticleError, match=reason):
        findings(f"<!DOCTYPE rss [{declared}]>" + rss("<title>&b;</title>"))


@pytest.mark.parametrize(
    ("declared", "encoding", "warning"),
    [
        ("iso-8859-1", "utf-8", None),
        ("utf-8", "cp1252", "not UTF-8: read as Windows-1252"),
        ("utf-16", "utf-16", None),
        ("utf-16", "utf-16-le", None),
        ("iso-8859-1", "cp1252", None),
    ],
)
def test_feeds_are_read_in_the_encoding_they_have(declared: str, encoding: str, warning: str | None) -> None:
    text = f"<?xml version='1.0' encoding='{declared}'?>" + rss("<title>L’été à Tours, où l’œil voit</title>")
    source = Source("f.xml", "f.xml", "/f.xml")
    found = list(read_open(io.BytesIO(text.encode(encoding)), source))
    [article] = [each for each in found if isinstance(each, Article)]
    assert article.title == "L’été à Tours, où l’œil voit"
    assert [each for each in found if each == Notice("f.xml", warning or "")] == (
        [Notice("f.xml", warning)] if warning else []
    )


def test_bytes_that_are_not_utf_8_leave_the_rest_of_a_feed_as_it_is() -> None:
    data = rss("<title>L’été à la mer</title>", "<title>Un caf\0</title>").encode().replace(b"\0", b"\xe9")
    notice, first, second, _ = findings(data)
    assert isinstance(notice, Notice)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.title, second.title) == ("L’été à la mer", "Un café")


@pytest.mark.parametrize(
    "end",
    [
        "L’article <a href='#'>Crue</a> est apparu en premier sur <a href='#'>Le Courrier</a>.",
        "The post <a href='#'>Crue</a> appeared first on <a href='#'>Le Courrier</a>.",
        "<a href='#'>Lire la suite de l’article</a>",
        "Continue reading Crue →",
    ],
)
def test_how_a_blog_ends_an_entry_is_left_out(end: str) -> None:
    article, _ = findings(
        rss(f"<title>Crue</title><description><![CDATA[<p>La Loire monte.</p><p>{end}</p>]]></description>")
    )
    assert isinstance(article, Article)
    assert article.body == "La Loire monte."


def test_pictures_in_an_export_of_wordpress_are_left_out() -> None:
    space = "xmlns:wp='http://wordpress.org/export/1.2/'"
    found = findings(
        f"<rss version='2.0' {space}><channel><item><title>Vue</title><wp:post_type>attachment</wp:post_type></item>"
        "<item><title>Crue</title><pubDate>2024</pubDate><wp:post_type>post</wp:post_type></item></channel></rss>"
    )
    assert found[0] == Notice("f.xml#1", "WordPress has it as attachment: left out")
    assert isinstance(found[1], Article)


def test_an_entry_of_atom_without_author_has_that_of_the_feed() -> None:
    feed = "<feed xmlns='http://www.w3.org/2005/Atom'><author><name>Anne Le Goff</name></author>{}</feed>"
    own = "<author><name>Zoé Bo</name></author>"
    entry = "<entry><title>Un</title><updated>2024</updated>{}</entry>"
    first, second = findings(feed.format(entry.format("") + entry.format(own)))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.authors, second.authors) == (("Anne Le Goff",), ("Zoé Bo",))
