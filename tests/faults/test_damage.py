"""Files that are cut, gone, or not what they were: every answer is right, or the damage is named."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from searchidx import Article, IndexDamaged, IndexOutdated, SearchIndex
from searchidx.engine.base import FACETS
from searchidx.engine.whoosh import postings_writer
from searchidx.engine.whoosh.sections import Sections

DATES = ["2024-01", "2024-02-03", None, "2023"]
ARTICLES: list[dict[str, object]] = [
    {
        "id": str(n),
        "title": f"Crue {n}",
        "lead": "La crue de la Loire" if n % 3 else "",
        "body": "L’eau monte à N’Djamena, 2 500 habitants. Pêche, péché. " * (n % 7 + 1) + f"mot{n}",
        "date": DATES[n % 4],
        "authors": ["Anne Le Goff"] if n % 2 else ["A", "B"],
        "section": ["Culture", "Politique", None][n % 3],
        "tags": ["x", "y"][: n % 3],
        "source": "S",
    }
    for n in range(30)
]
QUERIES = [
    "eau", "eau crue OU mot7", '"la Loire"', "mot*", "=pêche", "date:2024-01", 'auteur:"Le Goff"', "tag:x",
    "eau SAUF mot3", '"eau pêche"~5', "2500", "id:5",
]  # fmt: skip
DAYS = ["first_day", "last_day"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an index with every kind of file and of postings, and one segment."""
    with SearchIndex.create(tmp_path / "index") as index, pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings_writer, "FREQUENT", 20)
        patch.setattr(postings_writer, "_FEW_DOCUMENTS", 0)
        index.add(ARTICLES)
        assert index.delete(["3", "4"]) == 2
    return tmp_path / "index"


def files(folder: Path, pattern: str) -> list[Path]:
    found = sorted((folder / "gen-000001").glob(pattern))
    assert found
    return found


def answers(folder: Path) -> list[object]:
    """Ask an index all there is to ask."""
    with SearchIndex.open(folder) as index:
        results = [index.search(query, limit=7, facets=FACETS, snippets=0) for query in QUERIES]
        results += [
            index.search("crue OU 2500", limit=7, sort=sort, snippets=0) for sort in ("date", "-date")
        ]
        return [
            [(each.total, each.hits, each.facets) for each in results],
            [index.get(str(number)) for number in range(31)],
            replace(index.stats(), bytes=0),
            len(index),
        ]


@contextmanager
def holding(path: Path, content: bytes | None) -> Iterator[None]:
    """Let a file hold something else for a while, or be gone; as another file, for the old one may be mapped."""
    before = path.read_bytes()
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        path.write_bytes(before)


@pytest.mark.parametrize("pattern", ["*.seg", "*.del", "manifest.json"])
def test_a_file_that_is_cut_or_gone_is_named(folder: Path, pattern: str) -> None:
    (path,) = files(folder, pattern)
    content = path.read_bytes()
    whole = len(content) - (2 if pattern == "manifest.json" else 1)  # which ends in a line feed
    for size in (None, 0, 7, 8, len(content) // 2, whole):
        with (
            holding(path, None if size is None else content[:size]),
            pytest.raises(IndexDamaged, match=path.name.partition(".")[0]),
        ):
            answers(folder)
    answers(folder)


@pytest.mark.parametrize("pattern", ["_MAIN_*.toc", "note-*"])
def test_a_file_that_no_search_needs_does_no_harm(folder: Path, pattern: str) -> None:
    (path,) = files(folder, pattern)
    right = answers(folder)
    for content in (None, b"", b"\xff\0", path.read_bytes()[:-1]):
        with holding(path, content):
            assert answers(folder) == right


@pytest.mark.parametrize(("pattern", "step"), [("*.seg", 101), ("*.del", 11)])
def test_of_a_small_file_every_flipped_byte_is_seen_or_does_no_harm(
    folder: Path, pattern: str, step: int
) -> None:
    right = answers(folder)
    (path,) = files(folder, pattern)
    content = path.read_bytes()
    named = 0
    places = {*range(0, len(content), step), *range(len(content) - 24, len(content))}
    for place in sorted(places):
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 8
        with holding(path, bytes(flipped)):
            try:
                assert answers(folder) == right, place
            except IndexDamaged as error:
                assert str(folder) in str(error)
                named += 1
    assert named > 0.8 * len(places)  # the others lie between the sections, or say nothing


@pytest.mark.parametrize("pattern", ["*.seg", "*.del"])
def test_a_file_of_another_segment_is_named(folder: Path, tmp_path: Path, pattern: str) -> None:
    with SearchIndex.create(tmp_path / "other") as other:
        other.add(ARTICLES[:10])
        other.delete(["3"])
    (path,), (strange,) = files(folder, pattern), files(tmp_path / "other", pattern)
    with holding(path, strange.read_bytes()), pytest.raises(IndexDamaged, match="is another file"):
        answers(folder)


@pytest.mark.parametrize("section", ["digest", "path.codes", "path.values", "id/terms"])
def test_damage_that_a_writer_meets_is_named(folder: Path, tmp_path: Path, section: str) -> None:
    (path,) = files(folder, "*.seg")
    start, _ = Sections(path).span(section)
    flipped = bytearray(path.read_bytes())
    flipped[start] ^= 1
    (tmp_path / "new.txt").write_text("L’eau baisse.", "utf-8")
    with holding(path, bytes(flipped)), SearchIndex.open(folder) as index:
        with pytest.raises(IndexDamaged):
            index.update(tmp_path / "new.txt")
        if section != "path.values":  # no article here has a path
            with pytest.raises(IndexDamaged):
                index.add(ARTICLES[:1])
    answers(folder)


@pytest.mark.parametrize("number", [b"\x7f\xff\xff\xff", b"\xff\xff\xff\x00", b"\x00\x00\x00\x00"])
@pytest.mark.parametrize("column", DAYS)
def test_a_day_that_cannot_be_is_damage(folder: Path, column: str, number: bytes) -> None:
    (path,) = files(folder, "*.seg")
    start, _ = Sections(path).span(column)
    content = path.read_bytes()
    with (
        holding(path, content[:start] + number + content[start + 4 :]),
        SearchIndex.open(folder) as index,
        pytest.raises(IndexDamaged, match=column),
    ):
        index.search("date:2024 eau")


def outdate(folder: Path) -> None:
    """Make an index look like one of the first format, which had the standard codec of Whoosh."""
    manifest = {
        "format": 1,
        "analysis": 1,
        "commit": 1,
        "files": ["_MAIN_1.toc", "MAIN_0123456789abcdef.trm"],
    }
    for path in [*files(folder, "*.seg"), *files(folder, "*.del")]:
        path.unlink()
    (folder / "gen-000001" / "MAIN_0123456789abcdef.trm").write_bytes(b"terms")
    (folder / "gen-000001" / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def test_the_first_format_is_refused_with_the_way_out(folder: Path) -> None:
    outdate(folder)
    sentence = (
        rf"the index in {folder} was made by another version of searchidx \(format 1, analysis 1; this one has "
        r"4 and \d+\); bring it up to date with: searchidx rebuild FOLDER_OF_ARTICLES"
    )
    with pytest.raises(IndexOutdated, match=sentence):
        SearchIndex.open(folder)
    with SearchIndex.open_or_create(folder) as index:
        for refused in (
            lambda: index.search("eau"),
            lambda: index.add(ARTICLES),
            index.rebuild,
            index.optimize,
        ):
            with pytest.raises(IndexOutdated, match="searchidx rebuild FOLDER_OF_ARTICLES"):
                refused()
    assert (folder / "CURRENT").read_text() == "gen-000001\n"
    assert files(folder, "*.trm")


def test_the_first_format_is_rebuilt_from_files(folder: Path, tmp_path: Path) -> None:
    outdate(folder)
    (tmp_path / "new.txt").write_text("L’eau baisse.", "utf-8")
    with SearchIndex.open_or_create(folder) as index:
        assert index.rebuild(tmp_path / "new.txt").added == 1
        assert index.search("eau").total == 1
    with SearchIndex.open(folder) as index:
        assert index.add([Article("a", "Crue", "L’eau monte.")]).added == 1
        assert index.search("eau").total == 2
    assert sorted(path.name for path in folder.iterdir()) == ["CURRENT", "LOCK", "gen-000002"]
