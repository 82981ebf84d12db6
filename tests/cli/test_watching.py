"""``searchidx index --watch``, in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from searchidx import IndexUnavailable, SearchIndex
from tests.cli.conftest import Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")

SOON = 20.0
"""Seconds; on a machine at leisure it takes less than two."""


class Watching:
    """A process that watches ``corpus``, and the lines that it prints."""

    def __init__(self, folder: Path, source: str = "corpus") -> None:
        self.folder = folder
        (folder / "corpus").mkdir(exist_ok=True)
        command = [sys.executable, "-m", "searchidx", "index", "--watch", "--format", "json", source]
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.first = self.report()

    def report(self) -> dict[str, object]:
        """Return what the next commit did."""
        assert self.process.stdout
        found: dict[str, object] = json.loads(self.process.stdout.readline())
        return {name: value for name, value in found.items() if value and name != "seconds"}

    def write(self, name: str, text: str) -> None:
        (self.folder / "corpus" / name).write_text(text, "utf-8")

    def count(self, query: str = "*") -> int:
        with SearchIndex.open(self.folder / "index") as index:
            return index.search(query).total

    def until(self, holds: Callable[[], bool]) -> float:
        """Wait until something holds; return the seconds that it took."""
        begun = time.monotonic()
        while True:
            try:
                if holds():
                    return time.monotonic() - begun
            except IndexUnavailable:
                pass
            assert time.monotonic() - begun < SOON
            time.sleep(0.02)

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(number)
        _, told = self.process.communicate(timeout=SOON)
        return self.process.returncode, told


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "vote.txt").write_text("titre : Le vote\n\nOn compte.", "utf-8")
    found = Watching(tmp_path)
    yield found
    if found.process.poll() is None:
        found.process.kill()
    found.process.communicate()


def test_what_comes_changes_and_goes_is_followed(watching: Watching) -> None:
    assert watching.first == {"added": 1}
    watching.write("crue.txt", "titre : La crue\n\nLa Loire monte.")
    assert watching.report() == {"added": 1}
    assert watching.count("loire") == 1
    watching.write("crue.txt", "titre : La crue\n\nLe Loir monte aussi.")
    assert watching.report() == {"changed": 1}
    assert watching.count("loir") == 1
    (watching.folder / "corpus" / "crue.txt").unlink()
    assert watching.report() == {"removed": 1}
    away = watching.folder / "away"
    (away / "deep").mkdir(parents=True)
    (away / "deep" / "rugby.txt").write_text("Un essai.", "utf-8")
    away.rename(watching.folder / "corpus" / "sport")
    assert watching.report() == {"added": 1}
    watching.write(".caché.txt", "Un brouillon.")
    watching.write("image.png", "…")
    watching.write("vide.txt", "")
    assert watching.report()["rejected"]
    assert watching.stop() == (
        0,
        f"watching corpus; stop with Ctrl-C\nrejected: {watching.folder}/corpus/vide.txt: "
        "the article is empty: it has neither title nor text\nstopped; all that was read is in the index\n",
    )
    with SearchIndex.open(watching.folder / "index") as index:
        assert [hit.article.id for hit in index.search("*", sort="date")] == [
            "sport/deep/rugby.txt",
            "vote.txt",
        ]
        report = index.update(watching.folder / "corpus")
        assert (report.added, report.changed, report.removed, report.unchanged) == (0, 0, 0, 2)


def test_a_burst_is_few_commits(watching: Watching) -> None:
    for number in range(200):
        watching.write(f"{number}.txt", f"Article {number}.")
    reports: list[dict[str, object]] = []
    while sum(report.get("added", 0) for report in reports) < 200:  # type: ignore[misc]
        reports.append(watching.report())
    assert len(reports) < 10


def test_a_file_is_read_when_its_writer_has_let_go_of_it(watching: Watching) -> None:
    file: IO[str]
    with (watching.folder / "corpus" / "long.jsonl").open("w", encoding="utf-8") as file:
        for number in range(12):
            file.write(f'{{"id": "{number}", "body": "Mot')
            file.flush()
            time.sleep(0.1)
            file.write(f'{number}."}}\n')
            file.flush()
    assert watching.report() == {"added": 12}


def test_ctrl_c_ends_it_well(watching: Watching) -> None:
    watching.write("crue.txt", "La Loire monte.")
    watching.until(lambda: watching.count("loire") == 1)
    assert watching.stop(signal.SIGINT)[0] == 0


def test_another_writer_is_waited_for(watching: Watching) -> None:
    with SearchIndex.open(watching.folder / "index") as index:
        with index._engine.writer():
            watching.write("crue.txt", "La Loire monte.")
            time.sleep(1)
        index.delete(["vote.txt"])
        watching.until(lambda: bool(index.search("loire")))


def test_a_folder_that_goes_empties_nothing_and_is_followed_when_it_comes_back(watching: Watching) -> None:
    corpus = watching.folder / "corpus"
    corpus.rename(watching.folder / "away")
    assert "there is no such file or folder" in str(watching.report()["warnings"])
    assert watching.count() == 1
    (watching.folder / "away" / "crue.txt").write_text("La Loire monte.", "utf-8")
    (watching.folder / "away").rename(corpus)
    assert watching.report() == {"added": 1, "unchanged": 1}
    watching.write("new.txt", "Un autre.")
    assert watching.report() == {"added": 1}


def test_a_single_file_is_followed_when_it_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.jsonl").write_text('{"id": "a", "body": "Un."}')
    watching = Watching(tmp_path, "corpus/a.jsonl")
    try:
        assert watching.first == {"added": 1}
        (tmp_path / "corpus" / "b.jsonl").write_text('{"id": "b", "body": "Deux."}')
        (tmp_path / "new.jsonl").write_text('{"id": "a", "body": "Un, revu."}')
        (tmp_path / "new.jsonl").rename(tmp_path / "corpus" / "a.jsonl")
        assert watching.report() == {"changed": 1}
    finally:
        watching.process.kill()
        watching.process.communicate()


def test_an_index_in_the_folder_that_is_watched_is_no_article(tmp_path: Path) -> None:
    watching = Watching(tmp_path, ".")
    try:
        assert watching.first["warnings"]
        watching.write("crue.txt", "La Loire monte.")
        assert watching.report() == {"added": 1}
        watching.write("vote.txt", "On compte.")
        assert watching.report() == {"added": 1}
        assert watching.count() == 2
    finally:
        watching.process.kill()
        watching.process.communicate()


def test_an_empty_folder_may_be_watched(tmp_path: Path) -> None:
    watching = Watching(tmp_path)
    try:
        assert "the folder holds no articles" in str(watching.first["warnings"])
        watching.write("crue.txt", "La Loire monte.")
        assert watching.report() == {"added": 1}
        with SearchIndex.open(tmp_path / "index") as index:
            assert index.get("crue.txt") is not None
    finally:
        watching.process.kill()
        watching.process.communicate()


def test_what_cannot_be_watched_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("index", "--watch", "nowhere").stderr == (
        "searchidx: nowhere: there is no such file or folder; the index was left as it is\n"
    )
    assert "--watch has" in run("index", "--watch", "--dry-run").stderr
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert run("index", "--watch").stderr == (
        "searchidx: watching folders needs more than is installed; install it with: pip install 'searchidx[watch]'\n"
    )
