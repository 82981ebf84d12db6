"""JSON (its schema: ``docs/search.schema.json``), JSON Lines and CSV."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Final

import searchidx
from searchidx.cli.draw import hit_fields

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_ESCAPED: Final = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}
"""What JSON lets stand and a terminal may take for a command, or a program for the end of a line."""


def to_json(value: object) -> str:
    """Return a value as one line of JSON, é as é."""
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPED)


def as_json(results: "searchidx.Results", hits: "Iterable[searchidx.Hit]", _before: int) -> Iterator[str]:
    """Yield one JSON object; ``schema`` grows when a reader of it would have to change."""
    head = {
        "schema": 1,
        "query": results.query,
        "understood": results.understood,
        "warnings": list(results.warnings),
        "total": results.total,
        "took_ms": round(results.took * 1000, 1),
        "facets": {name: list(map(list, values)) for name, values in results.facets.items()},
        "suggestion": results.suggestion,
    }
    if results.wider:
        head["wider"] = {name: list(map(list, values)) for name, values in results.wider.items()}
    yield to_json(head)[:-1] + ', "hits": ['
    between = ""
    for hit in hits:
        yield between + to_json(hit_fields(hit))
        between = ", "
    yield "]}\n"


def as_json_lines(
    _results: "searchidx.Results", hits: "Iterable[searchidx.Hit]", _before: int
) -> Iterator[str]:
    for hit in hits:
        yield to_json(hit_fields(hit)) + "\n"


def as_csv(_results: "searchidx.Results", hits: "Iterable[searchidx.Hit]", _before: int) -> Iterator[str]:
    yield "id,score,title,date,authors,section,source,url,path,snippets\n"
    for hit in hits:
        article = hit.article
        cells = [
            article.id,
            round(hit.score, 6),
            article.title,
            str(article.published) if article.published else None,
            "; ".join(article.authors),
            article.section,
            article.source,
            article.url,
            article.path,
            " … ".join(snippet.text for snippet in hit.snippets),
        ]
        row = io.StringIO()
        csv.writer(row, lineterminator="\n").writerow(map(_cell, cells))
        yield row.getvalue()


def _cell(value: object) -> object:
    """Keep a spreadsheet from running a cell as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
