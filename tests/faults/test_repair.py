"""What is saved of a damaged index: before = after + what is named as missing."""

import errno
import os
import re
from pathlib import Path

import pytest

from searchidx import IndexLocked, IndexMissing, IndexUnavailable, SearchIndex, Settings
from searchidx.engine.whoosh import folder as folders
from searchidx.engine.whoosh.sections import Sections
from tests.faults.test_check import one, write_anew
from tests.faults.test_damage import ARTICLES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an index of two segments, one with deletions."""
    with SearchIndex.create(tmp_path / "index") as index:
        index.add(ARTICLES)
        index.delete(["3", "4"])
        index.add([{"id": "more", "body": "Eau."}])
    return tmp_path / "index"


def ids(folder: Path) -> set[str]:
    with SearchIndex.open(folder) as index:
        found = {hit.article.id for hit in index.scan("*")}
        assert index.check(full=True).sound
        assert len(index) == len(found)
    return found


WHOLE = {str(each["id"]) for each in ARTICLES} - {"3", "4"} | {"more"}


def test_an_index_that_is_sound_is_saved_whole(folder: Path) -> None:
    assert ids(folder) == WHOLE
    saved = SearchIndex.repair(folder)
    assert (saved.articles, saved.missing, saved.doubtful) == (len(WHOLE), (), ())
    assert ids(folder) == WHOLE
    assert (folder / "CURRENT").read_text() == "gen-000002\n"
    assert (folder / "gen-000001" / "manifest.json").exists()


def test_an_article_that_cannot_be_read_is_named_and_all_others_are_saved(folder: Path) -> None:
    path = max((folder / "gen-000001").glob("*.seg"), key=lambda path: path.stat().st_size)
    content = bytearray(path.read_bytes())
    sections = Sections(path)
    start, at = sections.span("articles")[0], sections.array("articles.at")
    for document in (5, 9):
        content[start + int(at[2 * document + 1]) + 8] ^= 1  # in its texts
    write_anew(path, bytes(content))
    saved = SearchIndex.repair(folder)
    missing = {re.findall(r"article (\w+) of", sentence)[0] for sentence in saved.missing}
    assert missing == {"5", "9"}
    assert ids(folder) == WHOLE - missing


@pytest.mark.parametrize("content", [None, b"", b"{", b"\xff"])
def test_without_a_manifest_all_segments_are_read(folder: Path, content: bytes | None) -> None:
    one(folder, "manifest.json").unlink()
    if content is not None:
        (folder / "gen-000001" / "manifest.json").write_bytes(content)
    saved = SearchIndex.repair(folder)
    assert saved.missing == ()
    assert "articles that were deleted or replaced of late may be back" in saved.doubtful[0]
    assert ids(folder) == WHOLE


@pytest.mark.parametrize("content", [None, b"", b"gen-000009\n"])
def test_without_current_the_newest_generation_is_taken(folder: Path, content: bytes | None) -> None:
    (folder / "CURRENT").unlink()
    if content is not None:
        (folder / "CURRENT").write_bytes(content)
    saved = SearchIndex.repair(folder)
    assert saved.missing == ()
    assert "took gen-000001, the newest generation" in saved.doubtful[0]
    assert ids(folder) == WHOLE


@pytest.mark.parametrize("pattern", ["*.seg", "*.del"])
@pytest.mark.parametrize("how", ["gone", "empty", "cut", "zeros"])
def test_a_file_that_is_no_more_costs_what_is_said(folder: Path, pattern: str, how: str) -> None:
    path = max((folder / "gen-000001").glob(pattern), key=lambda path: path.stat().st_size)
    content = path.read_bytes()
    path.unlink()
    if how != "gone":
        path.write_bytes({"empty": b"", "cut": content[:-9], "zeros": bytes(len(content))}[how])
    saved = SearchIndex.repair(folder)
    if pattern == "*.seg":
        assert saved.missing[0].startswith(f"{len(WHOLE) - 1} articles of {path.name}: ")
        assert ids(folder) == {"more"}
    else:
        assert "that were deleted are back" in saved.doubtful[0]
        assert ids(folder) == WHOLE | {"3", "4"}


def test_an_update_brings_back_what_is_missing(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.txt").write_text(f"Titre {number}\n\nL’eau monte, mot{number}.", "utf-8")
    folder = tmp_path / "index"
    with SearchIndex.create(folder) as index:
        index.update(*tmp_path.glob("*.txt"))
    write_anew(one(folder, "*.seg"), b"")
    assert SearchIndex.repair(folder).articles == 0
    with SearchIndex.open(folder) as index:
        assert index.update(*tmp_path.glob("*.txt")).added == 9


def test_what_a_killed_rebuild_left_is_not_taken_for_the_index(folder: Path) -> None:
    (folder / "gen-000002").mkdir()
    (folder / "gen-000002" / "seg_0123456789abcdef.seg").write_bytes(b"half a segment")
    (folder / "CURRENT").unlink()
    assert "took gen-000001" in SearchIndex.repair(folder).doubtful[0]
    assert ids(folder) == WHOLE


def test_a_repair_that_cannot_write_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (folder / "CURRENT").unlink()
    before = sorted(folder.rglob("*"))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(IndexUnavailable, match="No space left on device; nothing was changed"):
            SearchIndex.repair(folder)
    assert sorted(folder.rglob("*")) == before
    SearchIndex.repair(folder)
    assert ids(folder) == WHOLE


def test_a_repair_that_fails_changes_nothing(folder: Path) -> None:
    with folders.locked(folder), pytest.raises(IndexLocked):
        SearchIndex.repair(folder)
    with pytest.raises(IndexMissing):
        SearchIndex.repair(folder / "nowhere")
    assert not (folder / "nowhere").exists()
    assert SearchIndex.repair(folder, settings=Settings(durability="fast")).articles == len(WHOLE)
