"""A writer that cannot go on: a full disk, a process that dies.  The old index stays, and nothing else."""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchidx import IndexUnavailable, SearchIndex
from searchidx.engine.whoosh import commit, folder, tiers
from searchidx.engine.whoosh.sections import Appending, Numbers

ENOUGH = 1_500
"""Articles after which some are on disk while others are put."""


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    with SearchIndex.create(tmp_path / "index") as made:
        made.add(articles(3))
        made.add([{"id": "more", "body": "Eau."}])
        yield made


def articles(number: int) -> Iterator[dict[str, object]]:
    return ({"id": str(n), "title": f"Crue {n}", "body": f"L’eau monte, mot{n}. "} for n in range(number))


def everything(where: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in where.rglob("*") if path.is_file()}


def fill_the_disk(patch: pytest.MonkeyPatch, writes: int) -> None:
    """Let the disk take so many writes to segments."""
    whole = Appending.__call__
    left = iter(range(writes))

    def write(self: Appending, data: bytes | Numbers) -> None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(self, data)

    patch.setattr(Appending, "__call__", write)


def writes_of(where: Path, patch: pytest.MonkeyPatch, number: int) -> int:
    """Count the writes to segments that it takes to add so many articles to an index like `index`."""
    calls: list[int] = []
    whole = Appending.__call__

    def write(self: Appending, data: bytes | Numbers) -> None:
        calls.append(len(data))
        whole(self, data)

    with SearchIndex.create(where) as other, patch.context() as counting:
        other.add(articles(3))
        other.add([{"id": "more", "body": "Eau."}])
        counting.setattr(Appending, "__call__", write)
        other.add(articles(number))
    return len(calls)


@pytest.mark.parametrize(
    "share", [0, 0.02, 0.5, 0.9, 0.999], ids=lambda share: f"after {share:%} of the writes"
)
def test_a_disk_that_fills_up_changes_nothing(
    index: SearchIndex,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    share: float,
) -> None:
    writes = int(share * writes_of(tmp_path_factory.mktemp("other") / "index", monkeypatch, ENOUGH))
    before = everything(tmp_path)
    with monkeypatch.context() as patch:
        fill_the_disk(patch, writes)
        with pytest.raises(IndexUnavailable, match="No space left on device; nothing was changed"):
            index.add(articles(ENOUGH))
    assert everything(tmp_path) == before
    assert index.search("eau").total == 4
    assert index.add(articles(ENOUGH)).added == ENOUGH - 3


@pytest.mark.parametrize("writes", [0, 1, 2, 60])
@pytest.mark.parametrize("work", ["delete", "optimize", "rebuild", "merge"])
def test_a_disk_that_fills_up_later_changes_nothing(
    index: SearchIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: str, writes: int
) -> None:
    before = everything(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(commit, "_MOSTLY_GONE", 0.1)
        if work == "merge":
            patch.setattr(tiers, "FACTOR", 2)
        fill_the_disk(patch, writes)
        if work == "delete" and writes > 1:
            fill_the_disk(patch, 1)  # the deletions can be written, and the segment without them cannot
        with pytest.raises(IndexUnavailable, match="No space left on device; nothing was changed"):
            match work:
                case "delete":
                    index.delete(["1"])
                case "optimize":
                    index.optimize()
                case "rebuild":
                    index.rebuild()
                case _:
                    index.add([{"id": "new", "body": "Eau."}])
    assert everything(tmp_path) == before
    assert index.search("eau").total == 4


def test_what_an_error_of_the_caller_leaves_is_nothing(index: SearchIndex, tmp_path: Path) -> None:
    def failing() -> Iterator[dict[str, object]]:
        yield from articles(ENOUGH)
        raise ConnectionResetError("the source of the articles is gone")

    before = everything(tmp_path)
    for jobs in (1, 2):
        with pytest.raises(ConnectionResetError, match="the source of the articles is gone"):
            index.add(failing(), jobs=jobs)
        assert everything(tmp_path) == before


def children() -> list[int]:
    """Return the processes that this one started."""
    return [int(number) for number in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
@pytest.mark.parametrize("when", [2, 3_000], ids=["while articles are put", "before the end"])
def test_a_killed_process_of_several_leaves_the_old_index(
    index: SearchIndex, tmp_path: Path, when: int
) -> None:
    others = set(children())

    def killing() -> Iterator[dict[str, object]]:
        for number, each in enumerate(articles(3_001)):
            if number == when:
                (first, _) = set(children()) - others
                os.kill(first, signal.SIGKILL)
            yield each | {"body": "L’eau monte. " * 100}

    before = everything(tmp_path)
    with pytest.raises(
        IndexUnavailable, match="a process that was indexing ended with status -9; nothing was changed"
    ):
        index.add(killing(), jobs=3)
    assert set(children()) == others
    assert everything(tmp_path) == before
    assert index.add(articles(10), jobs=2).added == 7
    assert index.search("eau").total == 11


def test_a_manifest_that_cannot_be_replaced_changes_nothing(
    index: SearchIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = everything(tmp_path)
    for work in (index.optimize, index.rebuild, lambda: index.delete(["1"]), lambda: index.add(articles(9))):
        with monkeypatch.context() as patch:
            patch.setattr(folder, "replace", full)
            with pytest.raises(IndexUnavailable, match="No space left on device; nothing was changed"):
                work()
        assert everything(tmp_path) == before
    assert index.search("eau").total == 4
