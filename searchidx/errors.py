"""What can go wrong, and what is the reader told?

::

    SearchidxError
    ├── QueryError           a query that cannot be read: where, why, what to write instead
    ├── QueryTimeout         a query that takes longer than it may
    ├── DateError            a date that is none
    ├── ArticleError         an article that cannot be read: which, where, why
    ├── SourceError          a file or folder of articles that is not there, or not readable
    ├── SettingsError        a setting that is unknown or has no sense
    ├── SavedSearchError     a saved search that is not there, or cannot be saved
    ├── ExtraMissing         a library that only some commands need is not installed
    ├── InstallationDamaged  a file of searchidx itself is missing or cannot be read
    └── IndexUnavailable
        ├── IndexMissing     there is no index in that folder
        ├── IndexExists      `create` where something stands already
        ├── IndexLocked      another writer is at work
        ├── IndexOutdated    made by another version of the analysis or the format
        └── IndexDamaged     files are missing or cannot be read

An error stores facts; ``str(error)`` is the whole sentence a reader needs.  Beside the tree stands `CleanUpPending`,
which is a warning: what was asked for is done.
Anything raised outside this tree is a bug.
"""


class SearchidxError(Exception):
    """The root: catch it to catch all that searchidx says on purpose."""


class QueryError(SearchidxError):
    """A query that cannot be read.

    Attributes
    ----------
    query: the text as typed.
    span: the stretch of ``query`` at fault, ``start <= end``, in characters.
    reason: what is wrong there.
    hint: what to write instead, or an empty string.
    """

    def __init__(self, query: str, span: tuple[int, int], reason: str, hint: str = "") -> None:
        super().__init__(query, span, reason, hint)
        self.query, self.span, self.reason, self.hint = query, span, reason, hint

    def __str__(self) -> str:
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.reason}, at character {self.span[0] + 1}{hint}"


class QueryTimeout(SearchidxError):  # noqa: N818  what happened, as `TimeoutError` of Python says it
    """A query that was given up, for it took longer than ``seconds``; nothing is wrong with the index."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        return (
            f"no answer within {self.seconds:g} s; ask for fewer or rarer words, "
            "or allow more time with --timeout (timeout= in Python)"
        )


class DateError(SearchidxError):
    """A text that is no date, or a day that does not exist."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(text, reason)
        self.text, self.reason = text, reason

    def __str__(self) -> str:
        return f"cannot read the date “{self.text}”: {self.reason}"


class ArticleError(SearchidxError):
    """An article that cannot be taken in.

    ``where`` is a path, ``path#line`` or the place in a batch; empty when the caller knows it.
    """

    def __init__(self, reason: str, where: str = "") -> None:
        super().__init__(reason, where)
        self.reason, self.where = reason, where

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}" if self.where else self.reason


class SourceError(SearchidxError):
    """A file or folder of articles that cannot be used; the index is left as it was."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}; the index was left as it is"


class SettingsError(SearchidxError):
    """A setting that is unknown or has no sense."""

    def __init__(self, name: str, reason: str, where: str = "") -> None:
        super().__init__(name, reason, where)
        self.name, self.reason, self.where = name, reason, where

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        return f"{where}{self.name}: {self.reason}"


class SavedSearchError(SearchidxError):
    """A saved search that is not there, is there already, or cannot be read."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def __str__(self) -> str:
        return f"the saved search “{self.name}”: {self.reason}"


class ExtraMissing(SearchidxError):  # noqa: N818  a state, as those below
    """A library that only some commands need is not installed; ``extra`` brings it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(what, extra)
        self.what, self.extra = what, extra

    def __str__(self) -> str:
        return f"{self.what} needs more than is installed; install it with: pip install 'searchidx[{self.extra}]'"


class InstallationDamaged(SearchidxError):  # noqa: N818  a state, as those below
    """A file that came with searchidx is missing or is not what was installed."""

    def __init__(self, path: str, detail: str) -> None:
        super().__init__(path, detail)
        self.path, self.detail = path, detail

    def __str__(self) -> str:
        return f"{self.path}, a file of searchidx, cannot be used: {self.detail}; install searchidx again"


class IndexUnavailable(SearchidxError):  # noqa: N818  a state, not an accident: httpx and sqlite3 name theirs so
    """The index in ``where`` cannot be used now; the classes below say why."""

    def __init__(self, where: str, detail: str = "") -> None:
        super().__init__(where, detail)
        self.where, self.detail = where, detail

    def __str__(self) -> str:
        return f"the index in {self.where} cannot be used: {self.detail}"


class IndexMissing(IndexUnavailable):
    """There is no index in that folder."""

    def __str__(self) -> str:
        return f"there is no index in {self.where}; make one with: searchidx index FOLDER_OF_ARTICLES"


class IndexExists(IndexUnavailable):
    """Something stands where an index was to be made; nothing was touched."""

    def __str__(self) -> str:
        return f"cannot make an index in {self.where}: {self.detail}; choose a new or empty folder"


class IndexLocked(IndexUnavailable):
    """Another writer is at work; readers are not disturbed."""

    def __str__(self) -> str:
        who = f" ({self.detail})" if self.detail else ""
        return f"another program{who} is writing to the index in {self.where}; try again when it has finished"


class IndexOutdated(IndexUnavailable):
    """The index was made by another version of the analysis or of the format.

    ``command`` brings it up to date: ``index`` from the articles in it, ``rebuild`` from files, where
    these articles cannot be read any more.
    """

    def __init__(self, where: str, detail: str, command: str = "index") -> None:
        super().__init__(where, detail)
        self.command = command

    def __str__(self) -> str:
        return (
            f"the index in {self.where} was made by another version of searchidx ({self.detail}); "
            f"bring it up to date with: searchidx {self.command} FOLDER_OF_ARTICLES"
        )


class IndexDamaged(IndexUnavailable):
    """Files of the index are missing or cannot be read."""

    def __str__(self) -> str:
        return (
            f"the index in {self.where} is damaged ({self.detail}); save what can be read with: searchidx repair, "
            "or remove that folder and make it again with: searchidx index FOLDER_OF_ARTICLES"
        )


class CleanUpPending(UserWarning):
    """A warning: the commit is there, and something after it failed; the next writer sees to what is left."""

    def __init__(self, where: str, detail: str) -> None:
        super().__init__(where, detail)
        self.where, self.detail = where, detail

    def __str__(self) -> str:
        return f"the index in {self.where}: committed, clean-up pending ({self.detail})"
