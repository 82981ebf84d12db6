"""The index folder under attack: what was committed answers, or the fault is named."""

import json
import mmap
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import searchidx
from searchidx import IndexDamaged, IndexLocked, IndexMissing, IndexOutdated, IndexUnavailable, SearchIndex
from searchidx.engine.whoosh.manifest import signed

ARTICLES: list[dict[str, object]] = [
    {"id": str(n), "title": f"Crue {n}", "body": "L’eau monte. " * n, "date": "2024-01"} for n in range(1, 30)
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with SearchIndex.create(tmp_path / "index") as index:
        index.add(ARTICLES)
    return tmp_path / "index"


def total(folder: Path) -> int:
    with SearchIndex.open(folder) as index:
        return index.search("eau").total


@pytest.mark.parametrize("content", ["", "gen-", "../elsewhere", "gen-000001/..", "\xff"], ids=repr)
def test_a_damaged_current_is_named(folder: Path, content: str) -> None:
    (folder / "CURRENT").write_bytes(content.encode("latin-1"))
    with pytest.raises(IndexDamaged, match=r"CURRENT"):
        SearchIndex.open(folder)


def test_a_generation_that_is_gone_is_named(folder: Path) -> None:
    (folder / "CURRENT").write_text("gen-000007\n")
    with pytest.raises(IndexDamaged, match=r"gen-000007/manifest\.json is missing"):
        SearchIndex.open_or_create(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', '{"format": "x", "analysis": 1}'])
def test_a_damaged_manifest_is_named(folder: Path, content: str) -> None:
    (folder / "gen-000001" / "manifest.json").write_text(content)
    with pytest.raises(IndexDamaged, match=r"manifest\.json cannot be read"):
        SearchIndex.open(folder)


@pytest.mark.parametrize("what", ["format", "analysis"])
def test_an_index_of_another_version_is_refused_and_healed_by_an_update(
    folder: Path, tmp_path: Path, what: str
) -> None:
    manifest = folder / "gen-000001" / "manifest.json"
    manifest.write_text(signed(json.loads(manifest.read_text()) | {what: 99}))
    with pytest.raises(IndexOutdated, match=rf"{what} 99.*bring it up to date with"):
        SearchIndex.open(folder)
    (tmp_path / "new.txt").write_text("L’eau baisse.", "utf-8")
    with SearchIndex.open_or_create(folder) as index:
        with pytest.raises(IndexOutdated):
            index.search("eau")
        report = index.update(tmp_path / "new.txt")
        assert (report.added, report.unchanged) == (1, 0)
        assert index.search("eau").total == len(ARTICLES) + 1
    assert total(folder) == len(ARTICLES) + 1


def test_a_rebuild_that_dies_leaves_the_old_index_and_no_hindrance(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with SearchIndex.open(folder) as index:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full_disk)
            with pytest.raises(IndexUnavailable, match="No space left on device; nothing was changed"):
                index.rebuild()
        assert index.search("eau").total == len(ARTICLES)
        assert (folder / "CURRENT").read_text() == "gen-000001\n"
        assert index.rebuild().added == len(ARTICLES)
        assert index.search("eau").total == len(ARTICLES)
    assert not list(folder.glob("*.tmp"))


def test_a_seeded_caller_does_not_make_two_segments_of_one_name(folder: Path) -> None:
    with SearchIndex.open(folder) as index:
        for number in range(100, 104):
            random.seed(42)
            index.add([{"id": str(number + part), "body": "L’eau monte."} for part in range(0, 80, 10)])
            assert random.random() == random.Random(42).random()
        assert index.search("eau").total == len(index)


def test_a_folder_that_cannot_be_read_is_not_no_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_files_left(*_: object, **__: object) -> None:
        raise OSError(24, "Too many open files")

    SearchIndex.create(tmp_path / "index").close()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", no_files_left)
        with pytest.raises(IndexUnavailable, match="Too many open files") as caught:
            SearchIndex.open_or_create(tmp_path / "index")
    assert not isinstance(caught.value, IndexMissing)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_a_killed_update_leaves_the_old_index_or_the_new_one(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    folder = tmp_path / "index"
    before = 20

    def write(number: int) -> None:
        lines = (json.dumps({"id": str(n), "body": f"L’eau monte {n}. " * 20}) for n in range(number))
        corpus.write_text("\n".join(lines), "utf-8")

    command = [sys.executable, "-m", "searchidx", "--index", str(folder), "index", str(corpus)]
    write(before)
    subprocess.run(command, check=True, capture_output=True)
    started = time.perf_counter()
    subprocess.run([*command, "--dry-run"], check=True, capture_output=True)
    write(before + 200)
    whole = 3 * (time.perf_counter() - started)
    chance = random.Random(2024)
    totals = set()
    for _ in range(8):
        writer = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, whole))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        totals.add(total(folder))
    assert totals <= {before, before + 200}
    subprocess.run(command, check=True, capture_output=True)
    assert total(folder) == before + 200
    assert "unchanged" in subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("leftover", ["gen-000001/manifest.json", "CURRENT.1aca415a.tmp", "LOCK"])
def test_a_first_index_that_was_killed_is_made_again(tmp_path: Path, leftover: str) -> None:
    path = tmp_path / "index" / leftover
    path.parent.mkdir(parents=True)
    path.write_text("{")
    with SearchIndex.open_or_create(tmp_path / "index") as index:
        index.add(ARTICLES)
    assert total(tmp_path / "index") == len(ARTICLES)
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == ["CURRENT", "LOCK", "gen-000001"]


def test_the_next_writer_removes_what_a_killed_one_left(folder: Path) -> None:
    generation = folder / "gen-000001"
    before = sorted(path.name for path in generation.iterdir())
    (generation / "MAIN_0123456789abcdef.seg").write_text("half a segment")
    (generation / "MAIN_0123456789abcdef.7.del").write_text("half its deletions")
    (generation / "MAIN.tmp").mkdir()
    (generation / "MAIN.tmp" / "run").write_text("half a sort")
    (generation / "note-9.ab12.tmp").write_text("half a note")
    (folder / "gen-000002").mkdir()
    (folder / "CURRENT.ab12.tmp").write_text("gen-000002")
    with SearchIndex.open(folder) as index:
        assert index.update(_a_file(folder.parent)).added == 1
        assert index.delete(["a.txt"]) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["CURRENT", "LOCK", "gen-000001"]
    after = {path.name for path in generation.iterdir()}
    assert not after & {
        "MAIN_0123456789abcdef.seg",
        "MAIN_0123456789abcdef.7.del",
        "MAIN.tmp",
        "note-9.ab12.tmp",
    }
    assert len(after) <= 2 * len(before)
    assert total(folder) == len(ARTICLES)


def _a_file(folder: Path) -> Path:
    (folder / "a.txt").write_text("L’eau baisse.", "utf-8")
    return folder / "a.txt"


def test_an_index_opens_and_answers_while_another_process_commits(folder: Path) -> None:
    writer = (
        "import sys; from searchidx import SearchIndex\n"
        "with SearchIndex.open(sys.argv[1]) as index:\n"
        "    for n in range(60): index.add([{'id': f'new {n}', 'body': 'Eau.'}]); n % 20 or index.rebuild()"
    )
    reader = (
        "import sys; from searchidx import SearchIndex\n"
        "while True:\n"
        "    with SearchIndex.open(sys.argv[1]) as index: total = index.search('eau').total\n"
        "    print(total)\n"
        "    if total == int(sys.argv[2]): break"
    )
    last = len(ARTICLES) + 60
    with (
        subprocess.Popen(
            [sys.executable, "-c", reader, str(folder), str(last)], stdout=-1, stderr=-1, text=True
        ) as reads,
        subprocess.Popen([sys.executable, "-c", writer, str(folder)], stderr=-1, text=True) as writes,
    ):
        errors = writes.communicate()[1]
        answers, complaints = reads.communicate(timeout=30)
    assert (errors, complaints) == ("", "")
    totals = [int(line) for line in answers.split()]
    assert totals == sorted(totals)
    assert totals[-1] == last


def test_a_passing_fault_of_the_system_is_not_called_damage(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with SearchIndex.open(folder) as index:
        index.add([{"id": "more", "body": "Eau."}])
        with monkeypatch.context() as patch:
            patch.setattr(mmap, "mmap", refused)
            for ask in (lambda: index.search("eau"), lambda: SearchIndex.open(folder)):
                with pytest.raises(IndexUnavailable, match="Permission denied") as caught:
                    ask()
                assert not isinstance(caught.value, IndexDamaged)
        assert index.search("eau").total == len(ARTICLES) + 1


def test_whoosh_itself_can_open_the_index(folder: Path) -> None:
    from whoosh.index import open_dir  # noqa: PLC0415
    from whoosh.query import Term  # noqa: PLC0415

    with open_dir(str(folder / "gen-000001")).searcher() as searcher:
        assert len(searcher.search(Term("body", "eau"), limit=None)) == len(ARTICLES)


def test_a_whoosh_program_that_writes_is_a_writer_at_work(folder: Path) -> None:
    from whoosh.index import open_dir  # noqa: PLC0415

    writer = open_dir(str(folder / "gen-000001")).writer()
    with SearchIndex.open(folder) as index, pytest.raises(IndexLocked):
        index.delete(["1"])
    writer.cancel()
    assert total(folder) == len(ARTICLES)


def test_every_error_is_one_of_ours() -> None:
    for error in (IndexDamaged, IndexMissing, IndexOutdated):
        assert issubclass(error, searchidx.SearchidxError)
