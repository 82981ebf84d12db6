"""Fuzzing: bytes become a query, a file of articles, or a file of an index, and nothing may go wrong.

``python -m tests.faults.fuzz query 60`` tries changes of the seeds and the findings for 60 seconds (``query``, ``reader``
or ``index``), and writes what goes wrong to ``tests/faults/findings``, where the tests try it again for ever.  A coverage-guided
fuzzer may call the same functions: each takes bytes.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Final

from searchidx import Article, SearchidxError, SearchIndex
from searchidx.article import Notice, Rejection
from searchidx.corpus import read
from searchidx.query.parser import parse

FINDINGS: Final = Path(__file__).parent / "findings"
_TODAY: Final = date(2024, 5, 17)
_TOKENS: Final = (
    b"irak", b"eau", b'"', b"(", b")", b" ET ", b" OU ", b" SAUF ", b" PROCHE/3 ", b"*", b"?", b"~2", b"^2", b"=", b"-", b"titre:",
    b"date:", b"2024-01..", b"auteur:", b"\xc3\xa9", b"\\", b":", b" ", b"\0", b"\xed\xa0\x80", b"'", b"-", b"\xe2\x80\x99", b"\n", b"{", b"}",
    b'"body": ', b'"id": ', b"\n\n", b"date : 2024\n", b"\xff", b"[", b"]", b",", b"1e999", b"null",
)  # fmt: skip


def query(data: bytes) -> None:
    """Read a query, print it, read it again, and ask it."""
    text = data.decode("utf-8", "surrogateescape" if data[:1] == b"\xff" else "replace")
    try:
        tree = parse(text, today=_TODAY)
    except SearchidxError:
        return
    assert str(parse(str(tree), today=_TODAY)) == str(tree)
    try:
        results = _small().search(text, today=_TODAY, facets=("year",), timeout=10)
    except SearchidxError:
        return
    for hit in results.hits:
        for snippet in (hit.title, *hit.snippets):
            if snippet is not None:
                assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.marks)


def reader(data: bytes) -> None:
    """Read a file of articles, index what is in it, and find it."""
    with TemporaryDirectory() as folder:
        for name in ("a.txt", "a.jsonl"):
            path = Path(folder) / name
            path.write_bytes(data)
            for found in read(path, name):
                assert isinstance(found, (Article, Notice, Rejection))
                str(found).encode("utf-8", "surrogateescape")
                if isinstance(found, Article):
                    assert found.id
                    f"{found.id} {found.title} {found.lead} {found.body}".encode()
        with SearchIndex.create(Path(folder) / "index") as index:
            report = index.update(Path(folder) / "a.jsonl", Path(folder) / "a.txt")
            assert len(index) == report.added
            assert index.search("*").total == report.added


def index(data: bytes) -> None:
    """Put bytes in the place of a file of an index: the first says which, the next four where, if they are few."""
    if not data:
        return
    with TemporaryDirectory() as folder:
        files = _files()
        name = sorted(files)[data[0] % len(files)]
        for each, content in files.items():
            path = Path(folder) / each
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        at = int.from_bytes(data[1:5], "little") % (len(files[name]) + 1)
        content = files[name]
        (Path(folder) / name).write_bytes(content[:at] + data[5:] + content[at + len(data[5:]) :])
        try:
            with SearchIndex.open(folder) as opened:
                for text in ("eau", '"eau monte"', "mo*", "date:2024"):
                    opened.search(text, facets=("year", "author"))
                list(opened.scan("eau"))
                opened.add([{"id": "x", "body": "Eau."}])
        except SearchidxError:
            return


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {"query": query, "reader": reader, "index": index}

SEEDS: Final[dict[str, tuple[bytes, ...]]] = {
    "query": (
        b'irak ET "coalition militaire" date:2024-01', b"(onu OU ue) SAUF titre:drone^2", b"milic* gouv?rne* millice~2",
        b"irak PROCHE/10 dialogue", b'=tours ="la Croix" auteur:"Le Goff"', "l’eau d'Irak week-end 2 500 XXIe".encode(),
    ),
    "reader": (
        b"titre : Crue\ndate : 2024-01-15\nauteur : A ; B\n\nLa Loire monte.\n\nLa suite.",
        '{"id": "1", "title": "Crue", "body": "L’eau", "date": "mars 2024", "tags": ["a", "b"]}\n{"texte": "Deux"}'.encode(),
        "date 2024-01 Les deux pays ont décidé".encode("cp1252"),
    ),
    "index": (b"\0\0\0\0\0", b"\1\0\0\0\0gen-000009", b"\3\x10\0\0\0\xff\xff\xff\xff", b'\2\0\0\0\0{"format": [[[[', b"\4\xff\xff\0\0" + bytes(64)),
}  # fmt: skip


def findings(name: str) -> Iterator[bytes]:
    """Yield what once went wrong."""
    for path in sorted((FINDINGS / name).glob("*")):
        yield path.read_bytes()


def changed(data: bytes, chance: Random) -> bytes:
    """Return bytes with some changes."""
    for _ in range(chance.randint(1, 6)):
        at, size = chance.randint(0, len(data)), chance.choice((0, 1, 1, 2, 8, 40))
        match chance.randrange(4):
            case 0:
                data = data[:at] + chance.choice(_TOKENS) + data[at:]
            case 1:
                data = data[:at] + data[at + size :]
            case 2:
                data = data[:at] + chance.randbytes(size) + data[at + size :]
            case _:
                data = data[:at] + data[at : at + size] * chance.choice((2, 3, 50)) + data[at + size :]
    return data


@cache
def _small() -> SearchIndex:
    folder = TemporaryDirectory()
    made = SearchIndex.create(Path(folder.name) / "index")
    made.add(
        {
            "id": str(n),
            "title": f"Crue {n}",
            "body": "L’eau monte en Irak, dit-elle, le week-end. " * (n % 4 + 1),
            "date": "2024-01",
        }
        for n in range(12)
    )
    made.__dict__["_folder"] = folder  # it stays as long as the index does
    return made


@cache
def _files() -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        with SearchIndex.create(folder) as made:
            made.add(
                {"id": str(n), "body": f"L’eau monte, mot{n}.", "date": "2024", "authors": ["A B"]}
                for n in range(9)
            )
            made.delete(["3"])
        where = Path(folder)
        return {
            path.relative_to(where).as_posix(): path.read_bytes()
            for path in where.rglob("*")
            if path.is_file()
        }


def main(name: str, seconds: float) -> int:
    """Try changes for so long; return how many went wrong."""
    chance = Random()
    pool = [*SEEDS[name], *findings(name)]
    until = monotonic() + seconds
    wrong = tried = 0
    while monotonic() < until:
        data = changed(chance.choice(pool), chance)
        tried += 1
        try:
            TARGETS[name](data)
        except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
            wrong += 1
            (FINDINGS / name).mkdir(parents=True, exist_ok=True)
            (FINDINGS / name / blake2b(data, digest_size=6).hexdigest()).write_bytes(data)
            print(f"{type(error).__name__}: {error}: {data[:100]!r}")
    print(f"| fuzzing ({name}) | {tried} | {wrong} findings |")
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1], float(sys.argv[2]))))
