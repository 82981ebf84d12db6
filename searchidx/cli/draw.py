"""Results as text, JSON, JSON Lines, CSV and HTML: the same hits, drawn."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from html import escape
from typing import Final

import click

import searchidx

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


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


def as_text(results: "searchidx.Results", offset: int, color: bool) -> str:
    blocks = [_hit(number, hit, color) for number, hit in enumerate(results.hits, start=offset + 1)]
    blocks += ["\n".join(_facet(name, values)) for name, values in results.facets.items() if values]
    return "\n\n".join(blocks)


def as_json(results: "searchidx.Results", _offset: int, _color: bool) -> str:
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


def as_json_lines(results: "searchidx.Results", _offset: int, _color: bool) -> str:
    return "\n".join(json.dumps(_hit_fields(hit), ensure_ascii=False) for hit in results.hits)


def as_csv(results: "searchidx.Results", _offset: int, _color: bool) -> str:
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


def as_html(results: "searchidx.Results", offset: int, _color: bool) -> str:
    """Return a page that needs no other file."""
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


FORMATS: Final[dict[str, Callable[["searchidx.Results", int, bool], str]]] = {
    "text": as_text,
    "json": as_json,
    "jsonl": as_json_lines,
    "csv": as_csv,
    "html": as_html,
}


def article(article: "searchidx.Article", marked: "Sequence[searchidx.Snippet] | None", color: bool) -> str:
    """Return a whole article as text."""
    snippets = marked or [
        searchidx.Snippet(name, getattr(article, name)) for name in ("title", "lead", "body")
    ]
    title, lead, body = (_marked(snippet, color, fold_lines=False) for snippet in snippets)
    return "\n\n".join(part for part in (click.style(title, bold=True), _about(article), lead, body) if part)


def understanding(found: "searchidx.Understanding") -> str:
    rows = [(part.text, ", ".join(part.terms), str(part.articles)) for part in found.parts]
    return f"{found.text}\n\n" + table([("part", "looked for by", "articles"), *rows])


def analysed(found: "tuple[searchidx.Token, searchidx.Lexeme]") -> tuple[str, ...]:
    token, word = found
    return token.text, f"{token.start}-{token.end}", " ".join(word.terms), " ".join(word.forms)


def table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
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
        "snippets": snippets,
    }


def _hit(number: int, hit: "searchidx.Hit", color: bool) -> str:
    title = click.style(hit.article.title, bold=True)
    lines = [f"{number}. {title}", f"   {_about(hit.article)}", f"   {hit.article.id}"]
    lines += (f"   {_marked(snippet, color, fold_lines=True)}" for snippet in hit.snippets)
    return "\n".join(lines)


def _about(article: "searchidx.Article") -> str:
    date = str(article.published) if article.published else "undated"
    about = [date, article.section, article.source, ", ".join(article.authors)]
    return " · ".join(part for part in about if part)


def _marked(snippet: "searchidx.Snippet", color: bool, *, fold_lines: bool) -> str:
    """Draw a snippet with its marks in colour, or between ** where there is none."""
    pieces = [
        (click.style(part, bold=True, fg="red") if color else f"**{part}**") if marked else part
        for marked, part in snippet.parts()
    ]
    text = "".join(pieces)
    return " ".join(text.split("\n")) if fold_lines else text


def _facet(name: str, values: Sequence[tuple[str, int]]) -> list[str]:
    width = max(len(value) for value, _ in values)
    return [f"{name}:", *(f"   {value.ljust(width)}  {number}" for value, number in values)]


def _link(article: "searchidx.Article") -> str:
    title = escape(article.title)
    if article.url and article.url.startswith(("http://", "https://")):
        return f'<a href="{escape(article.url)}">{title}</a>'
    return title


def _cell(value: object) -> object:
    """Keep a spreadsheet from running a cell as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
