"""Results as HTML, for notebooks and as a page: escaped, without scripts, and without other files."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Final

from searchidx.article import Article
from searchidx.results import Hit, Results
from searchidx.snippets import Snippet

_SHOWN: Final = 24
"""Values of a facet that are seen before the others are unfolded."""
_LONG: Final = 12
"""Months or years without an article that are shown one by one; more are one row."""
_STYLE: Final = (
    ".searchidx{color-scheme:light dark;max-width:46rem;line-height:1.5}"
    ".searchidx h2{font-size:1.05em;margin:0}.searchidx p{margin:.2em 0}"
    ".searchidx li{margin:0 0 1.1em;break-inside:avoid}.searchidx .about{opacity:.75;font-size:.9em}"
    ".searchidx .id{opacity:.6;font-size:.8em;overflow-wrap:anywhere}"
    ".searchidx mark{background:Mark;color:MarkText}"
    ".searchidx table{border-collapse:collapse;font-size:.9em;margin:.3em 0 1em}"
    ".searchidx caption{text-align:left;font-weight:bold}.searchidx th{font-weight:normal;text-align:left}"
    ".searchidx td{text-align:right;padding:0 .6em;font-variant-numeric:tabular-nums}"
    ".searchidx .bar{width:14em;padding:0}"
    ".searchidx .bar i{display:block;height:.7em;background:currentColor;opacity:.45;print-color-adjust:exact}"
)
"""Colours are those of the reader's system, in the light and in the dark."""
_PAGE_STYLE: Final = (
    "body{font:1rem/1.5 Georgia,serif;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.4rem;overflow-wrap:anywhere}.searchidx p{margin:.6em 0;white-space:pre-line}.lead{font-weight:bold}"
    "@media print{body{max-width:none;margin:0;font-size:10.5pt}a{color:inherit}"
    'a[href]::after{content:" (" attr(href) ")";font-size:.8em;overflow-wrap:anywhere}'
    "details::details-content{content-visibility:visible;display:block}summary{display:none}}"
)
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def html_page(results: Results, hits: Iterable[Hit] | None = None, before: int = 0) -> Iterator[str]:
    """Yield a whole page piece by piece; ``hits`` may be more than those of the results, ``before`` come before them.

    >>> "".join(html_page(Results(total=0, hits=(), query="<b>")))[-69:]
    '<h1 lang="fr">&lt;b&gt;</h1>\\n<p>no article found</p>\\n</body>\\n</html>\\n'
    """
    query = escape(results.query)
    yield f'{_head(results.query, "en")}<h1 lang="fr">{query}</h1>\n'
    yield from _inside(results, results.hits if hits is None else hits, before)
    yield "</body>\n</html>\n"


def article_page(article: Article, marked: Sequence[Snippet]) -> str:
    """Return a whole article as a page; ``marked`` are its title, lead and body, as `SearchIndex.mark` returns them."""
    _, lead, body = (
        "".join(f"<p>{part}</p>\n" for part in snippet.to_html().split("\n\n") if part.strip())
        for snippet in marked
    )
    title = _linked(marked[0].to_html(), article)
    return (
        f'{_head(article.title, "fr")}<h1>{title}</h1>\n<p class="about">{_about(article)}</p>\n'
        f'<div class="lead">\n{lead}</div>\n{body}<p class="id">{escape(article.id)}</p>\n</body>\n</html>\n'
    )


def _head(title: str, language: str) -> str:
    """Return a page up to what is seen of it."""
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}{_PAGE_STYLE}</style>\n</head>\n"
        '<body class="searchidx">\n'
    )


def fragment(results: Results) -> str:
    """Return what a notebook shows."""
    inside = "".join(_inside(results, results.hits, 0))
    return f'<div class="searchidx">\n<style>{_STYLE}</style>\n{inside}</div>\n'


def _inside(results: Results, hits: Iterable[Hit], before: int) -> Iterator[str]:
    total = results.total
    yield f"<p>{'no article found' if not total else '1 article' if total == 1 else f'{total} articles'}</p>\n"
    yield from (f"<p>{escape(warning)}</p>\n" for warning in results.warnings)
    if results.suggestion:
        yield f'<p>Did you mean: <span lang="fr">{escape(results.suggestion)}</span></p>\n'
    opened = False
    for number, hit in enumerate(hits, start=before + 1):
        yield ("" if opened else "<ol>\n") + _hit(hit, number)
        opened = True
    if opened:
        yield "</ol>\n"
    for name, counts in results.facets.items():
        wider = [(f"{year}, no month", number) for year, number in results.wider.get(name, ())]
        if counts or wider:
            yield _facet(name, [*counts, *wider])


def _hit(hit: Hit, number: int) -> str:
    article = hit.article
    snippets = "".join(f"<p>{snippet.to_html()}</p>\n" for snippet in hit.snippets)
    title = hit.title.to_html() if hit.title else escape(article.title)
    others = "1 article" if len(hit.alike) == 1 else f"{len(hit.alike)} articles"
    alike = f'<p class="id">{others} like it: {escape(", ".join(hit.alike))}</p>\n' if hit.alike else ""
    return (
        f'<li value="{number}">\n<h2 lang="fr">{_linked(title, article)}</h2>\n<p class="about">{_about(article)}</p>\n'
        f'<div lang="fr">\n{snippets}</div>\n<p class="id">{escape(article.id)}</p>\n{alike}</li>\n'
    )


def _about(article: Article) -> str:
    day = str(article.published) if article.published else ""
    about = [f'<time datetime="{day}">{day}</time>' if day else "undated"]
    about += [escape(part) for part in (article.section, article.source, ", ".join(article.authors)) if part]
    return " · ".join(about)


def _linked(title: str, article: Article) -> str:
    if article.url and article.url.lower().startswith(("http://", "https://")):
        return f'<a href="{escape(article.url)}">{title}</a>'
    return title


def _facet(name: str, counts: Sequence[tuple[str, int]]) -> str:
    most = max(number for _, number in counts)
    rows: list[str] = []
    for empty, stretch in groupby(counts, key=lambda count: count[1] == 0):
        several = list(stretch)
        if empty and len(several) > _LONG:
            rows.append(f'<tr><th scope="row">({len(several)} without)</th><td></td><td></td></tr>\n')
            continue
        rows += (
            f'<tr><th scope="row">{escape(value)}</th><td>{number}</td>'
            f'<td class="bar"><i style="width:{100 * number / most:.4g}%"></i></td></tr>\n'
            for value, number in several
        )
    table = f"<table>\n<caption>{escape(name)}</caption>\n{''.join(rows[:_SHOWN])}</table>\n"
    if len(rows) <= _SHOWN:
        return table
    more = f"<table>\n{''.join(rows[_SHOWN:])}</table>\n"
    return f"{table}<details>\n<summary>{len(rows) - _SHOWN} more</summary>\n{more}</details>\n"
