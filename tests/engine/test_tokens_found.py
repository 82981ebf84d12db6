"""What finds what: ``tests/golden/tokens.md``, tried on the reference engine."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

import pytest

from searchidx import Article, parse
from searchidx.engine.memory import MemoryEngine
from searchidx.engine.resolve import resolve

FILE = Path(__file__).parents[1] / "golden" / "tokens.md"
WEIGHTS = {"title": 3.0, "lead": 2.0, "body": 1.0}


class Pair(NamedTuple):
    reason: str
    query: str
    text: str
    found: bool


def pairs() -> Iterator[Pair]:
    reason = ""
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("## "):
            reason = line[3:]
        elif reason and line:
            spelled = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), line)
            sign = next(sign for sign in (" !> ", " > ", " # ", " = ") if sign in spelled)
            sides = spelled.split(sign)
            both = permutations(sides, 2) if sign in {" # ", " = "} else [(sides[0], sides[1])]
            for query, text in both:
                yield Pair(reason, query, text, sign in {" > ", " = "})


PAIRS = list(pairs())


def finds(query: str, text: str) -> bool:
    clause, _ = resolve(parse(query, today=date(2024, 5, 17)), weights=WEIGHTS)
    engine = MemoryEngine()
    with engine.writer() as writer:
        writer.put(Article("1", "", text))
    return engine.search(clause).total == 1


@pytest.mark.parametrize("reason", list(dict.fromkeys(pair.reason for pair in PAIRS)))
def test_a_query_finds_what_it_means_and_nothing_else(reason: str) -> None:
    wrong = [
        pair[1:] for pair in PAIRS if pair.reason == reason and finds(pair.query, pair.text) != pair.found
    ]
    assert wrong == []


def test_there_are_many_pairs_of_both_kinds() -> None:
    assert len(PAIRS) > 400
    assert sum(not pair.found for pair in PAIRS) > 50
