"""Links in a terminal (OSC 8): which terminals know them, and what a title leads to.

The sequence is that of https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda; a terminal that does not
know it should show nothing of it, but some do, so only those are trusted that are known to know it.
"""

import re
from collections.abc import Mapping
from typing import Final

import searchidx

_PROGRAMS: Final = frozenset(
    {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "Tabby", "WarpTerminal"}
)
_TERMS: Final = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour", "wezterm", "rio")
_VARIABLES: Final = ("WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID", "DOMTERM")
_OLDEST_VTE: Final = 5_000  # 0.50, of 2017
_ABSOLUTE: Final = re.compile("/|[A-Za-z]:/")
_MULTIPLEXERS: Final = ("screen", "tmux")


def knows_links(environment: Mapping[str, str]) -> bool:
    """Tell whether the terminal of these variables is known to show links.

    >>> knows_links({"TERM": "xterm-256color", "VTE_VERSION": "7006"}), knows_links({"TERM": "xterm"})
    (True, False)
    """
    term = environment.get("TERM", "")
    if term.startswith(_MULTIPLEXERS) or "TMUX" in environment:
        return False  # what stands outside may know them, what stands between may not
    vte = environment.get("VTE_VERSION", "")
    return (
        term.startswith(_TERMS)
        or environment.get("TERM_PROGRAM") in _PROGRAMS
        or any(name in environment for name in _VARIABLES)
        or (vte.isascii() and vte.isdigit() and int(vte) >= _OLDEST_VTE)
    )


def linked(lines: str, skip: int, article: "searchidx.Article") -> str:
    """Return lines that lead to an article, each but for its first characters; as they are where it is nowhere."""
    target = _target(article)
    if target is None:
        return lines
    return "\n".join(
        f"{line[:skip]}\x1b]8;;{target}\x1b\\{line[skip:]}\x1b]8;;\x1b\\" for line in lines.split("\n")
    )


def _target(article: "searchidx.Article") -> str | None:
    from urllib.parse import quote  # noqa: PLC0415  not all terminals know links

    if article.url and article.url.lower().startswith(("http://", "https://")):
        return quote(article.url, safe="!#$%&'()*+,/:;=?@[]~", errors="replace")
    if article.path and _ABSOLUTE.match(article.path):
        return "file:///" + quote(article.path.removeprefix("/"), safe="/:", errors="replace")
    return None
