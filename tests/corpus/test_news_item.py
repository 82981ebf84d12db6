import io
import sys
from pathlib import Path

import pytest

from searchidx.article import Article, Notice, Rejection
from searchidx.corpus import Finding, Source
from searchidx.corpus.formats import read_open
from searchidx.dates import PartialDate

NEWS = Path(__file__).with_name("news")


def findings(data: bytes | str) -> list[Finding]:
    file = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return list(read_open(file, Source("n.xml", "n.xml", "/n.xml")))


def test_nitf_gives_an_article() -> None:
    assert findings((NEWS / "nitf.xml").read_bytes()) == [
        Article(
            "morvan-1847",
            "Bibliobus : le dernier tour",
            "Il s’arrêtait devant l’église, le jeudi.\n\nOn y venait pour les livres, et pour l’abri.\n\n"
            "Un car, dix communes\n\nPlanchez\n\nGien",
            PartialDate(2024, 1, 16),
            "Après quarante ans de tournées, le car est à vendre.",
            ("Anne Le Goff",),
            "Vie locale",
            "Le Courrier de l’Aunelle",
            "https://courrier.example/1847",
            ("lecture", "Morvan", "Bibliothèques"),
            "/n.xml",
        )
    ]


def test_newsml_g2_gives_an_article_a_text_item() -> None:
    first, photo, cancelled, last = findings((NEWS / "newsml-g2.xml").read_bytes())
    assert first == Article(
        "urn:newsml:agence.example:20240115:crue-1",
        "L’Aunelle baisse à Port-Audry",
        "L’eau est redescendue de dix centimètres.\n\nLes écoles rouvrent jeudi. Les caves attendent.",
        PartialDate(2024, 1, 16),
        "La décrue est lente.",
        ("Anne Le Goff", "Hugo Rémy"),
        "Informations générales",
        "Agence X",
        "https://agence.example/crue-1",
        ("crue", "inondation"),
        "/n.xml",
    )
    assert photo == Notice("n.xml#2", "it is a picture: left out")
    assert cancelled == Notice("n.xml#3", "the provider has cancelled it: left out")
    assert last == Article(
        "n.xml#4",
        "Brève",
        "Un mot.\n\nEt un autre.",
        PartialDate(2024, 1, 16),
        authors=("Zoé Vuillermoz",),
        source="AGX",
        path="/n.xml",
    )


NITF = "<nitf><body><body.head><hedline><hl1>{}</hl1></hedline></body.head></body></nitf>"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        pytest.param("", Rejection("n.xml", "not well-formed: no element found: line 1, column 0; after 0 articles"), id="empty"),
        pytest.param(
            "<urlset/>",
            Rejection("n.xml", "XML that is neither NewsML, NITF, RSS nor Atom: its first element is urlset"),
            id="other XML",
        ),
        pytest.param("<newsMessage/>", Notice("n.xml", "no news item in it is an article"), id="no item"),
        pytest.param(
            "<nitf/>", Rejection("n.xml", "the article is empty: it has neither title nor text"), id="empty item"
        ),
        pytest.param(
            '<!DOCTYPE nitf [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + NITF.format("&b;"),
            Rejection("n.xml", "it declares entities, which can grow without end: not read"),
            id="entity bomb",
        ),
        pytest.param(
            '<!DOCTYPE nitf [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + NITF.format("&a;"),
            Rejection("n.xml", "it declares entities, which can grow without end: not read"),
            id="entity of a file",
        ),
    ],
)  # fmt: skip
def test_what_is_no_article_is_told(data: str, found: Finding) -> None:
    assert findings(data) == [found]


def test_a_file_cut_short_gives_the_items_before() -> None:
    data = (NEWS / "newsml-g2.xml").read_bytes()
    article, *_, last = findings(data[:-300])
    assert isinstance(article, Article)
    assert isinstance(last, Rejection)
    assert last.path == "n.xml"
    assert last.reason.startswith("not well-formed: ")
    assert last.reason.endswith("; after 3 articles")


def test_items_nested_without_end_are_read_or_rejected() -> None:
    deep = "<p>" * 100_000
    [found] = findings(f"<nitf><body><body.content>{deep}Un{'</p>' * 100_000}</body.content></body></nitf>")
    assert found == Rejection("n.xml", "nested too deep")


@pytest.mark.parametrize(
    ("data", "title"),
    [
        ("<rss version='2.0'><channel><item><title>Un</title><pubDate>2024</pubDate></item></channel></rss>", "Un"),
        ("<?xml version='1.0'?>\n<!-- a > b -->\n<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Un</title><updated>2024</updated></entry></feed>", "Un"),
        ("<!DOCTYPE html PUBLIC 'x'>\n<html><head><title>Un</title></head><body><p>" + "La Loire monte. " * 30 + "</p></body></html>", "Un"),
    ],
)  # fmt: skip
def test_a_file_named_xml_is_known_by_its_first_element(data: str, title: str) -> None:
    [article] = findings(data)
    assert isinstance(article, Article)
    assert article.title == title


def test_the_first_element_is_looked_for_in_no_time() -> None:
    for data in (" " * 4096, "<!" * 2048, "<!--" * 1024, "<?" * 2048, "<!a [" * 800):
        assert len(findings(data)) == 1


def test_without_the_library_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "defusedxml", None)
    monkeypatch.delitem(sys.modules, "defusedxml.ElementTree", raising=False)
    reason = "a news item needs defusedxml: pip install 'searchidx[import]'"
    assert findings("<nitf/>") == [Rejection("n.xml", reason)]


def test_newsml_1_gives_an_article_an_item() -> None:
    first, photo, withheld, *languages = findings((NEWS / "newsml-1.xml").read_bytes())
    assert first == Article(
        "urn:newsml:agence.example:20040116T233000Z:TX-PAR-ABC12:1",
        "Crue: l’Aunelle menace Port-Audry",
        "L’eau monte depuis jeudi à Port-Audry et les écoles sont fermées.\n\nLe maire attend le pic pour samedi.\n\n- Des caves vides -",
        PartialDate(2004, 1, 17),
        "La rue du Port est évacuée.",
        ("Anne Le Goff", "Hugo Rémy"),
        "Catastrophes et accidents",
        "AGX",
        tags=("crue", "rivière"),
        path="/n.xml",
    )
    assert photo == Notice("n.xml#2", "it holds no text, only pictures or links: left out")
    assert withheld == Notice("n.xml#3", "the provider has withheld it: left out")
    french, german = languages
    assert isinstance(french, Article)
    assert isinstance(german, Article)
    assert (french.id, french.title, french.lead, french.body) == (
        "urn:b",
        "Un pont ferme",
        "Il a cent ans.",
        "On le répare & on l’élargit.",
    )
    assert (german.id, german.title, german.body) == ("urn:b#2", "Eine Brücke", "Sie wird repariert.")
    assert (french.source, french.published, french.tags) == (
        "ats",
        PartialDate(2004, 1, 18),
        ("pont", "Aunelle"),
    )


def test_entities_of_html_and_those_that_cannot_grow_are_read() -> None:
    [article] = findings(
        "<?xml version='1.0' encoding='iso-8859-15'?><!DOCTYPE nitf [<!ENTITY lieu 'Port-Audry'>"
        "<!ENTITY % nitf SYSTEM 'nitf-3-0.dtd'> %nitf;]>"
        + NITF.format("L&rsquo;&eacute;t&eacute; &agrave; &lieu;")
    )
    assert isinstance(article, Article)
    assert article.title == "L’été à Port-Audry"


def test_an_entity_that_nothing_declares_is_told() -> None:
    [found] = findings(NITF.format("&lieu;"))
    assert isinstance(found, Rejection)
    assert found.reason.startswith("not well-formed: undefined entity")


@pytest.mark.parametrize(
    ("declared", "encoding", "warning"),
    [
        ("iso-8859-1", "iso-8859-1", None),
        ("iso-8859-1", "utf-8", None),
        ("iso-8859-1", "cp1252", None),
        ("utf-16", "utf-16", None),
        ("utf-16", "utf-16-be", None),
        ("utf-8", "cp1252", "not UTF-8: read as Windows-1252"),
        ("EUC-JP", "utf-8", None),
        ("none", "utf-8", None),
    ],
)
def test_news_items_are_read_in_the_encoding_they_have(
    declared: str, encoding: str, warning: str | None
) -> None:
    text = "L'été à Port-Audry" + ("" if encoding.startswith("iso") else " – l’œil")
    found = findings(f"<?xml version='1.0' encoding='{declared}'?>{NITF.format(text)}".encode(encoding))
    article = found[-1]
    assert isinstance(article, Article)
    assert article.title == text
    assert found[:-1] == ([Notice("n.xml", warning)] if warning else [])


def test_a_few_bytes_that_are_none_and_characters_that_xml_has_not_cost_no_article() -> None:
    data = NITF.format("Été à la mer, été à la ferme").encode().replace(b"mer", b"m\xe8\x0br")
    notice, article = findings(data)
    assert isinstance(article, Article)
    assert article.title == "Été à la mèr, été à la ferme"
    assert isinstance(notice, Notice)
    assert "1 byte was read as Windows-1252" in notice.text


def test_the_cells_of_a_table_stand_in_a_line() -> None:
    table = "<table><tr><th>Ville</th><th>Hauteur</th></tr><tr><td>Port-Audry</td><td>3,20</td></tr></table>"
    [article] = findings(f"<nitf><body><body.content>{table}</body.content></body></nitf>")
    assert isinstance(article, Article)
    assert article.body == "Ville Hauteur\n\nPort-Audry 3,20"


def test_a_very_large_file_is_read_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchidx.corpus.news_item.LARGEST_FILE", 1000)
    data = (NEWS / "newsml-1.xml").read_bytes()
    assert [type(found) for found in findings(data)] == [Article, Notice, Notice, Article, Article]


def test_a_subject_that_has_a_code_alone_gives_the_section() -> None:
    code = '<head><tobject><tobject.subject tobject.subject.refnum="15054000"/></tobject></head>'
    [article] = findings(f"<nitf>{code}<body><body.content><p>Un but.</p></body.content></body></nitf>")
    assert isinstance(article, Article)
    assert article.section == "Sport"
    meta = "<contentMeta><headline>Un but</headline><subject qcode='medtop:15000000'/></contentMeta>"
    [article] = findings(f"<newsItem guid='a'>{meta}</newsItem>")
    assert isinstance(article, Article)
    assert (article.section, article.tags) == ("Sport", ())
