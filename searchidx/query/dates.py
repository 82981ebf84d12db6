"""Dates in a query: ``2024``, ``2023-10..2024-01``, ``>=2024-01-15``, ``janvier 2024``, ``mois dernier``.

Each is a range of days.  ``a..b`` runs from the first day of a to the last day of b.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from searchidx.dates import DateRange, PartialDate, fold, month_length, shorten
from searchidx.errors import DateError

_BRACKETS: Final = re.compile(r"\[\s*(\S.*?)\s+(?:TO|À|A|AU)\s+(\S.*?)\s*\]", re.DOTALL | re.IGNORECASE)
_LAST_DAYS: Final = re.compile(
    r"(?P<n>[0-9]{1,4}) ?(?P<unit>j|d|days?|jours?|semaines?|weeks?|mois|months?|ans?|annees?|years?)"
    r"|(?:les )?(?P<n2>[0-9]{1,4}) derni(?:er|ere)s? (?P<unit2>jours?|semaines?|mois|ans?|annees?)"
    r"|(?:the )?last (?P<n3>[0-9]{1,4}) (?P<unit3>days?|weeks?|months?|years?)"
)
_COMPARISONS: Final = {">=": "since", "<=": "until", ">": "after", "<": "before"}


def parse_range(text: str, *, today: date) -> DateRange:
    """Read the days that a date clause asks for.

    Raises
    ------
    DateError
        where the text is no date, or an end comes before its beginning.

    >>> str(parse_range("7 octobre 2023..2024-01", today=date(2024, 5, 17)))
    '2023-10-07..2024-01-31'
    """
    text = text.strip()
    for sign, bound in _COMPARISONS.items():
        if text.startswith(sign):
            return bounded(bound, text[len(sign) :], today=today)
    bracketed = _BRACKETS.fullmatch(text)
    head, dots, tail = (bracketed[1], "..", bracketed[2]) if bracketed else text.partition("..")
    if not dots:
        return _period(text, today)
    head, tail = ("" if end.strip() == "*" else end.strip() for end in (head, tail))
    if not (head or tail):
        raise DateError(shorten(text), "the range has neither beginning nor end")
    first = _period(head, today).first if head else date.min
    last = _period(tail, today).last if tail else date.max
    if first > last:
        raise DateError(shorten(text), "the end comes before the beginning")
    return DateRange(first, last)


def bounded(bound: str, text: str, *, today: date) -> DateRange:
    """Read the days ``since`` (inclusive), ``after``, ``until`` (inclusive) or ``before`` a date.

    Raises
    ------
    DateError
        where the text is no date, or no day lies there.

    >>> str(bounded("before", "2024", today=date(2024, 5, 17)))
    '..2023'
    """
    days = _period(text.strip(), today)
    try:
        match bound:
            case "since":
                return DateRange(first=days.first)
            case "after":
                return DateRange(first=days.last + timedelta(days=1))
            case "until":
                return DateRange(last=days.last)
            case _:
                return DateRange(last=days.first - timedelta(days=1))
    except OverflowError:
        raise DateError(shorten(text), f"there is no day {bound} it") from None


def _period(text: str, today: date) -> DateRange:
    folded = fold(text)
    relative = _RELATIVE.get(folded)
    try:
        if relative is not None:
            return relative(today)
        if counted := _LAST_DAYS.fullmatch(folded):
            number = int(counted["n"] or counted["n2"] or counted["n3"])
            unit = counted["unit"] or counted["unit2"] or counted["unit3"]
            return _last(number, unit, today, text)
    except (OverflowError, ValueError):
        raise DateError(shorten(text), "that is before the year 1") from None
    return PartialDate.parse(text).days


def _last(number: int, unit: str, today: date, text: str) -> DateRange:
    """Return the days of the last ``number`` units, today included."""
    if number == 0:
        raise DateError(shorten(text), "a number of at least 1 is wanted")
    if unit[0] in "jd":
        return DateRange(today - timedelta(days=number - 1), today)
    if unit[0] in "sw":
        return DateRange(today - timedelta(days=7 * number - 1), today)
    months = number if unit[0] == "m" else 12 * number
    return DateRange(_months_before(today, months) + timedelta(days=1), today)


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))


def _day(today: date, shift: int) -> DateRange:
    day = today + timedelta(days=shift)
    return DateRange(day, day)


def _week(today: date, shift: int) -> DateRange:
    monday = today - timedelta(days=today.weekday() - 7 * shift)
    return DateRange(monday, monday + timedelta(days=6))


def _month(today: date, shift: int) -> DateRange:
    first = _months_before(today.replace(day=1), -shift)
    return PartialDate(first.year, first.month).days


def _year(today: date, shift: int) -> DateRange:
    return PartialDate(today.year + shift).days


def _named(
    period: Callable[[date, int], DateRange], shift: int, names: str
) -> dict[str, Callable[[date], DateRange]]:
    return dict.fromkeys(names.split(", "), lambda today: period(today, shift))


_RELATIVE: Final[dict[str, Callable[[date], DateRange]]] = {
    **_named(_day, 0, "aujourd'hui, aujourdhui, today"),
    **_named(_day, -1, "hier, yesterday"),
    **_named(_day, -2, "avant-hier"),
    **_named(_week, 0, "cette semaine, this week"),
    **_named(_week, -1, "semaine derniere, la semaine derniere, last week"),
    **_named(_month, 0, "ce mois, ce mois-ci, this month"),
    **_named(_month, -1, "mois dernier, le mois dernier, last month"),
    **_named(_year, 0, "cette annee, this year"),
    **_named(_year, -1, "annee derniere, l'annee derniere, an dernier, l'an dernier, last year"),
}
