import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.article import Article, Notice, Rejection
from searchidx.corpus import Finding, Source
from searchidx.corpus.decoding import LONGEST_LINE
from searchidx.corpus.formats import read_open
from searchidx.dates import PartialDate


def findings(data: str | bytes, name: str = "a.csv") -> list[Finding]:
    data = data.encode() if isinstance(data, str) else data
    return list(read_open(io.BytesIO(data), Source(name, name, name)))


def crue(id: str = "a.csv#1", body: str = "La Loire monte.", path: str = "a.csv") -> Article:
    return Article(id, "Crue, à Tours", body, PartialDate(2024, 3, 5), authors=("Anne", "Bob"), path=path)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_row_is_an_article_whatever_parts_its_cells_and_lines(
    separator: str, end: str, encoding: str
) -> None:
    rows = [
        ["titre", "texte", "date", "auteurs"],
        ["Crue, à Tours", "La Loire monte.", "05/03/2024", "Anne; Bob"],
    ]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    assert findings(text.getvalue().encode(encoding)) == [crue()]


def test_a_table_by_another_name_is_read_too() -> None:
    data = "title\ttext\tdate\tauthor\nCrue, à Tours\tLa Loire monte.\t2024-03-05\tAnne;Bob\n"
    assert findings(data, "a.tsv") == [crue("a.tsv#1", path="a.tsv")]


def test_a_cell_may_hold_lines_separators_and_quotation_marks() -> None:
    data = 'title,text,date,author\n"Crue, à Tours","La ""Loire"" ;\n\nmonte.",2024-03-05,Anne;Bob\n'
    assert findings(data) == [crue(body='La "Loire" ;\n\nmonte.')]


@pytest.mark.parametrize(
    ("data", "titles"),
    [
        pytest.param("sep=;\ntitle;text\nUn;a\n", ["Un"], id="a separator that is declared"),
        pytest.param("\n\ntitle;text\n\nUn;a\n;\n\nDeux;b", ["Un", "Deux"], id="blank lines and rows"),
        pytest.param("title;text;;\nUn;a;;\nDeux;b;;;;\n", ["Un", "Deux"], id="empty columns"),
        pytest.param("title,title,text\nUn,Deux,a\n", ["Un"], id="a name that stands twice"),
        pytest.param(",title,text\n0,Un,a\n", ["Un"], id="a column without a name"),
        pytest.param("text\nUn\nDeux", ["Un", "Deux"], id="one column"),
        pytest.param("title,text\n", [], id="a header alone"),
        pytest.param('title,text\nUn,"' + ("é" * 900 + " ") * 200 + '"\n', ["Un"], id="a huge cell"),
    ],
)
def test_a_table_gives_the_titles(data: str, titles: list[str]) -> None:
    found = findings(data)
    assert [finding.title for finding in found if isinstance(finding, Article)] == titles
    assert len(found) == len(titles)


@pytest.mark.parametrize("nothing", ["", "NaN", "nan", "NULL", "None", "N/A"])
def test_what_tables_write_for_nothing_is_nothing(nothing: str) -> None:
    assert findings(f"id,title,text,author\n{nothing},Un,a,{nothing}") == [
        Article("a.csv#1", "Un", "a", path="a.csv")
    ]


def test_a_date_that_is_nan_is_told() -> None:
    article, notice = findings("title,text,date\nUn,a,NaN")
    assert isinstance(article, Article)
    assert isinstance(notice, Notice)
    assert (article.published, notice.path) == (None, "a.csv#1")
    assert notice.text.startswith("cannot read the date “NaN”")


def test_a_ragged_row_is_rejected_with_its_line_and_the_others_are_read() -> None:
    data = 'title,text\nUn,a\nDeux\n"Trois\n3",b,c\nQuatre,d\nCinq,\n'
    first, *rejected, fourth, fifth = findings(data)
    assert [f.title for f in (first, fourth, fifth) if isinstance(f, Article)] == ["Un", "Quatre", "Cinq"]
    assert rejected == [
        Rejection("a.csv#2", "line 3: 1 cell, where the header names 2"),
        Rejection("a.csv#3", "lines 4 to 5: 3 cells, where the header names 2"),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("Un,a\nDeux,b\n", "the first line names neither a title nor a text; a table has a header"),
        ("\0\0\0", "the first line names neither a title nor a text; a table has a header"),
        ("prix;date\n3;2024\n", "the first line names neither a title nor a text; a table has a header"),
    ],
)
def test_a_file_without_a_header_is_rejected(data: str, reason: str) -> None:
    assert findings(data) == [Rejection("a.csv", reason)]


def test_a_line_that_is_no_text_or_too_long_is_rejected_and_the_others_are_read() -> None:
    data = b"title,text\nUn,a\nDe\0ux,b\n" + b"x" * LONGEST_LINE + b"\nTrois,c\n"
    assert findings(data) == [
        Article("a.csv#1", "Un", "a", path="a.csv"),
        Rejection("a.csv", "line 3: not a text: it holds binary data"),
        Rejection("a.csv", "line 4: a line of more than 20 MB"),
        Article("a.csv#2", "Trois", "c", path="a.csv"),
    ]


def test_an_old_encoding_is_read_with_one_warning() -> None:
    assert findings("title,text\nÉté,à\nHiver,où\n".encode("cp1252")) == [
        Article("a.csv#1", "Été", "à", path="a.csv"),
        Article("a.csv#2", "Hiver", "où", path="a.csv"),
        Notice("a.csv", "line 2 and perhaps others: not UTF-8: read as Windows-1252"),
    ]


def test_a_quotation_mark_that_is_never_closed_costs_no_other_row_than_those_in_it() -> None:
    first, rejection = findings('title,text\nUn,a\n"Deux,b\nTrois,c\n')
    assert isinstance(first, Article)
    assert rejection == Rejection("a.csv#2", "lines 3 to 4: 1 cell, where the header names 2")


def test_what_stands_before_the_header_is_passed_over_and_told() -> None:
    assert findings("Export du 1er juin\n\ntitle;text\nUn;a\n") == [
        Notice("a.csv", "the header is line 3: what stands before it is passed over"),
        Article("a.csv#1", "Un", "a", path="a.csv"),
    ]


def test_quotation_marks_behind_a_backslash_are_read_where_a_row_is_none_otherwise() -> None:
    data = 'title,text\nUn,"Il dit \\"non\\", puis oui."\nDeux,C:\\a\n'
    assert findings(data) == [
        Article("a.csv#1", "Un", 'Il dit "non", puis oui.', path="a.csv"),
        Article("a.csv#2", "Deux", "C:\\a", path="a.csv"),
    ]


def test_an_encoding_is_decided_once_for_the_file() -> None:
    rows = [*["Un;sans accent"] * 3000, "Caf\xe9;un", "N\xeemes;l\x92\xe9t\xe9 \xe0 la c\xf4te"]
    *found, notice = findings("\n".join(["title;text", *rows]).encode("latin-1"))
    assert [(f.title, f.body) for f in found[-2:] if isinstance(f, Article)] == [
        ("Café", "un"),
        ("Nîmes", "l’été à la côte"),
    ]
    assert notice == Notice("a.csv", "line 3002 and perhaps others: not UTF-8: read as Windows-1252")


def test_mac_roman_is_told_from_later_lines() -> None:
    data = "titre\rfaç\rl’été où ça va : élève à Nîmes\r".encode("mac_roman")
    found = findings(data)
    assert [f.title for f in found if isinstance(f, Article)] == ["faç", "l’été où ça va : élève à Nîmes"]


def test_a_table_of_a_spreadsheet_under_the_name_of_a_text_is_read_as_one() -> None:
    data = 'Titre\tTexte\tDate\r\nCrue\t"La Loire\nmonte."\t05/03/2024\r\n'.encode("utf-16")
    assert findings(data, "a.txt") == [
        Article("a.txt#1", "Crue", "La Loire\nmonte.", PartialDate(2024, 3, 5), path="a.txt")
    ]


def test_blank_lines_are_counted_and_cost_little() -> None:
    first, rejection = findings(b"title,text\nUn,a\n" + b"\n" * 3_000_000 + b"Deux\n")
    assert isinstance(first, Article)
    assert isinstance(rejection, Rejection)
    assert rejection.reason.endswith("3000003: 1 cell, where the header names 2")


cells = st.text('aé,;"\n |', min_size=1, max_size=8).filter(str.strip)


@given(st.lists(st.tuples(cells, cells), max_size=4))
def test_a_table_gives_what_lines_of_json_give(rows: list[tuple[str, str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("title", "text"), *rows])
    lines = "".join(json.dumps({"title": title, "text": body}) + "\n" for title, body in rows)
    assert findings(text.getvalue(), "a.csv") == [
        finding._replace(path="a.csv#" + finding.path.rpartition("#")[2])
        if not isinstance(finding, Article)
        else Article(finding.id.replace("jsonl", "csv"), finding.title, finding.body, path="a.csv")
        for finding in findings(lines, "a.jsonl")
    ]
