"""A disk that is nearly full: what needs much room is not begun, and what needs little is done."""

from pathlib import Path

import pytest

from searchidx import IndexUnavailable, SearchIndex
from searchidx.engine.whoosh import folder, tiers


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk have room for a few small files."""
    monkeypatch.setattr(folder, "free", lambda where: 1_000)


def filled(where: Path, parts: int) -> SearchIndex:
    index = SearchIndex.create(where)
    for part in range(parts):
        index.add([{"id": str(part), "body": "L’eau monte. " * 9}])
    return index


def segments(where: Path) -> int:
    return len([*where.glob("gen-*/*.seg")])


@pytest.mark.usefixtures("full")
def test_segments_are_not_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled(tmp_path / "index", tiers.FACTOR + 1) as index:
        assert index.search("eau").total == segments(tmp_path / "index") == tiers.FACTOR + 1
        monkeypatch.undo()
        index.add([{"id": "room again", "body": "L’eau baisse."}])
        assert segments(tmp_path / "index") < tiers.FACTOR
        assert index.search("eau").total == tiers.FACTOR + 2


@pytest.mark.usefixtures("full")
def test_optimizing_is_refused_before_it_writes(tmp_path: Path) -> None:
    with filled(tmp_path / "index", 2) as index:
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(
            IndexUnavailable,
            match=r"the disk is too full: about .* MB are needed, and 0\.0 MB are free; nothing",
        ):
            index.optimize()
        assert sorted(tmp_path.rglob("*")) == before
        assert index.search("eau").total == 2


@pytest.mark.usefixtures("full")
def test_a_backup_that_shares_files_needs_no_room(tmp_path: Path) -> None:
    with filled(tmp_path / "index", 2) as index:
        assert index.backup(tmp_path / "shared") == 2
        with pytest.raises(IndexUnavailable, match="too full"):
            index.backup(tmp_path / "copied", link=False)
        assert not [*(tmp_path / "copied").rglob("*.seg")]


@pytest.mark.usefixtures("full")
def test_a_restored_index_is_whole_or_not_there(tmp_path: Path) -> None:
    with filled(tmp_path / "index", 2) as index:
        index.backup(tmp_path / "backup")
    with pytest.raises(IndexUnavailable, match="too full"):
        SearchIndex.restore(tmp_path / "again", tmp_path / "backup", link=False)
    assert SearchIndex.restore(tmp_path / "again", tmp_path / "backup") == 2
