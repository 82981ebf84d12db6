"""Sections beyond 64 kB are checked where they are read: a search gives the right answer, or names the damage."""

from pathlib import Path

import pytest

from searchidx import IndexDamaged, SearchIndex
from searchidx.engine.whoosh import sections
from searchidx.engine.whoosh.sections import Sections
from tests.faults.test_check import one, write_anew
from tests.faults.test_damage import answers, folder  # noqa: F401  the fixture


@pytest.fixture(autouse=True)
def _all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "_CHEAP", 16)
    monkeypatch.setattr(sections, "_BLOCK", 16)


def test_every_flipped_byte_of_every_section_is_seen_or_does_no_harm(folder: Path) -> None:  # noqa: F811
    path = one(folder, "*.seg")
    whole = path.read_bytes()
    right, named, places = answers(folder), 0, set[int]()
    for name in [*Sections(path)]:
        start, end = Sections(path).span(name)
        places |= {*range(start, end, max(1, (end - start) // 3)), end - 1} if end > start else set()
    for place in sorted(places):
        content = bytearray(whole)
        content[place] ^= 1 << place % 8
        write_anew(path, bytes(content))
        try:
            assert answers(folder) == right, place
        except IndexDamaged as error:
            assert path.name in str(error), error
            named += 1
    assert named > 0.6 * len(places)


def test_what_is_read_once_is_not_checked_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    with SearchIndex.open(folder) as index:
        right = index.search("eau", snippets=0).total
        monkeypatch.setattr(sections, "crc32", lambda *_: 1 / 0)
        assert index.search("eau", snippets=0).total == right
