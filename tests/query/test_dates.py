from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchidx.dates import DateRange, PartialDate
from searchidx.errors import DateError
from searchidx.query.dates import bounded, parse_range
from tests.query.strategies import partial_dates, ranges

TODAY = date(2024, 5, 17)
DAY = timedelta(days=1)
FORMS = "write for example 2024, 2024-01, 2024-01-15, 15/01/2024 or janvier 2024"

READ = """
2024                            = 2024-01-01 2024-12-31
2024-02                         = 2024-02-01 2024-02-29
 15/01/2024                     = 2024-01-15 2024-01-15
février 2023                    = 2023-02-01 2023-02-28
2023-10..2024-01                = 2023-10-01 2024-01-31
7 octobre 2023 .. 2024          = 2023-10-07 2024-12-31
2024-01-15..2024-01-15          = 2024-01-15 2024-01-15
..2023                          = 0001-01-01 2023-12-31
2024-02..                       = 2024-02-01 9999-12-31
*..2023                         = 0001-01-01 2023-12-31
2024 .. *                       = 2024-01-01 9999-12-31
hier..                          = 2024-05-16 9999-12-31
mois dernier..aujourd’hui       = 2024-04-01 2024-05-17
[2023-10 TO 2024-01]            = 2023-10-01 2024-01-31
[ 2023-10  TO  2024-01 ]        = 2023-10-01 2024-01-31
[2023 AU 7 mai 2024]            = 2023-01-01 2024-05-07
[2023 A 2024]                   = 2023-01-01 2024-12-31
[2023 À 2024]                   = 2023-01-01 2024-12-31
[* TO 2024]                     = 0001-01-01 2024-12-31
[2024 TO *]                     = 2024-01-01 9999-12-31
>=2024-02                       = 2024-02-01 9999-12-31
> 2024-02                       = 2024-03-01 9999-12-31
<=2024-02                       = 0001-01-01 2024-02-29
<2024-02                        = 0001-01-01 2024-01-31
<hier                           = 0001-01-01 2024-05-15
aujourd'hui                     = 2024-05-17 2024-05-17
Aujourd’hui                     = 2024-05-17 2024-05-17
aujourdhui                      = 2024-05-17 2024-05-17
today                           = 2024-05-17 2024-05-17
HIER                            = 2024-05-16 2024-05-16
yesterday                       = 2024-05-16 2024-05-16
avant-hier                      = 2024-05-15 2024-05-15
cette semaine                   = 2024-05-13 2024-05-19
this week                       = 2024-05-13 2024-05-19
semaine dernière                = 2024-05-06 2024-05-12
la semaine  derniere            = 2024-05-06 2024-05-12
last week                       = 2024-05-06 2024-05-12
ce mois                         = 2024-05-01 2024-05-31
ce mois-ci                      = 2024-05-01 2024-05-31
this month                      = 2024-05-01 2024-05-31
mois dernier                    = 2024-04-01 2024-04-30
le mois dernier                 = 2024-04-01 2024-04-30
last month                      = 2024-04-01 2024-04-30
cette année                     = 2024-01-01 2024-12-31
this year                       = 2024-01-01 2024-12-31
année dernière                  = 2023-01-01 2023-12-31
l’année dernière                = 2023-01-01 2023-12-31
an dernier                      = 2023-01-01 2023-12-31
l'an dernier                    = 2023-01-01 2023-12-31
last year                       = 2023-01-01 2023-12-31
1j                              = 2024-05-17 2024-05-17
7j                              = 2024-05-11 2024-05-17
7d                              = 2024-05-11 2024-05-17
7 jours                         = 2024-05-11 2024-05-17
1 jour                          = 2024-05-17 2024-05-17
7 days                          = 2024-05-11 2024-05-17
1day                            = 2024-05-17 2024-05-17
7 derniers jours                = 2024-05-11 2024-05-17
les 7 derniers jours            = 2024-05-11 2024-05-17
last 7 days                     = 2024-05-11 2024-05-17
the last 7 days                 = 2024-05-11 2024-05-17
1 semaine                       = 2024-05-11 2024-05-17
2 semaines                      = 2024-05-04 2024-05-17
2 weeks                         = 2024-05-04 2024-05-17
les 2 dernières semaines        = 2024-05-04 2024-05-17
last 1 week                     = 2024-05-11 2024-05-17
1 mois                          = 2024-04-18 2024-05-17
3mois                           = 2024-02-18 2024-05-17
5 months                        = 2023-12-18 2024-05-17
les 6 derniers mois             = 2023-11-18 2024-05-17
last 3 months                   = 2024-02-18 2024-05-17
1 an                            = 2023-05-18 2024-05-17
2 ans                           = 2022-05-18 2024-05-17
1 année                         = 2023-05-18 2024-05-17
2 dernières années              = 2022-05-18 2024-05-17
1 dernière année                = 2023-05-18 2024-05-17
1 year                          = 2023-05-18 2024-05-17
last 10 years                   = 2014-05-18 2024-05-17
2023ans                         = 0001-05-18 2024-05-17
"""


@pytest.mark.parametrize("line", READ.strip("\n").splitlines())
def test_parse_range_reads(line: str) -> None:
    text, _, days = line.rpartition("=")
    first, last = map(date.fromisoformat, days.split())
    assert parse_range(text, today=TODAY) == DateRange(first, last)


@pytest.mark.parametrize(
    ("text", "quoted", "reason"),
    [
        pytest.param("", "", FORMS, id="nothing"),
        pytest.param("demain", "demain", FORMS, id="another word"),
        pytest.param("2024-13", "2024-13", "there is no month 13", id="no such month"),
        pytest.param(
            "2023..31/02/2024",
            "31/02/2024",
            "there is no day 31 in 2024-02, which has 29",
            id="no such day in a range",
        ),
        pytest.param("2024..2023", "2024..2023", "the end comes before the beginning", id="reversed"),
        pytest.param(
            "[hier TO 2023]",
            "[hier TO 2023]",
            "the end comes before the beginning",
            id="reversed in brackets",
        ),
        pytest.param("..", "..", "the range has neither beginning nor end", id="two open ends"),
        pytest.param("[* TO *]", "[* TO *]", "the range has neither beginning nor end", id="two stars"),
        pytest.param("[2023..2024]", "[2023", FORMS, id="dots in brackets"),
        pytest.param("2022..2023..2024", "2023..2024", FORMS, id="three ends"),
        pytest.param(">", "", FORMS, id="a comparison with nothing"),
        pytest.param("=2024", "=2024", FORMS, id="strictness is no part of a range"),
        pytest.param("<0001-01", "0001-01", "there is no day before it", id="before the first day"),
        pytest.param(">9999-12", "9999-12", "there is no day after it", id="after the last day"),
        pytest.param("0j", "0j", "a number of at least 1 is wanted", id="no days"),
        pytest.param(
            "0 derniers mois", "0 derniers mois", "a number of at least 1 is wanted", id="no months"
        ),
        pytest.param("2024 ans", "2024 ans", "that is before the year 1", id="before the year 1"),
        pytest.param("12345 jours", "12345 jours", FORMS, id="five figures"),
        pytest.param("-7j", "-7j", FORMS, id="a negative number"),
        pytest.param("2024.." + "x" * 61, "x" * 60 + "…", FORMS, id="a long text is cut where it is quoted"),
    ],
)
def test_parse_range_refuses_with_a_reason(text: str, quoted: str, reason: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_range(text, today=TODAY)
    assert str(caught.value) == f"cannot read the date “{quoted}”: {reason}"


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        pytest.param(date(2024, 3, 31), "1 mois", "2024-03", id="a month back from the 31st"),
        pytest.param(
            date(2023, 3, 30), "1 mois", "2023-03-01..2023-03-30", id="a month back to a short month"
        ),
        pytest.param(date(2024, 2, 29), "1 an", "2023-03..2024-02", id="a year back from the leap day"),
        pytest.param(date(2024, 1, 15), "mois dernier", "2023-12", id="last month in January"),
        pytest.param(date(2024, 12, 31), "mois dernier", "2024-11", id="last month on a 31st"),
        pytest.param(date(2024, 1, 1), "hier", "2023-12-31", id="yesterday on the first of January"),
        pytest.param(date(2024, 1, 1), "cette semaine", "2024-01-01..2024-01-07", id="this week on a Monday"),
        pytest.param(
            date(2024, 1, 7), "semaine dernière", "2023-12-25..2023-12-31", id="last week on a Sunday"
        ),
    ],
)
def test_relative_dates_cross_months_and_years(today: date, text: str, expected: str) -> None:
    assert str(parse_range(text, today=today)) == expected


@pytest.mark.parametrize("text", ["hier", "semaine dernière", "mois dernier", "2j", "1 mois"])
def test_nothing_comes_before_the_first_day(text: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_range(text, today=date.min)
    assert str(caught.value) == f"cannot read the date “{text}”: that is before the year 1"


@pytest.mark.parametrize(
    ("bound", "text", "expected"),
    [
        pytest.param("since", "2024-02", "2024-02..", id="since"),
        pytest.param("after", "2024-02", "2024-03..", id="after"),
        pytest.param("until", " 2024-02 ", "..2024-02", id="until"),
        pytest.param("before", "2024-02", "..2024-01", id="before"),
        pytest.param("since", "cette semaine", "2024-05-13..", id="since a week"),
        pytest.param("until", "0001", "0001", id="until the first year"),
        pytest.param("since", "9999", "9999", id="since the last year"),
    ],
)
def test_a_bound_is_a_range_with_an_open_end(bound: str, text: str, expected: str) -> None:
    assert str(bounded(bound, text, today=TODAY)) == expected


@given(ranges)
@settings(deadline=None)
def test_a_range_prints_to_a_text_that_reads_back_to_it(days: DateRange) -> None:
    assert parse_range(str(days), today=TODAY) == days


@given(partial_dates, partial_dates)
@settings(deadline=None)
def test_a_range_runs_from_the_first_day_of_one_to_the_last_of_the_other(
    one: PartialDate, other: PartialDate
) -> None:
    for text in (f"{one}..{other}", f"[{one} TO {other}]"):
        if one.days.first <= other.days.last:
            expected = DateRange(one.days.first, other.days.last)
            assert parse_range(text, today=TODAY) == expected
        else:
            with pytest.raises(DateError):
                parse_range(text, today=TODAY)


@given(partial_dates.filter(lambda partial: partial.days.first != date.min and partial.days.last != date.max))
@settings(deadline=None)
def test_before_and_since_part_all_days_and_so_do_until_and_after(partial: PartialDate) -> None:
    for sign, bound, other_sign, other_bound in (
        ("<", "before", ">=", "since"),
        ("<=", "until", ">", "after"),
    ):
        early = bounded(bound, str(partial), today=TODAY)
        late = bounded(other_bound, str(partial), today=TODAY)
        assert (early.first, early.last + DAY, late.last) == (date.min, late.first, date.max)
        assert parse_range(f"{sign}{partial}", today=TODAY) == early
        assert parse_range(f"{other_sign}{partial}", today=TODAY) == late


@pytest.mark.parametrize(
    ("this", "last", "begins"),
    [
        pytest.param("cette semaine", "semaine dernière", "%u 1", id="weeks begin on Mondays"),
        pytest.param("ce mois", "mois dernier", "%d 01", id="months"),
        pytest.param("cette année", "année dernière", "%j 001", id="years"),
    ],
)
@given(today=st.dates(date(1900, 1, 1), date(2100, 1, 1)))
@settings(deadline=None)
def test_this_period_holds_today_and_follows_the_last_one(
    this: str, last: str, begins: str, today: date
) -> None:
    now, before = parse_range(this, today=today), parse_range(last, today=today)
    assert now.first <= today <= now.last
    assert before.last + DAY == now.first
    assert now.first.strftime(begins[:2]) == before.first.strftime(begins[:2]) == begins[3:]


@given(st.dates(date(1000, 1, 1)), st.integers(1, 9999))
@settings(deadline=None)
def test_the_last_days_are_so_many_and_end_today(today: date, number: int) -> None:
    days = parse_range(f"{number}j", today=today)
    assert (days.first + timedelta(days=number - 1), days.last) == (today, today)


@given(
    st.text(max_size=12)
    | st.lists(
        st.sampled_from(
            [*"0129/-. *[]<>=", "..", " TO ", "er", " mai ", "2023", "hier", " jours", "mois", "ans"]
        )
    ).map("".join),
    st.dates(),
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_range_or_a_date_error(text: str, today: date) -> None:
    with suppress(DateError):
        parse_range(text, today=today)
