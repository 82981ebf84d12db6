"""The examples of the guide are read as it says, in both languages."""

import io
import re
from pathlib import Path

import pytest

from searchidx.article import ALIASES, Article, from_mapping
from searchidx.corpus import Source
from searchidx.corpus.formats import known_ends, read_open
from searchidx.corpus.names import NAMES, field_of
from searchidx.dates import PartialDate, fold

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ["importing.md", "importing.fr.md"]
ENDS = {"text": ".txt", "markdown": ".md", "json": ".json", "csv": ".csv"}


def blocks(page: str) -> dict[str, str]:
    return dict(
        re.findall(r"^```(\w+)\n(.*?)^```$", (DOCS / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    )


def rows(page: str, first: str) -> list[list[str]]:
    """Return the words in code of each row of a table, cell by cell."""
    text = (DOCS / page).read_text("utf-8")
    table = next(part for part in text.split("\n\n") if part.startswith(f"| {first}"))
    return [re.findall("`([^`]+)`", row) for row in table.splitlines()[2:]]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ENDS)
def test_each_example_gives_the_same_article(page: str, language: str) -> None:
    name = f"crue{ENDS[language]}"
    [article] = read_open(io.BytesIO(blocks(page)[language].encode()), Source(name, name, name))
    assert isinstance(article, Article)
    assert (article.title, article.published, article.authors, article.section, article.lead) == (
        "Crue à Tours", PartialDate(2024, 3, 5), ("Anne Le Goff", "Jean Petit"), "Vie locale", "La Loire monte."
    )  # fmt: skip
    assert article.body.split() == ["On", "attend", "le", "pic", "demain."]


@pytest.mark.parametrize("page", PAGES)
def test_the_reader_of_the_example_reads(page: str) -> None:
    names: dict[str, object] = {}
    exec(blocks(page)["python"], names)
    [article] = names["read"](io.BytesIO(b"Crue\nLa Loire monte."), Source("a", "a", "a"))  # type: ignore[operator]
    assert article == Article("a", "Crue", "La Loire monte.", path="a")


@pytest.mark.parametrize(("page", "first"), [("importing.md", "field"), ("importing.fr.md", "champ")])
def test_every_name_of_the_page_is_one_of_its_field(page: str, first: str) -> None:
    table = [[name for name in row if name not in (",", ";")] for row in rows(page, first)]
    assert {field_of(row[0]) for row in table} == set(NAMES)
    for row in table:
        assert len({field_of(name) for name in row}) == 1, row


@pytest.mark.parametrize(("page", "first"), [("importing.md", "files"), ("importing.fr.md", "fichiers")])
def test_every_end_of_the_page_is_known_and_the_other_way_round(page: str, first: str) -> None:
    assert sorted(end for row in rows(page, first) for end in row) == known_ends()


@pytest.mark.parametrize(("page", "first"), [("importing.md", "written"), ("importing.fr.md", "écrit")])
def test_the_dates_of_the_page_are_read_as_it_says(page: str, first: str) -> None:
    days, named, hours, zoned, months, years = rows(page, first)
    for text in [*days, *named, *hours, *zoned, *months, *years]:
        article, warnings = from_mapping({"text": "Un", "date": int(text) if text.isdecimal() else text})
        assert article.published is not None, text
        assert warnings == []
        level = (article.published.month is not None) + (article.published.day is not None)
        assert level == (0 if text in years else 1 if text in months else 2), text
        if text in zoned:
            assert article.published == PartialDate(2024, 3, 6), text


def test_every_name_of_a_header_is_a_name_in_records_too() -> None:
    assert {name: field_of(fold(name)) for name in ALIASES} == ALIASES
