import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.corpus.decoding import Decoder, as_utf_8, decode, lines, numbered, whole
from searchidx.corpus.source import LARGEST_FILE
from searchidx.errors import ArticleError

TEXT = "Été à Tours : « l'eau » monte, les élèves où ça va."


@pytest.mark.parametrize(
    ("encoding", "warning"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", None),
        ("utf-32", None),
        ("cp1252", "not UTF-8: read as Windows-1252"),
        ("latin-1", "not UTF-8: read as Windows-1252"),
        ("mac_roman", "not UTF-8: read as Mac Roman"),
        ("cp850", "not UTF-8: read as CP850"),
    ],
)
def test_french_is_read_in_each_of_its_encodings(encoding: str, warning: str | None) -> None:
    assert decode(TEXT.encode(encoding)) == (TEXT, warning)


def test_a_ligature_tells_latin_9_from_windows_1252() -> None:
    assert decode("Le cœur".encode("iso8859_15")) == ("Le cœur", "not UTF-8: read as Latin-9")
    assert decode("Le cœur".encode("cp1252")) == ("Le cœur", "not UTF-8: read as Windows-1252")


def test_one_foreign_name_does_not_change_the_encoding() -> None:
    text = f"{TEXT} Škoda, dit-il, a été fondée en Bohême."
    assert decode(text.encode("cp1252")) == (text, "not UTF-8: read as Windows-1252")


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        pytest.param("Łódź".encode("iso8859_2"), "iso-8859-2", "Łódź", id="as it is declared"),
        pytest.param(
            "L’été".encode("cp1252"), "ISO-8859-1", "L’été", id="Latin-1 is Windows-1252, as in browsers"
        ),
        pytest.param("Été".encode(), "iso-8859-1", "Été", id="UTF-8 that says Latin-1"),
        pytest.param("Été".encode(), "ascii", "Été", id="UTF-8 that says ASCII"),
        pytest.param("Été".encode(), "no-such-charset", "Été", id="an unknown one"),
        pytest.param("Été".encode("utf-8-sig"), "cp1252", "Été", id="a byte order mark says more"),
        pytest.param(b"+AOk-t+AOk-", "utf-7", "été", id="an old one of seven bits"),
        pytest.param("Été".encode(), "punycode", "Été", id="one that is for other things"),
        pytest.param("Été".encode(), "hex", "Été", id="one that is for no text"),
    ],
)
def test_a_declared_encoding_is_believed_where_it_may_be_true(data: bytes, declared: str, text: str) -> None:
    assert decode(data, declared) == (text, None)


def test_another_language_is_told_by_charset_normalizer_and_without_it_is_windows_1252(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Москва объявила о начале переговоров с Парижем на этой неделе."
    assert decode(text.encode("cp1251")) == (text, "not UTF-8: read as cp1251")
    monkeypatch.setitem(sys.modules, "charset_normalizer", None)
    assert decode(text.encode("cp1251"))[1] == "not UTF-8: read as Windows-1252"


@pytest.mark.parametrize(
    ("data", "text", "warning"),
    [
        pytest.param(
            "Été à Tours, ".encode() + "élève".encode("cp1252"),
            "Été à Tours, élève",
            "not UTF-8 at byte 17: 2 bytes were read as Windows-1252",
            id="two texts joined",
        ),
        pytest.param(
            "Été à To".encode() + b"\x9d" + b"urs",
            "Été à To\ufffdurs",
            "not UTF-8 at byte 12: 1 byte was replaced by a mark",
            id="a byte that means nothing",
        ),
        pytest.param(
            "Été à".encode()[:-1] + b" Tours",
            "Été \ufffd Tours",
            "not UTF-8 at byte 7: 1 byte was replaced by a mark",
            id="half a letter",
        ),
    ],
)
def test_a_few_bytes_that_are_not_utf_8_leave_the_rest_as_it_is(data: bytes, text: str, warning: str) -> None:
    assert decode(data) == (text, warning)


@pytest.mark.parametrize("data", [b"\0", b"Un\0", "Un\0".encode("utf-16"), b"\x7fELF\0\0"])
def test_what_holds_zeros_is_no_text(data: bytes) -> None:
    with pytest.raises(ArticleError, match="not a text: it holds binary data"):
        decode(data)


@given(
    st.binary(max_size=40),
    st.sampled_from([None, "utf-8", "latin-1", "hex", "punycode", "idna", "utf-16", "gb18030"]),
)
def test_any_bytes_are_a_text_or_an_article_error(data: bytes, declared: str | None) -> None:
    try:
        text, _ = decode(data, declared)
    except ArticleError:
        return
    text.encode()  # no lone surrogate is left


def texts(data: bytes) -> list[tuple[int, str | None, str | None]]:
    return list(Decoder().decoded(numbered(io.BytesIO(data))))


def test_lines_that_are_not_utf_8_are_all_read_as_what_the_first_of_them_is_taken_for() -> None:
    data = "Le cœur\nabc\nÉté : 5 €\n".encode("iso8859_15")
    assert texts(data) == [
        (1, "Le cœur\n", "not UTF-8: read as Latin-9"),
        (2, "abc\n", None),
        (3, "Été : 5 €\n", None),
    ]


def test_lines_that_are_utf_8_are_so_among_others() -> None:
    data = "Été\n".encode("cp1252") + "Été\n".encode() + "Été à Tour".encode() + "à".encode("cp1252")
    assert texts(data) == [
        (1, "Été\n", "not UTF-8: read as Windows-1252"),
        (2, "Été\n", None),
        (3, "Été à Tourà", "not UTF-8 at byte 14: 1 byte was read as Windows-1252"),
    ]


@pytest.mark.parametrize("size", [1, 3, 7, 1 << 20])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_of_wide_characters_is_read_bit_by_bit(encoding: str, size: int) -> None:
    text = f"{TEXT} 😀\n" * 3
    file = as_utf_8(io.BufferedReader(io.BytesIO(text.encode(encoding))))
    pieces = []
    while piece := file.read(size):
        pieces.append(piece)
    assert b"".join(pieces).decode() == text


def test_what_is_no_text_stays_no_text() -> None:
    data = bytes(range(256)) * 4
    assert as_utf_8(io.BufferedReader(io.BytesIO(data))).read() == data


@given(st.lists(st.sampled_from(["", " ", "\t", "a", " b ", "\r"]), max_size=12), st.integers(0, 3))
def test_lines_that_are_not_blank_are_numbered_as_in_the_file(found: list[str], blank: int) -> None:
    data = "\n".join(found).encode()
    file = io.BufferedReader(io.BytesIO(data), 4)
    said = [(n, line) for n, line in numbered(file, blank=blank) if line and line.strip()]
    assert said == [
        (n, line)
        for n, line in enumerate(data.splitlines(keepends=True) if b"\r" not in data else io.BytesIO(data), 1)
        if line.strip()
    ]


@given(st.text(st.characters(exclude_characters="\0\ufeff", exclude_categories=["Cs"])))
def test_utf_8_is_read_as_it_is_and_without_a_warning(text: str) -> None:
    assert decode(text.encode()) == (text, None)


def test_lines_keep_their_ends_and_a_file_is_whole_up_to_its_limit() -> None:
    assert list(lines(io.BytesIO(b"a\r\nb\n\nc"))) == [b"a\r\n", b"b\n", b"\n", b"c"]
    assert whole(io.BytesIO(b"a\nb")) == b"a\nb"
    with pytest.raises(ArticleError, match="larger than 20 MB"):
        whole(io.BytesIO(bytes(LARGEST_FILE + 1)))
