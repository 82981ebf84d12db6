"""The date that the name of a file says, or the folders it lies in, where the article says none."""

import re
from pathlib import PurePath
from typing import Final

_MONTH: Final = "(?:0[1-9]|1[0-2])"
_DAY: Final = "(?:0[1-9]|[12][0-9]|3[01])"
_NAME: Final = re.compile(rf"([0-9]{{4}})([-_])({_MONTH})\2({_DAY})(?:[-_. ]|$)")
_COMPACT: Final = re.compile(rf"((?:19|20)[0-9]{{2}})()({_MONTH})({_DAY})(?:[-_ ]|\.\w+$|$)")
_FOLDERS: Final = re.compile(
    rf"(?:^|/)((?:18|19|20)[0-9]{{2}})[/-]({_MONTH})(?:[/-]({_DAY}))?(?:/[^/]+)?/[^/]+$"
)
_DEEPEST: Final = 5


def date_in_path(path: str) -> str | None:
    """Return the day that a name begins with, of a file or its folder; else the month or day that its folders are named after.

    >>> date_in_path("_posts/2024-03-05-crue.md"), date_in_path("2024/03/crue/index.md"), date_in_path("2024.md")
    ('2024-03-05', '2024-03', None)
    """
    parts = PurePath(path).parts[-_DEEPEST:]
    for part in reversed(parts[-2:]):
        if found := _NAME.match(part) or _COMPACT.match(part):
            return f"{found[1]}-{found[3]}-{found[4]}"
    folders = _FOLDERS.search("/".join(parts))
    return "-".join(filter(None, folders.groups())) if folders else None
