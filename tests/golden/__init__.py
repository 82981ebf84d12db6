"""Golden files: a title, ``.``, the input, ``.``, the output, ``.``; as many as there are."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest


class Case(NamedTuple):
    """One entry of a golden file."""

    title: str
    input: str
    output: str


_CASE = re.compile(
    r"^(?P<title>[^\n]+)\n\.\n(?P<input>.*?)\n\.\n(?P<output>.*?)\n\.$", re.MULTILINE | re.DOTALL
)


def golden(name: str) -> pytest.MarkDecorator:
    """Parametrize a test over ``case``, the entries of ``tests/golden/NAME.md``."""
    text = Path(__file__).with_name(f"{name}.md").read_text("utf-8")
    cases = [Case(found["title"], found["input"], found["output"]) for found in _CASE.finditer(text)]
    assert cases, name
    return pytest.mark.parametrize("case", cases, ids=[case.title for case in cases])
