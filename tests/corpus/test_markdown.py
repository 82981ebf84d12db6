import io

import pytest

from searchidx.article import Article, Notice, Rejection
from searchidx.corpus import Finding, Source
from searchidx.corpus.formats import read_open
from searchidx.corpus.markdown import plain_text
from searchidx.dates import PartialDate


def findings(data: str | bytes, name: str = "crue.md") -> list[Finding]:
    data = data.encode() if isinstance(data, str) else data
    return list(read_open(io.BytesIO(data), Source(name, "crue.md", "crue.md")))


CRUE = Article(
    "crue.md",
    "Crue : la Loire",
    "La Loire monte.\n\nElle baissera.",
    PartialDate(2024, 3, 5),
    lead="Un mètre en une nuit.",
    authors=("Anne Le Goff", "Bob"),
    section="Eau",
    tags=("Loire", "no"),
    path="crue.md",
)
YAML = """\
---
title: "Crue : la Loire"
date: 2024-03-05
description: Un mètre en une nuit.
author: [Anne Le Goff, Bob]
categories:
  - Eau
tags: [Loire, no]
draft: false
---

La *Loire* monte.

Elle baissera.
"""
TOML = """\
+++
title = "Crue : la Loire"
date = 2024-03-05T14:30:00+01:00
summary = "Un mètre en une nuit."
authors = ["Anne Le Goff", "Bob"]
categories = ["Eau"]
tags = ["Loire", "no"]
+++
La **Loire** monte.

Elle baissera.
"""
BODY = "\nLa *Loire* monte.\n\nElle baissera.\n"
JSON = f"""\
{{
"title": "Crue : la Loire",
"date": "2024-03-05",
"description": "Un mètre en une nuit.",
"authors": ["Anne Le Goff", "Bob"],
"categories": ["Eau"],
"tags": ["Loire", "no"]
}}
{BODY}"""
PELICAN = f"""\
Title: Crue : la Loire
Date: 2024-03-05 14:30
Summary: Un mètre
    en une nuit.
Authors: Anne Le Goff; Bob
Category: Eau
Tags: Loire, no
{BODY}"""


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(YAML, id="YAML"),
        pytest.param(TOML, id="TOML"),
        pytest.param(YAML.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(YAML.encode("utf-16"), id="UTF-16"),
        pytest.param(YAML.replace("---\n", "---yaml\n", 1), id="YAML that says so"),
        pytest.param(TOML.replace("+++\n", "---toml\n", 1).replace("+++", "---"), id="TOML that says so"),
        pytest.param(JSON, id="JSON"),
        pytest.param(f";;;\n{JSON.replace(BODY, '')};;;\n{BODY}", id="JSON between signs"),
        pytest.param(f"---json\n{JSON.replace(BODY, '')}---\n{BODY}", id="JSON that says so"),
        pytest.param(JSON.replace("}\n", ";;;\n").removeprefix("{\n"), id="JSON that is ended and not begun"),
        pytest.param(YAML.removeprefix("---\n"), id="YAML that is ended and not begun"),
        pytest.param("\n\n" + YAML, id="blank lines first"),
        pytest.param(PELICAN, id="lines of a name and a value"),
        pytest.param(YAML.replace("\nLa *", "\n# Crue : la Loire\n\nLa *"), id="the title again"),
        pytest.param(YAML.replace("author: [Anne Le Goff, Bob]", "authors:\n  - name: Anne Le Goff\n    title: Journaliste\n  - Bob"), id="people and their roles"),
        pytest.param(TOML.replace('categories = ["Eau"]\ntags = ["Loire", "no"]', '[taxonomies]\ncategories = ["Eau"]\ntags = ["Loire", "no"]'), id="taxonomies"),
        pytest.param(YAML.replace("categories:\n  - Eau\ntags: [Loire, no]", "layout: post\ncategories: Eau\ntags: Loire no"), id="words of Jekyll"),
        pytest.param(
            YAML.replace("description: Un mètre en une nuit.\n", "").replace(
                "\nLa *", "\nUn mètre en *une* nuit.\n\n<!-- truncate -->\n\nLa *"
            ),
            id="a lead before a cut",
        ),
        pytest.param(
            YAML.replace('title: "Crue : la Loire"\n', "").replace("\nLa *", "\n<!-- x -->\n![une](a.jpg)\n\n## Crue : la Loire\n\nLa *"),
            id="a heading below a picture",
        ),
        pytest.param(YAML.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(YAML.replace("date: 2024-03-05", "publishDate: mardi 5 mars 2024 à 14h30"), id="other names"),
        pytest.param(YAML.replace("2024-03-05", "2024-03-04 23:30:00 +0000"), id="a zone"),
        pytest.param(YAML.replace("draft: false", "published: true"), id="the switch of Jekyll"),
        pytest.param(YAML.replace("author: [Anne Le Goff, Bob]", "params:\n  author: [Anne Le Goff, Bob]"), id="parameters"),
        pytest.param(
            YAML.replace("description: Un mètre en une nuit.\n", "").replace(
                "\nLa *", "\nUn mètre en *une* nuit.\n\n<!--more-->\n\nLa *"
            ),
            id="a lead before more",
        ),
        pytest.param(
            YAML.replace('title: "Crue : la Loire"\n', "").replace("\nLa *", "\n# Crue : *la* Loire\n\nLa *"), id="a heading"
        ),
        pytest.param(
            YAML.replace('title: "Crue : la Loire"\n', "").replace("\nLa *", "\nCrue : la Loire\n=====\n\nLa *"),
            id="a heading with a line below",
        ),
    ],
)  # fmt: skip
def test_front_matter_gives_the_fields(data: str | bytes) -> None:
    assert findings(data) == [CRUE]


@pytest.mark.parametrize(
    "name",
    ["2024-03-05-crue.md", "_posts/2024-03-05-crue.markdown", "2024-03-05-crue/index.md", "2024-03-05.md"],
)
def test_the_date_may_stand_in_the_name(name: str) -> None:
    assert findings(YAML.replace("date: 2024-03-05\n", ""), name) == [CRUE]
    [article] = findings(YAML.replace("2024-03-05", "2023"), name)
    assert isinstance(article, Article)
    assert article.published == PartialDate(2023)


@pytest.mark.parametrize(
    "name", ["2024-13-05-crue.md", "202403051.md", "2024-03-051.md", "x-2024-03-05.md", "2024-10-conseils.md"]
)
def test_a_name_without_a_day_gives_no_date(name: str) -> None:
    [article] = findings("La Loire monte.", name)
    assert isinstance(article, Article)
    assert article.published is None


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2024/03/05/crue.md", PartialDate(2024, 3, 5)),
        ("2024/03/crue/index.md", PartialDate(2024, 3)),
        ("archives/2024-03/crue.md", PartialDate(2024, 3)),
        ("20240305-crue.md", PartialDate(2024, 3, 5)),
        ("2024_03_05_crue.md", PartialDate(2024, 3, 5)),
        ("2024/crue.md", None),
        ("2024/13/crue.md", None),
    ],
)
def test_folders_may_be_named_after_the_date(name: str, date: PartialDate | None) -> None:
    [article] = findings("La Loire monte.", name)
    assert isinstance(article, Article)
    assert article.published == date


def test_the_lines_of_pandoc_are_title_authors_and_date() -> None:
    [article] = findings("% Crue\n  à Tours\n% Anne Le Goff; Bob\n% 5 mars 2024\n\nLa Loire monte.")
    assert article == Article(
        "crue.md",
        "Crue à Tours",
        "La Loire monte.",
        PartialDate(2024, 3, 5),
        authors=("Anne Le Goff", "Bob"),
        path="crue.md",
    )


def test_lines_below_the_heading_may_say_who_and_when() -> None:
    [article] = findings("# Crue à Tours\n\n*Par Anne Le Goff, le 5 mars 2024*\n\nLa Loire monte.")
    assert article == Article(
        "crue.md",
        "Crue à Tours",
        "La Loire monte.",
        PartialDate(2024, 3, 5),
        authors=("Anne Le Goff",),
        path="crue.md",
    )


@pytest.mark.parametrize(
    "text", ["Note: ceci est du texte.\n\nLa suite.", "{ceci} est du texte", "---\n\nUn texte\n\n---\n\nDeux"]
)
def test_a_text_that_begins_as_front_matter_does_is_none(text: str) -> None:
    [article] = findings(text)
    assert isinstance(article, Article)
    assert article.body.split() == [word for word in text.split() if word != "---"]


def test_components_of_mdx_are_no_text() -> None:
    data = '---\ntitle: T\n---\nimport Tabs from "@theme/Tabs";\n\n<Tabs id="a">\n\nUn.\n\n</Tabs>\n\n{/* truncate */}\nDeux.'
    [article] = findings(data, "crue.mdx")
    assert isinstance(article, Article)
    assert (article.lead, article.body) == ("Un.", "Deux.")


@pytest.mark.parametrize(
    "sign", ["**a ", "__a ", "_a ", "`a", "[a](", "![a", "<!-- ", "{{< ", "{% a ", "> ", "- ", "#", "*", "|-"]
)
def test_signs_that_are_never_closed_are_read_in_time(sign: str) -> None:
    findings("# T\n\nUn " + sign * 50_000)  # it took hours where each sign was sought to the end of the text


def test_a_text_without_front_matter_is_an_article() -> None:
    assert findings("# Crue\n\nLa Loire monte.") == [
        Article("crue.md", "Crue", "La Loire monte.", path="crue.md")
    ]
    assert findings("---\n---\nUn deux") == [Article("crue.md", "Un deux", "Un deux", path="crue.md")]
    assert findings("Un\n\n---\n\nDeux") == [Article("crue.md", "Un", "Un\n\nDeux", path="crue.md")]


def test_plain_text_with_front_matter_is_read_as_such() -> None:
    assert findings(YAML, "crue.txt") == [CRUE]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("---\nUn\n---\nDeux", "the front matter is not a mapping of names to values"),
        ("---\n- Un\n---\nDeux", "the front matter is not a mapping of names to values"),
        ("---\ntitle: Un : deux\n- b\n---\n", "the front matter cannot be read in line 2: mapping values are not allowed here"),
        ("+++\ntitle = Un\n+++\nDeux", "the front matter cannot be read: Invalid value (at line 1, column 9)"),
        ("---\ntitle:\n---\n", "the article is empty: it has neither title nor text"),
        ("---\na: " + "[" * 100_000 + "\n---\n", "the front matter cannot be read: it is nested too deep"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_rejected(data: str, reason: str) -> None:
    assert findings(data) == [Rejection("crue.md", reason)]


def test_front_matter_in_french_that_is_no_yaml_is_read_line_by_line_with_a_warning() -> None:
    assert findings("---\ntitle: Crue : la Loire monte\ndate: 2024-03\nauthor: 'Anne'\n---\nUn.") == [
        Article(
            "crue.md", "Crue : la Loire monte", "Un.", PartialDate(2024, 3), authors=("Anne",), path="crue.md"
        ),
        Notice("crue.md", "the front matter is not YAML: it was read as a name and a value on each line"),
    ]


def test_one_value_that_is_no_yaml_spoils_no_list_below_it() -> None:
    article, notice = findings(
        "---\ntitle: Crue : la Loire\ntags:\n  - Loire\nauthor: @anne\ndate:\t2024-03\n---\nUn."
    )
    assert article == Article(
        "crue.md",
        "Crue : la Loire",
        "Un.",
        PartialDate(2024, 3),
        authors=("@anne",),
        tags=("Loire",),
        path="crue.md",
    )
    assert isinstance(notice, Notice)


def test_a_path_in_a_site_is_no_id() -> None:
    [article] = findings("---\ntitle: T\npermalink: pretty\n---\nUn.")
    assert article == Article("crue.md", "T", "Un.", url="pretty", path="crue.md")


def test_a_date_that_is_none_is_a_warning() -> None:
    article, notice = findings(YAML.replace("2024-03-05", "bientôt"))
    assert isinstance(article, Article)
    assert isinstance(notice, Notice)
    assert article.published is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("## Un\n\ndeux", "Un\n\ndeux", id="a heading"),
        pytest.param("**Un** et *deux*, __trois__ et _quatre_", "Un et deux, trois et quatre", id="emphasis"),
        pytest.param("2 * 3 * 4, snake_case_name", "2 * 3 * 4, snake_case_name", id="signs that are none"),
        pytest.param('[Un](https://u "t"), [deux][2] et <https://u>', "Un, deux et https://u", id="links"),
        pytest.param("[Un](https://u/a_(b))", "Un", id="a link with parentheses"),
        pytest.param("Un\n\n[2]: https://u", "Un", id="where links lead"),
        pytest.param("![Une photo](a.jpg)\nUn", "Un", id="an image"),
        pytest.param("> Un\n> deux", "Un\ndeux", id="a quotation"),
        pytest.param("- Un\n* deux\n1. trois", "Un\ndeux\n1. trois", id="lists"),
        pytest.param("Un\n\n***\n\ndeux", "Un\n\ndeux", id="a rule"),
        pytest.param("`code` et\n```python\nx = 1\n```", "code et\nx = 1", id="code"),
        pytest.param('{{< figure src="a.jpg" >}}Un{% include x %}', "Un", id="codes of generators"),
        pytest.param("{{ site.url }}Un{: .note}", "Un", id="codes of Jekyll"),
        pytest.param("| a | b |\n| --- | :-: |\n| c | d |", "| a | b |\n\n| c | d |", id="the rule of a table"),
        pytest.param("Un[^1].", "Un.", id="a call of a note"),
        pytest.param("Un<!-- caché\n\nlà -->.", "Un.", id="a remark"),
        pytest.param(r"\*Un\*", "*Un*", id="escapes"),
    ],
)  # fmt: skip
def test_what_is_read_of_markdown(text: str, expected: str) -> None:
    assert plain_text(text) == expected


def test_markup_inside_markdown_goes_and_paragraphs_stay() -> None:
    [article] = findings("# T\n\nUn <b>gras</b>.\n\nDeux&nbsp;!")
    assert isinstance(article, Article)
    assert article.body == "Un gras.\n\nDeux\u00a0!"
