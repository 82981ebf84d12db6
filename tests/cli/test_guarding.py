"""``searchidx check``, ``repair``, ``backup`` and ``restore``."""

import errno
import json
import os
from pathlib import Path

import pytest

from searchidx.engine.whoosh import folder
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def index(run: Run, tmp_path: Path) -> Path:
    (tmp_path / "corpus.jsonl").write_text(
        '{"id": "1", "title": "Crue", "body": "L’eau monte."}\n{"id": "2", "body": "La Loire."}\n', "utf-8"
    )
    assert run("index", "corpus.jsonl").exit_code == 0
    return tmp_path / "index"


def damage(index: Path) -> str:
    (path,) = index.glob("gen-*/*.seg")
    content = bytearray(path.read_bytes())
    path.unlink()
    content[20] ^= 1
    path.write_bytes(bytes(content))
    return path.name


def test_a_sound_index_is_called_sound(run: Run) -> None:
    result = run("check", "--full")
    assert result.exit_code == 0
    assert result.stdout.startswith("sound: 2 articles in 4 files, ")
    assert "; 2 analysed again (" in result.stdout
    report = json.loads(run("check", "--format", "json").stdout)
    assert (report["sound"], report["damage"], report["articles"], report["analysed"]) == (True, [], 2, 2)


def test_damage_is_named_with_its_own_exit_status(run: Run, index: Path) -> None:
    name = damage(index)
    result = run("check")
    assert (result.exit_code, result.stderr) == (1, "save what can be read with: searchidx repair\n")
    assert result.stdout.startswith(f"damaged: {name} is not what was written: articles\n")
    assert json.loads(run("check", "--format", "json").stdout)["sound"] is False
    (index / "CURRENT").write_text("rubbish")
    assert run("check").stdout == "damaged: CURRENT names no generation\n"


def test_what_cannot_be_checked_is_neither(run: Run) -> None:
    result = run("--index", "nowhere", "check")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no index in nowhere" in result.stderr


def test_a_repair_says_what_is_missing(run: Run, index: Path) -> None:
    name = damage(index)
    result = run("repair")
    assert result.exit_code == 1
    assert result.stdout.startswith("1 article saved, some are missing (")
    assert f"missing: article 1 of {name}: " in result.stderr
    assert result.stderr.endswith("bring it in step with your files: searchidx index FOLDER_OF_ARTICLES\n")
    assert run("check", "--full").exit_code == 0
    assert run("index", "corpus.jsonl").stdout.startswith("1 added, 0 changed, 0 removed, 1 unchanged")
    result = run("repair")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("2 articles saved, nothing is missing (")


def test_a_backup_is_made_and_comes_back(run: Run) -> None:
    result = run("backup", "copy")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "2 articles in copy, verified\n")
    assert run("backup", "copy").exit_code == 2
    assert run("--index", "copy", "search", "eau", "--count").stdout == "1\n"
    run("index", "corpus.jsonl")
    result = run("restore", "copy")
    assert (result.exit_code, result.stderr) == (0, "2 articles in index, verified\n")
    assert run("restore", "nowhere").exit_code == 2


def test_fast_durability_is_told(run: Run) -> None:
    result = run("rebuild", "corpus.jsonl", "--durability", "fast")
    assert result.exit_code == 0
    assert result.stderr == (
        "warning: durability is fast: a power cut may undo this commit, or cost the index\n"
    )


def test_an_error_after_the_commit_is_a_warning(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = folder.sync

    (index.parent / "corpus.jsonl").write_text('{"id": "2", "body": "La Seine."}\n', "utf-8")
    calls: list[Path] = []

    def second(path: Path) -> None:
        calls.append(path)
        if len(calls) == 2:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        whole(path)

    monkeypatch.setattr(folder, "sync", second)
    result = run("index", "corpus.jsonl")
    assert result.exit_code == 0
    assert result.stderr == "warning: the index in index: committed, clean-up pending (Input/output error)\n"
    assert run("search", "seine", "--count").stdout == "1\n"
