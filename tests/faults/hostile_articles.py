"""Articles that are no articles: each is taken in, or refused with a sentence, within a second and 300 MB."""

from collections.abc import Iterator
from itertools import chain, repeat
from typing import Final

from searchidx.limits import DEFAULTS

_SHORT: Final[dict[str, object]] = {"id": "1", "title": "Crue", "body": "L’eau monte."}
_STRETCHES: Final = (
    "a", "é", "e\u0301", "1", "日", "🙂", "ﬁ", "\u0301", "\u200b", "\u202e", "\u00ad", "\ud800", "\udfff", "\0", "\x1b[31m",
    "!", "-", "'", "’", ".", "«", "\n", "\r\n", "\t", "\u2028", "\u00a0", "<b>", "&amp;", "\\",
)  # fmt: skip
_WORDS: Final = (
    "eau ", "a ", "a.", "a-", "l'", "l’", "IX ", "1 000 ", "2,5 ", "e\u0301\u0302\u0303 ", "e" + "\u0301" * 900 + " ", "a\0b ",
    "a\ud800b ", "! ", "- ", "« » ", "porte-parole-", "aujourd'hui'", "www.a.fr ", "@a #b ", "日 ", "🙂 ", "x" * 999 + " ",
    "x" * 999 + ".", "M. ", "?! ",
)  # fmt: skip


def hostile_articles() -> Iterator[dict[str, object]]:
    """Yield some 120 mappings, the same each time; those of millions of characters are made one at a time."""
    for size in (DEFAULTS.text - 10, 10_000_000):
        for text in chain(_STRETCHES, _WORDS):
            yield _SHORT | {"body": text * (size // len(text))}
    yield _SHORT | {"body": " ".join(f"mot{n}" for n in range(1_000_000))}
    yield _SHORT | {"body": " ".join(f"mot{n}" for n in range(DEFAULTS.words))}
    yield _SHORT | {"body": " ".join(f"long{n:014}" for n in range(DEFAULTS.words))}
    yield _SHORT | {"body": "-".join(f"mot{n}" for n in range(DEFAULTS.words))}
    yield _SHORT | {"body": "x" * 10_000_000 + " eau"}
    yield _SHORT | {"body": "eau " + "x" * (DEFAULTS.word + 1)}
    for name in ("id", "title", "lead", "section", "source", "url", "authors", "tags", "date"):
        for value in (
            "x" * 10_000_000,
            "\ud800",
            "\0",
            "",
            " ",
            "a\nb\x1b[0m",
            "x " * 1_000_000,
            5,
            10**400,
            None,
            b"x",
            {},
            object(),
        ):
            yield _SHORT | {name: value}
    yield _SHORT | {"authors": ["x"] * 1_000_000}
    yield _SHORT | {
        "authors": [f"a{n}" for n in range(DEFAULTS.names)],
        "tags": [f"t{n}" for n in range(DEFAULTS.names)],
    }
    yield _SHORT | {"tags": ";," * 1_000_000}
    yield _SHORT | {"tags": repeat("x", 100_000)}
    yield _SHORT | {f"champ{n}": "x" for n in range(100_000)}
    yield {}
