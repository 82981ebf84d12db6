"""Results as text, JSON, JSON Lines, CSV and HTML: the same hits, drawn."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import click

import searchidx

_OPENS: Final = re.compile(r"\W*[A-ZÀ-ÞŒ0-9]")
_CLOSES: Final = re.compile(r"[.!?…:;][\s»”\")\]]*$")
_WIDEST: Final = 40
"""Characters of a column."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class Paper(NamedTuple):
    """What is drawn on: whether it has colours, and how many characters wide it is, if that is known."""

    color: bool = False
    width: int | None = None


def article_fields(article: "searchidx.Article") -> dict[str, object]:
    """Return an article as JSON shows it."""
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
        "lead": article.lead,
        "body": article.body,
    }


def as_text(results: "searchidx.Results", offset: int, paper: Paper) -> str:
    blocks = [_hit(number, hit, paper) for number, hit in enumerate(results.hits, start=offset + 1)]
    blocks += ["\n".join(_facet(name, values)) for name, values in results.facets.items() if values]
    return "\n\n".join(blocks)


def as_json(results: "searchidx.Results", _offset: int, _paper: Paper) -> str:
    """Return the results as one JSON object; ``schema`` grows when a reader of it would have to change."""
    return json.dumps(
        {
            "schema": 1,
            "query": results.query,
            "understood": results.understood,
            "warnings": list(results.warnings),
            "total": results.total,
            "took_ms": round(results.took * 1000, 1),
            "facets": {name: list(map(list, values)) for name, values in results.facets.items()},
            "suggestion": results.suggestion,
            "hits": [_hit_fields(hit) for hit in results.hits],
        },
        ensure_ascii=False,
    )


def as_json_lines(results: "searchidx.Results", _offset: int, _paper: Paper) -> str:
    return "\n".join(json.dumps(_hit_fields(hit), ensure_ascii=False) for hit in results.hits)


def as_csv(results: "searchidx.Results", _offset: int, _paper: Paper) -> str:
    import csv  # noqa: PLC0415  each format loads what it uses
    import io  # noqa: PLC0415

    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(
        ["id", "score", "title", "date", "authors", "section", "source", "url", "path", "snippets"]
    )
    for hit in results.hits:
        fields = _hit_fields(hit)
        texts = " … ".join(snippet.text for snippet in hit.snippets)
        cells = [
            fields["id"],
            fields["score"],
            hit.article.title,
            fields["date"],
            "; ".join(hit.article.authors),
        ]
        cells += [hit.article.section, hit.article.source, hit.article.url, hit.article.path, texts]
        writer.writerow(map(_cell, cells))
    return output.getvalue().rstrip("\n")


def as_html(results: "searchidx.Results", offset: int, _paper: Paper) -> str:
    """Return a page that needs no other file."""
    from html import escape  # noqa: PLC0415

    items = "\n".join(
        f'<li value="{number}"><h2>{_link(hit.article)}</h2>\n<p class="about">{escape(_about(hit.article))}</p>\n'
        + "\n".join(f"<p>{snippet.to_html()}</p>" for snippet in hit.snippets)
        + "</li>"
        for number, hit in enumerate(results.hits, start=offset + 1)
    )
    return (
        f'<!doctype html>\n<html lang="fr">\n<meta charset="utf-8">\n<title>{escape(results.query)}</title>\n'
        "<style>body{font:1rem/1.5 serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
        "h2{font-size:1.1rem;margin:0}.about{color:#666;font-size:.9rem;margin:0}</style>\n"
        f"<h1>{escape(results.query)}</h1>\n<p>{results.total}</p>\n<ol>\n{items}\n</ol>\n</html>"
    )


FORMATS: Final[dict[str, Callable[["searchidx.Results", int, Paper], str]]] = {
    "text": as_text,
    "json": as_json,
    "jsonl": as_json_lines,
    "csv": as_csv,
    "html": as_html,
}


def article(article: "searchidx.Article", marked: "Sequence[searchidx.Snippet] | None", paper: Paper) -> str:
    """Return a whole article as text."""
    snippets = marked or [
        searchidx.Snippet(name, getattr(article, name)) for name in ("title", "lead", "body")
    ]
    title, lead, body = (_marked(snippet, paper) for snippet in snippets)
    parts = [click.style(title, bold=True), _about(article), *f"{lead}\n\n{body}".strip().split("\n\n")]
    return "\n\n".join(_wrapped(part, paper) for part in parts if part)


def understanding(found: "searchidx.Understanding") -> str:
    rows = [(part.text, ", ".join(part.terms), str(part.articles)) for part in found.parts]
    return f"{found.text}\n\n" + table([("part", "looked for by", "articles"), *rows])


def understanding_as_json(found: "searchidx.Understanding") -> str:
    parts = [part._asdict() for part in found.parts]
    return json.dumps({"schema": 1, "understood": found.text, "parts": parts}, ensure_ascii=False)


def analysed(found: "tuple[searchidx.Token, searchidx.Lexeme]") -> tuple[str, ...]:
    token, word = found
    why = "; ".join(searchidx.reasons(token, word))
    return token.text, f"{token.start}-{token.end}", " ".join(word.terms), " ".join(word.forms), why


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Draw rows in columns; a cell wider than `_WIDEST` moves its own row alone."""
    lengths = zip(*([len(cell) for cell in row] for row in rows), strict=True)
    widths = [max((length for length in column if length <= _WIDEST), default=0) for column in lengths]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
    return "\n".join(lines)


def _hit_fields(hit: "searchidx.Hit") -> dict[str, object]:
    fields = article_fields(hit.article)
    snippets = [{"field": s.field, "text": s.text, "marks": list(map(list, s.marks))} for s in hit.snippets]
    names = ("title", "date", "authors", "section", "source", "url", "path")
    return {
        "id": hit.article.id,
        "score": round(hit.score, 6),
        **{name: fields[name] for name in names},
        "title_marks": list(map(list, hit.title.marks)) if hit.title else [],
        "snippets": snippets,
    }


def _hit(number: int, hit: "searchidx.Hit", paper: Paper) -> str:
    head = f"{number}. "
    lines = [_wrapped(head + _title(hit, paper), paper, " " * len(head))]
    lines += [f"   {_about(hit.article)}", f"   {hit.article.id}"]
    for snippet in hit.snippets:
        before = "" if _OPENS.match(snippet.text) else "… "
        after = "" if _CLOSES.search(snippet.text) else " …"
        text = " ".join(_marked(snippet, paper).split("\n"))
        lines.append(_wrapped(f"   {before}{text}{after}", paper, "   "))
    return "\n".join(lines)


def _title(hit: "searchidx.Hit", paper: Paper) -> str:
    """Draw a title in bold, and its marks in colour; where there is none it stands as it is, to be copied."""
    parts = hit.title.parts() if hit.title and paper.color else [(False, hit.article.title)]
    return "".join(click.style(part, bold=True, fg="red" if marked else None) for marked, part in parts)


def _about(article: "searchidx.Article") -> str:
    date = str(article.published) if article.published else "undated"
    about = [date, article.section, article.source, ", ".join(article.authors)]
    return " · ".join(part for part in about if part)


def _marked(snippet: "searchidx.Snippet", paper: Paper) -> str:
    """Draw a snippet with its marks in colour, or between ** where there is none."""
    return "".join(
        part if not marked else click.style(part, bold=True, fg="red") if paper.color else f"**{part}**"
        for marked, part in snippet.parts()
    )


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


def _facet(name: str, values: Sequence[tuple[str, int]]) -> list[str]:
    width = max(len(value) for value, _ in values)
    return [f"{name}:", *(f"   {value.ljust(width)}  {number}" for value, number in values)]


def _link(article: "searchidx.Article") -> str:
    from html import escape  # noqa: PLC0415

    title = escape(article.title)
    if article.url and article.url.startswith(("http://", "https://")):
        return f'<a href="{escape(article.url)}">{title}</a>'
    return title


def _cell(value: object) -> object:
    """Keep a spreadsheet from running a cell as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
