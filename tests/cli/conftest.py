"""Run the command in a folder of its own, as a reader would."""

import os
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping
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


def terminal(
    *arguments: str, environment: Mapping[str, str], width: int = 80, cwd: Path | None = None
) -> str:
    """Run ``searchidx`` on a terminal, and return what it shows there; skip the test where there are none."""
    try:
        import fcntl  # noqa: PLC0415
        import pty  # noqa: PLC0415
        import termios  # noqa: PLC0415
    except ImportError:
        pytest.skip("this system has other terminals")
    reader, screen = pty.openpty()
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    names = ("NO_COLOR", "TMUX", "COLUMNS", "PYTHONIOENCODING")
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in names and not name.startswith("SEARCHIDX")
    }
    command = [sys.executable, "-m", "searchidx", *arguments]
    running = subprocess.Popen(
        command, stdout=screen, stderr=subprocess.DEVNULL, cwd=cwd, env={**inherited, **environment}
    )
    os.close(screen)
    found = b""
    try:
        while part := os.read(reader, 65536):
            found += part
    except OSError:
        pass  # which is how Linux says that the other end is closed
    os.close(reader)
    assert running.wait() == 0
    return found.decode()
