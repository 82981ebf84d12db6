"""What do documents score?  Exactly, and at most."""

from collections.abc import Iterator, Sequence
from math import fsum
from typing import Final, assert_never

import numpy as np

from searchidx.deadline import check, watched
from searchidx.engine.clauses import (
    All,
    Any,
    AnyField,
    Clause,
    Listed,
    Near,
    Occurs,
    Published,
    Scoring,
    Valued,
    Without,
)
from searchidx.engine.whoosh.evaluate import Evaluation, Leaf, Scorer, falls
from searchidx.engine.whoosh.postings import BLOCK, firsts_of
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.sections import Numbers

_EVIDENCE: Final = np.append(np.arange(255) / (255 - np.arange(255)), 1e9).astype(np.float32)
"""The evidence behind an impact in 255ths; impacts are rounded up, so that the largest may stand for any."""


def contributions(evaluation: Evaluation, number: int, documents: Numbers) -> Numbers:
    """Return what each word adds to the score of documents that match: a row a word, a column a document."""
    held = evaluation.held(number)
    if not held:
        return np.zeros((1, len(documents)))
    rows = _evidence(evaluation, number, held, documents)
    rows /= 1 + rows
    rows *= np.array([scorer.factor for scorer in held])[:, np.newaxis]
    if not evaluation.plain:
        masks = _Masks(evaluation, number, documents)
        for row, mask in enumerate(masks.of(evaluation.clause, None)):
            if mask is not None:
                rows[row] *= mask
    return rows


def _evidence(evaluation: Evaluation, number: int, held: Sequence[Scorer], documents: Numbers) -> Numbers:
    """Return what each word says in some documents, in all its fields together, in the order of `ranking.evidence`."""
    reader, segment = evaluation.reader, evaluation.reader.segments[number]
    leaves = [pair for scorer in held for pair in scorer.leaves]
    rows = np.empty((len(leaves), len(documents)))
    norms = np.empty((len(leaves), len(documents)))
    of_fields: dict[tuple[str, ...], Numbers] = {}
    for row, (leaf, weight) in enumerate(watched(leaves)):
        np.multiply(leaf.found[number].frequencies_in(documents), weight, out=rows[row])
        norm = of_fields.get(leaf.fields)
        if norm is None:
            lengths = segment.joint_lengths(leaf.fields).take(documents)
            norm = of_fields[leaf.fields] = reader.norms(*leaf.fields).take(lengths)
        norms[row] = norm
    rows /= norms
    if len(leaves) == len(held):
        return rows
    firsts, row = [], 0
    for scorer in held:
        firsts.append(row)
        for further in range(row + 1, row + len(scorer.leaves)):
            rows[row] += rows[further]
        row += len(scorer.leaves)
    return rows.take(firsts, axis=0)


class _Masks:
    """Tells in which of some documents, all of which match, a word counts: it may be in a branch that does not match."""

    def __init__(self, evaluation: Evaluation, number: int, documents: Numbers) -> None:
        self._evaluation, self._number, self._documents = evaluation, number, documents
        self._held = set(evaluation.held(number))

    def of(self, clause: Clause, mask: Numbers | None) -> Iterator[Numbers | None]:
        """Yield the mask of each word that scores; ``mask`` is that of the clause, None for all documents."""
        match clause:
            case Occurs() | Near() | AnyField():
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

    def _found(self, clause: Scoring) -> bool:
        return self._evaluation.scorer(clause) in self._held

    def _holds(self, clause: Clause) -> Numbers:
        check()
        match clause:
            case Occurs() | Near():
                if clause.field in self._evaluation.reader.empty_fields:
                    return np.zeros(len(self._documents), bool)
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
            case Any(parts) | AnyField(parts):
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


def best_evidence(reader: Reader, number: int, leaf: Leaf) -> Numbers:
    """Return the most that a leaf says, an occurrence counting 1, of a document of each block; single precision."""
    maxima = leaf.found[number].maxima
    if maxima is not None:
        drift = reader.drift(number, leaf.fields[0])
        known: Numbers = _EVIDENCE.take(maxima) * np.float32(drift)
        return known
    blocks = leaf.found[number].documents // np.uint32(BLOCK)
    firsts = firsts_of(blocks)
    most = np.zeros(-(-reader.segments[number].size // BLOCK), np.float32)
    most[blocks.take(firsts)] = np.maximum.reduceat(evidence_of(reader, number, leaf), firsts)
    return most


def evidence_of(reader: Reader, number: int, leaf: Leaf) -> Numbers:
    """Return what a leaf says, an occurrence counting 1, of the documents that hold it; it may be kept."""
    found = leaf.found[number]
    kept = found.evidence
    mean = reader.mean_length(*leaf.fields)
    known = None if kept is None else kept.get(mean)
    if known is None:
        known = _said(reader, number, leaf, found.documents, found.frequencies)
        if kept is not None:
            kept.clear()
            kept[mean] = known
    return known


def evidence_in(reader: Reader, number: int, leaf: Leaf, documents: Numbers) -> Numbers:
    """Return the same of some documents of the segment."""
    return _said(reader, number, leaf, documents, leaf.found[number].frequencies_in(documents))


def _said(reader: Reader, number: int, leaf: Leaf, documents: Numbers, frequencies: Numbers) -> Numbers:
    lengths = reader.segments[number].joint_lengths(leaf.fields).take(documents)
    norms = reader.single_norms(*leaf.fields).take(lengths)
    return np.divide(frequencies, norms, out=norms, casting="unsafe")
