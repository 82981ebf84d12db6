import unicodedata
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchidx.dates import DateRange, PartialDate, fold, shorten
from searchidx.errors import DateError
from tests.query.strategies import partial_dates, ranges

FORMS = "write for example 2024, 2024-01, 2024-01-15, 15/01/2024 or janvier 2024"
MONTHS = [
    "janvier janv. jan January Jan.",
    "février fevrier fév. févr. February feb",
    "mars march Mar",
    "avril avr. April apr",
    "mai May",
    "juin June jun",
    "juillet juil. July jul",
    "août aout August aug",
    "septembre sept. sep September",
    "octobre oct. October",
    "novembre nov. November",
    "décembre déc. dec December",
]
WEEKDAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday"

READ = """
2024                                = 2024
0001                                = 0001
2024-01                             = 2024-01
2024-1                              = 2024-01
2024-01-15                          = 2024-01-15
2024-1-5                            = 2024-01-05
2024-02-29                          = 2024-02-29
15/01/2024                          = 2024-01-15
5/1/2024                            = 2024-01-05
01/2024                             = 2024-01
janvier 2024                        = 2024-01
1er mai 2023                        = 2023-05-01
1ER MAI 2023                        = 2023-05-01
1 mai 2023                          = 2023-05-01
  12   mars\u00a02024               = 2024-03-12
de\u0301c. 2023                     = 2023-12
mardi 12 mars 2024                  = 2024-03-12
March 12, 2024                      = 2024-03-12
March 12 2024                       = 2024-03-12
Tuesday, 12 March 2024              = 2024-03-12
２０２４                            = 2024
2024-01-15T10:30                    = 2024-01-15
2024-01-15 10:30                    = 2024-01-15
2024-01-15T10:30:59                 = 2024-01-15
2024-01-15T10:30:59.123456789Z      = 2024-01-15
2024-01-15T10:30:59.123456789 +01:00 = 2024-01-15
2024-01-15T10:30:59,5 UTC           = 2024-01-15
2024-01-15t10:30z                   = 2024-01-15
2024-01-15T23:30:00+01:00           = 2024-01-15
2024-01-15T23:30-0500               = 2024-01-16
2024-01-15 10:30 GMT                = 2024-01-15
2024-01-15T23:30:00Z                = 2024-01-16
2024-07-15T22:30:00Z                = 2024-07-16
2024-01-15T22:30:00Z                = 2024-01-15
2024-01-15T24:00:00Z                = 2024-01-16
2024-01-15 23:30:00+00              = 2024-01-16
20240115                            = 2024-01-15
20240115T233000Z                    = 2024-01-16
2024/01/15 10:30                    = 2024-01-15
Mon, 15 Jan 2024 10:30:00 +0100     = 2024-01-15
Mon, 15 Jan 2024 23:30:00 GMT       = 2024-01-16
15 Jan 2024 18:30:00 EST            = 2024-01-16
lun. 15 janv. 2024                  = 2024-01-15
mardi 5 mars 2024 à 14h30           = 2024-03-05
le mardi 5 mars 2024 à 14 h 30      = 2024-03-05
Publié le 5 mars 2024 à 14h         = 2024-03-05
5 mars 2024, 14:30                  = 2024-03-05
05/03/2024 à 14h30                  = 2024-03-05
05/03/2024 23:30 UTC                = 2024-03-06
March 5, 2024 at 7:30 p.m. EST      = 2024-03-06
March 5, 2024, 12:30 am UTC         = 2024-03-05
5-Mar-2024                          = 2024-03-05
Tue Mar  5 23:30:00 2024            = 2024-03-05
Tue Mar 05 23:30:00 +0000 2024      = 2024-03-06
20240305233000                      = 2024-03-05
2024/03                             = 2024-03
2024.03.05                          = 2024-03-05
March 5th, 2024                     = 2024-03-05
5 Mars, 2024                        = 2024-03-05
mardi 05/03/2024                    = 2024-03-05
Publiée le 05/03/2024 à 14:30       = 2024-03-05
le 05.03.2024                       = 2024-03-05
Mis en ligne le mardi 5 mars 2024   = 2024-03-05
2024-03-05T23:30:00.000+00:00[Africa/Dakar] = 2024-03-06
Tue Mar 05 2024 23:30:00 GMT+0000 (heure moyenne de Greenwich, au fil des saisons) = 2024-03-06
"""


@pytest.mark.parametrize("line", READ.strip("\n").splitlines())
def test_a_partial_date_is_read(line: str) -> None:
    text, expected = line.split("=")
    assert str(PartialDate.parse(text)) == expected.strip()


@pytest.mark.parametrize("power", range(4))
def test_seconds_since_1970_may_be_told_in_thousandths_up_to_the_ninth_place(power: int) -> None:
    assert str(PartialDate.from_epoch(1_709_681_400 * 1000**power)) == "2024-03-06"


def test_the_precision_of_a_date_is_kept() -> None:
    texts = ["2024", "janv. 2024", "1er janvier 2024"]
    assert [PartialDate.parse(text) for text in texts] == [
        PartialDate(2024),
        PartialDate(2024, 1),
        PartialDate(2024, 1, 1),
    ]


@pytest.mark.parametrize(("number", "names"), [*enumerate(MONTHS, start=1)])
def test_every_month_is_read_in_full_and_in_short_in_both_languages(number: int, names: str) -> None:
    for name in names.split():
        assert PartialDate.parse(f"{name} 2023") == PartialDate(2023, number)
        assert PartialDate.parse(f"3 {name.upper()} 2023") == PartialDate(2023, number, 3)


@pytest.mark.parametrize("weekday", WEEKDAYS.split())
def test_every_weekday_is_passed_over(weekday: str) -> None:
    assert PartialDate.parse(f"{weekday} 12 mars 2024") == PartialDate(2024, 3, 12)
    assert PartialDate.parse(f"{weekday.title()}, 12 mars 2024") == PartialDate(2024, 3, 12)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", FORMS, id="nothing"),
        pytest.param("hier", FORMS, id="relative"),
        pytest.param("24", FORMS, id="a year of two figures"),
        pytest.param("12 brumaire 2024", FORMS, id="another calendar"),
        pytest.param("123 mai 2024", FORMS, id="a day of three figures"),
        pytest.param("mars", FORMS, id="a month without a year"),
        pytest.param("2er mai 2024", FORMS, id="second with the ending of first"),
        pytest.param("2024..2025", FORMS, id="a range"),
        pytest.param("2024-01-15T10", FORMS, id="half a time"),
        pytest.param("٢٠٢٤", FORMS, id="other figures"),
        pytest.param("0000", "years run from 0001 to 9999", id="the year 0"),
        pytest.param("2024-00", "there is no month 0", id="month 0"),
        pytest.param("2024-13-45", "there is no month 13", id="month 13"),
        pytest.param("01/13/2024", "there is no month 13", id="the month comes second"),
        pytest.param("2024-01-00", "there is no day 0 in 2024-01, which has 31", id="day 0"),
        pytest.param("31/02/2024", "there is no day 31 in 2024-02, which has 29", id="the end of February"),
        pytest.param(
            "29 février 2023", "there is no day 29 in 2023-02, which has 28", id="February without a leap day"
        ),
        pytest.param("2024-01-15T25:00Z", "there is no time 25:00", id="hour 25"),
        pytest.param(
            "0001-01-01T00:00+14:00", "years run from 0001 to 9999", id="a zone before the first year"
        ),
        pytest.param("05/03/24", FORMS, id="a year of two figures behind a month"),
        pytest.param("31 avril 0800", "there is no day 31 in 0800-04, which has 30", id="an early year"),
    ],
)
def test_what_is_no_date_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(DateError) as caught:
        PartialDate.parse(text)
    assert (caught.value.text, str(caught.value)) == (text, f"cannot read the date “{text}”: {reason}")


def test_a_long_text_is_cut_where_it_is_quoted() -> None:
    with pytest.raises(DateError) as caught:
        PartialDate.parse("mars 2024 " * 7)
    assert str(caught.value) == f"cannot read the date “{'mars 2024 ' * 6}…”: {FORMS}"


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        pytest.param((0, None, None), "years run from 0001 to 9999", id="year 0"),
        pytest.param((10_000, None, None), "years run from 0001 to 9999", id="year 10000"),
        pytest.param((2024, None, 5), "a day needs its month", id="a day without a month"),
        pytest.param((2024, 13, None), "there is no month 13", id="month 13"),
        pytest.param((2024, -1, None), "there is no month -1", id="a negative month"),
        pytest.param((2024, 4, 31), "there is no day 31 in 2024-04, which has 30", id="31 April"),
    ],
)
def test_there_is_no_partial_date_that_is_none(
    numbers: tuple[int, int | None, int | None], reason: str
) -> None:
    with pytest.raises(DateError) as caught:
        PartialDate(*numbers)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("partial", "first", "last"),
    [
        pytest.param(PartialDate(2024), "2024-01-01", "2024-12-31", id="a year"),
        pytest.param(PartialDate(2024, 2), "2024-02-01", "2024-02-29", id="a month of a leap year"),
        pytest.param(PartialDate(2023, 2), "2023-02-01", "2023-02-28", id="a month of another year"),
        pytest.param(PartialDate(2024, 12), "2024-12-01", "2024-12-31", id="December"),
        pytest.param(PartialDate(2024, 1, 15), "2024-01-15", "2024-01-15", id="a day"),
        pytest.param(PartialDate(1), "0001-01-01", "0001-12-31", id="the first year"),
        pytest.param(PartialDate(9999, 12), "9999-12-01", "9999-12-31", id="the last month"),
    ],
)
def test_a_partial_date_is_the_range_of_its_days(partial: PartialDate, first: str, last: str) -> None:
    assert partial.days == DateRange(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param("2024-01-15", "2024-01-15", "2024-01-15", id="a day"),
        pytest.param("2024-02-01", "2024-02-29", "2024-02", id="a month"),
        pytest.param("2024-01-01", "2024-12-31", "2024", id="a year"),
        pytest.param("2023-01-01", "2024-12-31", "2023..2024", id="years"),
        pytest.param("2023-10-01", "2024-01-31", "2023-10..2024-01", id="months"),
        pytest.param("2023-01-01", "2024-11-30", "2023-01..2024-11", id="a year and some months"),
        pytest.param("2024-02-01", "2024-02-28", "2024-02-01..2024-02-28", id="nearly a month"),
        pytest.param("2024-01-02", "2024-12-31", "2024-01-02..2024-12-31", id="nearly a year"),
        pytest.param("0001-01-01", "2023-12-31", "..2023", id="an open beginning"),
        pytest.param("2024-02-10", "9999-12-31", "2024-02-10..", id="an open end"),
        pytest.param("0001-01-01", "9999-12-31", "0001..9999", id="all days"),
        pytest.param("0001-01-01", "0001-12-31", "0001", id="the first year"),
        pytest.param("9999-12-01", "9999-12-31", "9999-12", id="the last month"),
        pytest.param("0001-01-01", "0001-01-01", "0001-01-01", id="the first day"),
    ],
)
def test_a_range_prints_the_shortest_text(first: str, last: str, expected: str) -> None:
    assert str(DateRange(date.fromisoformat(first), date.fromisoformat(last))) == expected


def test_a_range_is_open_where_no_end_is_given() -> None:
    assert DateRange() == DateRange(date(1, 1, 1), date(9999, 12, 31))


def test_a_range_does_not_end_before_it_begins() -> None:
    with pytest.raises(DateError) as caught:
        DateRange(date(2024, 1, 2), date(2024, 1, 1))
    assert str(caught.value) == (
        "cannot read the date “2024-01-02..2024-01-01”: the end comes before the beginning"
    )


def test_ranges_sort_by_first_day_then_by_last() -> None:
    texts = ["2024-01-02", "2024", "2024-01-01", "2024-01", "2023-12-31"]
    days = sorted(PartialDate.parse(text).days for text in texts)
    assert [str(each) for each in days] == ["2023-12-31", "2024-01-01", "2024-01", "2024", "2024-01-02"]


@given(ranges)
@settings(deadline=None)
def test_a_range_comes_back_from_its_ordinals(days: DateRange) -> None:
    assert DateRange.fromordinals(days.first.toordinal(), days.last.toordinal()) == days


@given(partial_dates)
@settings(deadline=None)
def test_a_partial_date_prints_to_a_text_that_reads_back_to_it(partial: PartialDate) -> None:
    assert PartialDate.parse(str(partial)) == partial


@given(partial_dates)
@settings(deadline=None)
def test_a_partial_date_prints_as_the_range_of_its_days(partial: PartialDate) -> None:
    assert str(partial.days) == str(partial)


_week = st.lists(st.integers(0, 6), min_size=2, max_size=2).map(sorted)


@given(_week, _week)
@settings(deadline=None)
def test_ranges_overlap_and_contain_as_sets_of_days_do(one: list[int], other: list[int]) -> None:
    monday = date(2024, 2, 26)
    left, right = (
        DateRange(monday + timedelta(days=first), monday + timedelta(days=last))
        for first, last in (one, other)
    )
    left_days, right_days = (set(range(first, last + 1)) for first, last in (one, other))
    assert left.overlaps(right) == (not left_days.isdisjoint(right_days))
    assert left.contains(right) == (left_days >= right_days)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("  Février\u00a02024\n", "fevrier 2024", id="case, marks and spaces"),
        pytest.param("jusqu’à", "jusqu'a", id="apostrophe"),
        pytest.param(
            unicodedata.normalize("NFD", "Année dernière"), "annee derniere", id="marks that combine"
        ),
        pytest.param("２０２４", "2024", id="wide figures"),
    ],
)
def test_fold_makes_a_text_plain(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text(max_size=20))
@settings(deadline=None)
def test_what_is_folded_stays(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_shorten_cuts_a_text_of_more_than_sixty_characters() -> None:
    assert (shorten("x" * 60), shorten("x" * 61)) == ("x" * 60, "x" * 60 + "…")


@given(st.text(max_size=20) | st.text("0129/-.: terTZ+mai", max_size=20))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_partial_date_or_a_date_error(text: str) -> None:
    with suppress(DateError):
        PartialDate.parse(text)
