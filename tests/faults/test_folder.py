"""What a commit does to the disk, in order; who may read its files; what is refused in an index folder."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from searchidx import IndexDamaged, IndexExists, IndexLocked, IndexUnavailable, SearchIndex, Settings
from searchidx.engine.whoosh import folder as folders

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes, links and pipes are POSIX")
ARTICLES: list[dict[str, object]] = [{"id": str(n), "body": f"L’eau monte, mot{n}."} for n in range(9)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with SearchIndex.create(tmp_path / "index") as index:
        index.add(ARTICLES)
        index.delete(["3"])
    return tmp_path / "index"


def journal(patch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return the list that gets every flush to disk and every renaming from now on, with the name of the file."""
    seen: list[tuple[str, str]] = []
    whole_fsync, whole_rename = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        seen.append(("fsync", Path(f"/proc/self/fd/{descriptor}").readlink().name))
        whole_fsync(descriptor)

    def rename(source: Path, target: Path) -> None:
        seen.append(("rename", Path(target).name))
        whole_rename(source, target)

    patch.setattr(os, "fsync", fsync)
    patch.setattr(os, "replace", rename)
    patch.setattr(os, "rename", rename)
    return seen


@pytest.mark.skipif(sys.platform != "linux", reason="descriptors have names in /proc")
@pytest.mark.parametrize("work", ["add", "delete", "optimize", "rebuild"])
def test_a_commit_is_on_disk_before_it_shows_and_when_it_returns(
    folder: Path, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    works: dict[str, Callable[[SearchIndex], object]] = {
        "add": lambda index: index.add([{"id": "new", "body": "Eau."}]),
        "delete": lambda index: index.delete(["1"]),
        "optimize": SearchIndex.optimize,
        "rebuild": SearchIndex.rebuild,
    }
    before = {path.name for path in folder.rglob("*")}
    with SearchIndex.open(folder) as index, monkeypatch.context() as patch:
        seen = journal(patch)
        works[work](index)
    generation = folder / folders.current(folder)
    written = {path.name for path in generation.iterdir()} - before - {"manifest.json"}
    place = seen.index(("rename", "manifest.json"))
    flushed = [name for what, name in seen[:place] if what == "fsync"]
    assert written < set(flushed)
    assert flushed[-1].startswith("manifest.json.")
    assert flushed[-2] == generation.name, "the names of the files are there before the manifest is"
    assert seen[place + 1] == ("fsync", generation.name)
    if work == "rebuild":
        assert seen[place + 2] == ("fsync", "index"), "the generation is there before CURRENT names it"
        assert seen[place + 3][1].startswith("CURRENT.")
        assert seen[place + 4 :] == [("rename", "CURRENT"), ("fsync", "index")]
    else:
        assert seen[place + 2 :] == []


def test_fast_durability_flushes_nothing_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: int) -> None:
        raise AssertionError

    monkeypatch.setattr(os, "fsync", refused)
    with SearchIndex.create(tmp_path / "index", settings=Settings(durability="fast")) as index:
        reports = [index.add(ARTICLES), index.rebuild()]
        index.delete(["1"])
        index.optimize()
        assert len(index) == len(ARTICLES) - 1
    for report in reports:
        assert report.warnings == ("durability is fast: a power cut may undo this commit, or cost the index",)


def modes(where: Path) -> set[tuple[str, bool]]:
    """Return the modes of a folder and all in it, and whether of a folder."""
    return {(oct(stat.S_IMODE(path.stat().st_mode)), path.is_dir()) for path in [where, *where.rglob("*")]}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077], ids=oct)
@pytest.mark.parametrize("group", [False, True])
def test_an_index_is_its_owner_s_unless_the_group_may_read_it(
    tmp_path: Path, umask: int, group: bool
) -> None:
    before = os.umask(umask)
    try:
        with SearchIndex.create(tmp_path / "index", settings=Settings(group=group)) as index:
            index.add(ARTICLES)
            index.add([{"id": "more", "body": "Eau."}], jobs=2)
            index.delete(["1"])
            index.rebuild()
            index.delete(["2"])
    finally:
        os.umask(before)
    (tmp_path / "index" / "LOCK").chmod(0o640 if group else 0o600)  # which nobody else need open
    assert modes(tmp_path / "index") == (
        {("0o640", False), ("0o750", True)} if group else {("0o600", False), ("0o700", True)}
    )


@pytest.mark.parametrize("pattern", ["CURRENT", "gen-*", "gen-*/manifest.json", "gen-*/*.seg", "gen-*/*.del"])
def test_a_symbolic_link_in_an_index_is_refused(folder: Path, tmp_path: Path, pattern: str) -> None:
    (path,) = folder.glob(pattern)
    elsewhere = path.rename(tmp_path / "elsewhere")
    path.symlink_to(elsewhere)
    with pytest.raises(IndexDamaged, match=f"{path.name.partition('.')[0]}.* is (a symbolic link|no folder)"):
        SearchIndex.open(folder)


def test_a_lock_that_is_a_link_is_refused_and_what_it_points_to_stays(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    (folder / "LOCK").unlink()
    (folder / "LOCK").symlink_to(tmp_path / "precious")
    with SearchIndex.open(folder) as index, pytest.raises(IndexUnavailable):
        index.delete(["1"])
    assert (tmp_path / "precious").read_text() == "precious"


@pytest.mark.parametrize("pattern", ["CURRENT", "gen-*/manifest.json", "gen-*/*.seg", "gen-*/*.del"])
def test_a_pipe_in_an_index_is_refused_and_not_waited_for(folder: Path, pattern: str) -> None:
    (path,) = folder.glob(pattern)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(IndexDamaged, match="is no plain file"):
        SearchIndex.open(folder)


@pytest.mark.parametrize("size", [0, 4096, 1 << 30], ids=["empty", "a page", "huge"])
@pytest.mark.parametrize("pattern", ["CURRENT", "gen-*/manifest.json", "gen-*/*.seg", "gen-*/*.del"])
def test_a_file_of_zeros_is_refused_at_once(folder: Path, pattern: str, size: int) -> None:
    (path,) = folder.glob(pattern)
    path.unlink()
    with path.open("wb") as file:
        file.truncate(size)
    with pytest.raises(IndexDamaged):
        SearchIndex.open(folder)


def test_a_file_that_is_cut_while_it_is_in_use_is_damage_and_the_process_lives(folder: Path) -> None:
    script = (
        "import os, sys\n"
        "from searchidx import IndexDamaged, SearchIndex\n"
        "with SearchIndex.open(sys.argv[1]) as index:\n"
        "    hit = index.search('eau', snippets=0).hits[0]\n"
        "    os.truncate(sys.argv[2], 8)\n"
        "    for ask in (lambda: index.search('mot1'), lambda: index.get('1'), lambda: hit.article.body):\n"
        "        try: ask()\n"
        "        except IndexDamaged as error: assert 'cut' in str(error), error\n"
        "        else: raise SystemExit('not seen')\n"
    )
    (path,) = folder.glob("gen-*/*.seg")
    done = subprocess.run([sys.executable, "-c", script, str(folder), str(path)], check=False)
    assert done.returncode == 0


def test_whoever_holds_the_lock_is_named(folder: Path) -> None:
    writer = (
        "import sys; from searchidx.engine.whoosh import folder; from pathlib import Path\n"
        "with folder.locked(Path(sys.argv[1])): print('there', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", writer, str(folder)]
    with subprocess.Popen(command, stdin=-1, stdout=-1) as other, SearchIndex.open(folder) as index:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(IndexLocked, match=rf"another program \(process {other.pid}: -c {folder}\)"):
            index.delete(["1"])
        other.kill()
        other.wait()
        assert index.delete(["1"]) == 1, "a lock whose holder is dead is nobody's"


def test_a_lock_file_that_was_taken_away_is_no_lock(folder: Path) -> None:
    with folders.locked(folder):
        (folder / "LOCK").unlink()
        with folders.locked(folder), pytest.raises(IndexLocked), folders.locked(folder):
            pass


def test_articles_whose_current_is_gone_are_not_swept_away(folder: Path) -> None:
    (folder / "CURRENT").unlink()
    before = sorted(folder.rglob("*"))
    for made in (SearchIndex.create, SearchIndex.open_or_create, SearchIndex.open):
        with pytest.raises(IndexDamaged, match="CURRENT is missing"):
            made(folder)
    assert sorted(folder.rglob("*")) == before


def test_create_refuses_where_anything_stands(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("Chère Anne")
    (tmp_path / "file").write_text("a file")
    for where, error in [
        (folder, IndexExists),
        (tmp_path / "other", IndexExists),
        (tmp_path / "file", IndexUnavailable),
    ]:
        with pytest.raises(error):
            SearchIndex.create(where)
    with SearchIndex.open(folder) as index:
        assert len(index) == len(ARTICLES) - 1


def test_no_flipped_bit_of_current_names_another_generation(tmp_path: Path) -> None:
    kept: list[Path] = []
    for _ in range(40):
        made = folders.next_generation(tmp_path)
        made.mkdir()
        names = {path.name.encode() for path in kept}
        content = made.name.encode()
        for bit in range(8 * len(content)):
            flipped = bytearray(content)
            flipped[bit // 8] ^= 1 << bit % 8
            assert bytes(flipped) not in names
        kept = [*kept[-2:], made]
        for path in tmp_path.iterdir():
            if path not in kept:
                path.rmdir()
