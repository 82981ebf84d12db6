"""RIS and BibTeX, for reference managers.

Names of authors stand as the article writes them: which part is the family name, and whether it is a person or
an agency, is not guessed.  A date has the precision that the article has.  What a format cannot say is left out.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Final

import searchidx

_LANGUAGE: Final = "fr"
_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_SPACES: Final = re.compile(r"[ \t\n\r\v\f]+")
_NOT_IN_A_KEY: Final = re.compile(r"[^A-Za-z0-9.:/+-]+")
_TEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "$&#%_"},
    }
)
_NOT_IN_AN_ADDRESS: Final = str.maketrans({sign: f"%{ord(sign):02X}" for sign in '\\{}^~ "<>'})


def as_ris(_results: "searchidx.Results", hits: "Iterable[searchidx.Hit]", _before: int) -> Iterator[str]:
    for hit in hits:
        yield ris(hit.article)


def as_bibtex(_results: "searchidx.Results", hits: "Iterable[searchidx.Hit]", _before: int) -> Iterator[str]:
    for hit in hits:
        yield bibtex(hit.article)


def ris(article: "searchidx.Article") -> str:
    """Return an article as a record of RIS, of the type newspaper article."""
    published = article.published
    rows = [
        ("TY", "NEWS"),
        ("TI", article.title),
        *(("AU", author) for author in article.authors),
        ("T2", article.source),
        ("SE", article.section),
        ("PY", f"{published.year:04}" if published else None),
        ("DA", _ris_date(published) if published else None),
        ("AB", article.lead),
        *(("KW", tag) for tag in article.tags),
        ("LA", _LANGUAGE),
        ("UR", article.url),
        ("ID", article.id),
    ]
    lines = [f"{name}  - {_one_line(value)}" for name, value in rows if value and not value.isspace()]
    return "\n".join([*lines, "ER  - ", "", ""])


def bibtex(article: "searchidx.Article") -> str:
    """Return an article as an entry of BibTeX: an article of its source, or else of no kind."""
    published = article.published
    fields: dict[str, str | None] = {
        "title": f"{{{_tex(article.title)}}}",
        "author": " and ".join(f"{{{_tex(author)}}}" for author in article.authors if author.strip()),
        "journal": _tex(article.source or ""),
        "date": str(published) if published else None,
        "year": f"{published.year:04}" if published else None,
        "month": _MONTHS[published.month - 1] if published and published.month else None,
        "keywords": ", ".join(_tex(tag).replace(",", "{,}") for tag in article.tags),
        "abstract": _tex(article.lead),
        "url": _one_line(article.url or "").translate(_NOT_IN_AN_ADDRESS),
        "language": "french",
        "langid": "french",
    }
    kind = "article" if fields["journal"] else "misc"
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@{kind}{{{bibtex_key(article.id)},", *lines, "}", "", ""])


def bibtex_key(id: str) -> str:
    """Return a key that BibTeX can read; ids that differ have keys that differ.

    >>> bibtex_key("dep-0001"), bibtex_key("sport/aviron.txt")
    ('dep-0001', 'sport/aviron.txt')
    >>> bibtex_key("été, 1"), bibtex_key("Dep-0001")
    ('t-1-0f43ecaf', 'Dep-0001-13167193')
    """
    key = _NOT_IN_A_KEY.sub("-", id).strip("-")
    if key == id == id.lower():  # capitals do not tell two keys apart
        return key
    mark = blake2b(id.encode(errors="surrogatepass"), digest_size=4).hexdigest()
    return f"{key}-{mark}".lstrip("-")


def _ris_date(published: "searchidx.PartialDate") -> str:
    month = f"{published.month:02}" if published.month else ""
    day = f"{published.day:02}" if published.day else ""
    return f"{published.year:04}/{month}/{day}/"


def _tex(text: str) -> str:
    return _one_line(text).translate(_TEX)


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" ")
