"""Lines that are not of the article: advertising markers alone on a line."""

from functools import cache
from importlib.resources import files

from searchidx.dates import fold


def without_boilerplate(text: str) -> str:
    r"""Drop the marker lines of a text, and the blank lines they leave double.

    >>> without_boilerplate("Un début.\n\nPUBLICITÉ\n\nUne suite.")
    'Un début.\n\nUne suite.'
    """
    lines = text.splitlines()
    kept = [line for line in lines if len(line) > _longest() or fold(line) not in _markers()]
    if len(kept) == len(lines):
        return text
    return "\n".join(
        line for before, line in zip(["", *kept], kept, strict=False) if line.strip() or before.strip()
    )


@cache
def _markers() -> frozenset[str]:
    text = files("searchidx.corpus").joinpath("data/markers.txt").read_text("utf-8")
    return frozenset(fold(marker) for line in text.splitlines() if (marker := line.partition("#")[0].strip()))


@cache
def _longest() -> int:
    return 4 * max(map(len, _markers()))
