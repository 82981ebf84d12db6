"""Measures taken from outside: peers in processes of their own, started and read here."""

import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any, Final

TURNS: Final = 3
"""Measures of seconds are taken so many times, in turns: what else the machine does tells."""

SLOW: Final = 60.0
"""An index that takes more CPU seconds is made once."""

READING: Final = 2.0
"""Seconds that readers read."""

log: Final = logging.getLogger("benchmarks")


def in_own_process(*arguments: object) -> dict[str, float]:
    """Run a worker to its end; return its figures."""
    with _worker(*arguments) as worker:
        return _figures(worker)


def builds(articles: Path, folders: Mapping[str, Path]) -> dict[str, dict[str, float]]:
    """Make the index of each peer, in turns; return the medians of those that are made several times."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in folders}
    for turn in range(TURNS):
        for name, folder in folders.items():
            if turn and runs[name][0]["cpu"] > SLOW:
                continue
            shutil.rmtree(folder, ignore_errors=True)
            runs[name].append(in_own_process("build", name, articles, folder))
            log.info("%s: indexed in %.1f CPU s", name, runs[name][-1]["cpu"])
    return {
        name: {key: median(run[key] for run in done) for key in done[0]}
        | {"bytes": folder_bytes(folders[name])}
        for name, done in runs.items()
    }


def folder_bytes(folder: Path) -> int:
    """Return the bytes of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def text_bytes(articles: Path) -> int:
    """Return the bytes of what the articles say, without the JSON around it."""
    total = 0
    with articles.open(encoding="utf-8") as lines:
        for line in lines:
            total += sum(len(value.encode()) for value in json.loads(line).values())
    return total


def readers(name: str, queries: Path, folder: Path) -> list[float]:
    """Return the queries a second that one process answers, and that two answer together."""
    turns = [[_reading(name, queries, folder, processes) for processes in (1, 2)] for _ in range(TURNS)]
    return [median(rates) for rates in zip(*turns, strict=True)]


def _reading(name: str, queries: Path, folder: Path, processes: int) -> float:
    with ExitStack() as stack:
        workers = [
            stack.enter_context(_worker("serve", name, queries, folder, READING)) for _ in range(processes)
        ]
        for worker in workers:
            assert worker.stdout is not None
            worker.stdout.readline()  # it is ready
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        return sum(_figures(worker)["per_second"] for worker in workers)


def _worker(*arguments: object) -> "subprocess.Popen[str]":
    command: Sequence[str] = [sys.executable, "-m", "benchmarks.worker", *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _figures(worker: "subprocess.Popen[str]") -> dict[str, float]:
    assert worker.stdout is not None
    text = worker.stdout.read()
    if worker.wait():
        raise RuntimeError(f"{worker.args!r} failed")
    figures: dict[str, Any] = json.loads(text)
    return figures
