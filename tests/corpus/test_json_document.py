import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.article import Article, Notice, Rejection
from searchidx.corpus import Finding, Source
from searchidx.corpus.formats import read_open
from searchidx.corpus.json_document import _CHUNK

UN = {"title": "Un", "text": "La Loire monte."}
DEUX = {"title": "Deux", "text": "Elle baisse.", "url": "https://example.org/deux"}


def findings(data: str | bytes, name: str = "a.json") -> list[Finding]:
    data = data.encode() if isinstance(data, str) else data
    return list(read_open(io.BytesIO(data), Source(name, name, name)))


def un(id: str, path: str = "a.json") -> Article:
    return Article(id, "Un", "La Loire monte.", path=path)


def deux(id: str = "https://example.org/deux", path: str = "a.json") -> Article:
    return Article(id, "Deux", "Elle baisse.", url="https://example.org/deux", path=path)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([UN, DEUX], id="a list"),
        pytest.param({"articles": [UN, DEUX]}, id="an object with articles"),
        pytest.param({"status": "ok", "totalResults": 2, "articles": [UN, DEUX]}, id="and with numbers"),
        pytest.param({"title": "Le flux", "items": [UN, DEUX]}, id="an object that has a title itself"),
        pytest.param({"response": {"numFound": 2, "docs": [UN, DEUX]}}, id="an object in an object"),
        pytest.param({"hits": {"hits": [{"_source": UN}, {"_source": DEUX}]}}, id="hits of a search engine"),
        pytest.param({"total": 2, "depeches": [UN, DEUX]}, id="a list of any name"),
        pytest.param({"2024-03-05": [UN], "2024-03-06": [DEUX]}, id="lists by day"),
        pytest.param({"data": {"posts": {"edges": [{"node": UN}, {"node": DEUX}]}}}, id="a query in a graph"),
        pytest.param({"db": [{"meta": {"version": 5}, "data": {"posts": [UN, DEUX]}}]}, id="a list deep below"),
        pytest.param({"content": [{**UN, "date": None}, DEUX], "count": 2}, id="under a name for a text"),
        pytest.param({"rows": [{"row_idx": 0, "row": UN}, {"row_idx": 1, "row": DEUX}], "features": [{"name": "text"}]}, id="rows of a data set"),
        pytest.param({"columns": ["title", "text", "url"], "data": [[*UN.values(), None], [*DEUX.values()]]}, id="names and rows"),
        pytest.param({"title": {"0": "Un", "1": "Deux"}, "text": {"0": UN["text"], "1": DEUX["text"]}, "url": {"0": None, "1": DEUX["url"]}}, id="columns"),
        pytest.param({"@graph": [{"@type": "WebSite", "name": "Le Courrier"}, UN, DEUX]}, id="a graph of linked data"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("indent", [None, 2])
def test_several_articles_are_read_from(value: object, indent: int | None) -> None:
    assert findings(json.dumps(value, indent=indent)) == [un("a.json#1"), deux()]


@pytest.mark.parametrize("indent", [None, 2])
def test_an_object_may_be_the_one_article(indent: int | None) -> None:
    assert findings(json.dumps(UN, indent=indent)) == [un("a.json")]
    assert findings("\n\n" + json.dumps(UN, indent=indent) + "\n\n") == [un("a.json")]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"comments": [{"title": "Non", "text": "Bravo."}]}, id="comments"),
        pytest.param({"related": [{"title": "Non", "date": "2024"}], "items": []}, id="links to others"),
        pytest.param({"data": {"x": [{"title": "Non", "text": "Bravo."}]}}, id="anything below"),
    ],
)
def test_an_article_is_one_whatever_lists_it_holds(more: dict[str, object]) -> None:
    assert findings(json.dumps({**UN, **more})) == [un("a.json")]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(f"{json.dumps(UN, indent=1)}\n{json.dumps(DEUX, indent=1)}\n", id="one after the other"),
        pytest.param(f"callback({json.dumps([UN, DEUX])});", id="a call"),
        pytest.param(f"var articles = {json.dumps([UN, DEUX], indent=1)};", id="a variable"),
        pytest.param(f"[{json.dumps(UN)},\n{json.dumps(DEUX)},\n]", id="a comma too many"),
    ],
)
def test_what_is_nearly_json_is_read(data: str) -> None:
    assert findings(data) == [un("a.json#1"), deux()]


def test_rows_below_a_header_are_articles() -> None:
    data = json.dumps([["title", "text"], ["Un", "La Loire monte."], ["Deux", "Elle baisse."]])
    assert findings(data) == [un("a.json#2"), Article("a.json#3", "Deux", "Elle baisse.", path="a.json")]


def test_what_stands_before_an_accident_between_objects_is_kept() -> None:
    first, rejection = findings(f"{json.dumps(UN, indent=1)}\n{{ nein")
    assert first == un("a.json")
    assert isinstance(rejection, Rejection)
    assert (rejection.path, rejection.reason[:24]) == ("a.json#1", "not JSON: Expecting prop")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_told_by_its_zeros(encoding: str) -> None:
    data = json.dumps([{"title": "Été"}], ensure_ascii=False).encode(encoding)
    assert findings(data) == [Article("a.json#1", "Été", "", path="a.json")]


def test_blank_lines_before_an_object_are_counted() -> None:
    blank = "\n" * 100_000
    assert findings(f"{blank}{json.dumps(UN)}\n{blank}{json.dumps(UN)}") == [
        un("a.json#100001"),
        un("a.json#200002"),
    ]


def test_articles_may_stand_under_their_ids() -> None:
    assert findings(json.dumps({"x": UN, "y": DEUX})) == [un("x"), deux("y")]


@pytest.mark.parametrize(
    "data", [f"{json.dumps(UN)}\n{json.dumps(DEUX)}\n", f"{json.dumps(UN)}\n\n{json.dumps(DEUX)}"]
)
def test_lines_of_json_are_read_as_such_whatever_the_name(data: str) -> None:
    assert findings(data) == [un("a.json#1"), deux()]


def test_a_bad_line_among_them_is_rejected_alone() -> None:
    first, rejection, last = findings(f"{json.dumps(UN)}\n{{\n{json.dumps(DEUX)}\n")
    assert (first, last) == (un("a.json#1"), deux())
    assert isinstance(rejection, Rejection)
    assert rejection.path == "a.json#2"


def test_a_list_under_the_name_of_lines_is_read_as_such() -> None:
    assert findings(json.dumps([UN, DEUX], indent=1), "a.jsonl") == [
        un("a.jsonl#1", "a.jsonl"),
        deux(path="a.jsonl"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_text(encoding: str) -> None:
    assert findings(json.dumps([UN, DEUX]).encode(encoding)) == [un("a.json#1"), deux()]
    assert findings(json.dumps(UN).encode(encoding)) == [un("a.json")]


def test_an_old_encoding_is_read_with_a_warning() -> None:
    data = json.dumps([{"text": "Été à Tours"}], ensure_ascii=False).encode("cp1252")
    assert findings(data) == [
        Article("a.json#1", "Été à Tours", "Été à Tours", path="a.json"),
        Notice("a.json", "not UTF-8: read as Windows-1252"),
    ]


def test_what_is_no_article_in_a_list_is_rejected_alone() -> None:
    assert findings(json.dumps([3, {}, UN])) == [
        Rejection("a.json#1", "not a JSON object"),
        Rejection("a.json#2", "the article is empty: it has neither title nor text"),
        un("a.json#3"),
    ]


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        pytest.param("", "the list is cut off", id="between two"),
        pytest.param(',{"text": "Elle ba', "not JSON: Unterminated string starting at, at character 54 of the file", id="in a text"),
        pytest.param(',{"text"}, {"text": "Un"}]', "not JSON: Expecting ':' delimiter, at character 52 of the file", id="bad"),
        pytest.param("," + "[" * 100_000, "not JSON: a number is too long, or it is nested too deep", id="too deep"),
    ],
)  # fmt: skip
def test_what_stands_before_an_accident_is_kept(end: str, reason: str) -> None:
    assert findings(f"[{json.dumps(UN)}{end}") == [
        un("a.json#1"),
        Rejection("a.json#2", f"{reason}; nothing is read from there on"),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "the file is empty"),
        ("\n \n", "the file is empty"),
        ("3", "not a JSON object"),
        ('{"text": "Un"', "not JSON: Expecting ',' delimiter: line 1 column 14 (char 13)"),
        ('{"a": [1, 2]}', "the article is empty: it has neither title nor text"),
        ("\0\0", "not a text: it holds binary data"),
    ],
)
def test_what_is_no_json_is_rejected(data: str, reason: str) -> None:
    assert findings(data) == [Rejection("a.json", reason)]


@pytest.mark.parametrize("size", [_CHUNK - 30, _CHUNK, 3 * _CHUNK])
def test_a_list_that_is_longer_than_what_is_read_at_once(size: int) -> None:
    texts = [" ".join([letter * 900] * (size // 901)) for letter in "éœ"]
    texts = [texts[0], "Deux", texts[1], "Quatre"]
    found = findings(json.dumps([{"title": "T", "text": text} for text in texts], ensure_ascii=False))
    assert [finding.body for finding in found if isinstance(finding, Article)] == texts


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["title", "text", "x"]), st.text('aé"\\\n[]{},', max_size=9)),
        min_size=2,
        max_size=5,
    )
)
def test_a_list_gives_what_its_lines_give(records: list[dict[str, str]]) -> None:
    lines = "".join(f"{json.dumps(record)}\n" for record in records)
    assert findings(json.dumps(records, ensure_ascii=False)) == findings(lines)
