"""The columnar engine with everything cut small, so that a dozen articles take every path of a million."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest

from searchidx.engine import rewards
from searchidx.engine.whoosh import (
    builder,
    commit,
    dictionary,
    evaluate,
    inverting,
    known,
    leaves,
    merge,
    page,
    postings_writer,
    scoring,
    spellings,
    table,
    tiers,
    top,
    words,
)

_SMALL: Final = (
    (postings_writer, "FREQUENT", 2),
    (postings_writer, "BLOCK", 2),
    (postings_writer, "_DENSE", 1_000_000),
    (postings_writer, "_FEW_DOCUMENTS", 0),
    (postings_writer, "_PIECE", 3),
    (postings_writer, "_PARTS", 1),
    (scoring, "BLOCK", 2),
    (top, "BLOCK", 2),
    (top, "_FEW", 0),
    (top, "_SMALL", 0),
    (top, "_TOLD_APART", 2),
    (top, "_SAMPLE", 3),
    (words, "_ROOM", 3),
    (top, "_FIRST_BLOCKS", 1),
    (dictionary, "_BLOCK", 2),
    (dictionary, "_FORM_BLOCK", 2),
    (builder, "_TOGETHER", 3),
    (inverting, "_ONE_SORT", 5),
    (inverting, "_ONE_SLICE", 7),
    (inverting, "_SORTED_TERMS", 3),
    (merge, "_RANGE", 2),
    (merge, "_LONG", 2),
    (page, "_WALK", 1),
    (known, "_FIRST", 1),
    (table, "MANY", 1),
    (evaluate, "_MANY_DAYS", 1),
    (spellings, "_FEW", 0),
    (leaves, "_TOGETHER", 3),
    (leaves, "_FEWEST", 1),
    (top, "_NUMBERS", 2),
)


@contextmanager
def ranking_again(window: int) -> Iterator[None]:
    """Rank so many of the best hits again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rewards, "WINDOW", window)
        patch.setattr(rewards, "FRESH_WINDOW", window + 1)
        yield


@contextmanager
def small_blocks(*, factor: int = 2, mostly_gone: float = 0.3) -> Iterator[None]:
    """Cut blocks, ranges and records small.

    Parameters
    ----------
    factor: segments of a size that are merged; many, and nothing is merged.
    mostly_gone: share of deleted articles from which a segment is written anew.
    """
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in _SMALL:
            patch.setattr(module, name, value)
        patch.setattr(tiers, "FACTOR", factor)
        patch.setattr(commit, "_MOSTLY_GONE", mostly_gone)
        yield
