"""Duplicates, held to comparing each article with each; and hits grouped by them."""

import random
from itertools import combinations

import numpy as np
import pytest

from searchidx import Article, MemoryEngine, PartialDate, SearchIndex
from searchidx.duplicates import Shingler, grouped, groups, likeness
from searchidx.grouping import WINDOW

WORDS = [
    f"{stem}{end}"
    for stem in ("fleu", "vil", "mair", "écol", "rou")
    for end in ("ve", "le", "ie", "es", "on", "al")
]


def text(seed: int, words: int = 120) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) for _ in range(words))


def article(id: str, body: str, title: str = "Crue", day: int | None = None) -> Article:
    return Article(id, title, body, published=PartialDate(2024, 1, day) if day else None)


def ids(articles: list[Article], threshold: float = 0.8) -> list[list[str]]:
    known = {each.id: each for each in articles}
    return [[each.id for each in group] for group in groups(articles, known.get, threshold)]


BODY = text(1)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(BODY.upper(), id="in capitals"),
        pytest.param(BODY.replace("é", "e"), id="without accents"),
        pytest.param(BODY.replace(" ", ",\n\n « ", 40), id="with other signs and lines"),
    ],
)
def test_the_same_words_are_the_same(other: str) -> None:
    known = {"a": article("a", BODY), "b": article("b", other, title="Autre titre")}
    (group,) = groups(known.values(), known.get)
    assert [(each.id, each.likeness, each.same) for each in group] == [("a", 1.0, True), ("b", 1.0, True)]


def test_lead_and_body_are_one_text() -> None:
    words = BODY.split()
    parted = Article("b", "Crue", " ".join(words[30:]), lead=" ".join(words[:30]))
    assert ids([article("a", BODY), parted]) == [["a", "b"]]


def test_likeness_is_what_shingles_of_five_words_have_in_common() -> None:
    known = {"a": article("a", BODY), "b": article("b", f"{BODY} {text(2, 20)}")}
    (group,) = groups(known.values(), known.get)
    words = [each.body.split() for each in known.values()]
    one, other = ({tuple(each[n : n + 5]) for n in range(len(each) - 4)} for each in words)
    assert group[1].likeness == len(one & other) / len(one | other)
    assert not group[1].same
    assert list(groups(known.values(), known.get, group[1].likeness + 0.001)) == []


def test_the_oldest_comes_first_and_what_has_no_date_last() -> None:
    articles = [article("a", BODY), article("b", BODY, day=3), article("c", BODY, day=2)]
    assert ids(articles) == [["c", "b", "a"]]


def test_the_largest_group_comes_first() -> None:
    pair = [article(id, text(5)) for id in ("a", "b")]
    three = [article(id, text(6)) for id in ("x", "y", "z")]
    assert ids([*pair, *three, article("alone", text(7))]) == [["x", "y", "z"], ["a", "b"]]


def test_of_short_texts_titles_count() -> None:
    short = "Article réservé aux abonnés"
    one, other = article("a", short, "La crue"), article("b", short, "Le vote")
    assert ids([one, other]) == []
    assert ids([one, article("b", short, "LA CRUE")]) == [["a", "b"]]


def test_articles_without_words_are_no_duplicates() -> None:
    assert ids([article("a", "…", "?"), article("b", "—", "!")]) == []


def test_an_article_that_is_gone_by_now_is_left_out() -> None:
    known = {id: article(id, BODY) for id in "abc"}
    found = list(groups(known.values(), lambda each: None if each == "b" else known[each]))
    assert [[each.id for each in group] for group in found] == [["a", "c"]]


def test_groups_are_those_of_comparing_each_with_each() -> None:
    chance = random.Random(3)
    articles = []
    for story in range(60):
        words = text(story).split()
        for version in range(chance.randrange(1, 5)):
            copy = list(words)
            for _ in range(chance.randrange(0, 6)):
                copy[chance.randrange(len(copy))] = chance.choice(WORDS)
            articles.append(article(f"{story}-{version}", " ".join(copy)))
    chance.shuffle(articles)
    shingler = Shingler()
    sets = [shingler.shingles(shingler.words(each)) for each in articles]
    expected = {each.id: {each.id} for each in articles}
    for (one, a), (other, b) in combinations(zip(articles, sets, strict=True), 2):
        if likeness(a, b) >= 0.8:
            both = expected[one.id] | expected[other.id]
            expected.update(dict.fromkeys(both, both))
    assert {frozenset(group) for group in ids(articles)} == {
        frozenset(group) for group in expected.values() if len(group) > 1
    }
    assert {frozenset(articles[number].id for number in group) for group in grouped(articles)} == set(
        map(frozenset, expected.values())
    )


def test_the_share_of_first_shingles_that_agree_is_near_the_likeness() -> None:
    shingler = Shingler()
    one, other = (shingler.words(article("", f"{text(1, 600)} {text(n, 60)}")) for n in (8, 9))
    sketches = [shingler.sketch(article("", f"{text(1, 600)} {text(n, 60)}")) for n in (8, 9)]
    assert sketches[0]
    assert sketches[1]
    agreeing = float(np.mean(sketches[0].firsts == sketches[1].firsts))
    assert abs(agreeing - likeness(shingler.shingles(one), shingler.shingles(other))) < 0.15


def test_hits_that_are_one_story_stand_together_under_the_best() -> None:
    index = SearchIndex(MemoryEngine())
    stories = [
        article(f"{story}-{version}", f"Loire. {text(story)} {'fin' * version}")
        for story in range(7)
        for version in range(story % 3 + 1)
    ]
    index.add([*stories, article("other", text(99))])
    assert [[each.id for each in group] for group in index.duplicates()] == [
        ["2-0", "2-1", "2-2"], ["5-0", "5-1", "5-2"], ["1-0", "1-1"], ["4-0", "4-1"],
    ]  # fmt: skip
    every = index.search("loire", limit=100)
    whole = index.search("loire", limit=100, group=True, facets=["month"])
    assert (whole.total, whole.together, len(whole)) == (13, 6, 7)
    assert {hit.article.id.partition("-")[0] for hit in whole} == set("0123456")
    ranks = {hit.article.id: rank for rank, hit in enumerate(every)}
    for hit in whole:
        assert [ranks[id] for id in hit.alike] == sorted(ranks[id] for id in hit.alike)
        assert all(ranks[hit.article.id] < ranks[id] for id in hit.alike)
        assert {id.partition("-")[0] for id in hit.alike} <= {hit.article.id.partition("-")[0]}
    pages = [index.search("loire", limit=3, offset=offset, group=True) for offset in (0, 3, 6, 9)]
    assert [hit for page in pages for hit in page] == list(whole)
    assert index.search("loire", limit=0, group=True).total == 13


def test_hits_after_those_that_are_compared_stand_alone() -> None:
    index = SearchIndex(MemoryEngine())
    index.add(article(f"{n:04}", f"Loire {n // 2} {text(n // 2, 60)}", day=1) for n in range(WINDOW + 9))
    whole = index.search("loire", limit=1000, group=True, sort="date", snippets=0)
    assert (whole.total, whole.together, len(whole)) == (WINDOW + 9, WINDOW // 2, WINDOW // 2 + 9)
    page = index.search("loire", limit=7, offset=WINDOW // 2 - 3, group=True, sort="date", snippets=0)
    assert [hit.article.id for hit in page] == [hit.article.id for hit in list(whole)[WINDOW // 2 - 3 :][:7]]


@pytest.mark.parametrize("threshold", [0.49, 1.01])
def test_a_threshold_without_sense_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match=r"the threshold is from 0\.5 to 1"):
        SearchIndex(MemoryEngine()).duplicates(threshold=threshold)
