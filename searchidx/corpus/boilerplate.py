"""Lines that are not of the article: advertising markers alone on a line."""

from functools import cache
from pathlib import Path

from searchidx.dates import fold


def without_boilerplate(text: str) -> str:
    r"""Drop the marker lines of a text, and the blank lines they leave double.

    >>> without_boilerplate("Un début.\n\nPUBLICITÉ\n\nUne suite.")
    'Un début.\n\nUne suite.'
    """
    lines = text.splitlines()
    longest = _longest()
    kept = [line for line in lines if not line or len(line) > longest or not _is_marker(line)]
    if len(kept) == len(lines):
        return text
    return "\n".join(
        line for before, line in zip(["", *kept], kept, strict=False) if line.strip() or before.strip()
    )


def _is_marker(line: str) -> bool:
    bare = line.strip()
    ends = bare[:1] + bare[-1:]
    if ends.isascii() and ends.lower() not in _ends():  # most lines; folding costs more
        return False
    return fold(line) in _markers()


@cache
def _markers() -> frozenset[str]:
    text = Path(__file__).with_name("data").joinpath("markers.txt").read_text("utf-8")
    return frozenset(fold(marker) for line in text.splitlines() if (marker := line.partition("#")[0].strip()))


@cache
def _ends() -> frozenset[str]:
    """Return the first and the last character of each."""
    return frozenset(marker[0] + marker[-1] for marker in _markers())


@cache
def _longest() -> int:
    return 4 * max(map(len, _markers()))
