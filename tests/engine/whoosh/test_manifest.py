"""What a commit says of itself."""

import json
from pathlib import Path

import pytest

from searchidx import IndexDamaged
from searchidx.analysis.french import VERSION as ANALYSIS_VERSION
from searchidx.engine.whoosh.folder import Facts
from searchidx.engine.whoosh.manifest import FORMAT, MANIFEST, Manifest, SegmentEntry, signed

WHOLE = Manifest(7, (SegmentEntry("MAIN_a", 3, 99, "MAIN_a.7.del"), SegmentEntry("MAIN_b", 1, 9)), "note-7")
WHOLE = WHOLE._replace(
    facts={name: Facts(9, "ab" * 32) for name in [*sorted(WHOLE.files - {MANIFEST}), "_MAIN_7.toc"]}
)


def read(folder: Path, content: str | dict[str, object]) -> Manifest:
    (folder / MANIFEST).write_text(content if isinstance(content, str) else signed(content), "utf-8")
    return Manifest.read("index", folder)


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE.to_text()) == WHOLE
    assert WHOLE.files == {"MAIN_a.seg", "MAIN_a.7.del", "MAIN_b.seg", "note-7", "_MAIN_7.toc", MANIFEST}
    assert WHOLE.articles == 4
    assert (WHOLE.readable, WHOLE.other_versions) == (True, "")
    assert Manifest().files == {MANIFEST}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"commit": None}, id="no commit"),
        pytest.param({"segments": [{"name": "MAIN_a"}]}, id="half a segment"),
        pytest.param({"segments": {"name": "MAIN_a"}}, id="no list"),
        pytest.param(
            {"segments": [{"name": "a", "articles": 1, "bytes": 1, "deletions": "../a.del"}]}, id="elsewhere"
        ),
        pytest.param({"note": "../note"}, id="a note elsewhere"),
        pytest.param({"note": 7}, id="a note that is no name"),
        pytest.param({"format": "new"}, id="no format"),
    ],
)
def test_what_cannot_be_a_manifest_is_damage(tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(IndexDamaged, match=r"manifest\.json cannot be read"):
        read(tmp_path, json.loads(WHOLE.to_text()) | change)


@pytest.mark.parametrize("key", ["commit", "articles", "analysis", "files", "note", "checksum"])
def test_a_manifest_that_was_changed_is_seen_by_its_checksum(tmp_path: Path, key: str) -> None:
    content = json.loads(WHOLE.to_text())
    content[key] = {"commit": 8, "articles": 5, "analysis": 9, "files": {}, "note": None}.get(key, "0" * 8)
    with pytest.raises(IndexDamaged, match=r"manifest\.json is not what was written"):
        read(tmp_path, json.dumps(content))


def test_files_that_a_manifest_does_not_know_are_damage(tmp_path: Path) -> None:
    content = json.loads(WHOLE.to_text())
    del content["files"]["MAIN_a.seg"]
    with pytest.raises(IndexDamaged, match=r"manifest\.json cannot be read"):
        read(tmp_path, content)


def test_a_segment_is_not_looked_for_outside_of_its_generation(tmp_path: Path) -> None:
    content = json.loads(WHOLE.to_text())
    content["segments"][0]["name"] = "../../MAIN_a"
    with pytest.raises(IndexDamaged):
        read(tmp_path, content)


@pytest.mark.parametrize(
    ("versions", "readable"),
    [
        ({"format": 1}, False),
        ({"format": 2}, False),
        ({"format": FORMAT + 1}, True),
        ({"analysis": ANALYSIS_VERSION + 1}, True),
    ],
    ids=["the first format", "the format before", "a later format", "another analysis"],
)
def test_other_versions_are_told(tmp_path: Path, versions: dict[str, int], readable: bool) -> None:
    found = read(tmp_path, json.loads(WHOLE.to_text()) | versions)
    assert found.other_versions.startswith(f"format {found.format}, analysis {found.analysis}; this one has")
    assert found.readable == readable
    assert bool(found.segments) == readable
