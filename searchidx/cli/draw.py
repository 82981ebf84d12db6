"""Results as text, and where the other formats are: the same hits, drawn."""

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Final, NamedTuple

import click

import searchidx

_OPENS: Final = re.compile(r"\W*[A-ZÀ-ÞŒ0-9]")
_CLOSES: Final = re.compile(r"[.!?…:;][\s»”\")\]]*$")
_WIDEST: Final = 40
"""Characters of a column."""
_CONTROL: Final[dict[int, str | None]] = dict.fromkeys(
    (*range(9), *range(11, 32), *range(127, 160)), "\ufffd"
)
"""What a terminal may take for a command, all but the tab and the line feed, as the sign for what cannot be shown."""
_TURNING: Final[dict[int, str | None]] = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""What turns the direction of a line, and of all that is printed after it."""
_PLAIN: Final = _CONTROL | _TURNING | {0x2028: " ", 0x2029: " "}
_ONE_LINE: Final = _PLAIN | {9: " ", 10: " "}


class Paper(NamedTuple):
    """What is drawn on.

    Attributes
    ----------
    color: whether it has colours.
    width: how many characters wide it is, if that is known.
    links: whether it knows links.
    blocks: whether it can show the eighths of a block.
    values: how many values of a facet are shown; None for all.
    """

    color: bool = False
    width: int | None = None
    links: bool = False
    blocks: bool = False
    values: int | None = None


def article_fields(article: "searchidx.Article") -> dict[str, object]:
    """Return an article as JSON shows it."""
    return {**_known_of(article), "lead": article.lead, "body": article.body}


def _known_of(article: "searchidx.Article") -> dict[str, object]:
    """Return what is known of an article without its texts."""
    return {
        "id": article.id,
        "title": article.title,
        "date": str(article.published) if article.published else None,
        "authors": list(article.authors),
        "section": article.section,
        "source": article.source,
        "url": article.url,
        "tags": list(article.tags),
        "path": article.path,
    }


def _text(
    results: "searchidx.Results", hits: "Iterable[searchidx.Hit]", before: int, paper: Paper
) -> Iterator[str]:
    between = ""
    for number, hit in enumerate(hits, start=before + 1):
        yield f"{between}{_hit(number, hit, paper)}\n"
        between = "\n"
    if results.facets:
        from searchidx.cli.charts import chart  # noqa: PLC0415  most searches count nothing

        for name in results.facets:
            if drawn := chart(name, results, paper):
                yield f"{between}{drawn}\n"
                between = "\n"


FORMATS: Final = {
    "bibtex": ("references", "as_bibtex"),
    "csv": ("data", "as_csv"),
    "html": ("", "html_page"),
    "json": ("data", "as_json"),
    "jsonl": ("data", "as_json_lines"),
    "markdown": ("markdown", "as_markdown"),
    "ris": ("references", "as_ris"),
    "text": ("", ""),
}
"""The modules of `searchidx.cli.formats`, of which one run needs one, and what they have; a page is the library's."""

HAVE_FACETS: Final = ("html", "json", "text")
WITHOUT_SNIPPETS: Final = ("bibtex", "ris")


def pieces(
    format_: str, results: "searchidx.Results", hits: "Iterable[searchidx.Hit]", before: int, paper: Paper
) -> Iterator[str]:
    """Yield the hits of some results, of which so many come before, in a format."""
    module, name = FORMATS[format_]
    if not name:
        yield from _text(results, hits, before, paper)
        return
    home = import_module(f"searchidx.cli.formats.{module}") if module else searchidx
    for piece in getattr(home, name)(results, hits, before):
        yield piece.translate(_CONTROL)


def plain(text: str) -> str:
    """Return a text that a terminal takes no command from."""
    return text.translate(_PLAIN)


def one_line(text: str) -> str:
    """Return the same in one line."""
    return text.translate(_ONE_LINE)


def article_as(
    format_: str, article: "searchidx.Article", marked: "Sequence[searchidx.Snippet] | None"
) -> str:
    """Return a whole article in a format for other programs."""
    if format_ == "html":
        text = searchidx.article_page(article, marked or _unmarked(article))
    elif format_ == "json":
        text = import_module("searchidx.cli.formats.data").to_json(article_fields(article)) + "\n"
    else:
        home = import_module(f"searchidx.cli.formats.{FORMATS[format_][0]}")
        text = getattr(home, {"markdown": "article"}.get(format_, format_))(article)
    return text.translate(_CONTROL)


def _unmarked(article: "searchidx.Article") -> "list[searchidx.Snippet]":
    return [searchidx.Snippet(name, getattr(article, name)) for name in ("title", "lead", "body")]


def article(article: "searchidx.Article", marked: "Sequence[searchidx.Snippet] | None", paper: Paper) -> str:
    """Return a whole article as text."""
    title, lead, body = (_marked(snippet, paper) for snippet in marked or _unmarked(article))
    heading = _linked(_wrapped(click.style(title, bold=True), paper), 0, article, paper)
    parts = [one_line(about(article)), *f"{lead}\n\n{body}".strip().split("\n\n")]
    return "\n\n".join([heading, *(_wrapped(part, paper) for part in parts if part)])


def understanding(found: "searchidx.Understanding") -> str:
    rows = [(part.text, ", ".join(part.terms), str(part.articles)) for part in found.parts]
    return f"{plain(found.text)}\n\n" + table([("part", "looked for by", "articles"), *rows])


def understanding_as_json(found: "searchidx.Understanding") -> str:
    from searchidx.cli.formats.data import to_json  # noqa: PLC0415

    parts = [part._asdict() for part in found.parts]
    return to_json({"schema": 1, "understood": found.text, "parts": parts})


def analysed(found: "tuple[searchidx.Token, searchidx.Lexeme]") -> tuple[str, ...]:
    token, word = found
    why = "; ".join(searchidx.reasons(token, word))
    return token.text, f"{token.start}-{token.end}", " ".join(word.terms), " ".join(word.forms), why


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Draw rows in columns; a cell wider than `_WIDEST` moves its own row alone."""
    rows = [tuple(map(one_line, row)) for row in rows]
    lengths = zip(*([len(cell) for cell in row] for row in rows), strict=True)
    widths = [max((length for length in column if length <= _WIDEST), default=0) for column in lengths]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
    return "\n".join(lines)


def hit_fields(hit: "searchidx.Hit") -> dict[str, object]:
    snippets = [{"field": s.field, "text": s.text, "marks": list(map(list, s.marks))} for s in hit.snippets]
    marks = list(map(list, hit.title.marks)) if hit.title else []
    fields = _known_of(hit.article)
    del fields["tags"]
    return {
        "id": fields.pop("id"),
        "score": round(hit.score, 6),
        **fields,
        "title_marks": marks,
        "snippets": snippets,
        **({"alike": list(hit.alike)} if hit.alike else {}),
    }


def _hit(number: int, hit: "searchidx.Hit", paper: Paper) -> str:
    head = f"{number}. "
    title = _title(hit, paper)
    lines = [_linked(_wrapped(head + title, paper, " " * len(head)), len(head), hit.article, paper)]
    lines.append(_wrapped(f"   {one_line(about(hit.article))}", paper, "   "))
    lines.append(f"   {one_line(hit.article.id)}")
    for snippet in hit.snippets:
        before = "" if _OPENS.match(snippet.text) else "… "
        after = "" if _CLOSES.search(snippet.text) else " …"
        text = " ".join(_marked(snippet, paper).split("\n"))
        lines.append(_wrapped(f"   {before}{text}{after}", paper, "   "))
    if hit.alike:
        others = "1 article" if len(hit.alike) == 1 else f"{len(hit.alike)} articles"
        lines.append(_wrapped(f"   + {others} like it: {one_line(', '.join(hit.alike))}", paper, "     "))
    return "\n".join(lines)


def _title(hit: "searchidx.Hit", paper: Paper) -> str:
    """Draw a title in bold, and its marks in colour; where there is none it stands as it is, to be copied."""
    parts = hit.title.parts() if hit.title and paper.color else [(False, hit.article.title)]
    return "".join(
        click.style(one_line(part), bold=True, fg="red" if marked else None) for marked, part in parts
    )


def about(article: "searchidx.Article") -> str:
    date = str(article.published) if article.published else "undated"
    about = [date, article.section, article.source, ", ".join(article.authors)]
    return " · ".join(part for part in about if part)


def _marked(snippet: "searchidx.Snippet", paper: Paper) -> str:
    """Draw a snippet with its marks in colour, or between ** where there is none."""
    return "".join(
        part if not marked else click.style(part, bold=True, fg="red") if paper.color else f"**{part}**"
        for marked, part in ((marked, plain(part)) for marked, part in snippet.parts())
    )


def _linked(lines: str, skip: int, article: "searchidx.Article", paper: Paper) -> str:
    if not paper.links:
        return lines
    from searchidx.cli.links import linked  # noqa: PLC0415  most of what is printed is no link

    return linked(lines, skip, article)


def _wrapped(text: str, paper: Paper, indent: str = "") -> str:
    """Break a line at the plain spaces between words, where the width is known; colours have no width."""
    if paper.width is None:
        return text
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(click.unstyle(f"{lines[-1]} {word}")) <= paper.width:
            lines[-1] += f" {word}"
        else:
            lines.append(f"{indent}{word}" if lines else word)
    return "\n".join(lines)
