"""How long a reader waits at a terminal: a command that starts, opens the index, and prints ten snippets."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

_TANTIVY: Final = """
import sys, tantivy
folder, words = sys.argv[1:]
index = tantivy.Index.open(folder)
steps = tantivy.Filter.lowercase(), tantivy.Filter.stemmer("french"), tantivy.Filter.ascii_fold()
analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
for step in steps:
    analyzer = analyzer.filter(step)
index.register_tokenizer("french", analyzer.build())
query = index.parse_query(words, ["title", "body"], field_boosts={"title": 3.0}, conjunction_by_default=True)
searcher = index.searcher()
found = searcher.search(query, 10)
maker = tantivy.SnippetGenerator.create(searcher, query, index.schema, "body")
for score, address in found.hits:
    article = searcher.doc(address)
    print(article["title"][0], maker.snippet_from_doc(article).to_html(), sep="\\n")
"""
_FTS5: Final = """
import sys, sqlite3
folder, words = sys.argv[1:]
base = sqlite3.connect(folder + "/articles.db")
for row in base.execute("SELECT title, snippet(text, 1, '', '', '…', 48) FROM text WHERE text MATCH ?"
                        " ORDER BY rank LIMIT 10", (" ".join(f'"{word}"' for word in words.split()),)):
    print(*row, sep="\\n")
"""
_XAPIAN: Final = """
import sys, json, xapian
folder, words = sys.argv[1:]
base = xapian.Database(folder)
parser = xapian.QueryParser()
stem = xapian.Stem("fr")
parser.set_stemmer(stem)
parser.set_stemming_strategy(xapian.QueryParser.STEM_ALL)
parser.set_default_op(xapian.Query.OP_AND)
enquire = xapian.Enquire(base)
enquire.set_query(parser.parse_query(words))
found = enquire.get_mset(0, 10)
for match in found:
    article = json.loads(match.document.get_data())
    print(article["title"], found.snippet(article["body"], 300, stem).decode(), sep="\\n")
"""
_SCRIPTS: Final = {"tantivy": _TANTIVY, "FTS5": _FTS5, "Xapian": _XAPIAN}

TIMES: Final = 11


def command(name: str, folder: Path, words: str) -> list[str] | None:
    """Return the command that searches an index; None where a peer has none."""
    if name == "searchidx":
        installed = Path(sys.executable).with_name("searchidx")
        start = [str(installed)] if installed.exists() else [sys.executable, "-m", "searchidx"]
        return [*start, "--index", str(folder), "search", words]
    if name in _SCRIPTS:
        return [sys.executable, "-c", _SCRIPTS[name], str(folder), words]
    return None


def cold_starts(folders: Mapping[str, Path], words: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return the median CPU and wall milliseconds of each command, the commands taking turns."""
    runs: dict[str, list[tuple[float, float]]] = {}
    for turn in range(TIMES + 1):
        for name, folder in folders.items():
            line = command(name, folder, words[turn % len(words)])
            if line is not None:
                run = _run(line)
                if turn:  # the first one reads the disk
                    runs.setdefault(name, []).append(run)
    return {
        name: {"cpu": median(cpu for cpu, _ in taken), "wall": median(wall for _, wall in taken)}
        for name, taken in runs.items()
    }


def _run(line: Sequence[str]) -> tuple[float, float]:
    started = perf_counter()
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or not printed:
        raise RuntimeError(f"{line!r} found nothing or failed")
    return (usage.ru_utime + usage.ru_stime) * 1000, wall * 1000
