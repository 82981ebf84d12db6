"""What is the score of one document made of?  The numbers that its page was sorted by, word by word."""

from collections.abc import Iterator, Sequence
from math import fsum

import numpy as np

from searchidx.engine.base import RUNNING_TEXT, Order, Part, Standing
from searchidx.engine.clauses import Clause
from searchidx.engine.rewards import Reward, window_of
from searchidx.engine.whoosh import page
from searchidx.engine.whoosh.evaluate import Evaluation, Scorer
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.rewarding import earned
from searchidx.engine.whoosh.scoring import contributions
from searchidx.engine.whoosh.sections import Numbers


def parts(reader: Reader, clause: Clause, id: str, rewards: Sequence[Reward]) -> tuple[Part, ...] | None:
    """Return the parts of the score of a document; None where it does not match, or is not there."""
    evaluation = Evaluation(reader, clause)
    for number, segment in enumerate(reader.segments):
        document = segment.document_of(id)
        if document is not None:
            if document not in evaluation.sets[number]:
                return None
            alone = _parts(evaluation, number, document)
            if rewards and _again(evaluation, id, window_of(rewards)):
                return (*alone, *_earned(evaluation, number, document, alone, rewards))
            return alone
    return None


def _parts(evaluation: Evaluation, number: int, document: int) -> tuple[Part, ...]:
    only = np.array([document], np.uint32)
    scores = contributions(evaluation, number, only)[:, 0].tolist()
    return tuple(
        Part(scorer.clause, score, scorer.holding, tuple(_standing(evaluation, number, scorer, only)))
        for scorer, score in zip(
            evaluation.held(number), scores, strict=False
        )  # of none there is one score, 0
        if score
    )


def _again(evaluation: Evaluation, id: str, window: int) -> bool:
    """Tell whether a document is one of those that are ranked again."""
    reader, clause = evaluation.reader, evaluation.clause
    best = page.search(reader, clause, order=Order.RELEVANCE, offset=0, limit=window, facets=())
    return any(hit.article.id == id for hit in best.page)


def _earned(
    evaluation: Evaluation, number: int, document: int, alone: Sequence[Part], rewards: Sequence[Reward]
) -> Iterator[Part]:
    scores = {document: fsum(part.score for part in alone)}
    for reward in rewards:
        for amount in earned(evaluation, number, scores, [reward]).get(document, ()):
            holding = max([evaluation.scorer(word).holding for word in reward.words], default=0)
            yield Part(reward, amount, holding, ())


def _standing(evaluation: Evaluation, number: int, scorer: Scorer, only: Numbers) -> Iterator[Standing]:
    """Yield the fields of a document in which a word stands."""
    reader, segment = evaluation.reader, evaluation.reader.segments[number]
    for leaf, weight in scorer.leaves:
        if frequency := int(leaf.found[number].frequencies_in(only)[0]):
            name = leaf.fields[0] if len(leaf.fields) == 1 else RUNNING_TEXT
            length = int(segment.joint_lengths(leaf.fields).take(only)[0])
            yield Standing(name, frequency, length, reader.mean_length(*leaf.fields), weight)
