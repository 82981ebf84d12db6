"""Copies that are whole, of one commit, whatever a writer does meanwhile."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from searchidx import IndexDamaged, IndexExists, IndexMissing, SearchIndex
from tests.faults.test_check import one, write_anew

ARTICLES: list[dict[str, object]] = [{"id": str(n), "body": f"L’eau monte, mot{n}."} for n in range(9)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with SearchIndex.create(tmp_path / "index") as index:
        index.add(ARTICLES)
        index.delete(["3"])
        index.saved.add("eaux", "eau")
    return tmp_path / "index"


def total(folder: Path) -> int:
    with SearchIndex.open(folder) as index:
        assert index.check(full=True).sound
        return index.search("eau").total


@pytest.mark.parametrize("link", [False, True])
def test_a_backup_is_an_index_and_comes_back(folder: Path, tmp_path: Path, link: bool) -> None:
    with SearchIndex.open(folder) as index:
        assert index.backup(tmp_path / "copy", link=link) == 8
        assert one(tmp_path / "copy", "*.seg").samefile(one(folder, "*.seg")) == link
        index.delete(["1", "2"])
        index.optimize()
    assert (total(folder), total(tmp_path / "copy")) == (6, 8)
    with SearchIndex.open(tmp_path / "copy") as copy:
        assert [search.name for search in copy.saved] == ["eaux"]
        copy.delete(["5"])
    assert SearchIndex.restore(folder, tmp_path / "copy", link=link) == 7
    assert total(folder) == 7
    assert SearchIndex.restore(tmp_path / "new", folder, link=link) == 7
    assert total(tmp_path / "new") == 7
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == [
        "gen-000001",
        "gen-000002",
        "saved",
    ]


def test_a_restored_index_is_seen_by_who_has_it_open(folder: Path, tmp_path: Path) -> None:
    with SearchIndex.open(folder) as index:
        index.backup(tmp_path / "copy")
        index.add([{"id": "new", "body": "Eau."}])
        assert index.search("eau").total == 9
        SearchIndex.restore(folder, tmp_path / "copy")
        assert index.search("eau").total == 8


def test_where_there_are_no_links_files_are_copied(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_disk(*_: object, **__: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(os, "link", other_disk)
    with SearchIndex.open(folder) as index:
        assert index.backup(tmp_path / "copy") == 8
    assert total(tmp_path / "copy") == 8


def test_a_backup_does_not_go_where_something_stands(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("Chère Anne")
    with SearchIndex.open(folder) as index:
        for target in (folder, tmp_path / "other"):
            with pytest.raises(IndexExists):
                index.backup(target)
    assert total(folder) == 8


@pytest.mark.parametrize("pattern", ["*.seg", "*.del", "note-*"])
def test_what_is_damaged_is_neither_backed_up_nor_restored(
    folder: Path, tmp_path: Path, pattern: str
) -> None:
    with SearchIndex.open(folder) as index:
        index.backup(tmp_path / "copy", link=False)
        for damaged in (folder, tmp_path / "copy"):
            content = bytearray(one(damaged, pattern).read_bytes())
            content[len(content) // 2] ^= 1
            write_anew(one(damaged, pattern), bytes(content))
        with pytest.raises(IndexDamaged, match=one(folder, pattern).name):
            index.backup(tmp_path / "second")
        with pytest.raises(IndexMissing):
            SearchIndex.open(tmp_path / "second")
    with pytest.raises(IndexDamaged, match=one(folder, pattern).name):
        SearchIndex.restore(folder, tmp_path / "copy")
    assert (folder / "CURRENT").read_text() == "gen-000001\n"
    assert [path.name for path in folder.glob("gen-*")] == ["gen-000001"]


def test_a_restore_heals_an_index_that_cannot_be_opened(folder: Path, tmp_path: Path) -> None:
    with SearchIndex.open(folder) as index:
        index.backup(tmp_path / "copy", link=False)
    one(folder, "manifest.json").unlink()
    (folder / "CURRENT").write_text("rubbish")
    assert SearchIndex.restore(folder, tmp_path / "copy") == 8
    assert total(folder) == 8


def test_backups_during_a_writer_s_loop_are_of_one_commit_each(folder: Path, tmp_path: Path) -> None:
    writer = (
        "import sys; from searchidx import SearchIndex\n"
        "with SearchIndex.open(sys.argv[1]) as index:\n"
        "    for n in range(40): index.add([{'id': f'a{n}', 'body': 'Eau.'}, {'id': f'b{n}', 'body': 'Eau.'}])"
    )
    with (
        subprocess.Popen([sys.executable, "-c", writer, str(folder)], stderr=-1, text=True) as writes,
        SearchIndex.open(folder) as index,
    ):
        number = 0
        while writes.poll() is None:
            index.backup(tmp_path / str(number), link=bool(number % 2))
            number += 1
        assert writes.communicate()[1] == ""
    totals = [total(tmp_path / str(each)) for each in range(number)]
    assert totals == sorted(totals)
    assert all(each % 2 == 0 for each in totals), "no half of a commit"
    assert number > 3
