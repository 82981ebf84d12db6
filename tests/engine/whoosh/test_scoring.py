"""What documents score, what they score at most, and that no document is passed over that belongs on the page."""

import tempfile
from collections.abc import Sequence
from math import fsum
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchidx import Article, Query, QueryError
from searchidx.engine.clauses import All, Any, AnyField, Clause, Match, Occurs, Step, Without
from searchidx.engine.ranking import bm25f, evidence
from searchidx.engine.whoosh import top, words
from searchidx.engine.whoosh.evaluate import Evaluation
from searchidx.engine.whoosh.manifest import Manifest
from searchidx.engine.whoosh.postings import numbers_of
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.scoring import best_evidence, contributions, evidence_in, evidence_of, exact_sums
from searchidx.engine.whoosh.segment import Segment
from searchidx.engine.whoosh.top import TIE, best, reached, surely_reached
from tests.contract.small import small_blocks
from tests.contract.strategies import articles, queries
from tests.contract.test_engines import clause_of
from tests.engine.whoosh.test_merge import built, without

EAU, CRUE, VENT, NONE = (
    Occurs("body", (Step(Match.TERM, term),), weight=weight)
    for term, weight in (("eau", 1.0), ("crue", 2.0), ("vent", 0.5), ("nuage", 1.0))
)
BODIES = ["eau crue crue", "eau", "vent eau", "crue vent vent vent"]
MEAN = (3 + 1 + 2 + 4) / 4
OF_EAU, OF_CRUE, OF_VENT = (
    [
        bm25f(
            evidence(frequency=often, length=len(body.split()), mean_length=MEAN, weight=1.0),
            holding=holding,
            articles=len(BODIES),
            weight=weight,
        )
        for body in BODIES
        for often in [body.split().count(word)]
    ]
    for word, holding, weight in (("eau", 3, 1.0), ("crue", 2, 2.0), ("vent", 2, 0.5))
)
NOTHING = [0.0] * 4


def segment_of(folder: Path, name: str, bodies: Sequence[str]) -> Segment:
    return built(folder, name, [Article(str(number), "", body) for number, body in enumerate(bodies)])


def reader_of(*segments: Segment) -> Reader:
    return Reader(Path(), Manifest(), segments)


@pytest.mark.parametrize(
    ("clause", "rows"),
    [
        pytest.param(EAU, [OF_EAU], id="a word"),
        pytest.param(Any((EAU, CRUE, EAU)), [OF_EAU, OF_CRUE, OF_EAU], id="a word asked for twice"),
        pytest.param(NONE, [NOTHING], id="what stands nowhere"),
        pytest.param(All((Without(CRUE),)), [NOTHING], id="what does not count"),
        pytest.param(
            Any((EAU, All((CRUE, Any((VENT, NONE)))))),
            [OF_EAU, [0.0, 0.0, 0.0, OF_CRUE[3]], [0.0, 0.0, 0.0, OF_VENT[3]]],
            id="a branch counts where it matches as a whole",
        ),
        pytest.param(
            Any((CRUE, All((EAU, Without(CRUE))))),
            [OF_CRUE, [0.0, *OF_EAU[1:3], 0.0]],
            id="and where nothing of it is forbidden",
        ),
    ],
)
def test_a_word_adds_its_bm25_where_it_counts(
    tmp_path: Path, clause: Clause, rows: list[list[float]]
) -> None:
    evaluation = Evaluation(reader_of(segment_of(tmp_path, "a", BODIES)), clause)
    assert contributions(evaluation, 0, np.arange(4)).tolist() == rows


def test_evidence_is_what_scores_are_made_of_at_the_mean_length_of_now(tmp_path: Path) -> None:
    first, second = segment_of(tmp_path, "a", BODIES), segment_of(tmp_path, "b", ["eau " * 100])
    for segments in ((first,), (first, second), (first,)):
        evaluation = Evaluation(reader_of(*segments), EAU)
        reader, documents = evaluation.reader, np.arange(4)
        (row,) = contributions(evaluation, 0, documents)
        leaf = evaluation.leaf(EAU)
        known = evidence_of(reader, 0, leaf)
        assert known / (1 + known) * evaluation.scorer(EAU).factor == pytest.approx(row[:3], rel=1e-6)
        assert evidence_of(reader, 0, leaf) is known
        assert evidence_in(reader, 0, leaf, documents[::-1]).tolist() == [0.0, *known.tolist()[::-1]]
        assert best_evidence(reader, 0, leaf)[0] >= known.max() * (1 - 1e-6)


def test_a_word_says_what_it_says_in_all_its_fields_together(tmp_path: Path) -> None:
    texts = [("crue", "eau crue"), ("eau eau", "vent"), ("vent", "eau eau eau vent"), ("vent", "")]
    segment = built(tmp_path, "a", [Article(str(n), title, body) for n, (title, body) in enumerate(texts)])
    step = (Step(Match.TERM, "eau"),)
    word = AnyField((Occurs("title", step, weight=3.0), Occurs("body", step)), 0.5)
    title, body = ([text[part].split() for text in texts] for part in (0, 1))
    means = [sum(map(len, field)) / sum(map(bool, field)) for field in (title, body)]
    expected = [
        bm25f(
            sum(
                evidence(frequency=there.count("eau"), length=len(there), mean_length=mean, weight=weight)
                for there, mean, weight in zip(both, means, (3.0, 1.0), strict=True)
            ),
            holding=3,
            articles=4,
            weight=0.5,
        )
        for both in zip(title, body, strict=True)
    ]
    evaluation = Evaluation(reader_of(segment), word)
    assert contributions(evaluation, 0, np.arange(4)).tolist() == [expected]


@given(
    st.integers(1, 4).flatmap(
        lambda count: st.lists(
            st.lists(st.floats(0, 1e6), min_size=count, max_size=count), min_size=1, max_size=5
        )
    )
)
def test_sums_are_rounded_once(rows: list[list[float]]) -> None:
    assert exact_sums(np.array(rows)) == list(map(fsum, zip(*rows, strict=True)))


@given(st.integers(1, 500), st.integers(1, 20), st.integers(0, 1 << 32), st.booleans())
def test_what_so_many_reach_is_known_and_what_they_surely_reach_is_no_more(
    count: int, need: int, seed: int, often: bool
) -> None:
    need = min(need, count)
    chance = np.random.default_rng(seed)
    values = chance.integers(0, 5, 8 * count).astype(float) if often else chance.random(8 * count)
    assert reached(values, need) == sorted(values.tolist())[-need]
    assert np.count_nonzero(values >= surely_reached(values, need)) >= need
    assert surely_reached(values, need) in values


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(articles, min_size=8, max_size=16), min_size=1, max_size=2),
    st.lists(queries, min_size=4, max_size=12),
    st.integers(1, 3),
    st.data(),
)
def test_the_best_of_a_segment_are_those_of_all_that_match(
    parts: list[list[Article]], asked: list[Query], need: int, data: st.DataObject
) -> None:
    """Some documents are deleted, and the floor is what documents of other segments are known to reach."""
    with tempfile.TemporaryDirectory() as name, small_blocks(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "_FREQUENT", data.draw(st.sampled_from([3, 5, 100])))  # some words are, or all
        patch.setattr(top, "_SMALL", data.draw(st.sampled_from([0, 0, 100])))
        segments = [built(Path(name), f"part-{number}", part) for number, part in enumerate(parts)]
        if gone := data.draw(st.sets(st.integers(0, 7), max_size=7)):
            segments[0] = without(Path(name), segments[0], gone)
        for query in asked:
            try:
                evaluation = Evaluation(reader_of(*segments), clause_of(query))
            except QueryError:
                continue
            for number in range(len(segments)):
                if evaluation.scoring and evaluation.sets[number]:
                    assert_best(evaluation, number, need, data.draw(st.sampled_from([0, 0.5, 1, 1.001])))


def assert_best(evaluation: Evaluation, number: int, need: int, share: float) -> None:
    """Compare with the scores of all; the floor is so much of the best one."""
    documents = numbers_of(evaluation.sets[number])
    sums = contributions(evaluation, number, documents).sum(axis=0).tolist()
    scores = dict(zip(documents.tolist(), sums, strict=True))
    floor = share * max(sums)
    found = best(evaluation, number, need, floor)
    assert found.sums.tolist() == pytest.approx([scores[document] for document in found.documents.tolist()])
    least = max(floor, sorted(sums)[-min(need, len(sums))])
    wanted = {document for document, score in scores.items() if score >= least}
    assert wanted <= set(found.documents.tolist())
    if not share:
        assert min(found.sums) >= least * (1 - TIE)
