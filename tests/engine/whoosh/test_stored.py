"""Articles as they are kept."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx import Article, IndexDamaged, PartialDate
from searchidx.engine.whoosh import sections, stored
from searchidx.engine.whoosh.damage import Damage
from searchidx.engine.whoosh.sections import Sections, SectionWriter
from searchidx.engine.whoosh.stored import Articles, ArticleWriter, Encoded, copy_articles, decode, encode

texts = st.text(max_size=20)
names = st.lists(texts, max_size=3).map(tuple)
articles = st.builds(
    Article,
    id=texts,
    title=texts,
    body=texts,
    published=st.none()
    | st.sampled_from([PartialDate(2024), PartialDate(987, 12), PartialDate(2024, 2, 29)]),
    lead=texts,
    authors=names,
    section=st.none() | texts,
    source=st.none() | texts,
    url=st.none() | texts,
    tags=names,
    path=st.none() | texts,
)


@given(articles)
def test_an_article_comes_back_from_its_bytes(article: Article) -> None:
    assert decode(encode(article)) == article


def test_half_a_surrogate_pair_comes_back() -> None:
    article = Article("\udc80", "a\ud800", "")
    assert decode(encode(article)) == article


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(TypeError):
        encode(Article("1", "Crue", 7))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "head",
    [b"1\0Crue", b"1\0Crue\0hier" + b"\0\1" * 4 + b"\0000", b"1\0Crue" + b"\0\1" * 5 + b"\0many"],
    ids=["cut", "no date", "no number of authors"],
)
def test_a_head_that_is_none_is_damage(head: bytes) -> None:
    with pytest.raises(Damage, match="an article is damaged"):
        decode(Encoded(head, encode(Article("1", "Crue", "")).texts))


def test_a_lead_longer_than_the_text_is_damage() -> None:
    article = decode(Encoded(encode(Article("1", "Crue", "")).head, b"\7\0\0\0Loire"))
    with pytest.raises(Damage, match="an article is damaged"):
        str(article.body)


def made(number: int) -> Article:
    return Article(str(number), f"Crue {number}", "L’eau monte à Orléans, puis à Tours. " * (number % 5))


def written(path: Path, numbers: range, dictionary: bytes = b"") -> Articles:
    out = SectionWriter(path)
    writer = ArticleWriter(out, dictionary)
    for number in numbers:
        writer.add(encode(made(number)))
    writer.finish()
    out.finish({"articles": len(numbers)})
    return Articles(Sections(path))


@pytest.mark.parametrize("count", [0, 1, 250, 1_100], ids=lambda count: f"{count} articles")
def test_each_article_is_read_alone(tmp_path: Path, count: int) -> None:
    found = written(tmp_path / "a.seg", range(count))
    assert [found[number] for number in reversed(range(count))] == [
        made(number) for number in reversed(range(count))
    ]
    assert bool(found.raw_dictionaries[0]) == (count >= 200)


def test_a_damaged_text_is_met_when_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks, and long after the search: so the error is the one that readers know."""
    monkeypatch.setattr(sections, "_CHEAP", 0)  # else all that are so few are checked at once
    path = tmp_path / "index" / "generation" / "a.seg"
    path.parent.mkdir(parents=True)
    found = written(path, range(3))
    data = bytearray(path.read_bytes())
    data[found.start + found.at[2 * 2] - 1] ^= 1  # the last byte of the texts of 1
    path.write_bytes(data)
    articles = [Articles(Sections(path))[document] for document in range(3)]
    assert [article.title for article in articles] == ["Crue 0", "Crue 1", "Crue 2"]
    assert (articles[0], articles[2]) == (made(0), made(2))
    for ask in (lambda: articles[1].lead, lambda: articles[1].body, lambda: articles[1] == made(1)):
        with pytest.raises(IndexDamaged, match=r"an article in a\.seg is damaged") as caught:
            ask()
        assert caught.value.where == str(tmp_path / "index")


def test_articles_are_copied_as_they_are_with_their_dictionaries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "_COPIED", 3)
    one = written(tmp_path / "1.seg", range(300))
    two = written(tmp_path / "2.seg", range(300, 310))
    three = written(tmp_path / "3.seg", range(310, 320), one.raw_dictionaries[0])
    kept = np.arange(300) % 7 < 3
    out = SectionWriter(tmp_path / "all.seg")
    copy_articles(out, [(one, kept), (two, None), (three, np.arange(10) > 4)])
    expected = [*np.flatnonzero(kept).tolist(), *range(300, 310), *range(315, 320)]
    out.finish({"articles": len(expected)})
    joined = Articles(Sections(tmp_path / "all.seg"))
    assert [joined[place] for place in range(len(expected))] == [made(number) for number in expected]
    assert joined.raw_dictionaries == [one.raw_dictionaries[0], b""]
