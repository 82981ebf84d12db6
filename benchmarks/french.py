"""The command: measure the analysis of French beside others, print the table, write it down.

``python -m benchmarks.french --parts lexicon,treebank``
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from benchmarks.measure import log
from benchmarks.quality.analyzers import Stem
from benchmarks.quality.page import Part, render
from benchmarks.quality.parts import PARTS, Absent, Bench
from benchmarks.surroundings import machine

_HERE: Final = Path(__file__).parent
_SHARED: Final = _HERE.parents[1] / "shared"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure part by part, write the page after each, and print it at the end."""
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    log.setLevel(logging.INFO)
    options = _options(arguments)
    bench = Bench(options.shared, options.stem, options.held_out)
    sentences = [*bench.sentences, bench.port()]
    parts: list[Part] = []
    page = ""
    for name in options.parts:
        log.info("%s", name)
        try:
            parts.append(bench.run(name))
        except Absent as absent:
            log.warning("%s was left out: %s.", name, absent)
            sentences.append(f"The part *{name}* was left out: {absent}.")
        page = render(machine(), [analyzer.name for analyzer in bench.analyzers], parts, sentences)
        options.out.write_text(page, encoding="utf-8")
    sys.stdout.write(page)
    log.info("written: %s", options.out)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.french", description=__doc__)
    parser.add_argument("--parts", type=_parts, default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--out", type=Path, default=_HERE / "FRENCH.md", help="the page")
    parser.add_argument(
        "--shared", type=Path, default=_SHARED, help="folder of the treebank, questions and cases"
    )
    parser.add_argument(
        "--stem",
        type=_function,
        help="MODULE:FUNCTION from a folded word to its term: ours for unknown words",
    )
    parser.add_argument(
        "--held-out", type=_lines, help="file of lemmas, one a line, without which --stem was made"
    )
    return parser.parse_args(arguments)


def _parts(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(PARTS):
        raise argparse.ArgumentTypeError(f"no part {min(unknown)}; there are {', '.join(PARTS)}")
    return names


def _function(text: str) -> Stem:
    module, _, name = text.partition(":")
    try:
        found: Stem = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"there is no function {text}: {error}") from None
    return found


def _lines(text: str) -> frozenset[str]:
    try:
        return frozenset(Path(text).read_text("utf-8").split())
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{text} cannot be read: {error.strerror}") from None


if __name__ == "__main__":
    main()
