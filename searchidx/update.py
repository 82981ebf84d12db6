"""Corpus against index: what must change?

Pure: the planner is told what stands in the index and what each file holds, and says what to put, what to
delete and what to report.  A ledger of the files read, kept as the note of the index, tells the next
update which files need not be opened.
"""

import json
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from searchidx.analysis.french import VERSION
from searchidx.article import Article, Notice, Rejection
from searchidx.engine.base import Entry, digest


class Facts(NamedTuple):
    """What is known of a file that was read whole and without rejections."""

    size: int
    mtime_ns: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The files that stand behind the articles of an index, by absolute path."""

    files: Mapping[str, Facts] = field(default_factory=dict)

    @classmethod
    def from_text(cls, text: str | None) -> Self:
        """Read a ledger; one that is missing, foreign or damaged is empty, and costs reading the files again."""
        try:
            stored = json.loads(text or "{}")
            if stored.get("analysis") != VERSION:
                return cls()
            return cls({path: _facts(*facts) for path, facts in stored["files"].items()})
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError):
            return cls()

    def to_text(self) -> str:
        return json.dumps({"analysis": VERSION, "files": self.files}, ensure_ascii=False, sort_keys=True)

    def without(self, ids: Iterable[str]) -> Self:
        """Return the ledger less the files of these articles, which no longer say what is indexed."""
        gone = frozenset(ids)
        return type(self)({path: facts for path, facts in self.files.items() if gone.isdisjoint(facts.ids)})


@dataclass
class Plan:
    """What an update does, and what it has to say.

    ``put`` holds the articles to write with their digests, by id; where the planner was given somewhere
    to put them, it stays empty, and ``written`` holds their ids.
    """

    put: dict[str, tuple[Article, str]] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    delete: list[str] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)


class Planner:
    """Compares files with the articles of an index, one file at a time.

    Parameters
    ----------
    entries: the articles of the index, by id.
    ledger: the files that the last update read.
    exists: tells whether a file is there, for an id that moves from one file to another.
    put: takes the articles to write as they come, so that the plan need not hold them; with the digest of each, where
        it was wanted to compare.
    """

    def __init__(
        self,
        entries: Mapping[str, Entry],
        ledger: Ledger,
        exists: Callable[[str], bool],
        put: Callable[[Article, str | None], object] | None = None,
    ) -> None:
        self._entries, self._ledger, self._exists, self._put = entries, ledger, exists, put
        self._plan = Plan()
        self._seen: dict[str, str] = {}
        self._doubtful: set[str] = set()
        self._files: dict[str, Facts] = {}
        self._claims: list[tuple[Article, str]] = []

    def skip(self, path: str, size: int, mtime_ns: int) -> bool:
        """Take a file as unchanged, and tell so, where it is as the last update left it."""
        facts = self._ledger.files.get(path)
        if facts is None or (facts.size, facts.mtime_ns) != (size, mtime_ns):
            return False
        if not all((entry := self._entries.get(id)) and entry.path == path for id in facts.ids):
            return False
        if not self._seen.keys().isdisjoint(facts.ids):
            return False
        self._plan.unchanged += len(facts.ids)
        self._seen.update(dict.fromkeys(facts.ids, path))
        self._files[path] = facts
        return True

    def take(
        self, path: str, size: int, mtime_ns: int, findings: Iterable[Article | Notice | Rejection]
    ) -> None:
        """Compare what was found in a file."""
        ids: list[str] = []
        clean = True
        for finding in findings:
            match finding:
                case Rejection():
                    self.reject(finding, path)
                    clean = False
                case Notice():
                    self._plan.warnings.append(str(finding))
                case Article():
                    clean = self._compare(finding, path) and clean
                    ids.append(finding.id)
        if clean:
            self._files[path] = Facts(size, mtime_ns, tuple(ids))

    def reject(self, rejection: Rejection, path: str | None = None) -> None:
        """Report a rejection; what was indexed from that file or folder before is kept."""
        self._plan.rejected.append(rejection)
        self._doubtful.add(path or rejection.path)

    def finish(self, sources: Sequence[str], *, prune: bool = True) -> Plan:
        """Return the plan; ``prune`` takes out the articles whose files are gone from the sources."""
        plan = self._plan
        within, doubtful = frozenset(sources), frozenset(self._doubtful)
        for article, path in self._claims:
            self._settle(article, path, within, doubtful)
        if prune:
            plan.delete = [
                id
                for id, entry in self._entries.items()
                if id not in self._seen
                and _under(entry.path, within)
                and not _under(entry.path, self._doubtful)
            ]
        elsewhere = {path: facts for path, facts in self._ledger.files.items() if not _under(path, within)}
        touched = {*plan.put, *plan.written, *plan.delete}
        plan.ledger = Ledger({**Ledger(elsewhere).without(touched).files, **self._files})
        return plan

    def _compare(self, article: Article, path: str) -> bool:
        other = self._seen.get(article.id)
        if other is not None:
            self._reject_id(article, path, other)
            return False
        entry = self._entries.get(article.id)
        if entry is not None and entry.path not in {None, path} and self._exists(entry.path or ""):
            self._claims.append((article, path))  # whether the other file still has it is known at the end
            return False
        self._accept(article, path)
        return True

    def _settle(self, article: Article, path: str, sources: frozenset[str], doubtful: frozenset[str]) -> None:
        """Give an id to the file that claims it, if the file that had it was read and has it no more."""
        other = self._seen.get(article.id)
        had = self._entries[article.id].path
        if other is None and _under(had, sources) and not _under(had, doubtful):
            self._accept(article, path)
        else:
            self._reject_id(article, path, other or str(had))

    def _reject_id(self, article: Article, path: str, other: str) -> None:
        where = "stands twice in it" if other == path else f"is already taken by {other}"
        self.reject(Rejection(path, f"the id “{article.id}” {where}; this article was left out"))

    def _accept(self, article: Article, path: str) -> None:
        entry = self._entries.get(article.id)
        new = None if entry is None else digest(article)
        self._seen[article.id] = path
        if new is not None and entry == Entry(new, path):
            self._plan.unchanged += 1
            return
        self._plan.added += entry is None
        self._plan.changed += entry is not None
        if self._put is None:
            self._plan.put[article.id] = (article, new or digest(article))
        else:
            self._put(article, new)
            self._plan.written.add(article.id)


def _facts(size: int, mtime_ns: int, ids: object) -> Facts:
    if not (isinstance(ids, list) and all(isinstance(id, str) for id in ids)):
        raise TypeError
    return Facts(int(size), int(mtime_ns), tuple(ids))


def _under(path: str | None, places: Container[str]) -> bool:
    """Tell whether a path is one of the places, or lies below one."""
    if path is None:
        return False
    while path:
        if path in places:
            return True
        path = path.rpartition("/")[0]
    return "/" in places
