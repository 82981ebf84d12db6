"""Markdown, with front matter (`front_matter`) or with none.

The title may be the first heading, the date may stand in the name of the file (``2024-03-05-crue.md``), and what stands
before ``<!--more-->`` is the lead.
"""

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO, Final

from searchidx.corpus.decoding import decode, whole
from searchidx.corpus.fields import chosen, findings_of
from searchidx.corpus.front_matter import front_matter
from searchidx.corpus.markup import plain
from searchidx.corpus.path_dates import date_in_path
from searchidx.corpus.signed_lines import signed_lines
from searchidx.corpus.source import Finding, Source
from searchidx.dates import fold

_FENCE: Final = re.compile(r"^[ \t]*(```|~~~).*(?:\n|$)", re.MULTILINE)
_HEADING: Final = re.compile(
    r"\A(?:#{1,6}[ \t]+(.+?)[ \t]*#*|(\S.*)\n(?:=+|-{3,})|<h[1-6]\b[^>]*>(.+?)</h[1-6]>)[ \t]*(?:\n|$)"
)
_BEFORE_HEADING: Final = re.compile(
    r"\A(?:\s+|<!--.*?-->|\[?!\[[^\]\n]*\]\([^()\n]*\)(?:\]\([^()\n]*\))?)+", re.DOTALL
)
"""Remarks to programs, and pictures."""
_LONGEST_HEADING: Final = 2000
_MORE: Final = re.compile(
    r"<!--[ \t]*(?:more|truncate|excerpt|end excerpt|suite)[ \t]*-->|\{/\*[ \t]*truncate[ \t]*\*/\}"
)
_COMPONENTS: Final = re.compile(
    r"^(?:import|export)[ \t].*$|</?[A-Z][\w.]*(?:[ \t][^<>]*)?>|\{/\*(?![ \t]*truncate\b)[^{}\n]*\*/\}",
    re.MULTILINE,
)
"""What MDX has more than Markdown."""
_RULES: Final = tuple(
    (re.compile(pattern, re.MULTILINE | re.DOTALL if "<!" in pattern else re.MULTILINE), text)
    for pattern, text in (
        (r"<!--(?:(?!<!--|-->).)*-->", ""),
        (
            r"\{\{[<%][^{}\n]*[%>]\}\}|\{%[^%\n]*%\}|\{\{[^{}\n]*\}\}|\{:[^{}\n]*\}",
            "",
        ),  # codes of Hugo and Jekyll
        (r"^[ \t]{0,3}\[[^\]\n]+\]:[ \t]+\S+.*$", ""),  # where links lead
        (r"!\[([^\[\]\n]*)\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)", ""),
        (r"\[\^[^\[\]\n]+\](?!:)", ""),  # calls of notes
        (r"\[([^\[\]\n]*)\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)(?:\{[^}\n]*\})?", r"\1"),
        (r"\[([^\[\]\n]+)\]\[[^\[\]\n]*\]", r"\1"),
        (r"<(https?://[^>\s]+)>", r"\1"),
        (r"^[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$", r"\1"),
        (r"^[ \t]{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|=+)$", ""),
        (r"^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*$", ""),
        (r"^[ \t]*(?:>[ \t]?)+", ""),
        (r"^[ \t]*[*+-][ \t]+", ""),
        (r"(?<!\\)\*\*(?=\S)((?:(?!\*\*).)+)(?<=[^\s\\])\*\*", r"\1"),
        (r"(?<!\\)__(?=\S)((?:(?!__).)+)(?<=[^\s\\])__", r"\1"),
        (r"(?<![\w*\\])\*(?=[^\s*])([^*\n]+?)(?<=[^\s\\])\*(?![\w*])", r"\1"),
        (r"(?<![\w\\])_(?=[^\s_])([^_\n]+?)(?<=[^\s\\])_(?!\w)", r"\1"),
        (r"`([^`\n]+)`", r"\1"),
        (r"\\([\\`*_{}\[\]()#+.!<>~|-])", r"\1"),
        (r"\n[ \t]*(?:\n[ \t]*)+\n", "\n\n"),
    )
)
"""What is written for the eye of a program, and the text it stands for; nothing is looked for beyond the next sign of its kind,
so that a text of signs that are never closed is read in time."""


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the one article of a file."""
    text, warning = decode(whole(file))
    fields, text, remark = front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    known = chosen(fields)
    if source.name.lower().endswith(".mdx"):
        text = _COMPONENTS.sub("", text)
    if (parted := _heading(text)) is not None:
        heading, rest = parted
        if "title" not in known:
            fields["title"] = heading
        if "title" not in known or fold(str(known["title"])) == fold(heading):
            text = rest
    signed: dict[str, object] = {}
    if not known:
        signed, text = signed_lines(text)
        fields |= signed
    if "lead" not in known and (more := _MORE.search(text)):
        fields["lead"] = plain_text(text[: more.start()])
        text = text[more.end() :]
    if "published" not in {*known, *signed} and (day := date_in_path(source.name)):
        fields["published"] = day
    if "layout" in fields or "_posts" in PurePath(source.name).parts:
        fields |= {
            name: words.split()
            for name in ("categories", "tags")
            if isinstance(words := fields.get(name), str) and "," not in words
        }
    fields["body"] = plain_text(text)
    yield from findings_of(fields, source, None, warning, remark)


def _heading(text: str) -> tuple[str, str] | None:
    """Part the heading that a text begins with from the rest."""
    start = text[found.end() :] if (found := _BEFORE_HEADING.match(text)) else text
    heading = (
        _HEADING.match(start)
        if 0 <= start.find("\n") < _LONGEST_HEADING or len(start) < _LONGEST_HEADING
        else None
    )
    if heading is None:
        return None
    return plain(plain_text(heading[1] or heading[2] or heading[3])), start[heading.end() :]


def plain_text(text: str) -> str:
    """Return what is read of a text in Markdown.

    >>> plain_text("# La [Loire](https://example.org) *monte*")
    'La Loire monte'
    """
    text = _FENCE.sub("", text)
    for pattern, shown in _RULES:
        text = pattern.sub(shown, text)
    return text.strip()
