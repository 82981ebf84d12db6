from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from searchidx.article import Article
from searchidx.dates import DateRange, PartialDate
from searchidx.engine.base import Order, facet_values, sorted_facet
from searchidx.engine.ranking import bm25f, evidence, sort_key


def said(frequency: int = 1, length: int = 100, weight: float = 1.0) -> float:
    return evidence(frequency=frequency, length=length, mean_length=100.0, weight=weight)


def score(frequency: int = 1, length: int = 100, holding: int = 5, weight: float = 1.0) -> float:
    return bm25f(said(frequency, length), holding=holding, articles=10, weight=weight)


def test_a_score_grows_with_frequency_and_rarity_and_shrinks_with_length() -> None:
    assert score(frequency=1) < score(frequency=2) < score(frequency=50)
    assert score(holding=10) < score(holding=5) < score(holding=1)
    assert score(length=1000) < score(length=100) < score(length=1)
    assert score(weight=3.0) == 3 * score()


def test_a_field_that_counts_more_says_more_and_fields_saturate_together() -> None:
    title, body = said(length=10, weight=3.0), said(frequency=2)
    alone = [bm25f(part, holding=5, articles=10, weight=1.0) for part in (title, body)]
    both = bm25f(title + body, holding=5, articles=10, weight=1.0)
    assert said() < said(weight=3.0) == 3 * said()
    assert max(alone) < both < sum(alone)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 10))
def test_a_score_is_above_zero_and_below_its_idf(frequency: int, length: int, holding: int) -> None:
    assert 0 < score(frequency, length, holding) < 3.1


def test_relevance_breaks_ties_by_date_then_id() -> None:
    day, month = DateRange(date(2024, 1, 2), date(2024, 1, 2)), PartialDate(2024, 1).days
    keys = [
        sort_key(Order.RELEVANCE, 2.0, None, "z"),
        sort_key(Order.RELEVANCE, 1.0, day, "b"),
        sort_key(Order.RELEVANCE, 1.0, day, "c"),
        sort_key(Order.RELEVANCE, 1.0, month, "a"),
        sort_key(Order.RELEVANCE, 1.0, None, "a"),
    ]
    assert all(before < after for before, after in pairwise(keys))


def test_facets_of_dates_follow_and_others_are_by_number() -> None:
    assert sorted_facet("month", {"2024-02": 1, "2023": 5, "2024-01": 3}) == [
        ("2023", 5),
        ("2024-01", 3),
        ("2024-02", 1),
    ]
    assert sorted_facet("tag", {"b": 1, "c": 5, "a": 1}) == [("c", 5), ("a", 1), ("b", 1)]


def test_facet_values_keep_the_precision_of_a_date() -> None:
    article = Article(
        "1", "T", "", published=PartialDate(2024, 3, 5), authors=("A", "B"), tags=("t",), section="S"
    )
    expected = {
        "year": ["2024"],
        "month": ["2024-03"],
        "author": ["A", "B"],
        "tag": ["t"],
        "section": ["S"],
        "source": [],
    }
    assert {facet: list(facet_values(article, facet)) for facet in expected} == expected
