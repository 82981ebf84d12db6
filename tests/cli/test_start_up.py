"""What a search imports: what it uses, and nothing of what only writers need."""

import subprocess
import sys
from pathlib import Path

USED = {"Stemmer", "click", "numpy", "pyroaring", "searchidx", "zstandard"}
NEVER = {
    "csv", "email", "http", "logging", "multiprocessing", "random", "secrets", "socket", "ssl", "subprocess",
    "tempfile", "tomllib", "urllib.request", "whoosh",
}  # fmt: skip
WRITERS = {
    f"searchidx.engine.whoosh.{name}" for name in ("batch", "builder", "codec", "commit", "merge", "schema")
}
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
    assert not imported & (NEVER | WRITERS)
