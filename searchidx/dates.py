"""What is a day, a month, a range?

The press dates an article to the day, the month or the year.  A partial date
*is* the range of its days, so nothing here rounds up or down.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Self

from searchidx.errors import DateError

_DECEMBER: Final = 12
_LONGEST_MONTH: Final = 31
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev february feb",
            "mars mar march",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS: Final = (
    "lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday "
    r"lun\.? mar\.? mer\.? jeu\.? ven\.? sam\.? dim\.? mon\.? tues?\.? wed\.? thu(?:rs?)?\.? fri\.? sat\.? sun\.?"
).replace(" ", "|")
_MONTH: Final = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_HOURS_FROM_UTC: Final = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "cet": 1, "cest": 2,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
"""The names of zones in ISO 8601 and RFC 822, and the two of Paris."""
_ZONE: Final = rf"(?: ?\(?(?P<zone>(?:utc|gmt)?[+-][0-9]{{2}}(?::?[0-9]{{2}})?|{'|'.join(_HOURS_FROM_UTC)})(?:\)| \([^()]*\)|\[[a-z/_]+\])?)?"
_TIME: Final = (
    r"(?:(?:t|,? (?:(?:a|at|-) )?)(?P<hour>[0-9]{1,2})"
    r"(?: ?h(?![0-9a-z])| ?[:h] ?(?P<minute>[0-9]{2})(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?)(?: ?(?P<half>[ap])\.?m\.?)?"
    rf"{_ZONE})?"
)
_BEFORE: Final = rf"(?:(?:(?:publiee?|parue?|mise? en ligne) )?le )?(?:(?:{_WEEKDAYS}),? )?"
_ORDINAL: Final = "(?:st|nd|rd|th)?"
_FORMS: Final = (  # compiled when they are tried: most dates have the first
    r"(?P<year>[0-9]{4})(?:(?P<sep>[-/])(?P<month>[0-9]{1,2})(?:(?P=sep)(?P<day>[0-9]{1,2}))?)?",
    rf"(?P<year>[0-9]{{4}})(?P<sep>[-/.])(?P<month>[0-9]{{1,2}})(?P=sep)(?P<day>[0-9]{{1,2}}){_TIME}",
    (
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
        rf"(?:t?(?P<hour>[0-9]{{2}})(?P<minute>[0-9]{{2}})(?:[0-9]{{2}})?{_ZONE})?"
    ),
    rf"{_BEFORE}(?P<day>[0-9]{{1,2}})/(?P<month>[0-9]{{1,2}})/(?P<year>[0-9]{{4}}){_TIME}",
    r"(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})",
    rf"{_BEFORE}(?P<day>[0-9]{{1,2}})(?P<sep>[.-])(?P<month>[0-9]{{1,2}})(?P=sep)(?P<year>[0-9]{{4}}){_TIME}",
    rf"{_BEFORE}(?P<day>1er|[0-9]{{1,2}}){_ORDINAL}[ -]{_MONTH},?[ -](?P<year>[0-9]{{4}}){_TIME}",
    rf"{_MONTH} (?P<year>[0-9]{{4}})",
    (
        rf"(?:(?:{_WEEKDAYS}) )?{_MONTH} (?P<day>[0-9]{{1,2}}) (?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}}):[0-9]{{2}}{_ZONE}"
        r" (?P<year>[0-9]{4})"
    ),
    rf"(?:(?:{_WEEKDAYS}),? )?{_MONTH} (?P<day>[0-9]{{1,2}}){_ORDINAL},? (?P<year>[0-9]{{4}}){_TIME}",
)
HERE: Final = "Europe/Paris"
"""The zone whose day is meant, where a date tells its hour and its zone."""
_NOON, _DAY_HOURS, _HOUR_MINUTES = 12, 24, 60
_FIRST_EPOCH: Final = 10**8
_LAST_EPOCH: Final = 10**20
_MARKS: Final = re.compile("[\u0300-\u036f]+")
_LONGEST: Final = 60
_LONGEST_DATE: Final = 100  # JavaScript names the zone in words


def month_length(year: int, month: int) -> int:
    """Return the days of a month."""
    return _LONGEST_MONTH if month == _DECEMBER else (date(year, month + 1, 1) - date(year, month, 1)).days


@dataclass(frozen=True, slots=True, order=True)
class DateRange:
    """The days from ``first`` to ``last``, both included.

    An open end is ``date.min`` or ``date.max``, so no caller tests for None.

    >>> str(DateRange(date(2024, 1, 1), date(2024, 1, 31))), str(DateRange(last=date(2023, 12, 31)))
    ('2024-01', '..2023')
    """

    first: date = date.min
    last: date = date.max

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise DateError(f"{self.first}..{self.last}", "the end comes before the beginning")

    @classmethod
    def fromordinals(cls, first: int, last: int) -> Self:
        """Make a range of two `date.toordinal` numbers."""
        return cls(date.fromordinal(first), date.fromordinal(last))

    def overlaps(self, other: "DateRange") -> bool:
        return self.first <= other.last and other.first <= self.last

    def contains(self, other: "DateRange") -> bool:
        return self.first <= other.first and other.last <= self.last

    def __str__(self) -> str:
        """Return the shortest ``first..last`` that reads back to the same days."""
        first, last = self.first, self.last
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            head, tail = f"{first.year:04}", f"{last.year:04}"
        elif first.day == 1 and last.day == month_length(last.year, last.month):
            head, tail = first.isoformat()[:7], last.isoformat()[:7]
        else:
            head, tail = first.isoformat(), last.isoformat()
        if head == tail:
            return head
        if (first, last) == (date.min, date.max):
            return f"{head}..{tail}"
        return f"{'' if first == date.min else head}..{'' if last == date.max else tail}"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, one of its months, or a single day.

    >>> PartialDate.parse("1er mai 2023"), str(PartialDate.parse("janv. 2024"))
    (PartialDate(year=2023, month=5, day=1), '2024-01')
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not date.min.year <= self.year <= date.max.year:
            raise DateError(str(self), "years run from 0001 to 9999")
        if self.month is None:
            if self.day is not None:
                raise DateError(str(self), "a day needs its month")
            return
        if not 1 <= self.month <= 12:  # noqa: PLR2004  the year has twelve
            raise DateError(str(self), f"there is no month {self.month}")
        if self.day is not None:
            longest = month_length(self.year, self.month)
            if not 1 <= self.day <= longest:
                raise DateError(
                    str(self),
                    f"there is no day {self.day} in {self.year:04}-{self.month:02}, which has {longest}",
                )

    @property
    def days(self) -> DateRange:
        """The days it may mean."""
        first_month, last_month = (1, 12) if self.month is None else (self.month, self.month)
        last_day = self.day or month_length(self.year, last_month)
        return DateRange(date(self.year, first_month, self.day or 1), date(self.year, last_month, last_day))

    def __str__(self) -> str:
        month = "" if self.month is None else f"-{self.month:02}"
        day = "" if self.day is None else f"-{self.day:02}"
        return f"{self.year:04}{month}{day}"

    @classmethod
    def parse(cls, text: str, zone: str = HERE) -> Self:
        """Read ISO 8601, RFC 822, ``15/01/2024``, ``12 mars 2024 à 14h30``, ``January 2024``.

        The day of a time with a zone is the one in `zone` then; other times are left out.

        Raises
        ------
        DateError
            where the text has another form, or names a day that does not exist.

        >>> str(PartialDate.parse("Tue, 05 Mar 2024 23:30:00 GMT"))
        '2024-03-06'
        """
        match = _match(text)
        if match is None:
            raise DateError(
                shorten(text), "write for example 2024, 2024-01, 2024-01-15, 15/01/2024 or janvier 2024"
            )
        found = match.groupdict()
        try:
            read = cls(int(found["year"]), _number(found.get("month")), _number(found.get("day")))
            return read if found.get("zone") is None else cls._moved(read, found, zone)
        except DateError as error:
            raise DateError(shorten(text), error.reason) from None

    @classmethod
    def from_epoch(cls, number: float, zone: str = HERE) -> Self:
        """Read seconds since 1970, or milliseconds, microseconds, nanoseconds: the day in a zone.

        Numbers from 100 million on are read, which is 1973 in seconds; a thousand times that is 1973 in milliseconds, and
        so on.

        Raises
        ------
        DateError
            where the number is too small or too large for any.

        >>> str(PartialDate.from_epoch(1_709_681_400)), str(PartialDate.from_epoch(1_709_681_400_000))
        ('2024-03-06', '2024-03-06')
        """
        if not _FIRST_EPOCH <= abs(number) < _LAST_EPOCH:
            raise DateError(shorten(str(number)), "it is neither seconds nor milliseconds since 1970")
        seconds = number
        while abs(seconds) >= _FIRST_EPOCH * 1000:
            seconds /= 1000
        return cls._of(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds), zone)

    @classmethod
    def of(cls, moment: date, zone: str = HERE) -> Self:
        """Return the day of a date, or of a `datetime`: in `zone`, where it has a zone."""
        if isinstance(moment, datetime) and moment.tzinfo is not None:
            return cls._of(moment, zone)
        return cls(moment.year, moment.month, moment.day)

    @classmethod
    def _moved(cls, day: Self, found: Mapping[str, str | None], zone: str) -> Self:
        """Return the day in a zone, of a time that was told in another."""
        hour, minute = int(found["hour"] or 0), int(found.get("minute") or 0)
        if found.get("half"):
            hour = hour % _NOON + (_NOON if found["half"] == "p" else 0)
        if hour > _DAY_HOURS or minute >= _HOUR_MINUTES:
            raise DateError(str(day), f"there is no time {hour}:{minute:02}")
        minutes = hour * _HOUR_MINUTES + minute - _minutes_from_utc(found["zone"] or "")
        try:
            midnight = datetime(day.year, day.month or 1, day.day or 1, tzinfo=UTC)
            return cls._of(midnight + timedelta(minutes=minutes), zone)
        except OverflowError:
            raise DateError(str(day), "years run from 0001 to 9999") from None

    @classmethod
    def _of(cls, moment: datetime, zone: str) -> Self:
        from zoneinfo import ZoneInfo  # noqa: PLC0415  a search reads no times

        here = moment.astimezone(ZoneInfo(zone))
        return cls(here.year, here.month, here.day)


def is_shaped_as_date(text: str) -> bool:
    """Tell whether a text has the form of a date, though the day may not exist.

    >>> is_shaped_as_date("31 février 2024"), is_shaped_as_date("février")
    (True, False)
    """
    return _match(text) is not None


def fold(text: str) -> str:
    """Lower-case a text of the date grammar, take its marks off, and make its spaces and apostrophes plain."""
    if text.isascii():
        return " ".join(text.lower().split())
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text.replace("’", "'")))
    if not bare.isascii():  # other marks are rare, and a look at each character is dear
        bare = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(bare.lower().split())


def shorten(text: str) -> str:
    """Cut a text that is quoted in an error."""
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _match(text: str) -> re.Match[str] | None:
    if len(text) > 4 * _LONGEST_DATE or len(folded := fold(text)) > _LONGEST_DATE:
        return None
    return next((found for form in _FORMS if (found := re.fullmatch(form, folded))), None)


def _minutes_from_utc(zone: str) -> int:
    if zone in _HOURS_FROM_UTC:
        return _HOURS_FROM_UTC[zone] * _HOUR_MINUTES
    sign, figures = zone.removeprefix("utc").removeprefix("gmt")[0], re.sub("[^0-9]", "", zone)
    minutes = int(figures[:2]) * _HOUR_MINUTES + int(figures[2:] or 0)
    return -minutes if sign == "-" else minutes


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    return _MONTHS.get(text) or int(text.removesuffix("er"))
