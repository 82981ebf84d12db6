"""What is the score of one document made of?  The numbers that its page was sorted by, leaf by leaf."""

import numpy as np

from searchidx.engine.base import Part
from searchidx.engine.clauses import Clause
from searchidx.engine.whoosh.evaluate import Evaluation
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.scoring import contributions


def parts(reader: Reader, clause: Clause, id: str) -> tuple[Part, ...] | None:
    """Return the parts of the score of a document; None where it does not match, or is not there."""
    evaluation = Evaluation(reader, clause)
    for number, segment in enumerate(reader.segments):
        document = segment.document_of(id)
        if document is not None:
            return _parts(evaluation, number, document) if document in evaluation.sets[number] else None
    return None


def _parts(evaluation: Evaluation, number: int, document: int) -> tuple[Part, ...]:
    reader, segment = evaluation.reader, evaluation.reader.segments[number]
    only = np.array([document], np.uint32)
    scores = contributions(evaluation, number, only)[:, 0].tolist()
    return tuple(
        Part(
            leaf.occurs,
            score,
            int(leaf.found[number].frequencies_in(only)[0]),
            int(segment.joint_lengths(leaf.fields)[document]),
            reader.mean_length(*leaf.fields),
            leaf.holding,
        )
        for leaf, score in zip(
            evaluation.held(number), scores, strict=False
        )  # where there is none, one score of 0
        if score
    )
