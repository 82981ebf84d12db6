import os
import unicodedata
from pathlib import Path

import pytest

from searchidx.article import Article, Rejection
from searchidx.corpus import read
from searchidx.corpus.files import File, files_of
from searchidx.corpus.formats import known_ends
from searchidx.errors import SourceError

KNOWN = ", ".join(known_ends())


def fill(folder: Path, *paths: str) -> Path:
    """Make files of one word."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("Un", encoding="utf-8")
    return folder


def ids(source: Path) -> list[str]:
    """Return the ids of the files of a source where nothing is rejected."""
    found = []
    for item in files_of(source):
        assert isinstance(item, File)
        found.append(item.id)
    return found


def test_a_file_is_known_by_path_id_size_and_time(tmp_path: Path) -> None:
    path = fill(tmp_path, "eau/crue.txt") / "eau" / "crue.txt"
    os.utime(path, ns=(1_700_000_000_123_456_789, 1_700_000_000_123_456_789))
    assert list(files_of(tmp_path)) == [File(path, "eau/crue.txt", 2, 1_700_000_000_123_456_789)]


def test_files_come_sorted_and_a_folder_before_the_folders_below_it(tmp_path: Path) -> None:
    fill(tmp_path, "b/2.txt", "b/10.txt", "a/z/3.txt", "a/4.txt", "z.txt", "É.txt")
    assert ids(tmp_path) == ["z.txt", "É.txt", "a/4.txt", "a/z/3.txt", "b/10.txt", "b/2.txt"]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(".caché.txt", id="hidden file"),
        pytest.param(".git/a.txt", id="hidden folder"),
        pytest.param("a/.b/c/d.txt", id="below a hidden folder"),
        pytest.param("a.pdf", id="unknown end"),
        pytest.param("LICENSE", id="no end"),
        pytest.param("a/b.pdf", id="unknown end in a folder"),
    ],
)
def test_what_holds_no_articles_is_passed_over(tmp_path: Path, path: str) -> None:
    fill(tmp_path, "crue.txt", path)
    assert ids(tmp_path) == ["crue.txt"]


def test_an_index_in_the_source_holds_no_articles(tmp_path: Path) -> None:
    fill(
        tmp_path,
        "a.txt",
        "index/CURRENT",
        "index/saved/b.json",
        "index/gen-000001/manifest.json",
        "x/CURRENT",
        "x/c.txt",
    )
    assert ids(tmp_path) == ["a.txt", "x/c.txt"]


def test_a_source_may_lie_below_a_hidden_folder(tmp_path: Path) -> None:
    assert ids(fill(tmp_path / ".archive" / "2024", "crue.txt")) == ["crue.txt"]


def test_a_folder_with_the_name_of_a_file_is_a_folder(tmp_path: Path) -> None:
    assert ids(fill(tmp_path, "a.txt/b.txt")) == ["a.txt/b.txt"]


def test_links_to_files_are_followed_and_those_to_folders_or_nothing_are_not(tmp_path: Path) -> None:
    source, elsewhere = fill(tmp_path / "source", "a.txt"), fill(tmp_path / "elsewhere", "b.txt")
    (source / "file.txt").symlink_to(elsewhere / "b.txt")
    (source / "folder").symlink_to(elsewhere)
    (source / "folder.txt").symlink_to(elsewhere)
    assert ids(source) == ["a.txt", "file.txt"]


def test_what_only_has_the_name_of_a_file_is_rejected_and_the_others_are_listed(tmp_path: Path) -> None:
    fill(tmp_path, "z.txt")
    (tmp_path / "nothing.txt").symlink_to(tmp_path / "nothing-there.txt")
    (tmp_path / "round.txt").symlink_to(tmp_path / "round.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    *rejected, file = files_of(tmp_path)
    assert rejected == [
        Rejection(str(tmp_path / "loop"), "a link to a folder that it lies in: passed over"),
        Rejection(str(tmp_path / "nothing.txt"), "a link that leads nowhere"),
        Rejection(str(tmp_path / "pipe.txt"), "no file: a pipe, a socket or a device"),
        Rejection(str(tmp_path / "round.txt"), "a link that leads to itself"),
    ]
    assert isinstance(file, File)
    assert file.id == "z.txt"


def test_ids_are_relative_to_the_source_wherever_it_lies(tmp_path: Path) -> None:
    here, there = fill(tmp_path / "a" / "b", "eau/1.txt"), fill(tmp_path / "c", "eau/1.txt")
    assert ids(here) == ids(there) == ["eau/1.txt"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_ids_are_composed_whatever_the_file_system_keeps(tmp_path: Path, form: str) -> None:
    name = unicodedata.normalize(form, "été/forêt.txt")  # type: ignore[arg-type]  # one of the literals
    [file] = files_of(fill(tmp_path, name))
    assert isinstance(file, File)
    assert file.id == unicodedata.normalize("NFC", "été/forêt.txt")
    assert file.path == tmp_path / name
    [alone] = files_of(tmp_path / name)
    assert isinstance(alone, File)
    assert alone.id == unicodedata.normalize("NFC", "forêt.txt")


def test_a_name_that_is_not_utf_8_is_rejected(tmp_path: Path) -> None:
    fill(tmp_path, "eau.txt")
    strange = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe9t\xe9.txt"))
    try:
        strange.write_text("L’eau.", "utf-8")
    except OSError:
        pytest.skip("this file system holds names in UTF-8 only")
    rejection = Rejection(ascii(str(strange)), "the name of the file is not UTF-8")
    assert [item for item in files_of(tmp_path) if isinstance(item, Rejection)] == [rejection]
    assert list(files_of(strange)) == [rejection]


def test_a_file_may_be_a_source(tmp_path: Path) -> None:
    path = fill(tmp_path, "eau/crue.txt") / "eau" / "crue.txt"
    os.utime(path, ns=(5, 5))
    assert list(files_of(path)) == [File(path, "crue.txt", 2, 5)]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param("nulle-part", "there is no such file or folder", id="missing"),
        pytest.param("notes.pdf", f"articles are read from {KNOWN}", id="unknown file"),
        pytest.param("vide", f"the folder holds no articles ({KNOWN})", id="empty folder"),
        pytest.param("caché", f"the folder holds no articles ({KNOWN})", id="nothing to read in it"),
    ],
)
def test_a_source_without_articles_is_an_error(tmp_path: Path, source: str, reason: str) -> None:
    fill(tmp_path, "notes.pdf", "caché/.a.txt", "caché/b.pdf")
    (tmp_path / "vide").mkdir()
    with pytest.raises(SourceError) as caught:
        list(files_of(tmp_path / source))
    path = tmp_path / source
    assert (caught.value.path, caught.value.reason) == (str(path), reason)
    assert str(caught.value) == f"{path}: {reason}; the index was left as it is"


def test_a_folder_that_cannot_be_listed_is_rejected_and_the_others_are_listed(tmp_path: Path) -> None:
    fill(tmp_path, "crue.txt", "a/1.txt", "b/2.txt")
    found = files_of(tmp_path)
    first = next(found)
    (tmp_path / "a" / "1.txt").unlink()
    (tmp_path / "a").rmdir()  # between the moment it was seen and the moment it is listed
    second, problem = found
    assert isinstance(first, File)
    assert isinstance(second, File)
    assert [first.id, second.id] == ["crue.txt", "b/2.txt"]
    assert problem == Rejection(str(tmp_path / "a"), "the folder cannot be listed: No such file or directory")


def test_a_name_that_is_no_text_is_rejected_and_the_others_are_listed(tmp_path: Path) -> None:
    fill(tmp_path, "crue.txt")
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("Un", encoding="utf-8")
    rejection, file = files_of(tmp_path)
    assert rejection == Rejection(f"'{tmp_path}/caf\\udce9.txt'", "the name of the file is not UTF-8")
    assert isinstance(file, File)
    assert file.id == "crue.txt"


def test_reading_gives_the_article_of_a_file(tmp_path: Path) -> None:
    path = fill(tmp_path, "crue.txt") / "crue.txt"
    assert list(read(path, "crue.txt")) == [Article("crue.txt", "Un", "Un", path=str(path))]


@pytest.mark.parametrize("name", ["crue.txt", "crue.jsonl"])
def test_a_file_that_went_away_is_rejected(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert list(read(path, name)) == [Rejection(str(path), "cannot be read: No such file or directory")]
