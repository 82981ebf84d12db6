"""Run the command in a folder of its own, as a reader would."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from searchidx.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``searchidx`` in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("SEARCHIDX") or name == "NO_COLOR":
            monkeypatch.delenv(name)

    def invoke(*arguments: str, **options: object) -> Result:
        result = CliRunner().invoke(main, arguments, **options)  # type: ignore[arg-type]
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def ask(run: Run, sample_folder: Path) -> Run:
    """Run ``searchidx`` on the sample articles."""

    def invoke(*arguments: str, **options: object) -> Result:
        return run("--index", str(sample_folder), *arguments, **options)

    return invoke


def process(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    """Run ``searchidx`` in a process of its own."""
    command = [sys.executable, "-m", "searchidx", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", **options)  # type: ignore[call-overload,no-any-return]
