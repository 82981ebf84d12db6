"""A file of named sections."""

from pathlib import Path

import numpy as np
import pytest

from searchidx.engine.whoosh import sections
from searchidx.engine.whoosh.damage import Damage
from searchidx.engine.whoosh.sections import Sections, SectionWriter


@pytest.fixture
def path(tmp_path: Path) -> Path:
    out = SectionWriter(tmp_path / "a.seg")
    out.add("text", "éà".encode())
    out.add("none", b"")
    out.add("numbers", np.array([1, 70_000], "<u4"))
    out.add("bytes", np.array([1, 2, 3], np.uint8))
    with out.section("pieces", "<u2") as append:
        append(np.array([1, 2], "<u2"))
        append(b"")
        append(b"\x03\0")
    out.finish({"articles": 2, "é": [1]})
    return tmp_path / "a.seg"


def test_sections_come_back_as_they_were_written(path: Path) -> None:
    found = Sections(path)
    assert list(found) == ["text", "none", "numbers", "bytes", "pieces"]
    assert found.counts == {"articles": 2, "é": [1]}
    assert (found.bytes("text"), found.bytes("none")) == ("éà".encode(), b"")
    assert (found.array("numbers").tolist(), found.array("bytes").tolist()) == ([1, 70_000], [1, 2, 3])
    assert (found.array("pieces").tolist(), found.array("pieces").dtype) == ([1, 2, 3], np.dtype("<u2"))
    assert all(found.span(name)[0] % 8 == 0 for name in found)
    assert ("numbers" in found, "nothing" in found, found.size) == (True, False, path.stat().st_size)
    found.verify()


def test_a_section_that_is_not_there_is_damage(path: Path) -> None:
    with pytest.raises(Damage, match=r"a\.seg has no section nothing"):
        Sections(path).span("nothing")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda data: b"", "a.seg is cut", id="empty"),
        pytest.param(lambda data: data[:-1], "is cut or is no segment", id="cut"),
        pytest.param(lambda data: data + b"x", "is cut or is no segment", id="longer"),
        pytest.param(lambda data: b"X" + data[1:], "is cut or is no segment", id="another beginning"),
        pytest.param(
            lambda data: data[:-30] + b"X" + data[-29:], "the directory of a.seg is damaged", id="directory"
        ),
    ],
)
def test_a_file_that_is_not_whole_is_damage(path: Path, change, message: str) -> None:  # type: ignore[no-untyped-def]
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(Damage, match=message):
        Sections(path)


@pytest.mark.parametrize("cheap", [0, 1 << 16], ids=["large", "small"])
def test_a_flipped_bit_is_seen_at_once_in_a_small_section_and_on_demand_in_a_large_one(
    path: Path, monkeypatch: pytest.MonkeyPatch, cheap: int
) -> None:
    monkeypatch.setattr(sections, "_CHEAP", cheap)
    data = bytearray(path.read_bytes())
    data[Sections(path).span("numbers")[0]] ^= 1
    path.unlink()
    path.write_bytes(data)
    found = Sections(path)
    assert found.bytes("text") == "éà".encode()
    if cheap:
        with pytest.raises(Damage, match=r"numbers in a\.seg is damaged"):
            found.array("numbers")
    else:
        assert found.array("numbers").tolist() == [0, 70_000]
    with pytest.raises(Damage, match=r"numbers in a\.seg is damaged"):
        found.verify()


def test_a_file_that_was_not_finished_is_no_segment(tmp_path: Path) -> None:
    out = SectionWriter(tmp_path / "a.seg")
    out.add("text", b"x" * 100)
    out.abandon()
    with pytest.raises(Damage):
        Sections(tmp_path / "a.seg")


def test_no_file_is_written_over(path: Path) -> None:
    with pytest.raises(FileExistsError):
        SectionWriter(path)
