"""Whatever stands in articles, queries and names, output stays what it is: HTML without markup of theirs, JSON, CSV."""

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from searchidx import Article, Hit, Results, SearchIndex, Snippet, article_page
from searchidx.cli.app import main
from searchidx.cli.draw import Paper, pieces

NASTY = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'onmouseover='x", "</title>", "</style><b>", "<!--", "]]>", "&lt;", "&#60;",
    "javascript:alert(1)", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a\r\nb", 'a"b', "a;b,c", "\u2028", "\x85", "\u202e", "\\", "\x00",
    "`", "](x)", "</mark>",
]  # fmt: skip
texts = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=20), st.lists(st.sampled_from(NASTY), max_size=3).map(" ".join)
)
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "ol", "ul", "li", "div", "span", "mark", "a", "time", "table", "caption",
    "tr", "th", "td", "article", "header", "main", "footer", "section", "details", "summary", "br", "em", "strong", "cite", "i", "thead", "tbody",
}  # fmt: skip


@st.composite
def results(draw: st.DrawFn) -> Results:
    article = Article(
        draw(texts),
        draw(texts),
        draw(texts),
        None,
        draw(texts),
        (draw(texts),),
        draw(texts),
        draw(texts),
        draw(texts),
        (draw(texts),),
        draw(texts),
    )
    marks = ((0, min(3, len(article.body))),) if article.body else ()
    hit = Hit(article, 1.0, (Snippet("body", article.body, marks),), Snippet("title", article.title, ()))
    return Results(
        total=1,
        hits=(hit,),
        facets={"tag": [(draw(texts), 1)]},
        warnings=(draw(texts),),
        suggestion=draw(texts),
        query=draw(texts),
        understood=draw(texts),
    )


def drawn(format_: str, found: Results) -> str:
    return "".join(pieces(format_, found, found.hits, 0, Paper(color=False, width=60, links=False)))


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def refuse_foreign_markup(page: str) -> None:
    reader = Reader()
    reader.feed(page)
    assert {tag for tag, _ in reader.elements} <= ALLOWED
    for tag, attributes in reader.elements:
        assert not any(name.startswith("on") for name in attributes)
        if tag == "a":
            assert str(attributes["href"]).lower().startswith(("http://", "https://"))


@given(results())
def test_html_holds_no_markup_of_a_text(found: Results) -> None:
    refuse_foreign_markup(drawn("html", found))
    refuse_foreign_markup(found._repr_html_())
    article = found.hits[0].article
    parts = [Snippet(name, getattr(article, name), ()) for name in ("title", "lead", "body")]
    refuse_foreign_markup(article_page(article, parts))


@given(results())
def test_json_is_json(found: Results) -> None:
    read = json.loads(drawn("json", found))
    assert read["query"] == found.query
    (line,) = drawn("jsonl", found).splitlines()
    assert json.loads(line)["title"] == found.hits[0].article.title


@given(results())
def test_no_cell_is_a_formula(found: Results) -> None:
    rows = list(csv.reader(io.StringIO(drawn("csv", found), newline="")))
    assert len({len(row) for row in rows}) == 1
    for cell in rows[1]:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("format_", ["text", "markdown", "bibtex", "ris", "html", "json", "csv"])
@given(found=results())
def test_no_format_lets_a_command_through(format_: str, found: Results) -> None:
    text = drawn(format_, found).replace("\x1b[1m", "").replace("\x1b[0m", "")  # its own
    assert not any((c < " " and c not in "\n\t\r") or "\x7f" <= c < "\xa0" for c in text), ascii(text)
    text.encode()


@pytest.mark.parametrize(
    "arguments",
    [
        ("similar", "\x1b]0;x\x07\x1b[2J\u202eid"),
        ("show", "\x1b]0;x\x07\u202eid"),
        ("explain", "crue", "\x1b]0;x\x07\u202eid"),
        ("search", "\x1b]0;x\x07zz:\u202ex"),
        ("search", "crue", "--since", "\x1b]0;x\x07\u202e2024"),
        ("search", "crue", "--section", "\x1b]0;x\x07\u202e"),
        ("index", "no\x1b]0;x\x07\nsuch\u202efile"),
    ],
)
def test_no_message_lets_a_command_through(arguments: tuple[str, ...], tmp_path: Path) -> None:
    with SearchIndex.create(tmp_path / "index") as index:
        index.add([{"id": "1", "title": "Crue", "body": "L’eau monte."}])
    result = CliRunner().invoke(main, ["--index", str(tmp_path / "index"), *arguments], color=True)
    said = result.output + result.stderr
    assert not any((c < " " and c != "\n") or "\x7f" <= c < "\xa0" or c == "\u202e" for c in said), ascii(
        said
    )
    assert "\nsuch" not in said  # a message stays in one line, and speaks for nobody else
