import copy
import pickle
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, asdict, astuple, fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchidx.article import ALIASES, Article, Notice, Rejection, checked, derive_title, from_mapping
from searchidx.dates import PartialDate
from searchidx.errors import ArticleError
from searchidx.limits import DEFAULTS

CRUE = Article(id="crue", title="La crue", body="La Loire monte.")
FULL = Article(
    id="2024-03-crue",
    title="La crue",
    body="La Loire monte.\n\nLes quais sont fermés.",
    published=PartialDate(2024, 3),
    lead="Un mètre en une nuit.",
    authors=("Anne Le Goff", "Jean Pêcheur"),
    section="Vie locale",
    source="Le Courrier",
    url="https://example.org/crue",
    tags=("eau", "Loire"),
    path="crue.json",
)


def taken_in(values: Mapping[str, object]) -> Article | None:
    try:
        return from_mapping(values)[0]
    except ArticleError:
        return None


def made(values: Mapping[str, object]) -> Article:
    article, warnings = from_mapping(values)
    assert warnings == []
    return article


def test_an_article_is_made_of_names_and_values() -> None:
    values = {field.name: getattr(FULL, field.name) for field in fields(Article)}
    assert from_mapping(values, path="crue.json") == (FULL, [])


def test_an_article_is_made_of_french_names_and_of_texts() -> None:
    values = {
        "id": "2024-03-crue",
        "Titre": "La crue",
        " TEXTE ": "La Loire monte.\n\nLes quais sont fermés.",
        "date": "mars 2024",
        "chapô": "Un mètre en une nuit.",
        "auteur": "Anne Le Goff ; Jean Pêcheur",
        "rubrique": "Vie locale",
        "source": "Le Courrier",
        "url": "https://example.org/crue",
        "tag": "eau, Loire",
        "note": "of no field",
    }
    assert from_mapping(values, path="crue.json") == (FULL, [])


@pytest.mark.parametrize(("alias", "name"), ALIASES.items())
def test_every_alias_names_a_field_in_any_case(alias: str, name: str) -> None:
    others = {"id": "crue", "title": "La crue"}
    others.pop(name, None)
    read = {"published": PartialDate(2024), "authors": ("2024",), "tags": ("2024",)}.get(name, "2024")
    assert getattr(made(others | {alias: "2024"}), name) == read
    assert getattr(made(others | {alias.upper(): "2024"}), name) == read


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({"titre": "", "title": "T"}, {"title": "T"}, id="the first that says something"),
        pytest.param({"title": "T", "titre": "U"}, {"title": "T"}, id="the first of two"),
        pytest.param({"title": None, "titre": "T"}, {"title": "T"}, id="None is nothing"),
        pytest.param({"title": "T", "tags": [], "tag": "t"}, {"title": "T", "tags": ("t",)}, id="an empty list"),
        pytest.param({"title": "  La\tcrue\n du  siècle "}, {"title": "La crue du siècle"}, id="a title is a line"),
        pytest.param({"title": "T", "body": "\n a\n\n b \n"}, {"title": "T", "body": "a\n\n b"}, id="a body is not"),
        pytest.param({"body": "La Seine monte. On attend."}, {"title": "La Seine monte"}, id="title from the body"),
        pytest.param(
            {"lead": "Chapô. Suite.", "body": "Corps."}, {"title": "Chapô", "lead": "Chapô. Suite."}, id="title from the lead"
        ),
        pytest.param({"title": " ", "body": "Corps"}, {"title": "Corps"}, id="a blank title"),
        pytest.param({"title": "T", "section": " A\n B "}, {"section": "A B"}, id="a section is a line"),
        pytest.param({"title": "T", "section": " ", "source": ""}, {"section": None, "source": None}, id="blank is None"),
        pytest.param({"title": "T", "id": 7, "section": 3}, {"id": "7", "section": "3"}, id="a number is text"),
        pytest.param({"title": "T", "id": 0}, {"id": "0"}, id="so is 0"),
        pytest.param({"title": "T", "id": " a "}, {"id": "a"}, id="an id is stripped"),
        pytest.param({"title": "T", "authors": "A; B ;; A"}, {"authors": ("A", "B")}, id="authors, each once"),
        pytest.param({"title": "T", "authors": "Goff, Anne"}, {"authors": ("Goff, Anne",)}, id="a comma in an author"),
        pytest.param({"title": "T", "authors": ["A;B", " C\n D "]}, {"authors": ("A;B", "C D")}, id="a list of authors"),
        pytest.param({"title": "T", "authors": {"A": 1, "B": 2}.keys()}, {"authors": ("A", "B")}, id="anything with authors in it"),
        pytest.param({"title": "T", "tags": "a, b;c"}, {"tags": ("a", "b", "c")}, id="tags"),
        pytest.param({"title": "T", "tags": ["a, b", ""]}, {"tags": ("a, b",)}, id="a list of tags"),
        pytest.param({"title": "T", "date": 2024}, {"published": PartialDate(2024)}, id="a year as a number"),
        pytest.param({"title": "T", "date": ""}, {"published": None}, id="an empty date"),
        pytest.param({"title": "T", "date": date(2024, 3, 1)}, {"published": PartialDate(2024, 3, 1)}, id="a date"),
        pytest.param(
            {"title": "T", "date": datetime(2024, 3, 1, 23, 59, tzinfo=UTC)},
            {"published": PartialDate(2024, 3, 2)},
            id="a time, on the clock of Paris",
        ),
        pytest.param(
            {"title": "T", "date": datetime(2024, 3, 1, 23, 59)},  # noqa: DTZ001
            {"published": PartialDate(2024, 3, 1)},
            id="a time without a zone",
        ),
        pytest.param({"title": "T", "date": 20240301}, {"published": PartialDate(2024, 3, 1)}, id="a day as a number"),
        pytest.param({"title": "T", "date": 2024.0}, {"published": PartialDate(2024)}, id="a year of a table of floats"),
        pytest.param({"title": "T", "date": 1709337540}, {"published": PartialDate(2024, 3, 2)}, id="seconds since 1970"),
        pytest.param({"title": "T", "date": 1709337540.5}, {"published": PartialDate(2024, 3, 2)}, id="and a half"),
        pytest.param({"title": "T", "date": 1709337540123}, {"published": PartialDate(2024, 3, 2)}, id="milliseconds"),
        pytest.param({"title": "T", "date": -157766400}, {"published": PartialDate(1965, 1, 1)}, id="before 1970"),
        pytest.param({"title": "T", "date": PartialDate(2024, 3)}, {"published": PartialDate(2024, 3)}, id="a partial date"),
        pytest.param({"title": "a\x00b\x80\x7f"}, {"title": "ab"}, id="control characters go"),
        pytest.param({"title": "T", "body": "a\r\nb\rc"}, {"body": "a\nb\nc"}, id="ends of line are one character"),
    ],
)  # fmt: skip
def test_values_are_read_as(values: Mapping[str, object], expected: dict[str, object]) -> None:
    article = made(values)
    assert {name: getattr(article, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("values", "default_id", "expected"),
    [
        pytest.param({"id": "a", "url": "u"}, "d", "a", id="the id"),
        pytest.param({"url": "u"}, "d", "u", id="the URL serves"),
        pytest.param({"id": " ", "url": "u"}, "d", "u", id="a blank id is none"),
        pytest.param({}, "d", "d", id="the default serves"),
        pytest.param({}, None, "f100877edecf", id="a digest serves"),
        pytest.param({"date": "2024"}, None, "3ebaed1ad1bb", id="of the date too"),
        pytest.param({"body": "La Loire monte."}, None, "9aadce9d9b90", id="and of the body"),
    ],
)
def test_an_article_has_an_id(values: dict[str, object], default_id: str | None, expected: str) -> None:
    article, _ = from_mapping({"title": "La crue"} | values, default_id=default_id)
    assert article.id == expected


def test_a_digest_does_not_depend_on_the_names_of_fields() -> None:
    one = made({"title": "La crue", "date": "2024-03", "text": "La Loire monte."})
    other = made({"texte": "La Loire monte.", "date": "mars 2024", "titre": " La  crue"})
    assert one == other


def test_a_date_that_cannot_be_read_leaves_the_article_undated_with_a_warning() -> None:
    values = {"id": "crue", "title": "La crue", "body": "La Loire monte.", "date": "31/02/2024"}
    reason = "there is no day 31 in 2024-02, which has 29"
    warning = f"cannot read the date “31/02/2024”: {reason}; the article is kept without a date"
    assert from_mapping(values) == (CRUE, [warning])


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        pytest.param(float("nan"), "it is no number", id="NaN"),
        pytest.param(float("inf"), "it is no number", id="infinity"),
        pytest.param(1.5, "it is neither seconds nor milliseconds since 1970", id="a small number"),
        pytest.param(-5, "it is neither seconds nor milliseconds since 1970", id="a small number below 0"),
        pytest.param(10**20, "it is neither seconds nor milliseconds since 1970", id="a large number"),
        pytest.param(20241301, "there is no month 13", id="a month 13"),
    ],
)
def test_a_number_that_is_no_date_is_a_warning(number: float, reason: str) -> None:
    warning = f"cannot read the date “{number}”: {reason}; the article is kept without a date"
    assert from_mapping({"id": "crue", "title": "La crue", "body": "La Loire monte.", "date": number}) == (
        CRUE,
        [warning],
    )


def test_the_day_of_a_time_is_the_one_in_the_zone_that_is_set() -> None:
    values = {"title": "T", "date": "2024-03-01T23:30:00Z"}
    days = {zone: str(from_mapping(values, zone=zone)[0].published) for zone in ("Europe/Paris", "UTC")}
    assert days == {"Europe/Paris": "2024-03-02", "UTC": "2024-03-01"}


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param({}, "the article is empty: it has neither title nor text", id="nothing"),
        pytest.param(
            {"title": " ", "body": "\n"}, "the article is empty: it has neither title nor text", id="only spaces"
        ),
        pytest.param({"title": "\x00"}, "the article is empty: it has neither title nor text", id="only a control"),
        pytest.param({"title": 3}, "title is not text", id="title"),
        pytest.param({"texte": ["a"]}, "body is not text", id="body"),
        pytest.param({"title": "T", "chapo": b"a"}, "lead is not text", id="lead"),
        pytest.param({"title": "T", "section": ["a"]}, "section is not text", id="section"),
        pytest.param({"title": "T", "source": True}, "source is not text", id="source"),
        pytest.param({"title": "T", "url": 1.5}, "url is not text", id="url"),
        pytest.param({"title": "T", "id": {}}, "id is not text", id="id"),
        pytest.param({"title": "T", "id": "a" * 501}, "the id is longer than 500 characters", id="a long id"),
        pytest.param({"title": "T", "auteur": 3}, "authors is neither text nor a list of texts", id="authors"),
        pytest.param({"title": "T", "tags": {"a": 1}}, "tags is neither text nor a list of texts", id="tags"),
        pytest.param({"title": "T", "tags": b"a"}, "tags is neither text nor a list of texts", id="tags in bytes"),
        pytest.param({"title": "T", "tags": ["a", 3]}, "tags holds something that is not text", id="one tag"),
        pytest.param({"title": "T", "date": True}, "date is neither text nor a date", id="date"),
        pytest.param({"title": "T", "date": ["2024"]}, "date is neither text nor a date", id="a list of dates"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_refused_with_a_reason(values: dict[str, object], reason: str) -> None:
    with pytest.raises(ArticleError) as caught:
        from_mapping(values)
    assert (str(caught.value), caught.value.where) == (reason, "")


def test_checked_leaves_a_clean_article_as_it_is() -> None:
    assert checked(FULL) == FULL


def test_checked_cleans_every_text() -> None:
    article = checked(
        Article(
            id=" \x00a\ud800 ",
            title="t\x01",
            body="b\r\n\x02c",
            lead="l\x1e\x00",
            authors=("a\x7f",),
            section="s\x80",
            source="o\x9f",
            url="u\x08",
            tags=("g\udfff",),
            path="p",
        )
    )
    assert article == Article(
        id="a\ufffd",
        title="t",
        body="b\nc",
        lead="l ",
        authors=("a",),
        section="s",
        source="o",
        url="u",
        tags=("g\ufffd",),
        path="p",
    )


def test_checked_keeps_tabs_and_ends_of_line_and_every_other_character() -> None:
    body = "a\tb\n\nc\u00a0\u202f\u200d\u2028\ufeff\U0001f600e\u0301"
    assert checked(replace(CRUE, body=body)).body == body


@given(st.text(st.characters(codec=None) | st.sampled_from("\r\n\v\x00\x1f\x7f\x85\x9f\ud800é’ ")))
def test_checked_leaves_no_control_character_and_nothing_to_clean(text: str) -> None:
    body = checked(Article("1", "Titre", text)).body
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\t\n" for c in body)
    assert checked(Article("1", "Titre", body)).body == body
    if not any(unicodedata.category(c) in {"Cc", "Cs"} for c in text):
        assert body == text


def test_checked_makes_tuples_of_lists() -> None:
    lists: dict[str, Any] = {"authors": ["Anne"], "tags": ["eau"]}
    article = Article("1", "Titre", "Un.", **lists)
    assert checked(article) == Article("1", "Titre", "Un.", authors=("Anne",), tags=("eau",))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"id": " "}, "the article has no id", id="a blank id"),
        pytest.param({"id": "a" * (DEFAULTS.id + 1)}, "the id is longer than 500 characters", id="a long id"),
        pytest.param(
            {"title": " ", "body": "\n"},
            "the article is empty: it has neither title nor text",
            id="blank texts",
        ),
        pytest.param(
            {"title": "t", "lead": "l ", "body": "b " * (DEFAULTS.text // 2)},
            "lead and body are longer than 1000000 characters: they have 1000002",
            id="long texts, all together",
        ),
    ],
)
def test_checked_refuses(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ArticleError) as caught:
        checked(replace(CRUE, **changes))
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"title": "", "body": ""} | {"lead": "l"}, id="a lead alone"),
        pytest.param({"title": "", "lead": ""} | {"body": "b"}, id="a body alone"),
        pytest.param({"lead": "", "body": ""} | {"title": "t"}, id="a title alone"),
        pytest.param({"id": "a" * DEFAULTS.id}, id="the longest id"),
        pytest.param(
            {"title": "t", "lead": "", "body": "b ! " * (DEFAULTS.words // 2) + "!"}, id="the longest text"
        ),
    ],
)
def test_checked_takes_in(changes: dict[str, Any]) -> None:
    article = replace(CRUE, **changes)
    assert checked(article) == article


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param(" \n\n ", "", id="blank lines"),
        pytest.param("La Seine monte", "La Seine monte", id="no end"),
        pytest.param("La Seine monte. On attend.", "La Seine monte", id="a point"),
        pytest.param("La Seine monte ! On attend.", "La Seine monte", id="an exclamation"),
        pytest.param("La Seine monte… On attend.", "La Seine monte", id="an ellipsis"),
        pytest.param("« La Seine monte. » On attend.", "« La Seine monte", id="a point in a quotation"),
        pytest.param(
            "Le budget est de 2.5 millions. Bien.", "Le budget est de 2.5 millions", id="a point in a number"
        ),
        pytest.param("\n\n  La Seine  monte\nOn attend.", "La Seine monte", id="the first line"),
        pytest.param("a" * 90 + ".", "a" * 90, id="ninety characters"),
        pytest.param("a" * 91 + ".", "a" * 90 + "…", id="one long word"),
        pytest.param("mots " * 20 + "mots", "mots " * 17 + "mots…", id="cut at a word"),
        pytest.param("a" * 90 + " b", "a" * 90 + "…", id="cut at a space"),
        pytest.param(
            "a" * 44 + " " + "b" * 45 + " c", "a" * 44 + " " + "b" * 45 + "…", id="ninety characters of words"
        ),
        pytest.param("a" * 80 + " : " + "b" * 20, "a" * 80 + "…", id="no sign before the cut"),
    ],
)
def test_derive_title_takes_the_first_sentence(text: str, expected: str) -> None:
    assert derive_title(text) == expected


@given(st.text() | st.text('ab .!?…»”"\n\t(,;:–-«', max_size=200))
@settings(max_examples=200, deadline=None)
def test_a_derived_title_is_a_short_line(text: str) -> None:
    title = derive_title(text)
    assert len(title) <= 91
    assert title == title.strip()
    assert len(title.splitlines()) <= 1


def test_what_was_refused_and_what_should_be_known_are_sentences() -> None:
    assert str(Rejection("a.txt", "the article is empty")) == "a.txt: the article is empty"
    assert str(Notice("a.txt", "no date")) == "a.txt: no date"


_value = st.recursive(
    st.none() | st.booleans() | st.integers(-9999, 99999) | st.floats() | st.text(max_size=8) | st.dates() | st.binary(max_size=3),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=3), values, max_size=2),
    max_leaves=4,
)  # fmt: skip


@given(
    st.dictionaries(
        st.sampled_from([*ALIASES, "note"]) | st.text(max_size=5), _value | st.text(max_size=30), max_size=8
    )
)
@settings(max_examples=300, deadline=None)
def test_any_values_are_a_checked_article_or_an_article_error(values: dict[str, object]) -> None:
    article = taken_in(values)
    assert article is None or checked(article) == article


class Asked:
    """Lead and body of `FULL`, and how often they were asked for."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> tuple[str, str]:
        self.times += 1
        return FULL.lead, FULL.body


def waiting(texts: Callable[[], tuple[str, str]]) -> Article:
    others = {
        field.name: getattr(FULL, field.name)
        for field in fields(Article)
        if field.name not in {"lead", "body"}
    }
    return Article.waiting(texts, **others)


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(lambda article: article, id="as it is"),
        pytest.param(hash, id="hashed"),
        pytest.param(repr, id="printed"),
        pytest.param(lambda article: pickle.loads(pickle.dumps(article)), id="pickled"),
        pytest.param(copy.copy, id="copied"),
        pytest.param(copy.deepcopy, id="copied deeply"),
        pytest.param(lambda article: replace(article, title="Autre"), id="with another title"),
        pytest.param(lambda article: replace(article, body="Autre"), id="with another body"),
        pytest.param(asdict, id="as a dict"),
        pytest.param(astuple, id="as a tuple"),
        pytest.param(checked, id="checked"),
        pytest.param(lambda article: {article, FULL}, id="in a set"),
    ],
)
def test_an_article_whose_texts_wait_is_an_article_like_any(work: Callable[[Article], object]) -> None:
    asked = Asked()
    article = waiting(asked)
    assert work(article) == work(FULL)
    assert work(FULL) == work(article)
    assert asked.times == 1


def test_texts_are_read_when_they_are_first_asked_for_and_never_again() -> None:
    asked = Asked()
    article = waiting(asked)
    assert (article.id, article.title, article.tags) == (FULL.id, FULL.title, FULL.tags)
    with pytest.raises(FrozenInstanceError):
        article.body = "Autre"  # type: ignore[misc]
    with pytest.raises(AttributeError, match="an article has no text"):
        article.text  # type: ignore[attr-defined]  # noqa: B018
    assert asked.times == 0
    assert [article.body, article.lead, article.body] == [FULL.body, FULL.lead, FULL.body]
    assert asked.times == 1


def test_texts_that_could_not_be_read_are_asked_for_again() -> None:
    answers = iter([OSError("gone"), None])

    def texts() -> tuple[str, str]:
        if (error := next(answers)) is not None:
            raise error
        return FULL.lead, FULL.body

    article = waiting(texts)
    with pytest.raises(OSError, match="gone"):
        str(article.lead)
    assert article == FULL
