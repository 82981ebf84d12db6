"""The n-th operation on files fails, once or from then on: the old index or the new one, told as it is, and nothing left.

The operations are those of `os` that searchidx makes: opening, flushing to disk, renaming, removing, making folders,
listing them, looking at files.
"""

import errno
import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from searchidx import CleanUpPending, IndexUnavailable, SearchIndex
from searchidx.engine.whoosh import folder, tiers
from searchidx.engine.whoosh.manifest import MANIFEST, Manifest

OPERATIONS = (
    "open",
    "close",
    "fsync",
    "rename",
    "replace",
    "unlink",
    "rmdir",
    "mkdir",
    "listdir",
    "scandir",
    "stat",
    "lstat",
)
WORKS: dict[str, Callable[[SearchIndex], object]] = {
    "add": lambda index: index.add([{"id": "new", "body": "L’eau baisse."}]),
    "merge": lambda index: index.add([{"id": "1", "body": "L’eau baisse."}]),
    "delete": lambda index: index.delete(["1"]),
    "optimize": SearchIndex.optimize,
    "rebuild": SearchIndex.rebuild,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of two segments, one of them with a deletion."""
    where = tmp_path_factory.mktemp("made") / "index"
    with SearchIndex.create(where) as index:
        index.add({"id": str(number), "body": f"L’eau monte, mot{number}."} for number in range(9))
        index.add([{"id": "more", "body": "Eau."}])
        index.delete(["3"])
    return where


class Disk:
    """Counts operations on files below a folder, and lets them fail from the n-th on."""

    def __init__(self, below: Path, *, first: int, last: int, number: int) -> None:
        self.below, self.first, self.last, self.number = str(below), first, last, number
        self.count = 0
        self._descriptors: set[object] = set()

    def operation(self, name: str) -> Callable[..., object]:
        whole: Callable[..., object] = getattr(os, name)

        def call(path: object = ".", *arguments: object, **keywords: object) -> object:
            ours = path in self._descriptors if isinstance(path, int) else str(path).startswith(self.below)
            closed = name == "close"  # it is, whatever is said of it
            if closed:
                self._descriptors.discard(path)
                whole(path)
            if ours:
                self.count += 1
                if self.first <= self.count <= self.last:
                    raise OSError(self.number, os.strerror(self.number), path)
            result = None if closed else whole(path, *arguments, **keywords)
            if name == "open" and ours and isinstance(result, int):
                self._descriptors.add(result)
            return result

        return call


@contextmanager
def failing(disk: Disk) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in OPERATIONS:
            patch.setattr(os, name, disk.operation(name))
        yield


def contents(where: Path) -> dict[str, str]:
    with SearchIndex.open(where) as index:
        found = {hit.article.id: hit.article.body for hit in index.search("*", limit=100, snippets=0).hits}
        assert index.search("eau").total == len(index) == len(found)
    return found


def leftovers(where: Path) -> set[str]:
    """Return the files of the live generation that its manifest does not name."""
    generation = where / folder.current(where)
    files = Manifest.read(str(where), generation).files
    return {path.name for path in generation.iterdir()} - files - {MANIFEST, "MAIN_WRITELOCK"}


def attempt(where: Path, work: str, disk: Disk) -> str:
    """Do some work on a disk that fails; return what the caller is told."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            with failing(disk), SearchIndex.open(where) as index:
                WORKS[work](index)
        except IndexUnavailable as error:
            assert disk.count >= disk.first
            assert os.strerror(disk.number) in str(error)
            return "failed"
    if told := [str(each.message) for each in caught]:
        assert all("committed, clean-up pending" in each for each in told)
        assert {each.category for each in caught} == {CleanUpPending}
    return "pending" if told else "done"


@pytest.mark.parametrize(
    "fault",
    [(False, errno.EIO), (True, errno.EMFILE)],
    ids=["an error of the disk, once", "no files left, for ever"],
)
@pytest.mark.parametrize("work", WORKS)
def test_whichever_operation_fails_nothing_is_lost_and_nothing_is_left(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: str, fault: tuple[bool, int]
) -> None:
    for_ever, number = fault
    monkeypatch.setattr(tiers, "FACTOR", 2 if work == "merge" else 5)
    where = tmp_path / "index"
    shutil.copytree(made, where)
    before = contents(where)
    assert attempt(where, work, Disk(where, first=1 << 30, last=0, number=number)) == "done"
    after = contents(where)
    told: set[str] = set()
    for n in range(1, 1000):
        shutil.rmtree(where)
        shutil.copytree(made, where)
        disk = Disk(where, first=n, last=1 << 30 if for_ever else n, number=number)
        outcome = attempt(where, work, disk)
        told.add(outcome)
        assert contents(where) == (before if outcome == "failed" else after), n
        with SearchIndex.open(where) as index:  # the lock was let go of
            index.add([{"id": "next", "body": "L’eau."}])
        assert not leftovers(where), n
        assert len(list(where.glob("gen-*"))) <= 2
        assert not list(where.glob("*.tmp"))
        if disk.count < n:
            break
    assert told == {"failed", "pending", "done"}, "every place was met"


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EACCES, errno.EIO], ids=errno.errorcode.get)
def test_an_index_that_cannot_be_read_now_is_neither_wiped_nor_called_none(
    made: Path, tmp_path: Path, number: int
) -> None:
    where = tmp_path / "index"
    shutil.copytree(made, where)
    before = contents(where)
    for n in range(1, 40):
        disk = Disk(where, first=n, last=1 << 30, number=number)
        with failing(disk):
            try:
                SearchIndex.open_or_create(where).close()
            except IndexUnavailable as error:
                assert "there is no index" not in str(error)
        assert contents(where) == before
        if disk.count < n:
            break
    assert n > 5


@pytest.mark.skipif(os.name != "posix", reason="the limit is POSIX")
@pytest.mark.parametrize("work", WORKS)
def test_a_file_that_may_not_grow_is_a_full_disk(made: Path, tmp_path: Path, work: str) -> None:
    """The kernel itself refuses to write."""
    import resource  # noqa: PLC0415  not there on Windows

    where = tmp_path / "index"
    shutil.copytree(made, where)
    before, soft_hard = contents(where), resource.getrlimit(resource.RLIMIT_FSIZE)
    for limit in (0, 1, 100):
        with SearchIndex.open(where) as index:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, soft_hard[1]))
            try:
                with pytest.raises(IndexUnavailable, match="File too large; nothing was changed"):
                    WORKS[work](index)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, soft_hard)
            assert index.search("eau").total == len(before)
        assert contents(where) == before
        assert not leftovers(where)
