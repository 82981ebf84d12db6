"""What do documents score?  Exactly, and at most."""

from collections.abc import Iterator
from math import fsum
from typing import assert_never

import numpy as np

from searchidx.engine.clauses import All, Any, Clause, Listed, Occurs, Published, Valued, Without
from searchidx.engine.whoosh.evaluate import Evaluation, Leaf, falls
from searchidx.engine.whoosh.sections import Numbers


def contributions(evaluation: Evaluation, number: int, documents: Numbers) -> Numbers:
    """Return what each leaf adds to the score of documents that match: a row a leaf, a column a document."""
    reader, segment = evaluation.reader, evaluation.reader.segments[number]
    held = evaluation.held(number)
    if not held:
        return np.zeros((1, len(documents)))
    frequencies = np.empty((len(held), len(documents)))
    norms = np.empty((len(held), len(documents)))
    of_fields: dict[tuple[str, ...], Numbers] = {}
    for row, leaf in enumerate(held):
        frequencies[row] = leaf.found[number].frequencies_in(documents)
        norm = of_fields.get(leaf.fields)
        if norm is None:
            lengths = segment.joint_lengths(leaf.fields).take(documents)
            norm = of_fields[leaf.fields] = reader.norms(*leaf.fields).take(lengths)
        norms[row] = norm
    norms += frequencies
    rows: Numbers = np.array([leaf.factor for leaf in held])[:, np.newaxis] * frequencies
    rows /= norms
    if not evaluation.plain:
        masks = _Masks(evaluation, number, documents)
        for row, mask in enumerate(masks.of(evaluation.clause, None)):
            if mask is not None:
                rows[row] *= mask
    return rows


class _Masks:
    """Tells in which of some documents, all of which match, a leaf counts: it may be in a branch that does not match."""

    def __init__(self, evaluation: Evaluation, number: int, documents: Numbers) -> None:
        self._evaluation, self._number, self._documents = evaluation, number, documents

    def of(self, clause: Clause, mask: Numbers | None) -> Iterator[Numbers | None]:
        """Yield the mask of each leaf that scores; ``mask`` is that of the clause, None for all documents."""
        match clause:
            case Occurs():
                if clause.weight and self._found(clause):
                    yield mask
            case All(parts):
                for part in parts:
                    yield from self.of(part, mask)
            case Any(parts):
                for part in parts:
                    if isinstance(part, All):
                        held = self._holds(part)
                        yield from self.of(part, held if mask is None else held & mask)
                    else:  # what a leaf adds is 0 where it does not stand
                        yield from self.of(part, mask)
            case _:
                return

    def _found(self, occurs: Occurs) -> bool:
        if occurs.field in self._evaluation.reader.empty_fields:
            return False
        leaf = self._evaluation.leaf(occurs)
        return leaf.holding > 0 and len(leaf.found[self._number]) > 0

    def _holds(self, clause: Clause) -> Numbers:
        match clause:
            case Occurs():
                return self._evaluation.leaf(clause).found[self._number].frequencies_in(self._documents) > 0
            case Published(days, strict):
                segment = self._evaluation.reader.segments[self._number]
                return falls(segment, self._documents, days, strict=strict)
            case Valued() | Listed():
                return self._evaluation.holds(self._number, clause, self._documents)
            case All(parts):
                held = np.ones(len(self._documents), bool)
                for part in parts:
                    held &= self._holds(part)
                return held
            case Any(parts):
                held = np.zeros(len(self._documents), bool)
                for part in parts:
                    held |= self._holds(part)
                return held
            case Without(part):
                return ~self._holds(part)
            case _:
                assert_never(clause)


def exact_sums(rows: Numbers) -> list[float]:
    """Return the sums of the columns, rounded once, as `math.fsum` does."""
    if len(rows) == 1:
        alone: list[float] = rows[0].tolist()
        return alone
    return list(map(fsum, rows.T.tolist()))


def impacts(evaluation: Evaluation, number: int, leaf: Leaf) -> Numbers:
    """Return the part of the score that the factor multiplies, of all documents that hold a leaf; single precision."""
    found = leaf.found[number]
    kept = found.impacts
    mean = evaluation.reader.mean_length(*leaf.fields)
    known = None if kept is None else kept.get(mean)
    if known is None:
        lengths = evaluation.reader.segments[number].joint_lengths(leaf.fields).take(found.documents)
        known = _impacts(found.frequencies, evaluation.reader.single_norms(*leaf.fields).take(lengths))
        if kept is not None:
            kept.clear()
            kept[mean] = known
    return known


def impacts_in(evaluation: Evaluation, number: int, leaf: Leaf, documents: Numbers) -> Numbers:
    """Return the same of some documents of the segment."""
    lengths = evaluation.reader.segments[number].joint_lengths(leaf.fields).take(documents)
    norms = evaluation.reader.single_norms(*leaf.fields).take(lengths)
    return _impacts(leaf.found[number].frequencies_in(documents), norms)


def _impacts(frequencies: Numbers, norms: Numbers) -> Numbers:
    single = frequencies.astype(np.float32)
    norms += single
    single /= norms
    return single
