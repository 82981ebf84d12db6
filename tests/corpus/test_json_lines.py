import gzip
import json
from pathlib import Path

import pytest

from searchidx.article import Article, Notice, Place, Rejection
from searchidx.corpus import START, Finding, read, read_on
from searchidx.corpus.decoding import LONGEST_LINE
from searchidx.dates import HERE, PartialDate
from searchidx.limits import DEFAULTS


def findings(folder: Path, data: str | bytes) -> list[Finding]:
    path = folder / "a.jsonl"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read(path, "a.jsonl"))


def article(folder: Path, number: int, text: str) -> Article:
    """Return the article of a line ``{"text": …}`` of one word."""
    return Article(f"a.jsonl#{number}", title=text, body=text, path=str(folder / "a.jsonl"))


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(
            "id title lead body published authors section source url tags", id="names of the fields"
        ),
        pytest.param("id titre chapo texte date auteurs rubrique source url tag", id="names in French"),
        pytest.param("ID Headline CHAPÔ Text Date Author Section Source URL Tags", id="names in any case"),
    ],
)
def test_a_line_gives_every_field_by_any_of_its_names(tmp_path: Path, names: str) -> None:
    values = [
        "crue-1", "Crue à Tours", "La Loire monte.", "Elle baisse.\n\nElle dort.", "12 mars 2024",
        ["Anne Le Goff", "Bob"], "Eau", "Agence", "https://example.org/crue", ["eau", "Loire"],
    ]  # fmt: skip
    assert findings(tmp_path, json.dumps(dict(zip(names.split(), values, strict=True)))) == [
        Article(
            id="crue-1",
            title="Crue à Tours",
            lead="La Loire monte.",
            body="Elle baisse.\n\nElle dort.",
            published=PartialDate(2024, 3, 12),
            authors=("Anne Le Goff", "Bob"),
            section="Eau",
            source="Agence",
            url="https://example.org/crue",
            tags=("eau", "Loire"),
            path=str(tmp_path / "a.jsonl"),
        )
    ]


@pytest.mark.parametrize(
    ("line", "id"),
    [
        pytest.param('{"id": "x", "url": "https://u", "text": "Un"}', "x", id="its own"),
        pytest.param('{"id": 7, "text": "Un"}', "7", id="a number"),
        pytest.param('{"id": "", "url": "https://u", "text": "Un"}', "https://u", id="else the address"),
        pytest.param('{"id": null, "text": "Un"}', "a.jsonl#1", id="else the file and line"),
        pytest.param(f'{{"id": "{"x" * 500}", "text": "Un"}}', "x" * 500, id="as long as an id may be"),
    ],
)
def test_the_id_of_an_article_is(tmp_path: Path, line: str, id: str) -> None:
    [found] = findings(tmp_path, line)
    assert isinstance(found, Article)
    assert found.id == id


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param('{"text": "Un"}\n{"text": "Deux"}\n', {1: "Un", 2: "Deux"}, id="lines"),
        pytest.param('{"text": "Un"}\n{"text": "Deux"}', {1: "Un", 2: "Deux"}, id="no end of the last line"),
        pytest.param('{"text": "Un"}\r\n{"text": "Deux"}\r\n', {1: "Un", 2: "Deux"}, id="CRLF"),
        pytest.param('\n{"text": "Un"}\n \t\n{"text": "Deux"}\n\n', {2: "Un", 4: "Deux"}, id="blank lines"),
        pytest.param('\ufeff{"text": "Un"}\n', {1: "Un"}, id="byte order mark"),
        pytest.param('{"text": "Un\\u0000\\u0007"}\n', {1: "Un"}, id="control characters"),
        pytest.param('{"text": "Un\\ud800"}\n', {1: "Un\ufffd"}, id="half a character"),
        pytest.param('{"text": "\\u0152uvre"}\n', {1: "Œuvre"}, id="escapes"),
        pytest.param('{"text": "Un", "mots": 250}\n', {1: "Un"}, id="a name that means nothing to us"),
        pytest.param("", {}, id="nothing"),
    ],
)
def test_each_line_is_an_article(tmp_path: Path, data: str, words: dict[int, str]) -> None:
    assert findings(tmp_path, data) == [article(tmp_path, number, word) for number, word in words.items()]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_lines_in_utf_16_are_read(tmp_path: Path, encoding: str) -> None:
    data = '{"text": "Été"}\r\n\r\n{"text": "Deux"}\r\n'.encode(encoding)
    assert findings(tmp_path, data) == [article(tmp_path, 1, "Été"), article(tmp_path, 3, "Deux")]


@pytest.mark.parametrize(
    "data", ['{"text": "Un"},\n{"text": "Deux"},\n', '\x1e{"text": "Un"}\n\x1e{"text": "Deux"}\n']
)
def test_a_comma_or_the_sign_of_a_sequence_around_a_value_is_passed_over(tmp_path: Path, data: str) -> None:
    assert findings(tmp_path, data) == [article(tmp_path, 1, "Un"), article(tmp_path, 2, "Deux")]


def test_what_is_to_be_done_with_the_next_line_is_no_article_and_gives_its_id(tmp_path: Path) -> None:
    lines = [
        {"index": {"_index": "a", "_id": "x1"}}, {"text": "Un"}, {"create": {"_index": "a"}}, {"text": "Deux"},
        {"delete": {"_index": "a", "_id": "x3"}}, {"update": {"_id": "x4"}}, {"doc": {"text": "Quatre"}},
    ]  # fmt: skip
    found = findings(tmp_path, "\n".join(map(json.dumps, lines)))
    assert [(f.id, f.body) for f in found if isinstance(f, Article)] == [
        ("x1", "Un"),
        ("a.jsonl#4", "Deux"),
        ("x4", "Quatre"),
    ]
    assert len(found) == 3


def test_a_line_may_hold_a_list_of_articles(tmp_path: Path) -> None:
    data = '{"text": "Un"}\n{"status": "ok", "articles": [{"text": "Deux"}, {"text": "Trois"}]}\n'
    found = findings(tmp_path, data)
    assert [(f.id, f.body) for f in found if isinstance(f, Article)] == [
        ("a.jsonl#1", "Un"),
        ("a.jsonl#2.1", "Deux"),
        ("a.jsonl#2.2", "Trois"),
    ]


def test_an_encoding_is_decided_once_and_told_once(tmp_path: Path) -> None:
    lines = ['{"text": "caf\xe9"}'] + ['{"text": "Le c\x9cur, l\x92\xe9t\xe9 \xe0 Nîmes"}'] * 3
    path = tmp_path / "a.jsonl"
    path.write_bytes("\n".join(lines).encode("latin-1"))
    found = list(read(path, "a.jsonl"))
    assert [f.body for f in found if isinstance(f, Article)] == ["café", *["Le cœur, l’été à Nîmes"] * 3]
    assert [f for f in found if not isinstance(f, Article)] == [
        Notice(f"{path}#1", "not UTF-8: read as Windows-1252")
    ]


def test_blank_lines_are_counted_and_cost_little(tmp_path: Path) -> None:
    data = b'{"text": "Un"}\n' + b"\n" * 3_000_000 + b" \r\n" * 10 + b'{"text": "Deux"}'
    assert findings(tmp_path, data) == [article(tmp_path, 1, "Un"), article(tmp_path, 3_000_012, "Deux")]


def test_a_line_separator_in_a_text_ends_no_line(tmp_path: Path) -> None:
    assert findings(tmp_path, '{"text": "Un\u2028Deux"}\n') == [
        Article("a.jsonl#1", title="Un", body="Un\u2028Deux", path=str(tmp_path / "a.jsonl"))
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("[1, 2]", "not a JSON object", id="a list"),
        pytest.param('"texte"', "not a JSON object", id="a string"),
        pytest.param("null", "not a JSON object", id="null"),
        pytest.param("{}", "the article is empty: it has neither title nor text", id="nothing in it"),
        pytest.param(
            '{"text": " "}', "the article is empty: it has neither title nor text", id="a blank text"
        ),
        pytest.param('{"text": 3}', "body is not text", id="a number for text"),
        pytest.param('{"text": "Un", "id": true}', "id is not text", id="a truth for an id"),
        pytest.param(
            f'{{"text": "Un", "id": "{"x" * 501}"}}', "the id is longer than 500 characters", id="a long id"
        ),
        pytest.param(
            f'{{"text": "{"a" * 5_000_001}"}}',
            "the body is longer than 1000000 characters: it has 5000001",
            id="a long text",
        ),
    ],
)
def test_a_line_that_is_no_article_is_rejected_and_the_next_one_read(
    tmp_path: Path, line: str, reason: str
) -> None:
    assert findings(tmp_path, f'{line}\n{{"text": "Deux"}}\n') == [
        Rejection(f"{tmp_path / 'a.jsonl'}#1", reason),
        article(tmp_path, 2, "Deux"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('{"text": "Un', id="cut off"),
        pytest.param("titre : Crue", id="no JSON at all"),
        pytest.param('{"text": "Un"} {"text": "Deux"}', id="two on a line"),
        pytest.param("[" * 100_000, id="nested too deep"),
        pytest.param(f'{{"id": {"9" * 5000}}}', id="a number too long"),
    ],
)
def test_a_line_that_is_no_json_is_rejected_in_the_words_of_the_reader(tmp_path: Path, line: str) -> None:
    rejection, after = findings(tmp_path, f'{line}\n{{"text": "Deux"}}\n')
    assert isinstance(rejection, Rejection)
    assert rejection.path == f"{tmp_path / 'a.jsonl'}#1"
    assert rejection.reason.startswith("not a line of JSON: ")
    assert after == article(tmp_path, 2, "Deux")


def test_a_line_in_windows_1252_is_read_with_a_warning(tmp_path: Path) -> None:
    assert findings(tmp_path, '{"text": "Été"}\n{"text": "Deux"}'.encode("cp1252")) == [
        article(tmp_path, 1, "Été"),
        Notice(f"{tmp_path / 'a.jsonl'}#1", "not UTF-8: read as Windows-1252"),
        article(tmp_path, 2, "Deux"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param(b"\0\1\2", "not a text: it holds binary data", id="binary"),
        pytest.param(
            b'{"text": "caf\xe9 \x81"}', "not a text in UTF-8 or Windows-1252", id="bytes that mean nothing"
        ),
    ],
)
def test_a_line_that_is_no_text_is_rejected(tmp_path: Path, line: bytes, reason: str) -> None:
    assert findings(tmp_path, line + b'\n{"text": "Deux"}') == [
        Rejection(f"{tmp_path / 'a.jsonl'}#1", reason),
        article(tmp_path, 2, "Deux"),
    ]


@pytest.mark.parametrize(
    ("blanks", "reason"),
    [
        pytest.param(LONGEST_LINE, "a line of more than 20 MB", id="longer than can be held"),
        pytest.param(2 * LONGEST_LINE + 1, "a line of more than 20 MB", id="much longer"),
        pytest.param(LONGEST_LINE - 1, "not a text: it holds binary data", id="just short enough"),
    ],
)
def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path, blanks: int, reason: str) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.truncate(blanks)  # zeros that are not written
        file.seek(blanks)
        file.write(b'\n{"text": "Deux"}\n')
    assert list(read(path, "a.jsonl")) == [Rejection(f"{path}#1", reason), article(tmp_path, 2, "Deux")]


def test_a_last_line_that_is_too_long_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.truncate(LONGEST_LINE + 1)
    assert list(read(path, "a.jsonl")) == [Rejection(f"{path}#1", "a line of more than 20 MB")]


def test_a_wrong_date_leaves_the_article_undated_with_a_warning(tmp_path: Path) -> None:
    assert findings(tmp_path, '{"text": "Un", "date": "31 février 2024"}') == [
        article(tmp_path, 1, "Un"),
        Notice(
            f"{tmp_path / 'a.jsonl'}#1",
            "cannot read the date “31 février 2024”: there is no day 31 in 2024-02, which has 29; "
            "the article is kept without a date",
        ),
    ]


def test_a_marker_in_a_text_is_dropped(tmp_path: Path) -> None:
    [found] = findings(tmp_path, '{"title": "Crue", "text": "Un.\\n\\nPUBLICITÉ\\n\\nDeux."}')
    assert isinstance(found, Article)
    assert found.body == "Un.\n\nDeux."


def test_a_title_that_is_a_marker_word_stays(tmp_path: Path) -> None:
    [found] = findings(tmp_path, '{"title": "Publicité", "text": "Un."}')
    assert isinstance(found, Article)
    assert found.title == "Publicité"


def told(folder: Path, start: Place = START) -> list[Article | Notice | Rejection | Place]:
    path = folder / "a.jsonl"
    return list(read_on(path, "a.jsonl", HERE, DEFAULTS, start))


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "1", "body": "Un"}\n\n\n{"body": "Deux"}\r\n{"body": "Trois"}',
        '{"body": "Un"}\n{"body": "Pêche"}\n'.encode("latin-1") + b'{"body": "\xe9t\xe9"}\n{"body": "x"}\n',
        '{"index": {"_id": "7"}}\n{"body": "Un"}\n{"index": {"_id": "8"}}\n{"body": "Deux"}\n',
        '{"body": "Un"}\n{"body": "Deux", "date": "jamais"}\n{"body": "Trois"}\n',
    ],
    ids=["blank lines", "not UTF-8", "in bulk", "with a notice"],
)
def test_from_each_place_that_is_told_the_rest_is_read(tmp_path: Path, text: str | bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(text if isinstance(text, bytes) else text.encode())
    whole = told(tmp_path)
    articles = [finding for finding in whole if isinstance(finding, Article)]
    places = [finding for finding in whole if isinstance(finding, Place)]
    assert len(places) == len(articles) > 1
    for number, place in enumerate(places, start=1):
        rest = [finding for finding in told(tmp_path, place) if isinstance(finding, Article)]
        assert rest == articles[number:]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "b.json"])
def test_of_what_cannot_be_read_from_its_middle_no_place_is_told(tmp_path: Path, name: str) -> None:
    data = b'{"body": "Un"}\n' if name.endswith("gz") else b'[{"body": "Un"}]'
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert [type(each) for each in read_on(tmp_path / name, name, HERE, DEFAULTS, START)] == [Article]
