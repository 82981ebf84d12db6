"""What is printed for other programs, read back by others."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import SeparateCoAuthors
from hypothesis import given
from hypothesis import strategies as st

from searchidx import Article, Hit, PartialDate, Results, SearchIndex, Snippet
from searchidx.cli.draw import FORMATS, Paper, pieces
from searchidx.cli.formats.markdown import escaped
from searchidx.cli.formats.references import bibtex, bibtex_key, ris
from tests.cli.conftest import Run

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "search.schema.json").read_text("utf-8"))
DAY = PartialDate(2024, 1, 15)
NASTY = Article(
    "été {1}, \\x",
    "50 % de R&D_net : {l’accolade} } #1 $ ~ ^ \\fin",
    "Corps.",
    DAY,
    "Un chapô\nsur deux lignes.",
    ("Anne Le Goff", "Agence France-Presse", "B. and C."),
    "Économie & société",
    "Le Monde\u202fdiplo",
    "https://example.org/a?b=1&c={2}%20#d e",
    ("eau, gaz", "R&D"),
)
_characters = st.characters(exclude_categories=["Cs"])
texts = st.text(st.sampled_from("aé \\{}%&#$_~^\"'@,=-\n\t<>*[]`|«»") | _characters, max_size=40)
articles = st.builds(
    Article,
    id=texts.map(lambda text: text.strip() or "id"),
    title=texts,
    body=st.just("Corps."),
    published=st.sampled_from([None, PartialDate(987), PartialDate(2024, 2), DAY]),
    lead=texts,
    authors=st.lists(texts, max_size=3).map(tuple),
    section=st.none() | texts,
    source=st.none() | texts,
    url=st.none() | texts,
    tags=st.lists(texts, max_size=3).map(tuple),
)


def drawn(format_: str, results: Results) -> str:
    return "".join(pieces(format_, results, results.hits, 0, Paper()))


def squeezed(text: str) -> str:
    """Return a text without what a line of these formats cannot hold as it is."""
    return " ".join(text.split())


# JSON


@pytest.mark.parametrize(
    "arguments",
    [
        ["*", "--limit", "all", "--facet", "month", "--facet", "year", "--facet", "author"],
        ["mairie OU eau", "--limit", "3", "--page", "2"],
        ["☂ irak", "--snippets", "0"],
        ["zzz", "--facet", "tag"],
        ["*", "--count"],
    ],
)
def test_json_is_as_its_schema_says(ask: Run, arguments: list[str]) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    found = json.loads(ask("search", *arguments, "--format", "json").stdout)
    jsonschema.validate(found, SCHEMA)


def test_the_schema_knows_every_key_of_the_output(ask: Run) -> None:
    found = json.loads(ask("search", "*", "--limit", "all", "--facet", "month", "--format", "json").stdout)
    assert found.keys() == SCHEMA["properties"].keys()
    assert found["wider"]
    for hit in found["hits"]:
        assert (
            hit.keys() | {"alike"} == SCHEMA["$defs"]["hit"]["properties"].keys()
        )  # of hits that are grouped
        for snippet in hit["snippets"]:
            assert snippet.keys() == SCHEMA["$defs"]["snippet"]["properties"].keys()


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ("schema", 2),
        ("total", -1),
        ("facets", {"colour": []}),
        ("facets", {"month": [["2024", 1]]}),
        ("hits", [{}]),
    ],
)
def test_the_schema_refuses_what_is_none(ask: Run, place: str, wrong: object) -> None:
    found = json.loads(ask("search", "eau", "--limit", "1", "--format", "json").stdout)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found | {place: wrong}, SCHEMA)


def test_json_lines_are_the_hits_of_json(ask: Run) -> None:
    whole = json.loads(ask("search", "eau", "--format", "json").stdout)
    lines = ask("search", "eau", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == whole["hits"]


@given(st.lists(articles, max_size=3), texts)
def test_whatever_articles_hold_the_formats_of_data_hold_it(added: list[Article], query: str) -> None:
    hits = tuple(Hit(article, 1.0, (Snippet("body", article.lead),)) for article in added)
    results = Results(total=len(hits), hits=hits, query=query)
    found = json.loads(drawn("json", results))
    jsonschema.validate(found, SCHEMA)
    assert found["query"] == query
    assert [hit["title"] for hit in found["hits"]] == [article.title for article in added]
    lines = drawn("jsonl", results).split("\n")[:-1]
    assert [json.loads(line) for line in lines] == found["hits"]


# CSV


def test_csv_has_a_row_a_hit() -> None:
    hit = Hit(NASTY, 1.25, (Snippet("lead", 'Un\nchapô, « "x" »'), Snippet("body", "Corps.")))
    rows = list(csv.DictReader(io.StringIO(drawn("csv", Results(total=1, hits=(hit, hit))))))
    assert len(rows) == 2
    assert rows[0] == {
        "id": NASTY.id,
        "score": "1.25",
        "title": NASTY.title,
        "date": "2024-01-15",
        "authors": "Anne Le Goff; Agence France-Presse; B. and C.",
        "section": "Économie & société",
        "source": "Le Monde\u202fdiplo",
        "url": NASTY.url,
        "path": "",
        "snippets": 'Un\nchapô, « "x" » … Corps.',
    }


# RIS


def test_ris_is_read_back() -> None:
    first, second = rispy.loads(ris(NASTY) + ris(Article("2", "Titre", "", PartialDate(2024))))
    assert first == {
        "type_of_reference": "NEWS",
        "title": NASTY.title,
        "authors": list(NASTY.authors),
        "secondary_title": NASTY.source,
        "section": NASTY.section,
        "year": "2024",
        "date": "2024/01/15/",
        "abstract": "Un chapô sur deux lignes.",
        "keywords": ["eau, gaz", "R&D"],
        "language": "fr",
        "urls": [NASTY.url],
        "id": NASTY.id,
    }
    assert second == {
        "type_of_reference": "NEWS",
        "title": "Titre",
        "year": "2024",
        "date": "2024///",
        "language": "fr",
        "id": "2",
    }


@pytest.mark.parametrize(
    ("published", "line"),
    [(PartialDate(2024, 2), "DA  - 2024/02//"), (PartialDate(987, 2, 3), "DA  - 0987/02/03/"), (None, None)],
)
def test_a_date_of_ris_has_the_precision_of_the_article(
    published: PartialDate | None, line: str | None
) -> None:
    lines = [each for each in ris(Article("1", "T", "", published)).splitlines() if each[:2] in ("PY", "DA")]
    assert lines == ([] if line is None else [f"PY  - {line[6:10]}", line])


@given(st.lists(articles, max_size=3))
def test_whatever_an_article_holds_it_is_one_record_of_ris(added: list[Article]) -> None:
    results = Results(total=len(added), hits=tuple(Hit(article, 1.0) for article in added))
    text = drawn("ris", results)
    records = text.split("\nER  - \n\n")
    assert records.pop() == ""
    assert len(records) == len(added)
    for record, article in zip(records, added, strict=True):
        lines = record.split("\n")
        assert lines[0] == "TY  - NEWS"
        assert all(line[2:6] == "  - " and line[:2].isupper() for line in lines)
        assert sum(line.startswith("AU") for line in lines) == sum(bool(squeezed(a)) for a in article.authors)


# BibTeX


def entries(text: str) -> list[dict[str, str]]:
    library = parse_string(text, parse_stack=[])
    assert library.failed_blocks == []
    return [
        {"kind": entry.entry_type, "key": entry.key} | {field.key: field.value for field in entry.fields}
        for entry in library.entries
    ]


def test_bibtex_is_read_back() -> None:
    first, second = entries(bibtex(NASTY) + bibtex(Article("2", "Titre", "", PartialDate(2024))))
    assert first == {
        "kind": "article",
        "key": bibtex_key(NASTY.id),
        "title": r"{{50 \% de R\&D\_net : \textbraceleft{}l’accolade\textbraceright{} \textbraceright{} \#1 \$ "
        r"\textasciitilde{} \textasciicircum{} \textbackslash{}fin}}",
        "author": "{{Anne Le Goff} and {Agence France-Presse} and {B. and C.}}",
        "journal": "{Le Monde\u202fdiplo}",
        "date": "{2024-01-15}",
        "year": "{2024}",
        "month": "jan",
        "keywords": r"{eau{,} gaz, R\&D}",
        "abstract": "{Un chapô sur deux lignes.}",
        "url": "{https://example.org/a?b=1&c=%7B2%7D%20#d%20e}",
        "language": "{french}",
        "langid": "{french}",
    }
    assert second == {
        "kind": "misc", "key": "2", "title": "{{Titre}}", "date": "{2024}", "year": "{2024}",
        "language": "{french}", "langid": "{french}",
    }  # fmt: skip


def test_the_authors_of_bibtex_are_as_many_as_those_of_the_article() -> None:
    library = parse_string(bibtex(NASTY), append_middleware=[SeparateCoAuthors()])
    assert library.entries[0]["author"] == ["{Anne Le Goff}", "{Agence France-Presse}", "{B. and C.}"]


@given(st.lists(articles, max_size=3, unique_by=lambda article: article.id))
def test_whatever_an_article_holds_it_is_one_entry_of_bibtex(added: list[Article]) -> None:
    results = Results(total=len(added), hits=tuple(Hit(article, 1.0) for article in added))
    text = drawn("bibtex", results)
    found = entries(text)
    assert len(found) == len({entry["key"].lower() for entry in found}) == len(added)
    for entry in found:
        assert entry["kind"] == ("article" if "journal" in entry else "misc")
        for value in entry.values():
            unescaped = value.replace("\\{", "").replace("\\}", "")
            assert unescaped.count("{") == unescaped.count("}")


@given(texts, texts)
def test_keys_of_bibtex_differ_as_ids_do(one: str, other: str) -> None:
    assert (bibtex_key(one).lower() == bibtex_key(other).lower()) == (one == other)
    assert bibtex_key(one).isascii()


# Markdown and HTML


def test_markdown_shows_texts_as_they_are() -> None:
    hit = Hit(
        Article("a_b", "1. *Titre* [x](y) <b>", "", DAY, url="https://example.org/a b>"),
        1.0,
        (Snippet("body", "2. l’eau\n# monte_ici", ((5, 8),)),),
    )
    assert drawn("markdown", Results(total=1, hits=(hit,), query="eau*")) == (
        "# eau\\*\n\n1 article\n\n"
        "1. **[1\\. \\*Titre\\* \\[x\\](y) \\<b\\>](<https://example.org/a%20b%3E>)**\\\n"
        "   2024-01-15\\\n   a\\_b\n\n   > 2\\. l’**eau** \\# monte\\_ici\n"
    )
    assert escaped("- a\n+ b\n    12) c\n= d") == "\\- a\n\\+ b\n12\\) c\n\\= d"


class Page(HTMLParser):
    """What a page is made of; every element is closed by its own end."""

    VOID = ("meta", "br", "link", "img")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.lists(articles, max_size=2), texts)
def test_whatever_articles_hold_a_page_is_no_more_than_its_own_elements(
    added: list[Article], query: str
) -> None:
    hits = tuple(Hit(a, 1.0, (Snippet("title", a.title, ((0, len(a.title)),)),)) for a in added)
    results = Results(
        total=len(hits), hits=hits, query=query, facets={"tag": [(query or "x", 2)]}, warnings=(query,)
    )
    for text in (drawn("html", results), results.to_html(), results._repr_html_()):
        page = Page(text)
        assert page.open == []
        allowed = {
            "class",
            "lang",
            "value",
            "style",
            "datetime",
            "scope",
            "href",
            "charset",
            "http-equiv",
            "content",
            "name",
        }
        assert {name for name, _ in page.attributes} <= allowed
        assert not {"script", "b", "img", "link", "iframe"} & set(page.tags)
        for name, value in page.attributes:
            assert name != "href" or (value or "").lower().startswith(("http://", "https://"))


def test_a_page_has_marks_facets_and_needs_nothing_else(sample: SearchIndex) -> None:
    results = sample.search("mairie", facets=["month", "author"])
    page = Page(results.to_html())
    assert page.tags.count("li") == page.tags.count("h2") == len(results)
    assert page.tags.count("mark") == sum(len(s.marks) for hit in results for s in hit.snippets)
    assert page.tags.count("caption") == 2
    months = "".join("x" if number else "." for _, number in results.facets["month"])
    rows = sum(1 if len(run) > 12 else len(run) for run in re.findall(r"\.+|x", months))
    assert 5 < rows < len(months)
    assert page.tags.count("tr") == rows + len(results.facets["author"])
    assert "details" not in page.tags
    assert "details" in Page(sample.search("*", facets=["author"]).to_html()).tags
    text = results.to_html()
    for needed in (
        "color-scheme:light dark",
        "@media print",
        "default-src 'none'",
        '<html lang="en">',
        'lang="fr"',
    ):
        assert needed in text
    assert "url(" not in text
    assert Page(results._repr_html_()).tags[0] == "div"


def test_a_page_of_nothing_says_so() -> None:
    page = Results(total=0, hits=(), query="zzz", suggestion="<eau>").to_html()
    assert "<p>no article found</p>" in page
    assert '<span lang="fr">&lt;eau&gt;</span>' in page


# All of them


@pytest.fixture
def evil() -> list[Article]:
    """Articles that no index would let in, with what a terminal takes for commands."""
    bad = "eau\x1b]0;x\x07\x9b31m\x08\x00\r fin\x7f"
    return [Article(bad, bad, bad, DAY, bad, (bad,), bad, bad, f"https://x/{bad}", (bad,), f"/{bad}")]


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_of_an_article_reaches_a_terminal_as_a_command(format_: str, evil: list[Article]) -> None:
    hits = tuple(Hit(a, 1.0, (Snippet("body", a.body, ((0, 3),)),)) for a in evil)
    results = Results(
        total=1,
        hits=hits,
        query=evil[0].title,
        warnings=(evil[0].title,),
        facets={"tag": [(evil[0].title, 1)]},
    )
    paper = Paper(color=False, width=60, links=True)
    text = "".join(pieces(format_, results, hits, 0, paper))
    for own in ("\x1b[1m", "\x1b[0m", "\x1b]8;;\x1b\\"):  # of the text alone
        text = text.replace(own, "")
    text = text.replace("\x1b]8;;https://", "").replace("\x1b\\", "")
    assert not any((c < " " and c not in "\n\t") or "\x7f" <= c < "\xa0" for c in text), ascii(text)


@pytest.mark.parametrize("format_", FORMATS)
def test_all_hits_are_the_hits_of_all_pages(ask: Run, format_: str) -> None:
    whole = ask("search", "eau OU ville", "--limit", "all", "--format", format_)
    total = int(ask("search", "eau OU ville", "--count").stdout)
    paged = ask("search", "eau OU ville", "--limit", "70", "--format", format_)

    def comparable(text: str) -> str:
        if format_ != "json":
            return text
        found: dict[str, Any] = json.loads(text)
        return json.dumps(found | {"took_ms": 0})

    assert comparable(whole.stdout) == comparable(paged.stdout)
    assert whole.stderr == f"{total} articles\n"
    assert whole.exit_code == 0


def test_formats_without_facets_say_so(ask: Run) -> None:
    said = ask("search", "eau", "--format", "csv", "--facet", "month").stderr
    assert said.startswith("warning: there are no facets in csv, but in html, json, text\n")
