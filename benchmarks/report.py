"""The tables: figures in, Markdown out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from benchmarks.asking import Answer
from benchmarks.exact import Agreement
from benchmarks.figures import count, milliseconds, p50, p95, ratio
from benchmarks.peers import SAME_INDEX, peer

OURS: Final = "searchidx"
BASE: Final = "tantivy"
"""Ratios are to this peer, in the same run."""

_INTRODUCTION: Final = """\
# Speed: searchidx and its peers

Written by `python -m benchmarks.speed`; what is measured, and how, is in README.md. Times of answers and of
indexing are CPU time, so that a busy machine does little to them. A ratio below 1 to tantivy is faster, for
throughput above 1; all ratios are within this run.
"""


@dataclass
class Run:
    """What was measured at one size."""

    docs: int
    text_bytes: int
    builds: dict[str, dict[str, float]] = field(default_factory=dict)
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    adding: dict[str, dict[str, float]] = field(default_factory=dict)
    readers: dict[str, list[float]] = field(default_factory=dict)
    cold: dict[str, dict[str, float]] = field(default_factory=dict)

    def times(self, name: str, kind: str) -> list[float]:
        """Return the milliseconds of a peer's answers of a class."""
        return [answer.took for answer in self.answers.get(name, ()) if answer.name == kind]


def render(
    facts: Mapping[str, str], agreement: Agreement, runs: Sequence[Run], sentences: Iterable[str]
) -> str:
    """Return the page."""
    names = list(dict.fromkeys(name for run in runs for name in [*run.builds, *run.answers]))
    parts = [
        _INTRODUCTION,
        "\n".join(f"- {name}: {fact}" for name, fact in facts.items()),
        "## What each does\n",
        "\n".join(f"- **{name}**: {peer(name).work}." for name in names),
        "\n".join(sentences),
        f"## Is it right?\n\n{_agreement(agreement)}",
    ]
    for run in runs:
        parts += [
            f"## {run.docs:,} articles, {run.text_bytes / 1e6:,.0f} MB of text",
            "### Indexing\n",
            table(_indexing(run)),
            "### Answers, p50 / p95 in CPU ms\n\nTop ten with titles; hits are the median number of articles found.\n",
            table(_answers(run)),
            "### At the terminal, and beside others\n",
            table(_rest(run)),
        ]
    if len(runs) > 1 and all(run.answers for run in runs):
        parts += ["## Growth of p50 with the corpus\n", table(_growth(runs))]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def table(rows: Iterable[Sequence[str]]) -> str:
    """Draw rows, the first one the heads.

    >>> print(table([("a", "b"), ("1", "2")]))
    | a | b |
    | --- | --- |
    | 1 | 2 |
    """
    head, *rest = rows
    lines = [head, ["---"] * len(head), *rest]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _agreement(agreement: Agreement) -> str:
    if agreement.different:
        listed = "\n".join(f"- {query}" for query in agreement.different[:10])
        return f"**{len(agreement.different)} of {agreement.queries} queries differ from a brute force:**\n\n{listed}"
    return (
        f"{agreement.queries} searches of every class, over several segments with changes and deletions, gave the hits, "
        "the order, the facets and (to 1e-5) the scores of a brute force that walks every article."
    )


def _indexing(run: Run) -> Iterator[Sequence[str]]:
    yield (
        "", "articles / CPU s", f"× {BASE}", "wall s", "peak MB", "size / text", "adding 100: CPU ms", "the next",
    )  # fmt: skip
    base = run.builds.get(BASE)
    for name, build in run.builds.items():
        rate = run.docs / build["cpu"]
        added = run.adding.get(name)
        yield (
            name,
            count(rate),
            ratio(rate, run.docs / base["cpu"] if base else None),
            f"{build['wall']:.1f}",
            count(build["peak"]),
            f"{build['bytes'] / run.text_bytes:.2f}",
            milliseconds(added["first"] * 1000) if added else "–",
            milliseconds(added["next"] * 1000) if added else "–",
        )


def _answers(run: Run) -> Iterator[Sequence[str]]:
    names = list(run.answers)
    yield "", "hits", *names, f"p50 × {BASE}", f"p95 × {BASE}"
    for kind in _kinds(run):
        ours, base = run.times(OURS, kind), run.times(BASE, kind)
        hits = _hits(run, kind)
        yield (
            kind,
            count(hits) if hits is not None else "–",
            *(_spread(run.times(name, kind)) for name in names),
            ratio(p50(ours), p50(base)) if ours and base else "–",
            ratio(p95(ours), p95(base)) if ours and base else "–",
        )


def _rest(run: Run) -> Iterator[Sequence[str]]:
    yield (
        "", "snippets of 10 hits, ms", "cold command: CPU ms", "wall ms",
        "answers / s, one process", "two", "two / one",
    )  # fmt: skip
    for name in run.readers:
        snippets = [answer.snippets for answer in run.answers[name] if answer.snippets is not None]
        cold = run.cold.get(name)
        one, two = run.readers[name]
        yield (
            name,
            milliseconds(median(snippets)) if snippets else "–",
            milliseconds(cold["cpu"]) if cold else "–",
            milliseconds(cold["wall"]) if cold else "–",
            count(one),
            count(two),
            ratio(two, one),
        )


def _growth(runs: Sequence[Run]) -> Iterator[Sequence[str]]:
    names = [name for name in (OURS, *runs[0].answers) if all(name in run.answers for run in runs)]
    names = [name for name in dict.fromkeys(names) if name not in SAME_INDEX]
    steps = list(pairwise(runs))
    yield "", *(f"{name}, {a.docs:,} to {b.docs:,}" for name in names for a, b in steps)
    for kind in _kinds(runs[0]):
        cells = []
        for name in names:
            for small, large in steps:
                before, after = small.times(name, kind), large.times(name, kind)
                cells.append(f"× {ratio(p50(after), p50(before))}" if before and after else "–")
        yield kind, *cells


def _kinds(run: Run) -> list[str]:
    return list(dict.fromkeys(answer.name for answers in run.answers.values() for answer in answers))


def _hits(run: Run, kind: str) -> float | None:
    for name in (BASE, OURS):
        hits = [
            answer.hits
            for answer in run.answers.get(name, ())
            if answer.name == kind and answer.hits is not None
        ]
        if hits:
            return median(hits)
    return None


def _spread(times: Sequence[float]) -> str:
    return f"{milliseconds(p50(times))} / {milliseconds(p95(times))}" if times else "–"
