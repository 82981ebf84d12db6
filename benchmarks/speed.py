"""The command: make the corpora, measure searchidx beside its peers, write the tables.

``python -m benchmarks.speed --docs 10000,100000``
"""

import argparse
import logging
import shutil
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from benchmarks import ask, corpus, queries
from benchmarks.asking import ask_all
from benchmarks.cold import cold_starts
from benchmarks.exact import ARTICLES, Agreement, compare
from benchmarks.measure import builds, in_own_process, log, readers, text_bytes
from benchmarks.peers import NAMES, SAME_INDEX, missing, peer
from benchmarks.peers.searchidx import takes_jobs
from benchmarks.pool import Source, pool
from benchmarks.report import Run, render
from benchmarks.surroundings import surroundings

HERE: Final = Path(__file__).parent
NEWS: Final = HERE.parents[1] / "shared/data/news"
SAMPLE: Final = HERE.parent / "corpus"

ADDED: Final = 100
BATCHES: Final = 4


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and write the tables after every step, so that a long run that is stopped has told something."""
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    log.setLevel(logging.INFO)
    options = _options(arguments)
    names, sentences = _present(options.peers or NAMES)
    articles = pool(options.pool)
    bench = Bench(options.work, options.pool.name, articles, options.queries)
    agreement = bench.agreement()
    runs: list[Run] = []
    for docs in options.docs:
        chosen = [name for name in names if options.peers or docs <= peer(name).most]
        sentences += [
            f"{name} was not given {docs:,} articles: it would take it hours, or more memory than most machines have."
            for name in names
            if name not in chosen
        ]
        runs.append(bench.run(docs))
        for _ in bench.measure(runs[-1], chosen, keep=options.keep):
            text = render(surroundings(options.pool.name, len(articles)), agreement, runs, sentences)
            options.out.write_text(text, encoding="utf-8")
    log.info("written: %s", options.out)


class Bench:
    """A working folder, a pool of articles, and what is made of them."""

    def __init__(self, work: Path, pool_name: str, articles: Sequence[Source], each: int) -> None:
        self._work = work
        self._pool = articles
        self._each = each
        self._named = f"{pool_name}-{len(articles)}-v{corpus.VERSION}"

    def agreement(self) -> Agreement:
        """Compare with a brute force."""
        log.info("comparing with a brute force")
        folder = self._fresh("exact")
        return compare(list(islice(corpus.made_articles(self._pool), ARTICLES)), folder)

    def run(self, docs: int) -> Run:
        """Make the articles of a size, and an empty page for what is measured on them."""
        return Run(docs, text_bytes(self._corpus(docs)))

    def measure(self, run: Run, names: Sequence[str], *, keep: bool = False) -> Iterator[None]:
        """Measure everything at one size; stop for breath after each step."""
        made, asked = self._corpus(run.docs), self._queries(run.docs)
        two_jobs = ["searchidx, 2 jobs"] if "searchidx" in names and takes_jobs() else []
        folders = {
            name: self._fresh(f"index-{run.docs}-{name.replace(', ', '-').replace(' ', '-')}")
            for name in [*names, *two_jobs]
        }
        run.builds.update(builds(made, folders))
        yield
        shutil.rmtree(folders.pop("searchidx, 2 jobs", self._work / "none"), ignore_errors=True)
        self._ask(run, folders, asked)
        words = [query.text for query in ask.read(asked) if query.name == "common term"]
        run.cold.update(cold_starts(folders, words))
        yield
        for name, folder in folders.items():
            log.info("%s: one reader and two, then adding", name)
            run.readers[name] = readers(name, asked, folder)
            if peer(name).adds:
                run.adding[name] = in_own_process("add", name, folder, *self._batches())
            if not keep:
                shutil.rmtree(folder)
            yield

    def _ask(self, run: Run, folders: dict[str, Path], asked: Path) -> None:
        homes = folders | {also: folders[name] for also, name in SAME_INDEX.items() if name in folders}
        peers = {name: peer(name) for name in homes}
        for name, folder in homes.items():
            peers[name].open(folder)
        log.info("asking %s", ", ".join(peers))
        run.answers.update(ask_all(peers, ask.read(asked)))
        for engine in peers.values():
            engine.close()

    def _corpus(self, docs: int) -> Path:
        path = self._work / f"{self._named}-{docs}.jsonl"
        if not path.exists():
            log.info("making %s articles", f"{docs:,}")
            corpus.write(islice(corpus.made_articles(self._pool), docs), path)
        return path

    def _queries(self, docs: int) -> Path:
        path = self._work / f"{self._named}-{docs}-queries-{self._each}.json"
        sample = list(queries.spread(corpus.read(self._corpus(docs)), docs))
        ask.write(queries.draw_queries(sample, self._each), path)
        return path

    def _batches(self) -> list[Path]:
        paths = [self._work / f"{self._named}-new-{number}.jsonl" for number in range(BATCHES)]
        for number, path in enumerate(paths):
            new = corpus.made_articles(self._pool, seed=100 + number, ids=f"new{number}-")
            corpus.write(islice(new, ADDED), path)
        return paths

    def _fresh(self, name: str) -> Path:
        folder = self._work / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        return folder


def _present(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part the peers that are there from those that are not, of which a sentence says what is missing."""
    lacking = {name: missing(name) for name in names}
    sentences = [
        f"{name} was left out: no module {' or '.join(need)}." for name, need in lacking.items() if need
    ]
    for sentence in sentences:
        log.warning("%s", sentence)
    return [name for name, need in lacking.items() if not need], sentences


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--docs", type=_numbers, default="10000,100000,1000000", help="sizes, with commas")
    parser.add_argument("--peers", type=_names, help=f"some of {', '.join(NAMES)}; at any size")
    parser.add_argument("--out", type=Path, default=HERE / "RESULTS.md", help="the tables")
    parser.add_argument("--work", type=Path, default=HERE / ".work", help="corpora and indexes")
    parser.add_argument("--pool", type=Path, default=NEWS if NEWS.is_dir() else SAMPLE, help="real articles")
    parser.add_argument("--queries", type=int, default=50, help="of each class")
    parser.add_argument("--keep", action="store_true", help="keep the indexes")
    return parser.parse_args(arguments)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(NAMES):
        raise argparse.ArgumentTypeError(f"no peer {min(unknown)}; there are {', '.join(NAMES)}")
    return names


if __name__ == "__main__":
    main()
