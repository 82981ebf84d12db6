"""What a search imports: what it uses, and nothing of what only writers need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

USED = {"click", "numpy", "pyroaring", "searchidx", "zstandard"}
NEVER = {
    "csv", "email", "http", "logging", "multiprocessing", "random", "secrets", "socket", "ssl", "subprocess",
    "tempfile", "tomllib", "urllib.request", "whoosh",
}  # fmt: skip
WRITERS = {
    f"searchidx.engine.whoosh.{name}" for name in ("batch", "builder", "codec", "commit", "merge", "schema")
}
EXPLAINERS = {"searchidx.analysis.reasons"}
OTHERS = {
    "searchidx.narrowing", "searchidx.saved", "searchidx.markup", "searchidx.cli.formats", "searchidx.cli.links",
    "searchidx.engine.whoosh.scan", "difflib", "html",
}  # fmt: skip
SEARCH = """
import sys
bare = set(sys.modules)
from searchidx.cli import main
main(["--index", sys.argv[1], "search", "crue date:2024", "--facet", "month"], standalone_mode=False)
print("\\n".join(set(sys.modules) - bare))
"""


def test_a_search_imports_what_it_uses_and_nothing_more(sample_folder: Path) -> None:
    command = [sys.executable, "-c", SEARCH, str(sample_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    imported = set(done.stdout.splitlines())
    foreign = {name.partition(".")[0] for name in imported} - sys.stdlib_module_names
    named = {name for name in foreign if name.isidentifier() and not name.startswith("_")}
    assert named - {"cython_runtime"} == USED  # which comes with pyroaring
    assert not imported & (NEVER | WRITERS | EXPLAINERS | OTHERS)


def test_a_search_starts_no_threads(sample_folder: Path) -> None:
    """NumPy's matrices would have one a processor, which cost more than the search."""
    tasks = "/proc/self/task"
    if not Path(tasks).exists():
        pytest.skip("this system does not tell its threads there")
    script = f"{SEARCH}\nimport os\nprint('threads', len(os.listdir({tasks!r})))"
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    command = [sys.executable, "-c", script, str(sample_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.splitlines()[-1] == "threads 1"


def test_a_batch_does_not_import_whoosh(tmp_path: Path) -> None:
    script = """
import sys
from searchidx import SearchIndex
with SearchIndex.create(sys.argv[1]) as index:
    print(index.add([{"id": "1", "body": "Eau."}]).added, index.search("eau").total)
print("whoosh" in sys.modules)
"""
    command = [sys.executable, "-c", script, str(tmp_path / "index")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1", "False"]
