"""A corpus of any size made of a pool of real articles: their sentences, recombined.

Words keep the frequencies and the company they have in real articles, because whole sentences of articles on
one subject stand together; the vocabulary keeps growing, because names are replaced by invented ones; dates,
sections and lengths are those of a newsroom.  The articles say nothing true: they measure speed, not relevance.
"""

import json
import re
import unicodedata
from bisect import bisect
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.names import Names
from benchmarks.pool import Sentence, Source

Made = dict[str, str]
"""An article as a line of the corpus: id, title, date, section, url, body, and most often author."""

VERSION: Final = 1
"""Raise it when the same pool gives other articles: the cached corpora carry it in their names."""

SHORTEST, LONGEST = 120, 700
RENAMED: Final = 0.35
WITHOUT_AUTHOR: Final = 0.25
PARTIAL_DATES: Final = 0.01
REISSUES: Final = 0.015
SLIPS: Final = 1 / 4000
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2024, 12, 31)

_LONG_WORD: Final = re.compile(r"(?<=[ \n])[a-zà-ÿ]{5,}(?=[ ,.\n])")


def made_articles(pool: Sequence[Source], seed: int = 1, ids: str = "a") -> Iterator[Made]:
    """Yield articles without end; a pool and a seed give the same ones, so a corpus begins as the smaller one."""
    random = Random(seed)
    names = Names(Random(seed + 1))
    days, weights = _calendar()
    recent: deque[Made] = deque(maxlen=200)
    number = 0
    while True:
        if recent and random.random() < REISSUES:
            article = _reissue(random.choice(recent), random)
        else:
            article = _article(pool, random, names, days[bisect(weights, random.random() * weights[-1])])
            recent.append(article)
        slug = re.sub("[^a-z]+", "-", _ascii(article["title"].lower()))[:70].strip("-")
        url = f"https://journal.example/{article['date'][:7].replace('-', '/')}/{slug}-{number}"
        yield {"id": f"{ids}{number:07d}", **article, "url": url}
        number += 1


def write(articles: Iterable[Made], path: Path) -> None:
    """Write articles, one a line; the file has its name when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
    unfinished.rename(path)


def read(path: Path) -> Iterator[Made]:
    """Yield the articles of a file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _article(pool: Sequence[Source], random: Random, names: Names, day: date) -> Made:
    source = random.choice(pool)
    rename = _renaming(random, names)
    sentences = _recombined(pool, source, min(LONGEST, max(SHORTEST, random.choice(pool).words)), random)
    paragraphs = []
    while sentences:
        size = random.randrange(1, 5)
        paragraphs.append(" ".join(_text(sentence, rename) for sentence in sentences[:size]))
        del sentences[:size]
    body = _with_slips("\n\n".join(paragraphs), random)
    title = _text(source.title, rename)
    if random.random() > 0.55:
        title = " ".join(body.split()[: random.randrange(8, 15)]).rstrip(" ,;:")
    dated = day.isoformat()[: 7 if random.random() < PARTIAL_DATES else 10]
    article = {"title": title, "date": dated, "section": source.section, "body": body}
    if source.author and random.random() >= WITHOUT_AUTHOR:
        article["author"] = source.author
    return article


def _recombined(pool: Sequence[Source], source: Source, words: int, random: Random) -> list[Sentence]:
    """Take a long run of sentences of one article, then short ones of its siblings, until the words are there."""
    chosen: list[Sentence] = []
    run = max(2, int(len(source.sentences) * (0.35 + 0.4 * random.random())))
    taken_from = source
    while words > 0:
        start = int(random.random() * max(1, len(taken_from.sentences) - run + 1))
        for sentence in taken_from.sentences[start : start + run]:
            chosen.append(sentence)
            words -= sentence.words
            if words <= 0:
                break
        siblings = source.subject if random.random() < 0.7 else source.same_section
        taken_from = pool[random.choice(siblings)]
        run = random.randrange(1, 5)
    return chosen


def _renaming(random: Random, names: Names) -> Callable[[str], str]:
    """Return what replaces a share of the names and numbers of one article, each the same way throughout."""
    known: dict[str, str] = {}

    def rename(old: str) -> str:
        if old not in known:
            known[old] = old
            if random.random() < RENAMED:
                known[old] = _number_like(old, random) if old.isdigit() else names.draw()
        return known[old]

    return rename


def _number_like(old: str, random: Random) -> str:
    if re.fullmatch("(19|20)..", old):
        return str(random.randrange(1950, LAST_DAY.year + 1))
    return str(random.randrange(10 ** (len(old) - 1), 10 ** len(old)))


def _text(sentence: Sentence, rename: Callable[[str], str]) -> str:
    parts = sentence.parts
    if len(parts) == 1:
        return parts[0]
    changed = list(parts)
    changed[1::2] = map(rename, parts[1::2])
    return "".join(changed)


def _with_slips(text: str, random: Random) -> str:
    """Exchange two letters of a word now and then, as feeds do: the long tail of a vocabulary."""
    for _ in range(int(text.count(" ") * SLIPS + random.random())):
        found = _LONG_WORD.search(text, random.randrange(len(text)))
        if found:
            at = found.start() + random.randrange(1, len(found[0]) - 1)
            text = f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}"
    return text


def _reissue(article: Mapping[str, str], random: Random) -> Made:
    """Return an article again, a paragraph shorter or longer, the same day or the next, as agencies do."""
    paragraphs = article["body"].split("\n\n")
    if len(paragraphs) > 2 and random.random() < 0.6:
        del paragraphs[random.randrange(1, len(paragraphs))]
    else:
        paragraphs.append(random.choice(paragraphs).split(". ")[0].rstrip(".") + ", a-t-on appris plus tard.")
    again = {**article, "body": "\n\n".join(paragraphs)}
    if len(article["date"]) == 10 and random.random() < 0.5:
        again["date"] = (date.fromisoformat(article["date"]) + timedelta(days=1)).isoformat()
    return again


def _calendar() -> tuple[list[date], list[float]]:
    """Return the days and their summed weights: five times more at the end than at first, less at week-ends."""
    span = (LAST_DAY - FIRST_DAY).days
    days = [FIRST_DAY + timedelta(days=n) for n in range(span + 1)]
    saturday = 5
    weights = ((1 + 4 * n / span) * (0.5 if day.weekday() >= saturday else 1) for n, day in enumerate(days))
    return days, list(accumulate(weights))


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()
