"""A writer's day as steps that a seed tells, and what the index holds after each: crashes are compared with it."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from searchidx import SearchIndex

KINDS: Final = ("add", "add", "add", "delete", "update", "optimize", "rebuild")

Model = dict[str, str]
"""The word that tells an article's version, by its id."""


class Step(NamedTuple):
    kind: str
    articles: Model
    gone: tuple[str, ...]


def steps(seed: int) -> Iterator[tuple[Step, Model]]:
    """Yield steps without end, each with what there is after it."""
    chance = Random(seed)
    model: Model = {}
    number = 0
    while True:
        number += 1
        kind = chance.choice(KINDS) if model else "add"
        articles: Model = {}
        gone: tuple[str, ...] = ()
        if kind in {"add", "update"}:
            prefix = "a" if kind == "add" else "f"
            chosen = [f"{prefix}{n}" for n in chance.sample(range(30), chance.randint(1, 12))]
            articles = {f"{id}.txt" if kind == "update" else id: f"v{seed}x{number}" for id in chosen}
        elif kind == "delete":
            gone = tuple(sorted(chance.sample(sorted(model), chance.randint(1, len(model)))))
        model = {id: word for id, word in (model | articles).items() if id not in gone}
        yield Step(kind, articles, gone), model


def body(word: str) -> str:
    return f"L’eau monte, {word}. " * (len(word) % 4 + 1)


def take(index: SearchIndex, step: Step, corpus: Path) -> None:
    """Do a step; it is acknowledged when this returns."""
    match step.kind:
        case "add":
            index.add({"id": id, "title": "Crue", "body": body(word)} for id, word in step.articles.items())
        case "update":
            for old in corpus.glob("*.txt"):
                old.unlink()
            for id, word in step.articles.items():
                (corpus / id).write_text(body(word), "utf-8")
            index.update(corpus, prune=False)
        case "delete":
            index.delete(step.gone)
        case "optimize":
            index.optimize()
        case _:
            index.rebuild()


def held(where: Path) -> Model:
    """Return what an index holds, asked in several ways that must agree.

    Raises
    ------
    SearchidxError
        where it does not open or answer.
    """
    with SearchIndex.open(where) as index:
        found = {hit.article.id: hit.article.body.split()[2].rstrip(".") for hit in index.scan("eau")}
        assert len(index) == len(found) == index.search("monte", limit=0).total
        for word in set(found.values()):
            ids = {hit.article.id for hit in index.scan(word)}
            assert ids == {id for id, there in found.items() if there == word}, word
        for id, word in found.items():
            article = index.get(id)
            assert article is not None
            assert article.body.strip() == body(word).strip()
    return found
