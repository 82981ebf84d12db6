"""Bytes that flip, files that are cut, swapped or grown: the right answer, or a named error; never anything else."""

import shutil
from collections import Counter
from pathlib import Path
from random import Random
from time import perf_counter

import pytest

from searchidx import SearchidxError, SearchIndex
from searchidx.engine.whoosh import postings_writer
from tests.faults.profile import measured, report, times


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index with every kind of file, of several segments, some of whose sections are large."""
    folder = tmp_path_factory.mktemp("damage") / "index"
    chance = Random(1)
    words = [f"mot{n}" for n in range(900)] + ["eau", "crue", "Loire", "pêche", "péché"] * 20
    with pytest.MonkeyPatch.context() as patch, SearchIndex.create(folder) as index:
        patch.setattr(postings_writer, "FREQUENT", 20)
        for part in range(2):
            index.add(
                {
                    "id": f"{part}/{n}",
                    "title": f"Crue {n}",
                    "body": " ".join(chance.choices(words, k=60)) + ".",
                    "date": f"2024-{n % 12 + 1:02}",
                    "section": "Culture",
                    "authors": ["Anne Le Goff"],
                }
                for n in range(times(150, 600))
            )
        index.delete(["0/3", "1/4"])
        index.saved.add("veille", "eau")
    return folder


def answers(folder: Path) -> list[object]:
    with SearchIndex.open(folder) as index:
        queries = (
            "eau crue",
            '"eau crue"',
            "mot1*",
            "=pêche",
            "date:2024-03 eau",
            "auteur:goff mot7",
            "crue OU loire~",
            "mot3 PROCHE/5 eau",
        )
        results = [index.search(query, limit=7, facets=("month", "author"), timeout=60) for query in queries]
        return [
            [(each.total, each.hits, each.facets) for each in results],
            [index.get(f"{part}/{n}") for part in (0, 1) for n in range(0, 60, 7)],
            [hit.article.id for hit in index.scan("eau", sort="date")],
            index.suggest("mo"),
            len(index),
            [search.query for search in index.saved],
        ]


def damaged(content: bytes, chance: Random, other: bytes) -> bytes:
    kind = chance.randrange(7)
    at = chance.randrange(len(content)) if content else 0
    match kind:
        case 0 | 1 | 2:
            return (
                content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]
                if content
                else b"x"
            )
        case 3:
            return content[:at]
        case 4:
            size = chance.randint(1, 64)
            return content[:at] + chance.randbytes(size) + content[at + size :]
        case 5:
            return content + chance.randbytes(chance.randint(1, 100))
        case _:
            return chance.choice((other, content[:at] + bytes(len(content) - at), b""))


def test_a_damaged_file_is_named_or_does_no_harm(whole: Path, tmp_path: Path) -> None:
    tries = times(100, 2_000)
    chance = Random(times(3, 4))
    right = answers(whole)
    paths = sorted(path.relative_to(whole) for path in whole.rglob("*") if path.is_file())
    outcomes: Counter[str] = Counter()
    wrong: list[str] = []
    slowest = 0.0
    copy = tmp_path / "copy"
    with measured() as cost:
        for _ in range(tries):
            shutil.copytree(whole, copy)
            path = chance.choice(paths)
            before = (whole / path).read_bytes()
            after = damaged(before, chance, (whole / chance.choice(paths)).read_bytes())
            (copy / path).unlink()
            (copy / path).write_bytes(after)
            started = perf_counter()
            try:
                outcome = "right" if answers(copy) == right else "silent"
            except SearchidxError as error:
                assert len(str(error)) < 1_000
                outcome = "named"
            except Exception as error:  # noqa: BLE001  whatever it is, it is counted
                outcome = f"raw {type(error).__name__}"
                wrong.append(f"{path}: {error!r}")
            if outcome == "silent":
                wrong.append(f"{path}: another answer")
            slowest = max(slowest, perf_counter() - started)
            outcomes[outcome] += 1
            shutil.rmtree(copy)
    report(
        "damaged files",
        tries,
        f"{dict(outcomes)}, slowest {slowest:.2f} s, {cost.megabytes:.0f} MB more at most",
    )
    assert wrong == []
    assert slowest < 20
    assert cost.megabytes < 400
