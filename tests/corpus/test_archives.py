"""Compressed files and archives, whole and hostile."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from searchidx.article import Article, Notice, Rejection
from searchidx.corpus import Finding, read
from searchidx.corpus.formats import is_known
from searchidx.corpus.unpacking import FREE, LARGEST, RATIO, Allowance
from searchidx.errors import ArticleError

TEXTS = {
    "crue.txt": "titre : La crue\n\nLa Loire monte.",
    "été/vent.txt": "titre : Le vent\n\nIl souffle.",
    "fil.jsonl": '{"title": "Un", "text": "U"}\n{"id": "le-deux", "title": "Deux", "text": "D"}\n',
}
TITLES = ["La crue", "Le vent", "Un", "Deux"]
EMPTY = "no file in the archive is one that articles are read from"


Members = dict[str, str | bytes]


def zipped(members: Members, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return file.getvalue()


def tarred(members: Members, format: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(
        fileobj=file, mode="w", format=format, encoding="utf-8", errors="surrogateescape"
    ) as archive:
        for name, text in members.items():
            data = text.encode() if isinstance(text, str) else text
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


PACKED: dict[str, Callable[[Members], bytes]] = {
    "a.zip": zipped,
    "a.tar": tarred,
    "a.tar.gz": lambda members: gzip.compress(tarred(members)),
    "a.tgz": lambda members: gzip.compress(tarred(members)),
    "a.tar.bz2": lambda members: bz2.compress(tarred(members), 1),
    "a.tar.xz": lambda members: lzma.compress(tarred(members)),
    "A.ZIP": lambda members: zipped(members, zipfile.ZIP_LZMA),
}
ARCHIVES = pytest.mark.parametrize("name", PACKED)


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Callable[[str, bytes], list[Finding]]]:
    """Read bytes from a file of a name, and check that nothing was unpacked beside it."""
    names: set[str] = set()

    def read_bytes(name: str, data: bytes) -> list[Finding]:
        names.add(name)
        (tmp_path / name).write_bytes(data)
        return list(read(tmp_path / name, name))

    yield read_bytes
    assert {path.name for path in tmp_path.iterdir()} == names


Found = Callable[[str, bytes], list[Finding]]


def titles(findings: list[Finding]) -> list[str]:
    return [finding.title for finding in findings if isinstance(finding, Article)]


def told(findings: list[Finding], folder: Path) -> list[tuple[type, str, str]]:
    """Return the kind, the path from a folder, and the words of what is said beside the articles."""
    return [
        (type(finding), finding[0].removeprefix(f"{folder}/"), finding[1])
        for finding in findings
        if not isinstance(finding, Article)
    ]


@ARCHIVES
def test_the_articles_in_an_archive_are_read_by_the_readers_of_their_names(
    name: str, found: Found, tmp_path: Path
) -> None:
    findings = found(
        name, PACKED[name]({**TEXTS, "photo.jpg": b"\xff", ".caché.txt": "x", "__MACOSX/._a.txt": "x"})
    )
    assert titles(findings) == TITLES
    assert told(findings, tmp_path) == []
    articles = [finding for finding in findings if isinstance(finding, Article)]
    assert [article.id for article in articles] == [
        f"{name}/crue.txt", f"{name}/été/vent.txt", f"{name}/fil.jsonl#1", "le-deux",
    ]  # fmt: skip
    assert {article.path for article in articles} == {str(tmp_path / name)}


@pytest.mark.parametrize(
    ("end", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)]
)
def test_a_compressed_file_is_read_as_what_is_in_it(
    end: str, pack: Callable[[bytes], bytes], found: Found
) -> None:
    [article] = found(f"crue.txt.{end}", pack(TEXTS["crue.txt"].encode()))
    assert isinstance(article, Article)
    assert (article.id, article.title, article.body) == (f"crue.txt.{end}", "La crue", "La Loire monte.")
    first, second = found(f"fil.jsonl.{end}", pack(TEXTS["fil.jsonl"].encode()))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, second.id) == (f"fil.jsonl.{end}#1", "le-deux")


def test_a_compressed_file_may_stand_in_an_archive(found: Found) -> None:
    packed = gzip.compress(TEXTS["fil.jsonl"].encode())
    assert titles(found("a.zip", zipped({"fil.jsonl.gz": packed}))) == ["Un", "Deux"]
    assert titles(found("a.tar", tarred({"fil.jsonl.gz": packed}))) == ["Un", "Deux"]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("a.txt.gz", True),
        ("a.jpg.gz", False),
        ("a.gz", False),
        ("a.tar.gz", True),
        ("a.tar.XZ", True),
        ("a.rar", False),
    ],
)
def test_a_compressed_file_is_known_by_the_name_of_what_is_in_it(name: str, known: bool) -> None:
    assert is_known(name) is known


@ARCHIVES
def test_an_archive_without_articles_is_told(name: str, found: Found, tmp_path: Path) -> None:
    assert told(found(name, PACKED[name]({"photo.jpg": b"\xff"})), tmp_path) == [(Notice, name, EMPTY)]


@ARCHIVES
@pytest.mark.parametrize(
    ("inner", "kind", "reason"),
    [
        ("../crue.txt", Rejection, "the name leads out of the archive"),
        ("a/../../crue.txt", Rejection, "the name leads out of the archive"),
        ("/etc/crue.txt", Rejection, "the name leads out of the archive"),
        ("C:/crue.txt", Rejection, "the name leads out of the archive"),
        ("a/b.tar.gz", Notice, "an archive within an archive is not read; unpack it to have its articles"),
        ("b.zip", Notice, "an archive within an archive is not read; unpack it to have its articles"),
        ("a\x1b[2J.txt", Rejection, "the name holds control characters"),
    ],
)
def test_what_is_not_read_is_told_and_the_rest_is_read(
    name: str, inner: str, kind: type, reason: str, found: Found
) -> None:
    findings = found(name, PACKED[name]({"a.txt": "Une.", inner: TEXTS["crue.txt"], "z.txt": "Deux."}))
    assert titles(findings) == ["Une", "Deux"]
    [(is_kind, path, why)] = told(findings, Path())
    assert (is_kind, why) == (kind, reason)
    assert path.endswith(f"/{name}/{inner}".replace("\x1b", "\\x1b"))


def test_a_bad_article_in_an_archive_spoils_no_other(found: Found, tmp_path: Path) -> None:
    for name, pack in PACKED.items():
        findings = found(name, pack({"a.txt": "Une.", "b.txt": b"\0", "c.jsonl": "[]", "z.txt": "Deux."}))
        assert titles(findings) == ["Une", "Deux"]
        assert told(findings, tmp_path) == [
            (Rejection, f"{name}/b.txt", "not a text: it holds binary data"),
            (Rejection, f"{name}/c.jsonl#1", "not a JSON object"),
        ]


def test_names_without_utf_8_are_read_in_zip_and_told_in_tar(found: Found, tmp_path: Path) -> None:
    data = zipped({"ete_.txt": "Une."})
    dos, plain = data.replace(b"ete_", b"\x82t\x82_"), data.replace(b"ete_", "été".encode()[:4])
    assert [a.id for a in found("a.zip", dos) if isinstance(a, Article)] == ["a.zip/été_.txt"]
    assert len(titles(found("a.zip", plain))) == 1
    [rejection] = found("a.tar", tarred({"\udce9t\udce9.txt": "Une."}, tarfile.GNU_FORMAT))
    assert rejection == Rejection(f"{tmp_path}/a.tar/\\udce9t\\udce9.txt", "the name is not UTF-8")


def test_links_and_devices_in_a_tar_are_passed_over(found: Found, tmp_path: Path) -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, kind in (
            ("lien.txt", tarfile.SYMTYPE),
            ("dur.txt", tarfile.LNKTYPE),
            ("f.txt", tarfile.FIFOTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("z.txt")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"Une."))
    findings = found("a.tar", file.getvalue())
    assert titles(findings) == ["Une"]
    assert told(findings, tmp_path) == [
        (Notice, "a.tar/lien.txt", "a link: passed over"),
        (Notice, "a.tar/dur.txt", "a link: passed over"),
        (Notice, "a.tar/f.txt", "no file: passed over"),
    ]


def test_a_link_in_a_zip_is_passed_over(found: Found, tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo("lien.txt")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert told(found("a.zip", file.getvalue()), tmp_path) == [
        (Notice, "a.zip/lien.txt", "a link: passed over")
    ]


def test_an_encrypted_member_is_told_and_the_rest_is_read(found: Found, tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "Une.", "z.txt": "Deux."}))
    data[data.index(b"PK\1\2") + 8] |= 1  # in the table of contents
    data[data.index(b"PK\3\4") + 6] |= 1
    findings = found("a.zip", bytes(data))
    assert titles(findings) == ["Deux"]
    assert told(findings, tmp_path) == [(Rejection, "a.zip/a.txt", "it is encrypted")]


def test_a_method_that_is_not_known_is_told(found: Found, tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "Une.", "z.txt": "Deux."}))
    data[data.index(b"PK\1\2") + 10] = 9
    data[data.index(b"PK\3\4") + 8] = 9
    findings = found("a.zip", bytes(data))
    assert titles(findings) == ["Deux"]
    [(kind, path, reason)] = told(findings, tmp_path)
    assert (kind, path) == (Rejection, "a.zip/a.txt")
    assert reason.startswith("packed in a way that cannot be read")


LINES = "".join(
    f'{{"id": "{n}", "title": "Un", "text": "{n * 7919 % 10007} {n * 104729}"}}\n' for n in range(20_000)
)


@pytest.mark.parametrize(
    ("end", "pack"),
    [("gz", gzip.compress), ("bz2", partial(bz2.compress, compresslevel=1)), ("xz", lzma.compress)],
)
def test_a_compressed_file_cut_short_gives_what_comes_before(
    end: str, pack: Callable[[bytes], bytes], found: Found, tmp_path: Path
) -> None:
    data = pack(LINES.encode())
    *articles, last = found(f"a.jsonl.{end}", data[: len(data) * 2 // 3])
    assert len(titles(articles)) == len(articles) > 5000
    assert isinstance(last, Rejection)
    assert last.path == f"{tmp_path}/a.jsonl.{end}"
    assert last.reason.startswith("the packed data is cut short, after ")


@pytest.mark.parametrize("name", ["a.tar.gz", "a.tar.bz2", "a.tar.xz", "a.tar"])
def test_an_archive_cut_short_gives_what_comes_before_and_says_it_once(
    name: str, found: Found, tmp_path: Path
) -> None:
    data = PACKED[name]({f"{n}.jsonl": LINES for n in range(4)})
    *articles, last = found(name, data[: len(data) * 2 // 3])
    assert len(titles(articles)) == len(articles) > 5000
    assert isinstance(last, Rejection)
    assert last.path.startswith(f"{tmp_path}/{name}/")
    assert "cut short" in last.reason


def test_a_tar_cut_between_two_members_is_told(found: Found, tmp_path: Path) -> None:
    data = tarred({"a.txt": "Une.", "z.txt": "Deux."})
    article, last = found("a.tar", data[:1024])
    assert isinstance(article, Article)
    assert last == Rejection(f"{tmp_path}/a.tar", "not read to its end: the packed data is cut short")


def test_a_damaged_header_in_a_tar_is_told(found: Found, tmp_path: Path) -> None:
    data = bytearray(tarred({"a.txt": "Une.", "z.txt": "Deux."}))
    data[1024 + 100] ^= 0xFF
    article, last = found("a.tar", bytes(data))
    assert isinstance(article, Article)
    assert last == Rejection(
        f"{tmp_path}/a.tar", "not read to its end: the packed data is damaged (bad checksum)"
    )


def test_a_damaged_member_of_a_zip_is_told_and_the_rest_is_read(found: Found, tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "Un texte. " * 50, "z.txt": "Deux."}))
    data[45] ^= 0xFF
    findings = found("a.zip", bytes(data))
    assert titles(findings) == ["Deux"]
    [(kind, path, reason)] = told(findings, tmp_path)
    assert (kind, path) == (Rejection, "a.zip/a.txt")
    assert reason.startswith("the packed data is damaged (")


def streamed(members: Members, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive that was written without going back, so that sizes stand behind the data."""

    class Stream(io.BytesIO):
        def seek(self, *_: object) -> int:
            raise io.UnsupportedOperation

        tell = seek

    file = Stream()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return file.getvalue()


NO_ZIP = "not a whole zip archive (File is not a zip file)"


@pytest.mark.parametrize("pack", [zipped, streamed, partial(zipped, method=zipfile.ZIP_STORED)])
def test_a_zip_cut_short_gives_what_comes_before(
    pack: Callable[[Members], bytes], found: Found, tmp_path: Path
) -> None:
    data = pack({"../a.txt": "Non.", "a.txt": "Une.", "b.jsonl": LINES, "z.txt": "Deux."})
    *articles, cut, last = found("a.zip", data[: len(data) * 2 // 3])
    assert told([articles[0]], tmp_path) == [
        (Rejection, "a.zip/../a.txt", "the name leads out of the archive")
    ]
    assert len(titles(articles)) == len(articles) - 1 > 5000
    assert isinstance(cut, Rejection)
    assert cut.path.startswith(f"{tmp_path}/a.zip/b.jsonl")
    assert "cut short" in cut.reason
    assert last == Rejection(f"{tmp_path}/a.zip", f"{NO_ZIP}: the packed data is cut short")


@pytest.mark.parametrize("pack", [zipped, streamed])
def test_a_zip_without_the_end_of_its_contents_gives_all_and_is_told(
    pack: Callable[[Members], bytes], found: Found, tmp_path: Path
) -> None:
    findings = found("a.zip", pack({**TEXTS})[:-10])
    assert titles(findings) == TITLES
    assert told(findings, tmp_path) == [(Rejection, "a.zip", NO_ZIP)]


def test_a_name_that_is_not_utf_8_though_it_says_so_costs_no_other_member(
    found: Found, tmp_path: Path
) -> None:
    data = zipped({"a.txt": "Une.", "été.txt": "Non.", "z.txt": "Deux."}).replace(
        "été".encode(), b"\xe9\xe9\xe9\xe9\xe9"
    )
    findings = found("a.zip", data)
    assert titles(findings) == ["Une", "Deux"]
    assert told(findings, tmp_path) == [
        (Rejection, f"a.zip/{chr(92)}udce9" + 4 * f"{chr(92)}udce9" + ".txt", "the name is not UTF-8")
    ]


def test_a_bomb_in_a_zip_that_is_cut_is_not_read_to_its_end(found: Found, tmp_path: Path) -> None:
    data = zipped({"a.txt": "Une.", "b.jsonl": blank_lines(2 * FREE), "z.txt": "Deux."})
    findings = found("a.zip", data[:-10])
    assert titles(findings) == ["Une", "Un", "Deux"]
    assert told(findings, tmp_path) == [(Rejection, "a.zip/b.jsonl", BOMB), (Rejection, "a.zip", NO_ZIP)]


def test_an_encrypted_or_damaged_member_of_a_zip_that_is_cut_is_told(found: Found, tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "Un texte. " * 50, "b.txt": "Non.", "z.txt": "Deux."})[:-10])
    data[45] ^= 0xFF
    data[data.index(b"b.txt") - 24] |= 1
    findings = found("a.zip", bytes(data))
    assert titles(findings) == ["Deux"]
    damaged, encrypted, last = told(findings, tmp_path)
    assert damaged[2].startswith("the packed data is damaged (")
    assert (encrypted, last) == ((Rejection, "a.zip/b.txt", "it is encrypted"), (Rejection, "a.zip", NO_ZIP))


@pytest.mark.parametrize("name", [*PACKED, "a.txt.gz", "a.jsonl.xz", "a.txt.bz2"])
@pytest.mark.parametrize("data", [b"", b"PK\3\4", b"\x1f\x8b", b"Un texte.", bytes(2000)], ids=str)
def test_what_is_not_packed_as_its_name_says_is_told_once(
    name: str, data: bytes, found: Found, tmp_path: Path
) -> None:
    findings = found(name, data)
    assert len(findings) == 1
    assert not isinstance(findings[0], Article)
    assert findings[0][0] == f"{tmp_path}/{name}"


BOMB = f"it unpacks to more than {RATIO} times its size: not read further"


def blank_lines(size: int) -> bytes:
    """Return JSON Lines of an article, and so many bytes of nothing after it."""
    return b'{"id": "un", "text": "Un"}\n' + (b" " * 99_999 + b"\n") * (size // 100_000)


@pytest.mark.parametrize(
    ("end", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)]
)
def test_a_bomb_is_not_read_to_its_end(
    end: str, pack: Callable[[bytes], bytes], found: Found, tmp_path: Path
) -> None:
    article, last = found(f"a.jsonl.{end}", pack(blank_lines(2 * FREE)))
    assert isinstance(article, Article)
    assert last == Rejection(f"{tmp_path}/a.jsonl.{end}", BOMB)


def test_a_bomb_in_an_archive_is_not_read_to_its_end(found: Found, tmp_path: Path) -> None:
    members: Members = {"a.jsonl": blank_lines(2 * FREE), "z.txt": "Deux."}
    findings = found("a.zip", zipped(members))
    assert titles(findings) == ["Un", "Deux"]
    assert told(findings, tmp_path) == [(Rejection, "a.zip/a.jsonl", BOMB)]
    findings = found("a.tar.gz", gzip.compress(tarred(members)))
    assert titles(findings) == ["Un"]
    assert told(findings, tmp_path) == [(Rejection, "a.tar.gz/a.jsonl", BOMB)]


def test_members_that_share_their_bytes_are_a_bomb_together(found: Found, tmp_path: Path) -> None:
    """The table of contents names one stretch of data many times."""
    data = zipped({"a.jsonl": blank_lines(FREE - 100_000)})
    start, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    many = bytearray(data[:start] + data[start:end] * 30 + data[end:])
    many[-22 + 8 : -22 + 12] = (30).to_bytes(2, "little") * 2
    many[-22 + 12 : -22 + 16] = (30 * (end - start)).to_bytes(4, "little")
    findings = found("a.zip", bytes(many))
    last, after = told(findings, tmp_path)[-2:]
    assert last == (Rejection, "a.zip/a.jsonl", BOMB)
    assert after == (Rejection, "a.zip", "the archive as a whole unpacks to too much: the rest is not read")
    assert len(findings) < 12


def test_a_bomb_of_headers_is_not_read_to_its_end(found: Found, tmp_path: Path) -> None:
    data = tarred({"a" * 3 * FREE + ".txt": "Une."}, tarfile.GNU_FORMAT)
    [last] = found("a.tar.gz", gzip.compress(data))
    assert last == Rejection(f"{tmp_path}/a.tar.gz", f"not read to its end: {BOMB}")


def test_no_file_unpacks_without_end() -> None:
    allowance = Allowance(packed=LARGEST)
    allowance.take(LARGEST)
    with pytest.raises(ArticleError) as caught:
        allowance.take(1)
    assert str(caught.value) == "it unpacks to more than 64 GB: not read further"


def test_what_is_packed_twice_is_rejected(found: Found, tmp_path: Path) -> None:
    data = gzip.compress(gzip.compress(b"Une."))
    assert told(found("a.txt.gz.gz", data), tmp_path) == [
        (Rejection, "a.txt.gz.gz", "packed twice: unpack it once to have its articles")
    ]
