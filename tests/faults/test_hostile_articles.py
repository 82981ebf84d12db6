"""What an article may be: what is larger, or is no text, is refused with a sentence, before the engine sees it."""

import json
from itertools import repeat
from pathlib import Path

import pytest

from searchidx import ArticleError, SearchIndex, Settings, SettingsError, find_settings
from searchidx.article import checked, from_mapping
from searchidx.limits import Limits
from tests.faults.hostile_articles import hostile_articles
from tests.faults.profile import LONG, measured, report

FEW = Limits(id=5, line=20, text=60, words=12, word=10, names=2)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": "123456"}, "the id is longer than 5 characters"),
        ({"title": "eau " * 6}, "the title is longer than 20 characters: it has 23"),
        ({"title": "x" * 11}, "the title has a word of more than 10 characters"),
        ({"body": "é" * 61}, "the body is longer than 60 characters: it has 61"),
        ({"lead": "un deux " * 4, "body": "un deux " * 4}, "lead and body are longer than 60 characters: they have 62"),
        ({"body": "x" * 11}, "the article has a word of more than 10 characters"),
        ({"body": "eau " * 3 + "e" + "\u0301" * 11}, "the article has a word of more than 10 characters"),
        ({"body": "a b c d e f g h i j k l m"}, "the article has 13 words, more than 12"),
        ({"authors": ["a", "b", "c"]}, "the article has 3 authors, more than 2"),
        ({"tags": "a;b,c"}, "the article has 3 tags, more than 2"),
        ({"tags": ["eau " * 6]}, "the tags is longer than 20 characters: it has 23"),
        ({"url": "http://" + "a." * 9}, "the url is longer than 20 characters: it has 25"),
    ],
)  # fmt: skip
def test_what_is_too_large_is_refused_with_a_sentence(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(ArticleError) as caught:
        from_mapping({"id": "1", "title": "t", "body": "b"} | fields, limits=FEW)
    assert str(caught.value) == reason


def test_what_is_as_large_as_may_be_is_taken_in() -> None:
    article, _ = from_mapping(
        {
            "id": "12345",
            "title": "0123456789 012345678",
            "body": "a b c d e f g h i j k 0123456789",
            "tags": "a;b",
        },
        limits=FEW,
    )
    assert checked(article, FEW) == article


@pytest.mark.parametrize("place", range(40))
def test_a_long_word_is_seen_wherever_it_stands(place: int) -> None:
    limits = Limits(word=10)
    for text in ("a " * 30, "ab.c\n" * 12):
        assert from_mapping({"body": text[:place] + " " + "x" * 10 + " " + text[place:]}, limits=limits)
        with pytest.raises(ArticleError, match="a word of more than 10 characters"):
            from_mapping({"body": text[:place] + " " + "x" * 11 + " " + text[place:]}, limits=limits)


def test_limits_are_settings(tmp_path: Path) -> None:
    (tmp_path / "searchidx.toml").write_text("[limits]\nwords = 3\n")
    settings = find_settings(tmp_path)
    assert settings.limits == Limits(words=3)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("La Loire monte encore.", "utf-8")
    (tmp_path / "corpus" / "b.txt").write_text("Elle baisse.", "utf-8")
    with SearchIndex.create(tmp_path / "index", settings=settings) as index:
        report = index.update(tmp_path / "corpus")
        assert [str(each).rpartition("/")[2] for each in report.rejected] == [
            "a.txt: the article has 4 words, more than 3"
        ]
        assert report.added == 1
    with SearchIndex.open(tmp_path / "index", settings=Settings(limits=Limits(words=4))) as index:
        assert index.update(tmp_path / "corpus").added == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("limits = 3", r"limits: is a table"),
        ("[limits]\nwords = 0", r"limits\.words: is a whole number from 1"),
        ("[limits]\nwords = true", r"limits\.words: is a whole number from 1"),
        ("[limits]\nword = 1.5", r"limits\.word: is a whole number from 1"),
        ("[limits]\nwurds = 1", r"wurds: is no setting; did you mean words\?"),
    ],
)
def test_a_limit_without_sense_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "searchidx.toml").write_text(text)
    with pytest.raises(SettingsError, match=sentence):
        find_settings(tmp_path)


def test_a_bad_article_in_a_batch_is_refused_and_the_others_are_whole(tmp_path: Path) -> None:
    good = [{"id": str(n), "title": f"Crue {n}", "body": f"L’eau monte, mot{n}."} for n in range(6)]
    bad: list[dict[str, object]] = [
        {"id": "x", "body": "x" * 5_000},
        {"id": "x", "body": 5},
        {"id": "", "body": ""},
    ]
    with SearchIndex.create(tmp_path / "index") as index:
        report = index.add([*good[:3], *bad, *good[3:]])
        assert (report.added, len(report.rejected)) == (6, 3)
        index.optimize()
        assert [index.search(f"mot{n}").total for n in range(6)] == [1] * 6
        assert index.search("eau").total == 6


def test_hostile_articles_are_refused_or_cleaned(tmp_path: Path) -> None:
    seen = refused = 0
    worst = (0.0, 0.0)
    with SearchIndex.create(tmp_path / "index") as index:
        for number, fields in enumerate(hostile_articles()):
            if not LONG and number % 7:
                continue
            with measured() as cost:
                found = index.add([fields])
            seen, refused = seen + 1, refused + len(found.rejected)
            assert found.added + found.changed + found.unchanged + len(found.rejected) == 1
            assert all(len(str(each)) < 500 for each in found.rejected)
            worst = max(worst[0], cost.seconds), max(worst[1], cost.megabytes)
            json.dumps([hit.article.body[:100] for hit in index.search("*").hits]).encode()
    line = f"{refused} refused, {seen - refused} taken in, slowest {worst[0]:.2f} s, {worst[1]:.0f} MB more at most"
    report("hostile articles", seen, line)
    assert worst[0] < 10  # a machine may be busy; the figures above are what counts


@pytest.mark.parametrize("sign", ["🙂 ", "\u00ad", "\u202e", "日 ", "e\u0301\u0302 ", "? "])
def test_an_article_of_signs_delays_no_one_who_finds_it(sign: str, tmp_path: Path) -> None:
    """It takes long to cut what the sketch of a text does not know, and is done once."""
    with SearchIndex.create(tmp_path / "index", settings=Settings(limits=Limits(words=1_000_000))) as index:
        index.add([{"id": "1", "title": "Crue", "body": sign * (300_000 // len(sign))}])
        with measured() as cost:
            assert index.search(" OU ".join(["crue", *(f"mot{n}" for n in range(30))])).total == 1
    assert cost.seconds < 5  # a tenth of it, on an idle machine


def test_the_letters_under_a_heap_of_accents_are_found(tmp_path: Path) -> None:
    zalgo = "".join(letter + "\u0301\u0327\u0336\u20dd\u035c" * 6 for letter in "inondation")
    with SearchIndex.create(tmp_path / "index") as index:
        index.add([{"id": "1", "body": f"Une {zalgo} à Tours, le 3\0 mai \ud800."}])
        assert [index.search(word).total for word in ("inondation", "Tours", "mai", "crue")] == [1, 1, 1, 0]


def test_a_generator_that_breaks_off_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    def articles() -> object:
        yield {"id": "1", "body": "L’eau monte."}
        raise RuntimeError("no more")

    with SearchIndex.create(tmp_path / "index") as index:
        with pytest.raises(RuntimeError):
            index.add(articles())  # type: ignore[arg-type]
        assert index.search("eau").total == 0
        assert index.add([{"id": "2", "body": "L’eau baisse."}]).added == 1
        assert list(repeat(index.search("eau").total, 1)) == [1]
