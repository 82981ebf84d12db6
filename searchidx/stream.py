"""JSON Lines from a stream: an article a line, taken as it comes, in memory that does not grow."""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from searchidx.article import Article, Notice, Rejection, from_mapping
from searchidx.corpus.decoding import numbered
from searchidx.corpus.json_lines import read_lines
from searchidx.corpus.source import Source
from searchidx.dates import HERE
from searchidx.limits import DEFAULTS, Limits

_NO_ID: Final = "urn:searchidx:line"
"""What the ids of articles without one begin with, until they get theirs."""


def read_stream(
    stream: BinaryIO, name: str = "-", limits: Limits = DEFAULTS, zone: str = HERE
) -> Iterator[Article | Notice | Rejection]:
    """Yield the articles of a stream; what is wrong with a line is told under ``name#number``.

    An article without an id or URL has one made of title, date and body, so that the same stream twice adds nothing.
    """
    for finding in read_lines(numbered(stream), Source(name, _NO_ID, name, zone, limits)):
        if not isinstance(finding, Article):
            yield finding
            continue
        id = finding.id
        if id.startswith(f"{_NO_ID}#"):
            fields = {"title": finding.title, "published": finding.published, "body": finding.body}
            id = from_mapping(fields)[0].id
        yield replace(finding, id=id, path=None)
