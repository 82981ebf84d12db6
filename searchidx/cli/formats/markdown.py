"""Markdown (CommonMark): a numbered list, snippets as quotations, marks in bold."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import searchidx
from searchidx.cli.draw import about

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|~&#$])")
_AT_THE_START: Final = re.compile(r"^(\s*)([-+=]|[0-9]+(?=[.)]))")
_NOT_IN_AN_ADDRESS: Final = str.maketrans({c: f"%{ord(c):02X}" for c in ' <>"\\\n\t'})


def as_markdown(results: "searchidx.Results", hits: "Iterable[searchidx.Hit]", before: int) -> Iterator[str]:
    yield f"# {escaped(results.query)}\n\n{results.total} article{'' if results.total == 1 else 's'}\n"
    for number, hit in enumerate(hits, start=before + 1):
        yield _hit(number, hit)


def article(article: "searchidx.Article") -> str:
    """Return a whole article."""
    parts = [f"# {_title(article)}", escaped(about(article))]
    parts += map(escaped, f"{article.lead}\n\n{article.body}".strip().split("\n\n"))
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it is, its lines each on their own; spaces before a line are of no account."""
    return "\n".join(
        _AT_THE_START.sub(_escape_start, _SPECIAL.sub(r"\\\1", line.strip(" \t")))
        for line in text.splitlines()
    )


def _escape_start(found: re.Match[str]) -> str:
    space, sign = found.groups()
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"


def _hit(number: int, hit: "searchidx.Hit") -> str:
    head = f"{number}. "
    indent = " " * len(head)
    lines = [
        f"{head}**{_title(hit.article)}**\\",
        f"{indent}{escaped(about(hit.article))}\\",
        f"{indent}{escaped(hit.article.id)}",
    ]
    for snippet in hit.snippets:
        text = "".join(f"**{_inner(part)}**" if marked else _inner(part) for marked, part in snippet.parts())
        lines += [indent.rstrip(), f"{indent}> {_AT_THE_START.sub(_escape_start, text)}"]
    return "\n" + "\n".join(lines) + "\n"


def _inner(text: str) -> str:
    """Return a piece of a line, its spaces at both ends kept."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split("\n")))


def _title(article: "searchidx.Article") -> str:
    title = " ".join(escaped(article.title).split("\n"))
    if article.url and article.url.lower().startswith(("http://", "https://")):
        return f"[{title}](<{article.url.translate(_NOT_IN_AN_ADDRESS)}>)"
    return title
