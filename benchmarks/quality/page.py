"""The table of quality: figures in, Markdown out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from benchmarks.report import table

_INTRODUCTION: Final = """\
# French: searchidx beside other analyses

Written by `python -m benchmarks.french`; what is measured, and how, is in README.md. The others are stemmers in the
chain of Lucene's `FrenchAnalyzer`: Unicode words, elision, lower case, its stop words. In brackets, after the goal,
what is to be reached at least.
"""


class Row(NamedTuple):
    """A measure, what it was for each analyzer, and what it is to be."""

    measure: str
    cells: Mapping[str, str]
    goal: str = ""


@dataclass
class Part:
    """What was measured on one sort of data, and what to know of it.

    Attributes
    ----------
    columns: of a table of its own, where it is not the analyzers that are compared.
    """

    title: str
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    columns: Sequence[str] = ()


def render(
    facts: Mapping[str, str], analyzers: Sequence[str], parts: Sequence[Part], sentences: Sequence[str]
) -> str:
    """Return the page: one table of all analyzers, then the notes of each part, below its own table if it has one."""
    of_all = [part for part in parts if not part.columns]
    blocks = [
        _INTRODUCTION,
        "\n".join(f"- {name}: {fact}" for name, fact in facts.items()),
        "\n".join(sentences),
        table(_rows(analyzers, of_all)) if of_all else "",
    ]
    for part in parts:
        if part.columns:
            own = table([("", *part.columns), *(_cells(part.columns, row) for row in part.rows)])
            blocks += [f"## {part.title}", own, _listed(part.notes)]
        elif part.notes:
            blocks += [f"## {part.title}", _listed(part.notes)]
    return "\n\n".join(block.strip() for block in blocks if block.strip()) + "\n"


def _rows(analyzers: Sequence[str], parts: Sequence[Part]) -> Iterator[Sequence[str]]:
    yield "", *analyzers, "goal"
    for part in parts:
        if part.rows:
            yield f"**{part.title}**", *[""] * len(analyzers), ""
        for row in part.rows:
            yield *_cells(analyzers, row), row.goal


def _cells(columns: Sequence[str], row: Row) -> tuple[str, ...]:
    return row.measure, *(row.cells.get(name, "–") for name in columns)


def _listed(notes: Sequence[str]) -> str:
    return "\n".join(f"- {note}" for note in notes)


def percent(share: float) -> str:
    """Say a share in percent, with two figures after the point where it is small.

    >>> percent(0.8434), percent(0.0069), percent(1.0)
    ('84.3', '0.69', '100.0')
    """
    return f"{100 * share:.2f}" if 0 < share < 0.01 else f"{100 * share:.1f}"


def interval(low: float, high: float) -> str:
    """Say where a difference of nDCG lies; in bold where 0 lies outside.

    >>> interval(-0.001, 0.02), interval(0.004, 0.02)
    ('-.001 to +.020', '**+.004 to +.020**')
    """
    text = " to ".join(f"{end:+.3f}".replace("0.", ".") for end in (low, high))
    return f"**{text}**" if low > 0 or high < 0 else text
