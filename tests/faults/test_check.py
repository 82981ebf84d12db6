"""A check finds what is not what was written, and what was written wrong; of a sound index it says nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from searchidx import IndexDamaged, SearchIndex
from searchidx.engine.whoosh import checking, postings_writer
from searchidx.engine.whoosh.folder import seal
from searchidx.engine.whoosh.manifest import MANIFEST, signed
from searchidx.engine.whoosh.sections import _FOOTER, Sections
from tests.faults.test_damage import ARTICLES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an index with every kind of file and of postings."""
    with SearchIndex.create(tmp_path / "index") as index, pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings_writer, "FREQUENT", 20)
        patch.setattr(postings_writer, "_FEW_DOCUMENTS", 0)
        index.add(ARTICLES)
        index.delete(["3", "4"])
    return tmp_path / "index"


def damage(folder: Path, *, full: bool = False) -> tuple[str, ...]:
    try:
        with SearchIndex.open(folder) as index:
            return index.check(full=full).damage
    except IndexDamaged as error:
        return (error.detail,)


def one(folder: Path, pattern: str) -> Path:
    (path,) = (folder / "gen-000001").glob(pattern)
    return path


def write_anew(path: Path, content: bytes) -> None:
    """Write a file as another one, for the old one may be mapped."""
    path.unlink()
    path.write_bytes(content)


def test_a_sound_index_is_sound_after_all_that_a_writer_does(folder: Path) -> None:
    with SearchIndex.open(folder) as index:
        for work in (
            lambda: index.add(ARTICLES[:5]),
            lambda: index.add([{"id": "w", "body": "Le week-end, jusqu’à 20h30, parcequ’il, c’est 2.500."}]),
            lambda: index.delete(["7"]),
            index.optimize,
            index.rebuild,
        ):
            work()
            for full in (False, True):
                checked = index.check(full=full)
                assert checked.sound, checked.damage
            assert (checked.articles, checked.analysed >= checked.articles) == (len(index), True)
            generation = folder / (folder / "CURRENT").read_text().strip()
            names = {path.name for path in generation.iterdir()} - {"MAIN_WRITELOCK"}
            assert checked.files == len(names)


def test_of_a_large_segment_a_sample_is_analysed_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_SAMPLE", 4)
    monkeypatch.setattr(checking, "_TOGETHER", 7)
    with SearchIndex.open(folder) as index:
        assert index.check().analysed == 4
        assert index.check(full=True).analysed == len(ARTICLES)


@pytest.mark.parametrize("pattern", ["*.seg", "*.del", "manifest.json", "note-*", "_MAIN_*.toc"])
def test_every_flipped_byte_of_every_file_is_found_and_its_file_named(folder: Path, pattern: str) -> None:
    path = one(folder, pattern)
    content = path.read_bytes()
    for place in [*range(0, len(content), max(1, len(content) // 40)), len(content) - 1]:
        if pattern == MANIFEST and content[place : place + 1].isspace():
            continue  # which says nothing
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 8
        write_anew(path, bytes(flipped))
        found = damage(folder)
        assert found, place
        assert path.name.partition(".")[0] in found[0]
    write_anew(path, content)
    assert damage(folder, full=True) == ()


@pytest.mark.parametrize("pattern", ["*.seg", "*.del", "manifest.json", "note-*", "_MAIN_*.toc"])
@pytest.mark.parametrize("how", ["gone", "cut", "longer"])
def test_a_file_that_is_gone_cut_or_longer_is_found(folder: Path, pattern: str, how: str) -> None:
    path = one(folder, pattern)
    content = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        write_anew(path, content[:-3] if how == "cut" else content + b"more")
    assert path.name.partition(".")[0] in damage(folder)[0]


def lies(folder: Path) -> Iterator[tuple[str, str]]:
    """Change numbers of each section, one after the other, and make all checksums and digests right again."""
    path = one(folder, "*.seg")
    whole, manifest = path.read_bytes(), one(folder, MANIFEST).read_text()
    for name in [*Sections(path)]:
        start, end = Sections(path).span(name)
        if start == end:
            continue
        for place in {start, (start + end) // 2, end - 1}:
            content = bytearray(whole)
            content[place] ^= 0b101
            at, length, _, magic = _FOOTER.unpack_from(content, len(content) - _FOOTER.size)
            directory = json.loads(content[at : at + length])
            directory["sections"][name][3] = crc32(content[start:end])
            text = json.dumps(directory, ensure_ascii=False).encode()
            footer = _FOOTER.pack(at, len(text), crc32(text), magic)
            write_anew(path, bytes(content[:at]) + text + footer)
            size, digest = seal(path)
            values = json.loads(manifest)
            values["files"][path.name] = [size, digest]
            values["segments"][0]["bytes"] = size
            one(folder, MANIFEST).write_text(signed(values))
            yield name, f"{place - start} of {end - start}"


def test_what_was_written_wrong_breaks_a_law(folder: Path) -> None:
    """Every lie is found though all digests agree, but in bytes that nobody reads, or that only say what is worth a look."""
    counts = Sections(one(folder, "*.seg")).counts
    empty = {name for name, count in counts["terms"].items() if not count}
    empty |= {name for name, count in counts["values"].items() if not count}
    missed = [(name, place) for name, place in lies(folder) if not damage(folder)]
    told = [
        (name, place)
        for name, place in missed
        if name.partition("/")[0].partition(".")[0] not in empty
        and not name.endswith(("/records", "/forms.counts", "articles.dictionaries"))
    ]
    assert told == []
    assert len(missed) < 60


def test_a_check_goes_on_while_a_writer_commits(folder: Path) -> None:
    with SearchIndex.open(folder) as reading, SearchIndex.open(folder) as writing:
        for number in range(12):
            writing.add([{"id": f"new {number}", "body": "Eau."}])
            assert reading.check().sound


def test_an_index_of_an_engine_in_memory_has_no_files() -> None:
    from searchidx import MemoryEngine  # noqa: PLC0415

    with pytest.raises(ValueError, match="an index in memory has no files to check"):
        SearchIndex(MemoryEngine()).check()


def test_damage_is_not_merged_into_a_segment_that_looks_sound(folder: Path) -> None:
    path = one(folder, "*.seg")
    start, end = Sections(path).span("body/rare.positions")
    content = bytearray(path.read_bytes())
    content[(start + end) // 2] ^= 4
    write_anew(path, bytes(content))
    before = [*(folder / "gen-000001").iterdir()]
    with SearchIndex.open(folder) as index:
        index.add([{"id": "more", "body": "Eau."}])
        with pytest.raises(IndexDamaged, match=r"body/rare\.positions"):
            index.optimize()
    assert len(before) <= len([*(folder / "gen-000001").iterdir()]) <= len(before) + 1
    assert np.all([name in damage(folder)[0] for name in (path.name, "body/rare.positions")])
