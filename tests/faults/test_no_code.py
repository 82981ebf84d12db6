"""No code in data: nothing that is read from an index folder is unpickled, whatever stands there."""

import ast
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import searchidx
from searchidx import SearchidxError, SearchIndex

PACKAGE = Path(searchidx.__file__).parent
LOADERS = {
    "load",
    "loads",
    "Unpickler",
    "eval",
    "exec",
    "compile",
    "__import__",
    "fromfile",
    "memmap",
    "genfromtxt",
}
CODE = {"pickle", "shelve", "marshal", "dill", "copyreg"}
TELLS_WHOOSH = "engine/whoosh/toc.py"
"""Writes, for other programs, what it never reads."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text("utf-8"))


def test_no_module_of_ours_loads_code() -> None:
    found = []
    for name, tree in modules():
        for node in ast.walk(tree):
            match node:
                case ast.Import(names=names) | ast.ImportFrom(names=names):
                    module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
                    imported = {each.split(".")[0] for each in (*(alias.name for alias in names), module)}
                    found += [(name, f"import {each}") for each in imported & CODE]
                case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=called)):
                    if owner in {"pickle", "marshal", "np", "numpy", "shelve"} and called in LOADERS:
                        found.append((name, f"{owner}.{called}"))
                case ast.Call(func=ast.Name(id=called)):
                    if called in LOADERS - {"load", "loads"}:
                        found.append((name, called))
                case _:
                    pass
    assert found == [(TELLS_WHOOSH, "import pickle")]


class Payload:
    """Leaves a mark where it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, (f"open({str(self._mark)!r}, 'w').close()",)


ASK = """
import sys
from pathlib import Path
from searchidx import SearchIndex, SearchidxError
def tried(work):
    try:
        work()
    except SearchidxError as error:
        print(type(error).__name__)
    except Exception as error:
        print("RAW", type(error).__name__, error)
def ask():
    with SearchIndex.open(where) as index:
        for work in (
            lambda: index.search("eau OU c* OU monte~", facets=["year", "section", "author"]).hits,
            lambda: list(index.scan("eau")), lambda: list(index.concordance("eau")), lambda: index.explain("eau", id="1"),
            lambda: index.similar("1"), lambda: index.suggest("ea"), lambda: index.get("1"), lambda: index.stats(),
            lambda: list(index.saved), lambda: index.saved["veille"], lambda: list(index.new("veille")),
        ):
            tried(work)
def write():
    with SearchIndex.open_or_create(where) as index:
        tried(lambda: index.add([{"id": "9", "body": "Eau."}]))
        tried(lambda: index.delete(["2"]))
        tried(lambda: index.saved.add("autre", "eau"))
        tried(lambda: index.update(sys.argv[1]))
        tried(index.optimize)
        tried(index.rebuild)
        tried(lambda: index.check(full=True))
        tried(lambda: index.backup(where + ".backup"))
    tried(lambda: SearchIndex.repair(where))
    tried(lambda: SearchIndex.restore(where + ".restored", where))
for where in sys.argv[2:]:
    print(where)
    tried(lambda: SearchIndex.restore(where + ".copy", where))
    tried(lambda: SearchIndex.repair(where) if where.endswith("-1") else None)
    tried(ask)
    tried(write)
    tried(lambda: SearchIndex.create(where))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("L’eau monte à Tours.", "utf-8")
    with SearchIndex.create(tmp_path / "index") as index:
        index.add(
            {"id": str(n), "body": f"L’eau monte, mot{n}.", "date": "2024", "author": "A"} for n in range(20)
        )
        index.delete(["3"])
        index.update(tmp_path / "corpus")
        index.saved.add("veille", "eau")
        index.saved.mark(index.saved["veille"], ["1"])
    (tmp_path / "index" / "LOCK").touch()
    return tmp_path / "index"


def test_what_is_planted_in_any_file_does_not_run(folder: Path, tmp_path: Path) -> None:
    """Whole files of a pickle, and files that begin or end with one, are read by all that reads."""
    mark = tmp_path / "mark"
    code = pickle.dumps(Payload(mark))
    with suppress(SystemError):
        pickle.loads(code)
    assert mark.exists(), "the payload is one"
    mark.unlink()
    paths = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert {path.suffix for path in paths} >= {"", ".seg", ".del", ".toc", ".json"}
    script = tmp_path / "ask.py"
    script.write_text(ASK, "utf-8")
    copies = []
    for number, path in enumerate(paths):
        content = (folder / path).read_bytes()
        for kind, planted in enumerate((code, code + content, content + code)):
            copies.append(tmp_path / f"copy-{number}-{kind}")
            shutil.copytree(folder, copies[-1])
            (copies[-1] / path).write_bytes(planted)
    done = subprocess.run(
        [sys.executable, script, tmp_path / "corpus", *copies],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert not mark.exists(), "code has run"
    assert done.returncode == 0, done.stderr
    assert "RAW" not in done.stdout, done.stdout


def test_no_unpickler_is_called_while_an_index_is_read_and_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise AssertionError("something is unpickled, or run")

    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    with SearchIndex.open(folder) as index:
        assert index.search("eau OU c*", facets=["year"]).total
        assert list(index.scan("eau"))
        index.add([{"id": "9", "body": "Eau."}], jobs=2)
        index.optimize()
        index.rebuild(tmp_path / "corpus")
        assert list(index.saved)
        with suppress(SearchidxError):
            index.delete(["9"])
