"""Facets in a terminal: values, numbers and bars."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final, NamedTuple
from unicodedata import combining, east_asian_width

import searchidx
from searchidx.cli.draw import Paper, one_line

_INDENT: Final = 3
_WIDEST_BAR: Final = 40
_NARROWEST_BAR: Final = 4
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"
_LONG: Final = 12
"""Months or years without an article that are drawn one by one; more are drawn as one line."""
_DATES: Final = ("year", "month")


class _Row(NamedTuple):
    """A value and its number; or None, for so many values without an article."""

    label: str
    number: int | None
    values: int = 1


def chart(facet: str, results: "searchidx.Results", paper: Paper) -> str:
    """Draw a facet; nothing where there are no hits.

    Names are shown from the most frequent on, dates up to the latest; what is left out is counted.  Where the width is
    known, bars show the numbers.
    """
    values, wider = results.facets[facet], results.wider.get(facet, [])
    if not (values or wider):
        return f"{facet}: none" if results.total else ""
    dated = facet in _DATES
    rows = _gaps_drawn(values, facet) if dated else [_Row(one_line(value), n) for value, n in values]
    left_out = max(0, len(rows) - paper.values) if paper.values else 0
    more = []
    if left_out and dated:
        earlier = sum(row.values for row in rows[:left_out])
        articles = sum(row.number or 0 for row in rows[:left_out])
        more = [
            f"{' ' * _INDENT}… {earlier} earlier, with {articles} article{'s' * (articles != 1)}: --facet-limit all"
        ]
        rows = rows[left_out:]
    elif left_out:
        more = [f"{' ' * _INDENT}… {left_out} more: --facet-limit all"]
        rows = rows[:-left_out]
    rows += [_Row(f"{year}, no month", number) for year, number in wider]
    undated = results.total - sum(n for _, n in values) - sum(n for _, n in wider) if dated else 0
    if undated:
        rows.append(_Row("undated", undated))
    drawn = _drawn(rows, paper)
    return "\n".join([f"{facet}:", *more, *drawn] if dated else [f"{facet}:", *drawn, *more])


def _gaps_drawn(values: Iterable[tuple[str, int]], facet: str) -> list[_Row]:
    """Return a row a value, and one a long stretch of dates without an article."""
    rows: list[_Row] = []
    for empty, stretch in groupby((_Row(*count) for count in values), key=lambda row: row.number == 0):
        several = list(stretch)
        if empty and len(several) > _LONG:
            several = [_Row(f"({len(several)} {facet}s without)", None, len(several))]
        rows += several
    return rows


def _drawn(rows: Sequence[_Row], paper: Paper) -> list[str]:
    digits = max(len(str(row.number)) for row in rows if row.number is not None)
    widest = max(_width(row.label) for row in rows)
    bar = 0
    if paper.width is not None:
        room = paper.width - _INDENT - digits - 4
        bar = min(_WIDEST_BAR, max(room // 3, room - widest))
        if bar < _NARROWEST_BAR:
            bar = 0
        widest = max(1, min(widest, room - bar))
    most = max(row.number or 0 for row in rows)
    lines = []
    for label, number, _ in rows:
        cells = f"{' ' * _INDENT}{_fitted(label, widest)}"
        if number is not None:
            cells += f"  {number:>{digits}}"
            if bar and number:
                cells += f"  {_bar(number, most, bar, paper)}"
        lines.append(cells.rstrip())
    return lines


def _bar(number: int, most: int, width: int, paper: Paper) -> str:
    """Draw a number as so much of the width as it is of the most; the least that is something is drawn."""
    if not paper.blocks:
        return "#" * max(1, round(width * number / most))
    full, eighths = divmod(max(1, round(8 * width * number / most)), 8)
    return "█" * full + _EIGHTHS[eighths].strip()


def _fitted(text: str, width: int) -> str:
    """Return a text in so many columns."""
    if _width(text) > width:
        while _width(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Return the columns that a terminal gives a text."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
