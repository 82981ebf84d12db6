"""Records as programs and data sets write them; those of one program say the same article."""

from collections.abc import Mapping
from typing import Any

import pytest

from searchidx.article import Article
from searchidx.corpus import Source
from searchidx.corpus.fields import article_of
from searchidx.corpus.markup import plain
from searchidx.corpus.names import NAMES
from searchidx.corpus.repair import MENDED
from searchidx.dates import PartialDate
from searchidx.errors import ArticleError

SOURCE = Source("a.json", "a.json", "/corpus/a.json")
CRUE = Article(
    id="https://example.org/crue",
    title="Crue à Tours",
    lead="La Loire monte.",
    body="Elle monte depuis lundi.\n\nElle baissera jeudi.",
    published=PartialDate(2024, 3, 5),
    authors=("Anne Le Goff", "Jean Pêcheur"),
    section="Eau",
    source="Le Courrier",
    url="https://example.org/crue",
    tags=("Loire", "inondation"),
    path="/corpus/a.json",
)
TEXT = CRUE.body


def read(fields: Mapping[str, object]) -> tuple[Article, list[str]]:
    return article_of(fields, SOURCE, 3)


RECORDS: dict[str, dict[str, Any]] = {
    "trafilatura": {
        "title": "Crue à Tours", "author": "Anne Le Goff; Jean Pêcheur", "hostname": "example.org", "date": "2024-03-05",
        "fingerprint": "2c4f7fd9", "id": None, "license": None, "comments": "", "raw_text": "Elle monte depuis lundi. Elle",
        "text": TEXT, "language": "fr", "image": "https://example.org/a.jpg", "pagetype": "article", "filedate": "2024-06-01",
        "source": "https://example.org/crue", "source-hostname": "Le Courrier", "excerpt": "La Loire monte.",
        "categories": "Eau", "tags": "Loire;inondation", "sitename": "Le Courrier",
    },
    "newspaper4k": {
        "url": "https://example.org/crue", "read_more_link": "", "language": "fr", "title": "Crue à Tours",
        "top_image": "https://example.org/a.jpg", "images": ["https://example.org/a.jpg"], "movies": [],
        "keywords": ["Loire", "inondation"], "meta_keywords": ["eau"], "tags": [], "authors": ["Anne Le Goff", "Jean Pêcheur"],
        "publish_date": "2024-03-05T14:30:00+01:00", "summary": "", "meta_description": "La Loire monte.",
        "meta_lang": "fr", "meta_site_name": "Le Courrier", "canonical_link": "https://example.org/crue", "text": TEXT,
        "source_url": "https://example.org", "section": "Eau",
    },
    "news-please": {
        "authors": ["Anne Le Goff", "Jean Pêcheur"], "date_download": "2024-06-01 10:00:00", "date_modify": "None",
        "date_publish": "2024-03-05 14:30:00", "description": "La Loire monte.", "filename": "a.json", "image_url": None,
        "language": "fr", "localpath": None, "maintext": TEXT, "source_domain": "Le Courrier", "title": "Crue à Tours",
        "title_page": None, "title_rss": None, "url": "https://example.org/crue", "keywords": "Loire, inondation",
        "category": "Eau",
    },
    "Scrapy": {
        "title": ["Crue à Tours"], "chapo": ["La Loire monte."], "content": ["Elle monte depuis lundi.", "Elle baissera jeudi."],
        "byline": "Par Anne Le Goff; Jean Pêcheur", "created_at": 1709645400, "rubrique": ["Eau"], "publisher": "Le Courrier",
        "link": "https://example.org/crue", "keywords": ["Loire", "inondation"],
    },
    "a data set": {
        "requested_url": "https://example.org/r?1", "plain_text": TEXT, "published_date": "05/03/2024", "title": "Crue à Tours",
        "tags": ["Loire", "inondation"], "categories": ["Eau"], "author": "['Anne Le Goff', 'Jean Pêcheur']",
        "sitename": "Le Courrier", "url": "https://example.org/crue", "language_score": 0.99, "summary": "La Loire monte.",
    },
    "JSON-LD": {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": "Crue à Tours", "description": "La Loire monte.",
        "articleBody": TEXT, "datePublished": "2024-03-05T14:30:00+01:00", "dateModified": "2024-03-07",
        "author": [{"@type": "Person", "name": "Anne Le Goff"}, {"@type": "Person", "name": "Jean Pêcheur"}],
        "articleSection": ["Eau"], "publisher": {"@type": "Organization", "name": "Le Courrier"},
        "url": "https://example.org/crue", "keywords": ["Loire", "inondation"],
    },
    "a service of news": {
        "source": {"id": None, "name": "Le Courrier"}, "author": "Anne Le Goff; Jean Pêcheur", "title": "Crue à Tours",
        "description": "La Loire monte.", "url": "https://example.org/crue", "urlToImage": None,
        "publishedAt": "2024-03-05T13:30:00Z", "content": TEXT, "category": "Eau", "tags": "Loire, inondation",
    },
    "a content system": {
        "guid": {"rendered": "https://example.org/crue"}, "date": "2024-03-05T14:30:00", "link": "https://example.org/crue",
        "title": {"rendered": "Crue &agrave; Tours"}, "excerpt": {"rendered": "<p>La Loire monte.</p>\n"},
        "content": {"rendered": "<p>Elle monte depuis&#32;<b>lundi</b>.</p>\n<p>Elle baissera jeudi.</p>\n"},
        "author": ["Anne Le Goff", "Jean Pêcheur"], "categories": ["Eau"], "tags": ["Loire", "inondation"],
        "site_name": "Le Courrier",
    },
    "a search engine": {
        "_index": "articles", "_score": 1.0,
        "_source": {
            "titre": "Crue à Tours", "chapô": "La Loire monte.", "texte": TEXT, "date": {"$date": 1709645400000},
            "auteurs": "Anne Le Goff ; Jean Pêcheur", "rubrique": "Eau", "source": "Le Courrier", "mots-clés": "Loire ; inondation",
            "url": "https://example.org/crue",
        },
    },
    "a content system that embeds": {
        "id": "https://example.org/crue", "date": "2024-03-05T14:30:00", "modified": "2024-03-07T10:00:00", "status": "publish",
        "link": "https://example.org/crue", "title": {"rendered": "Crue à Tours"}, "excerpt": {"rendered": "<p>La Loire monte.</p>"},
        "content": {"rendered": "<p>Elle monte depuis lundi.</p><p>Elle baissera jeudi.</p>"}, "author": 3, "categories": [4],
        "tags": [9], "yoast_head_json": {"title": "Crue à Tours - Le Courrier", "og_site_name": "Le Courrier"},
        "_embedded": {
            "author": [{"id": 3, "name": "Anne Le Goff"}, {"id": 4, "name": "Jean Pêcheur"}],
            "wp:term": [
                [{"id": 4, "name": "Eau", "taxonomy": "category"}],
                [{"id": 9, "name": "Loire", "taxonomy": "post_tag"}, {"id": 8, "name": "inondation", "taxonomy": "post_tag"}],
            ],
        },
    },
    "a newspaper's content system": {
        "headlines": {"basic": "Crue à Tours"}, "description": {"basic": "La Loire monte."}, "website": "Le Courrier",
        "display_date": "2024-03-05T13:30:00Z", "credits": {"by": [{"name": "Anne Le Goff"}, {"name": "Jean Pêcheur"}]},
        "content_elements": [
            {"type": "text", "content": "Elle monte depuis lundi."}, {"type": "image", "url": "a.jpg", "caption": "Tours"},
            {"type": "text", "content": "Elle baissera jeudi."},
        ],
        "taxonomy": {"primary_section": {"_id": "/eau", "name": "Eau"}, "tags": [{"text": "Loire"}, {"text": "inondation"}]},
        "canonical_url": "https://example.org/crue",
    },
    "a query in a graph": {
        "node": {
            "title": "Crue à Tours", "excerpt": "La Loire monte.", "date": "2024-03-05T14:30:00", "link": "https://example.org/crue",
            "content": {"nodeType": "document", "content": [
                {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": "Elle monte "}, {"nodeType": "text", "value": "depuis lundi."}]},
                {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": "Elle baissera jeudi."}]},
            ]},
            "authors": {"nodes": [{"firstName": "Anne", "lastName": "Le Goff"}, {"prenom": "Jean", "nom": "Pêcheur"}]},
            "categories": {"edges": [{"node": {"name": "Eau"}}]}, "tags": {"data": [{"attributes": {"name": "Loire"}}, {"attributes": {"name": "inondation"}}]},
            "publisher": {"name": "Le Courrier"},
        },
    },
    "a table in French": {
        "Titre de l'article": "Crue à Tours", "Chapeau": "La Loire monte.", "Texte intégral (FR)": TEXT, "Date (jj/mm/aaaa)": "05/03/2024",
        "Nom de l'auteur": "Anne Le Goff / Jean Pêcheur", "Rubriques": "Eau", "Nom du journal": "Le Courrier",
        "Lien vers": "", "Lien de l'article": "https://example.org/crue", "Mots-clefs": "Loire ; inondation",
    },
    "an index of another engine": {
        "title_t": "Crue à Tours", "chapo_txt_fr": ["La Loire monte."], "content_txt_fr": [TEXT], "date_dt": "2024-03-05T13:30:00Z",
        "author_ss": ["Anne Le Goff", "Jean Pêcheur"], "section_s": "Eau", "source_s": "Le Courrier", "url_s": "https://example.org/crue",
        "tag_ss": ["Loire", "inondation"], "_version_": 1,
    },
}  # fmt: skip


@pytest.mark.parametrize("program", RECORDS)
def test_the_record_of_a_program_gives_the_article(program: str) -> None:
    assert read(RECORDS[program]) == (CRUE, [])


@pytest.mark.parametrize(
    ("field", "name"), [(f, name) for f, names in NAMES.items() for name in names.split()]
)
def test_every_name_gives_its_field_in_any_case_and_with_other_signs(field: str, name: str) -> None:
    value = {"published": "2024", "url": "https://example.org/u"}.get(field, "Valeur")
    wanted = {"published": PartialDate(2024), "authors": (value,), "tags": (value,)}.get(field, value)
    others = {"title": "T", "body": "B"}
    others.pop(field, None)
    for spelling in (name, name.upper(), name.replace("_", "-"), name.title().replace("_", "")):
        article, warnings = read({**others, spelling: value})
        assert (getattr(article, field), warnings) == (wanted, [])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"raw_text": "R", "text": "T"}, {"body": "T"}, id="the surest name, wherever it stands"),
        pytest.param({"text": " ", "raw_text": "R"}, {"body": "R"}, id="the next one where it is blank"),
        pytest.param({"text": "T", "title": 1984}, {"title": "1984"}, id="a number for a title"),
        pytest.param({"text": "T", "id": 3.0}, {"id": "3"}, id="an id from a table of floats"),
        pytest.param({"text": "T", "author": float("nan")}, {"authors": ()}, id="NaN is nothing"),
        pytest.param({"text": "T"}, {"id": "a.json#3"}, id="the number of the article, without an id"),
        pytest.param({"text": "T", "description": "T"}, {"lead": ""}, id="a lead that is the text"),
        pytest.param(
            {"text": "T", "categories": ["Eau", "Centre"], "tags": "Loire"},
            {"section": "Eau", "tags": ("Loire", "Centre")},
            id="several sections",
        ),
        pytest.param(
            {"text": "T", "tags": '["a", "b, c"]'}, {"tags": ("a", "b, c")}, id="a list that is written"
        ),
        pytest.param({"text": "T", "tags": "[sic"}, {"tags": ("[sic",)}, id="half a list"),
        pytest.param({"text": "T", "tags": "[sic]"}, {"tags": ("sic",)}, id="no list"),
        pytest.param({"text": "T", "tags": ["a", 3]}, {"tags": ("a",)}, id="what is no text among tags"),
        pytest.param({"text": "T", "author": "By Bob"}, {"authors": ("Bob",)}, id="by"),
        pytest.param({"text": "T", "author": "Parménide"}, {"authors": ("Parménide",)}, id="a name in Par"),
        pytest.param({"text": "T", "author": "Anne Le Goff, Bob Roy et Jean Petit"}, {"authors": ("Anne Le Goff", "Bob Roy", "Jean Petit")}, id="several"),
        pytest.param({"text": "T", "author": "Le Goff, Anne"}, {"authors": ("Le Goff, Anne",)}, id="a name turned round"),
        pytest.param({"text": "T", "author": "AFP, Reuters"}, {"authors": ("AFP, Reuters",)}, id="no full names"),
        pytest.param({"text": "T", "date": "Publié le 5 mars 2024 à 14h30 - Mis à jour le 6 mars"}, {"published": PartialDate(2024, 3, 5)}, id="an update"),
        pytest.param({"text": "T", "keywords": [{"name": "subject", "value": "Loire"}]}, {"tags": ("Loire",)}, id="names and values"),
        pytest.param({"text": "T", "source": "https://u"}, {"source": None, "url": "https://u"}, id="an address"),
        pytest.param({"text": "T", "date": "1709645400"}, {"published": PartialDate(2024, 3, 5)}, id="an epoch in text"),
        pytest.param({"text": "T", "date": "1709645400123"}, {"published": PartialDate(2024, 3, 5)}, id="in ms"),
        pytest.param({"text": "A\u00admé\u200blie"}, {"body": "Amélie"}, id="what nobody sees"),
        pytest.param({"text": "a\n\nPUBLICITÉ\n\nb"}, {"body": "a\n\nb"}, id="boilerplate"),
        pytest.param({"text": "T", "author": 3, "categories": [4], "tags": [9]}, {"authors": (), "section": None, "tags": ()}, id="numbers of names"),
        pytest.param({"text": "T", "tags": "#Loire #crue"}, {"tags": ("#Loire", "#crue")}, id="tags as in messages"),
        pytest.param({"text": "T", "author": "Anne Le Goff | Bob Roy"}, {"authors": ("Anne Le Goff", "Bob Roy")}, id="names with a bar"),
        pytest.param({"text": "T", "author": "Anne Le Goff,Valéry d’Estaing et AFP"}, {"authors": ("Anne Le Goff", "Valéry d’Estaing", "AFP")}, id="names and an agency"),
        pytest.param({"text": "T", "author": "anne@example.org (Anne)"}, {"authors": ("Anne",)}, id="a name and an address"),
        pytest.param({"text": "T", "author": "Anne Le Goff <anne@example.org>"}, {"authors": ("Anne Le Goff",)}, id="an address and a name"),
        pytest.param({"text": "T", "authors": ["https://example.org/anne", "Anne"]}, {"authors": ("Anne",)}, id="an address alone"),
        pytest.param({"text": "T", "author": "Écrit par Anne"}, {"authors": ("Anne",)}, id="written by"),
        pytest.param({"text": "T", "date": "/Date(1709645400000+0100)/"}, {"published": PartialDate(2024, 3, 5)}, id="milliseconds of .NET"),
        pytest.param({"text": "T", "link": "/crue"}, {"id": "a.json#3", "url": "/crue"}, id="a path in a site"),
        pytest.param({"text": "T", "authors": {"anne": {"name": "Anne"}, "bob": {"name": "Bob"}}}, {"authors": ("Anne", "Bob")}, id="names by key"),
        pytest.param({"text": "T", "author": {"display_name": "Anne", "url": "https://u"}}, {"authors": ("Anne",)}, id="a name to show"),
        pytest.param({"text": "T", "année": "2024", "mois": "03", "jour": "5"}, {"published": PartialDate(2024, 3, 5)}, id="a date in three"),
        pytest.param({"text": "T", "year": 2024.0, "month": 3.0}, {"published": PartialDate(2024, 3)}, id="a date in two, of floats"),
        pytest.param({"text": "T", "annee": 2024, "mois": "mars", "jour": 5}, {"published": PartialDate(2024, 3, 5)}, id="a month by name"),
        pytest.param({"text": "T", "date": {"year": 2024, "month": 3, "day": 5}}, {"published": PartialDate(2024, 3, 5)}, id="a date that is an object"),
        pytest.param({"text": "T", "issued": {"date-parts": [[2024, 3]]}}, {"published": PartialDate(2024, 3)}, id="a date in parts"),
        pytest.param({"text": "T", "createdAt": {"_seconds": 1709645400, "_nanoseconds": 0}}, {"published": PartialDate(2024, 3, 5)}, id="seconds in an object"),
        pytest.param({"text": "T", "date": 20240305133000}, {"published": PartialDate(2024, 3, 5)}, id="a day and its time in figures"),
        pytest.param({"text": "T", "date": "2024.0"}, {"published": PartialDate(2024)}, id="a year from a table of floats"),
        pytest.param({"text": "T", "date": "20240305T133000Z"}, {"published": PartialDate(2024, 3, 5)}, id="a date without signs"),
        pytest.param({"text": "T", "spoiler": False, "title": True}, {"lead": "", "title": "T"}, id="switches are no texts"),
        pytest.param({"title": "T", "sections": [{"h2": "Un", "paragraphs": ["a", "b"]}, {"h2": "Deux", "texte": "c"}]}, {"body": "Un\n\na\n\nb\n\nDeux\n\nc", "section": None}, id="parts of a text"),
        pytest.param({"title": "T", "paragraphes": [{"text": "a"}, {"text": "b"}]}, {"body": "a\n\nb"}, id="paragraphs that are objects"),
        pytest.param({"content": {"blocks": [{"type": "header", "data": {"text": "a"}}, {"type": "paragraph", "data": {"text": "b"}}]}}, {"body": "a\n\nb"}, id="blocks"),
        pytest.param({"body": [{"_type": "block", "children": [{"text": "a "}, {"text": "b"}]}]}, {"body": "a b"}, id="stretches without a kind"),
        pytest.param({"body": {"root": {"children": [{"type": "paragraph", "children": [{"type": "text", "text": "a"}]}]}}}, {"body": "a"}, id="a tree with a root"),
        pytest.param({"text": "si a < b et b > c & d"}, {"body": "si a < b et b > c & d"}, id="no markup"),
    ],
)  # fmt: skip
def test_values_are_read_as(fields: dict[str, object], expected: dict[str, object]) -> None:
    article, warnings = read(fields)
    assert ({name: getattr(article, name) for name in expected}, warnings) == (expected, [])


def test_an_object_with_a_name_and_no_text_is_no_article() -> None:
    with pytest.raises(ArticleError, match="the article is empty"):
        read({"name": "left-pad", "version": "1.3.0"})


@pytest.mark.parametrize(
    ("fields", "warning"),
    [
        ({"text": "Un", "auteur": {"x": 3}}, "authors is neither text nor a list of texts: left out"),
        ({"text": "Un", "url": True}, "url is not text: left out"),
        ({"text": "Un", "lead": {"x": 1}}, "lead is not text: left out"),
        (
            {"text": "Un", "date": {"x": 1}},
            "the date is neither text nor a number; the article is kept without a date",
        ),
        (
            {"text": "Un", "date": True},
            "the date is neither text nor a number; the article is kept without a date",
        ),
        ({"text": "Un Ã©tÃ©"}, MENDED),
        (
            {"text": "Un", "date": float("nan")},
            "cannot read the date “nan”: it is no number; the article is kept without a date",
        ),
        (
            {"text": "Un", "date": "NaT"},
            "cannot read the date “NaT”: write for example 2024, 2024-01, 2024-01-15, 15/01/2024 or janvier 2024; "
            "the article is kept without a date",
        ),
    ],
)
def test_what_cannot_be_read_beside_the_text_is_a_warning(fields: dict[str, object], warning: str) -> None:
    article, warnings = read(fields)
    assert article.title.startswith("Un")
    assert (article.published, article.authors, article.url, warnings) == (None, (), None, [warning])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<p>Un</p><p>Deux</p>", "Un\n\nDeux", id="paragraphs"),
        pytest.param("Un<br>deux<br/>trois", "Un\ndeux\ntrois", id="lines"),
        pytest.param("<ul><li>un</li><li>deux</li></ul>", "un\ndeux", id="a list"),
        pytest.param("<p>L&rsquo;<b>eau</b>\n monte</p>", "L’eau monte", id="inside a paragraph"),
        pytest.param("<script>x = '<p>'</script><p>Un</p>", "Un", id="a script"),
        pytest.param("<p>Un", "Un", id="not closed"),
        pytest.param("Q&amp;R&nbsp;: 3&#8239;%", "Q&R\u00a0: 3\u202f%", id="entities"),
        pytest.param("a < b, AT&T; R&D", "a < b, AT&T; R&D", id="signs"),
        pytest.param(
            "La balise <script> et la suite", "La balise <script> et la suite", id="a tag that is talked of"
        ),
        pytest.param("<Anne> dit", "<Anne> dit", id="no tag"),
    ],
)
def test_markup_becomes_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_the_day_of_a_change_serves_where_no_other_is_known_and_is_told() -> None:
    article, warnings = read({"text": "Un", "dateModified": "2024-03-05"})
    assert article.published == PartialDate(2024, 3, 5)
    assert warnings == ["no date of publication: the date of the last change is taken"]
    assert read({"text": "Un", "dateModified": "2024-03-07", "date": "2024-03-05"}) == (
        Article("a.json#3", "Un", "Un", PartialDate(2024, 3, 5), path="/corpus/a.json"),
        [],
    )


def test_a_text_of_many_nested_parts_is_read_as_far_as_it_is_sound() -> None:
    tree: object = "fin"
    for _ in range(200):
        tree = {"children": [tree]}
    with pytest.raises(ArticleError, match="body is not text"):
        read({"title": "T", "body": tree})
