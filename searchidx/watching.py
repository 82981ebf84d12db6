"""What has changed in some folders, as it changes: bursts together, and no file before its writer has let go of it."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Final, NamedTuple

from searchidx.errors import ExtraMissing
from searchidx.source import Source

QUIET: Final = 0.4
"""Seconds for which size and time of a file must stay, for its writer to be done."""
PATIENCE: Final = 1.0
"""Seconds that files which are quiet wait at most for others that are not."""
_LOOK: Final = 100
"""Milliseconds after which waiting files are looked at, when nothing happens."""
_STEP: Final = 50
_BURST: Final = 400
"""Milliseconds without an event after which those before are told, and at most."""

Facts = tuple[int, int] | None
"""Size and time of a file; None of one that is gone."""


class _Waiting(NamedTuple):
    facts: Facts
    since: float


def check_watch() -> None:
    """Refuse to watch where the library for it is not installed.

    Raises
    ------
    ExtraMissing
    """
    try:
        import watchfiles  # noqa: F401, PLC0415
    except ImportError:
        raise ExtraMissing("watching folders", "watch") from None


def changes(sources: Sequence[Source], stop: Event) -> Iterator[list[Path] | None]:
    """Yield files that have come, changed or gone, until ``stop`` is set; None where everything is to be looked at.

    That is so first, when events are already collected, and when a source is gone or another folder than before.
    """
    check_watch()
    import watchfiles  # noqa: PLC0415  few commands watch

    waiting: dict[Path, _Waiting] = {}
    # a file is watched by its folder, for alone it would be lost when it is replaced
    folders = [source.path.parent if source.path.is_file() else source.path for source in sources]
    told = False
    while not stop.is_set():
        identities = [*map(_identity, folders)]
        places = [folder for folder in folders if folder.is_dir()]
        if not places:
            if not told:
                yield None
            told = True
            stop.wait(_LOOK / 1000)
            continue
        told = False
        first = True
        for events in watchfiles.watch(
            *places, watch_filter=None, debounce=_BURST, step=_STEP, stop_event=stop, rust_timeout=_LOOK,
            yield_on_timeout=True, raise_interrupt=False,
        ):  # fmt: skip
            if first:
                first = False
                yield None
            if [*map(_identity, folders)] != identities:
                break
            for path in _files({path for _, path in events}):
                if any(path.is_relative_to(source.path) for source in sources):
                    waiting[path] = _Waiting(_facts(path), monotonic())
            if ready := _ready(waiting):
                yield ready
    if waiting and (rest := [path for path, known in waiting.items() if _facts(path) == known.facts]):
        yield rest


def _ready(waiting: dict[Path, _Waiting]) -> list[Path]:
    """Take the files that are quiet out of those that wait; none while others may soon be."""
    now = monotonic()
    for path, known in waiting.items():
        if (facts := _facts(path)) != known.facts:
            waiting[path] = _Waiting(facts, now)
    quiet = [path for path, known in waiting.items() if now - known.since >= QUIET]
    if len(quiet) < len(waiting) and not any(now - waiting[path].since >= PATIENCE for path in quiet):
        return []
    for path in quiet:
        del waiting[path]
    return quiet


def _files(paths: set[str]) -> Iterator[Path]:
    """Yield the files at some paths, those in folders too, and what is gone."""
    for path in sorted(paths):
        if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114
            for folder, _, names in os.walk(path):
                yield from (Path(folder, name) for name in names)
        else:
            yield Path(path)


def _facts(path: Path) -> Facts:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        facts = folder.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino
