"""The sample articles show readers what searchidx reads, and give its tests and guides French to find."""

import re
from collections import Counter
from pathlib import Path

import pytest

from searchidx.article import Article
from searchidx.corpus import Finding, read
from searchidx.corpus.files import File, files_of

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    files = [item for item in files_of(CORPUS) if isinstance(item, File)]
    return [finding for file in files for finding in read(file.path, file.id)]


@pytest.fixture(scope="module")
def articles(findings: list[Finding]) -> list[Article]:
    return [finding for finding in findings if isinstance(finding, Article)]


@pytest.fixture(scope="module")
def text(articles: list[Article]) -> str:
    return "\n".join(f"{article.title}\n{article.lead}\n{article.body}" for article in articles)


def precision(article: Article) -> str:
    match article.published:
        case None:
            return "undated"
        case date if date.day is not None:
            return "day"
        case date if date.month is not None:
            return "month"
        case _:
            return "year"


def sentences(article: Article) -> set[str]:
    parts = re.split(r"(?<=[.!?…»])\s+|\n", f"{article.title}\n{article.lead}\n{article.body}")
    return {part.strip() for part in parts if len(part.strip()) > 40}


def test_every_file_is_read_without_rejection_or_warning(findings: list[Finding]) -> None:
    assert [finding for finding in findings if not isinstance(finding, Article)] == []


def test_there_are_sixty_articles_or_more_each_with_its_own_id(articles: list[Article]) -> None:
    assert len({article.id for article in articles}) == len(articles) >= 60


def test_an_article_has_150_to_600_words(articles: list[Article]) -> None:
    words = {article.id: len(f"{article.lead} {article.body}".split()) for article in articles}
    assert {id: number for id, number in words.items() if not 150 <= number <= 600} == {}


def test_an_article_has_a_title_a_lead_and_a_body(articles: list[Article]) -> None:
    assert [a.id for a in articles if not (a.title and a.lead and a.body)] == []


def test_every_year_from_2019_to_2025_is_there_and_no_other(articles: list[Article]) -> None:
    years = {article.published.year for article in articles if article.published is not None}
    assert years == set(range(2019, 2026))


def test_dates_are_days_and_months_and_once_a_year_and_once_nothing(articles: list[Article]) -> None:
    count = Counter(map(precision, articles))
    assert count["month"] >= 5
    assert count["day"] > count["month"]
    assert (count["year"], count["undated"]) == (1, 1)


def test_every_apostrophe_is_typographic(articles: list[Article]) -> None:
    written = {a.id: "\n".join((a.title, a.lead, a.body, *a.authors, *a.tags)) for a in articles}
    assert [id for id, text in written.items() if "'" in text] == []
    assert [id for id, text in written.items() if "’" not in text] == []


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("«[\u00a0\u202f][^»]+[\u00a0\u202f]»", id="guillemets and the spaces within"),
        pytest.param("\\w\u00a0:", id="no-break space before a colon"),
        pytest.param("\\w[\u00a0\u202f][;!?]", id="no-break or thin space before high signs"),
        pytest.param("\u202f", id="thin space"),
        pytest.param("[0-9][ \u00a0\u202f][0-9]{3}\\b", id="thousands"),
        pytest.param("œ", id="ligature"),
        pytest.param("[ÀÉÈÊÎÇ]\\w", id="capital with accent"),
        pytest.param("ÉTATS-UNIS|États-Unis", id="States with accent"),
        pytest.param("ETATS-UNIS|Etats-Unis", id="States without"),
        pytest.param("\\b(?:[A-Z]\\.){2,}", id="dotted acronym"),
        pytest.param("\\b[A-Z]{3,}\\b", id="plain acronym"),
        pytest.param("\\b[lL]’[AEIOUYÉa-zé]", id="elision"),
        pytest.param("\\baujourd’hui\\b", id="apostrophe inside a word"),
    ],
)
def test_french_typography_is_there_to_be_found(text: str, pattern: str) -> None:
    assert re.search(pattern, text)


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("«[^\u00a0\u202f]", id="guillemet without its space"),
        pytest.param("[^\u00a0\u202f]»", id="closing guillemet without its space"),
        pytest.param("PUBLICIT", id="marker"),
        pytest.param("[\u0000-\u0008\u000b-\u001f\ufffd]", id="control character"),
    ],
)
def test_what_careful_french_does_not_hold_is_not_there(text: str, pattern: str) -> None:
    assert re.findall(f".*{pattern}.*", text) == []


def test_no_long_sentence_stands_in_two_articles(articles: list[Article]) -> None:
    count = Counter(sentence for article in articles for sentence in sentences(article))
    assert [sentence for sentence, number in count.items() if number > 1] == []


def test_articles_come_in_every_format(articles: list[Article]) -> None:
    assert {Path(article.path or "").suffix for article in articles} == {
        ".txt",
        ".jsonl",
        ".json",
        ".csv",
        ".tsv",
        ".md",
    }


def test_text_files_show_both_habits_and_both_languages() -> None:
    firsts = {path.read_text("utf-8-sig").lstrip().split("\n")[0] for path in CORPUS.rglob("*.txt")}
    for habit in (r"titre[ \u00a0\u202f]:", r"title:", r"date [0-9]{4}-[0-9]{2} \w", r"date \w+ [0-9]{4} \w"):
        assert any(re.match(habit, first) for first in firsts), habit
