"""Queries that ask for much, or for nothing anyone means: each has an answer, or a sentence, and soon."""

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from string import ascii_lowercase
from typing import Final

_WORDS: Final = (
    "de",
    "la",
    "le",
    "les",
    "et",
    "des",
    "à",
    "un",
    "en",
    "du",
    "que",
    "qui",
    "est",
    "pour",
    "dans",
)


def hostile_queries() -> Iterator[str]:
    """Yield some 250 query texts, the same each time."""
    letters = list(ascii_lowercase)
    yield from (
        "",
        " ",
        "\0",
        "\ud800",
        "“",
        '"',
        "()",
        "(((",
        ")))",
        "a AND",
        "AND",
        "NOT",
        "NOT AND",
        "-",
        "--",
        "^",
        "a^",
    )
    yield from (
        "a^1e999",
        "a^-1",
        "a^nan",
        "a~",
        "a~9",
        "a~-1",
        '"a b"~',
        '"a b"~999999999',
        '"a b"~-1',
        "a PROCHE/0 b",
    )
    yield from (
        "a PROCHE/999999999999999999 b",
        "PROCHE/3",
        "a PROCHE/3",
        "titre:",
        "titre:titre:a",
        "inconnu:a",
        "id:*",
        "url:h*",
    )
    yield from (
        "date:2024-13-45",
        "date:",
        "date:9999",
        "date:0000",
        "date:2024..2023",
        "date:..",
        "date:99999999999999999999",
    )
    yield from (
        "depuis:hier",
        "date:=",
        'date:"31 février 2024"',
        "[2024-13-45 TO]",
        "[TO zzzz]",
        "{a TO b}",
        "a:b:c:d",
    )
    yield from (
        "*",
        "**",
        "?",
        "??",
        "*e*",
        "?e",
        "e*",
        "*" * 60,
        "?" * 60,
        "a" + "*" * 500,
        "a" + "?" * 500,
        "a*b" * 200,
    )
    yield from (f"{letter}*" for letter in letters)
    yield from (f"{letter}?*" for letter in letters)
    yield from (f"{letter}*e" for letter in letters[:8])
    yield " ".join(["*e*"] * 30)
    yield " OU ".join(f"{letter}*" for letter in letters)
    yield " OU ".join(f"{letter}{second}*" for letter in "cdpr" for second in "aeiou")
    yield " ".join(f"{letter}*" for letter in letters)
    yield " OU ".join(f"con{letter}*" for letter in letters)
    yield " ".join(f"({letter}e* OU {letter}a*)" for letter in letters)
    yield from (f'"{letter}* de la"' for letter in "pcm")
    yield '"' + " ".join(f"{letter}*" for letter in "aeiou") + '"'
    yield '"c* d* p* d* c*"~20'
    yield "c* PROCHE/50 p* PROCHE/50 d*"
    for number in (10, 64, 65, 499, 500, 501, 2_000):
        yield " OU ".join(f"mot{n}" for n in range(number))
        yield " ".join(islice(_cycle(), number))
        yield " OU ".join(islice(_cycle(), number))
        yield f'"{" ".join(islice(_cycle(), number))}"'
        yield f'"{" ".join(islice(_cycle(), number))}"~100'
        yield "-".join(islice(_cycle(), number))
        yield "’".join(islice(_cycle(), number))
        yield "(" * number + "a" + ")" * number
        yield "NOT " * number + "a"
        yield "-(" * number + "a" + ")" * number
        yield "a (b OU " * number + "c" + ")" * number
        yield "titre:(" * number + "a" + ")" * number
        yield "a^2" * number
        yield "=" * number + "a"
        yield f'"{"a " * number}"'
    for number in (2, 3, 4, 5, 6):
        yield f" PROCHE/{10**number} ".join(_WORDS[:number])
        yield f" PROCHE/{number} ".join(f"({' OU '.join(_WORDS[at : at + 5])})" for at in range(number))
        yield " PROCHE/100 ".join(["de"] * number)
        yield " PROCHE/100 ".join(f'("de la" OU "{word} des" OU le)' for word in _WORDS[:number])
    for text in (
        "a",
        "é",
        "e\u0301",
        "日",
        "\u200b",
        "\u202e",
        "🙂",
        "\x1b[31m",
        "ﬁ",
        "İ",
        "ß",
        "9",
        "IX",
        "-",
        "'",
        "’",
        ".",
    ):
        yield text
        yield text * 3_000
        yield text * 20_000
        yield f'"{text * 1_000}"'
        yield f"{text * 1_000}*"
        yield f"{text * 100}~2"
    yield "e" + "\u0301" * 5_000
    yield "x" * 1_000_000
    yield "a" + ".a" * 4_000
    yield "1" + " 000" * 2_000
    yield "l'" * 3_000 + "eau"
    yield "=" + "pêche" * 500
    yield " ".join(f"{word}~2" for word in ("millice", "coalitoin", "gouvernment", "dialouge") * 12)
    yield " OU ".join(f"=mot{n}" for n in range(400))
    yield " ".join(f"-mot{n}" for n in range(400))
    yield " OU ".join(f"(mot{n} de la)" for n in range(160))
    yield " OU ".join(f'"de la {word}"' for word in _WORDS * 8)
    yield " OU ".join(f"date:20{n % 100:02}" for n in range(400))


def _cycle() -> Iterator[str]:
    while True:
        yield from _WORDS


def heavy_queries(words: Sequence[str]) -> Iterator[str]:
    """Yield some 100 query texts that ask for as much of an index as they may, given its commonest words."""
    common = [*words, *_WORDS][:500]
    few = common[:10]
    yield " OU ".join(common)
    yield " ".join(common)
    yield f'"{" ".join(common)}"'
    yield " OU ".join(f'"{one} {other}"' for one, other in pairwise(common[:200]))
    yield " OU ".join(f"titre:{word}" for word in common[:400])
    yield " OU ".join(f"={word}" for word in common[:400])
    yield " ".join(f"-{word}" for word in common[:400])
    yield "NOT (" + " OU ".join(common[:400]) + ")"
    yield " OU ".join(f"({one} -{other})" for one, other in pairwise(common[:240]))
    yield " OU ".join(f"({one} {other})" for one, other in pairwise(common[:240]))
    yield " ".join(f"({one} OU {other} OU NOT {one})" for one, other in pairwise(common[:160]))
    yield " OU ".join(f"{word}^{n % 99}" for n, word in enumerate(common[:400]))
    starts = list(dict.fromkeys(word[:3] for word in common if len(word) > 3))
    yield " OU ".join(f"{start}*" for start in starts[:50])
    yield " ".join(f"{start}*" for start in starts[:50])
    yield " OU ".join(f"{start}*e" for start in starts[:50])
    yield " OU ".join(f"{start}?*" for start in starts[:50])
    yield " OU ".join(f"titre:{start}*" for start in starts[:50])
    yield " OU ".join(f"{start}*" for start in list(dict.fromkeys(word[:2] for word in common))[:50])
    yield " OU ".join(f"{start}*e*" for start in starts[:50])
    yield f'"{" ".join(f"{start}*" for start in starts[:12])}"'
    yield f'"{" ".join(f"{start}*" for start in starts[:12])}"~50'
    for start in ("p", "re", "in", "co", "con", "pr", "dé", "e"):
        yield f"{start}*"
        yield f"{start}*e"
        yield f"{start}*s*"
        yield f"{start}*e?"
        yield f'"de {start}*"'
        yield f'"{start}* de {start}*"'
        yield f'"la {start}*e"~10'
        yield f"de PROCHE/5 {start}*"
        yield f"{start}* PROCHE/5 {start}*e PROCHE/5 la"
    for n in (0, 1, 5, 100, 10_000):
        yield f"le PROCHE/{n} la"
        yield f" PROCHE/{n} ".join(few[:3])
        yield f" PROCHE/{n} ".join(few[:5])
        yield f'"{few[0]} {few[1]}"~{n}'
        yield f'"{" ".join(few)}"~{n}'
        yield f"de PROCHE/{n} de"
        yield f'("de la" OU le) PROCHE/{n} (les OU "à la")'
        yield f"({' OU '.join(common[:100])}) PROCHE/{n} ({' OU '.join(common[100:200])})"
    yield " OU ".join(f"{one} PROCHE/5 {other}" for one, other in pairwise(common[:120]))
    yield " OU ".join(f'"{one} {other}"~5' for one, other in pairwise(common[:51]))
    yield " OU ".join(f"{word}~2" for word in common[40:90])
    yield " ".join(f"{word}~" for word in common[40:90])
    yield " OU ".join(f'"{word}~2 de"' for word in common[40:65])
    yield "de*" + " OU de*" * 49
    yield " OU ".join(["date:..2024"] * 300)
    yield " OU ".join(f"date:{1900 + n % 130}-{n % 12 + 1:02}" for n in range(300))
    yield " ".join(f"-date:{1900 + n}" for n in range(120))
    yield " OU ".join(f"auteur:{start}*" for start in starts[:50])
    yield " OU ".join(f"id:a{n}*" for n in range(50))
    yield " OU ".join(f"id:a*{n}" for n in range(50))
    yield from ("id:a*", "id:a*0*", "url:http*", "source:a* OU rubrique:p*", "tag:* OU *", "auteur:*")
    yield ("(" * 20 + " OU ".join(common[:400]) + ")" * 20) + "^3"
    yield f"({' OU '.join(common[:250])}) ({' OU '.join(common[250:490])})"
    yield " ".join(f"({' OU '.join(common[at : at + 10])})" for at in range(0, 480, 10))
    yield f"(*) -({' '.join(common[:100])})"
    yield "* " * 400
    yield " OU ".join(["*"] * 400)
    yield "^[a-z]+$ (?:.*)+ \\d{1,99}"
    yield "(a+)+b (.*)* [^x]* \\1"
    yield "' OR 1=1 --"
    yield "<script>alert(1)</script> ${jndi:ldap://a} ../../etc/passwd %00 {{7*7}}"
