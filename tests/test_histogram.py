"""Months and years in a row."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from searchidx.histogram import spread

years = st.integers(1, 9999).map(lambda year: f"{year:04}")
months = st.builds(lambda year, month: f"{year:04}-{month:02}", st.integers(1990, 2030), st.integers(1, 12))
numbers = st.integers(1, 5)


@given(st.dictionaries(months | years, numbers))
def test_months_are_all_those_from_the_first_to_the_last(counts: dict[str, int]) -> None:
    shown, wider = spread({"month": sorted(counts.items()), "tag": [("b", 2), ("a", 1)]})
    named = dict(shown["month"])
    assert shown["tag"] == [("b", 2), ("a", 1)]
    assert len(named) == len(shown["month"])
    assert {month: number for month, number in named.items() if number} == {
        month: number for month, number in counts.items() if "-" in month
    }
    assert dict(wider.get("month", ())) == {year: n for year, n in counts.items() if "-" not in year}
    expected = []
    precise = sorted(value for value in counts if "-" in value)
    if precise:
        day, last = date.fromisoformat(f"{precise[0]}-01"), date.fromisoformat(f"{precise[-1]}-01")
        while day <= last:
            expected.append(day.isoformat()[:7])
            day = (day + timedelta(days=31)).replace(day=1)
    assert [month for month, _ in shown["month"]] == expected


@given(st.dictionaries(st.integers(1990, 2030).map(str), numbers))
def test_years_are_all_those_from_the_first_to_the_last(counts: dict[str, int]) -> None:
    shown, wider = spread({"year": sorted(counts.items())})
    assert wider == {}
    expected = range(int(min(counts)), int(max(counts)) + 1) if counts else ()
    assert shown["year"] == [(str(year), counts.get(str(year), 0)) for year in expected]
