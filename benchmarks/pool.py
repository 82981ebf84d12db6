"""The real articles a corpus is made of, cut into sentences, each with the articles on its subject."""

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from searchidx import Article
from searchidx.corpus import read
from searchidx.corpus.files import File, files_of

_ENDS: Final = re.compile(r"(?<=[.!?…»\"])\s+(?=[A-ZÀ-ÖØ-Þ«\"“—–])")
_MAY_CHANGE: Final = re.compile(
    r"((?<=[a-zà-ÿ,;’'] )[A-ZÀ-ÖØ-Þ][a-zà-ÿ]{2,}(?:-[A-ZÀ-ÖØ-Þ][a-zà-ÿ]+)?\b|(?<![\d.,])\d{3,6}(?![\d.,]))"
)
_WORD: Final = re.compile(r"[^\W\d_]{4,}")


class Sentence(NamedTuple):
    """A sentence; every second part is a name or a number that may be replaced."""

    parts: tuple[str, ...]
    words: int

    @classmethod
    def of(cls, text: str) -> "Sentence":
        """Cut a text.

        >>> Sentence.of("Le dialogue avec Bagdad a duré 120 jours.").parts
        ('Le dialogue avec ', 'Bagdad', ' a duré ', '120', ' jours.')
        """
        return cls(tuple(_MAY_CHANGE.split(text)), len(text.split()))


class Source(NamedTuple):
    """An article of the pool, and the numbers of those on its subject and of its section."""

    title: Sentence
    section: str
    author: str | None
    sentences: tuple[Sentence, ...]
    words: int
    subject: Sequence[int]
    same_section: Sequence[int]


def pool(where: Path) -> list[Source]:
    """Read the articles of a folder: JSON lines, compressed or not, or whatever searchidx reads."""
    articles = [
        (title, section, author, sentences)
        for title, section, author, body in articles_of(where)
        if len(sentences := _sentences(body)) > 1
    ]
    sections: dict[str, list[int]] = defaultdict(list)
    for number, (_, section, _, _) in enumerate(articles):
        sections[section].append(number)
    subjects = list(_subjects([title for title, _, _, _ in articles]))
    return [
        Source(
            Sentence.of(title),
            section,
            author,
            sentences,
            sum(sentence.words for sentence in sentences),
            subjects[number] or sections[section],
            sections[section],
        )
        for number, (title, section, author, sentences) in enumerate(articles)
    ]


def articles_of(where: Path) -> Iterator[tuple[str, str, str | None, str]]:
    """Yield title, section, author and body of the articles of such a folder."""
    compressed = sorted(where.glob("*.jsonl.gz"))
    for path in compressed:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                item = json.loads(line)
                yield item["title"], item.get("section") or "actualité", item.get("author"), item["body"]
    if compressed:
        return
    for file in files_of(where):
        if isinstance(file, File):
            for found in read(file.path, file.id):
                if isinstance(found, Article):
                    text = f"{found.lead}\n{found.body}" if found.lead else found.body
                    yield found.title, found.section or "actualité", next(iter(found.authors), None), text


def _sentences(body: str) -> tuple[Sentence, ...]:
    texts = (text for paragraph in body.split("\n") for text in _ENDS.split(paragraph.strip()))
    return tuple(Sentence.of(text) for text in texts if len(text) > 25)


def _subjects(titles: Iterable[str]) -> Iterator[list[int]]:
    """Yield for each title the numbers of those that share its rarest word that several have."""
    words = [sorted({word.lower() for word in _WORD.findall(title)}) for title in titles]
    frequency = Counter(word for title in words for word in title)
    holders: dict[str, list[int]] = defaultdict(list)
    for number, title in enumerate(words):
        for word in title:
            holders[word].append(number)
    for title in words:
        shared = [word for word in title if 3 <= frequency[word] <= 400]
        yield holders[min(shared, key=lambda word: (frequency[word], word))] if shared else []
