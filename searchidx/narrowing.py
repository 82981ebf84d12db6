"""What narrows a search without being part of its query, and so changes no score.

A name is matched as a facet shows it: the value whole, without regard to case and accents.  Of several
values of one facet any will do; different facets must all be met.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from searchidx.analysis.folding import fold_value
from searchidx.dates import PartialDate
from searchidx.engine.base import Engine
from searchidx.engine.clauses import All, Clause, Listed, Published, Valued, Without
from searchidx.query.dates import bounded

Bound = str | date | PartialDate | None
NAMES: Final = ("section", "author", "source", "tag")
"""The facets that narrow by value."""
_MOST_COMPARED: Final = 5_000
"""Values that a name which is none of them is compared with, the most frequent ones."""


class Narrowing(NamedTuple):
    """What `SearchIndex.search` tells of its arguments."""

    since: Bound = None
    until: Bound = None
    section: str | Sequence[str] = ()
    author: str | Sequence[str] = ()
    source: str | Sequence[str] = ()
    tag: str | Sequence[str] = ()
    without: Collection[str] = ()

    def values(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the facets that are narrowed, and the values of each."""
        for facet in NAMES:
            asked: str | Sequence[str] = getattr(self, facet)
            values = [asked] if isinstance(asked, str) else list(asked)
            if values:
                yield facet, values

    def of(self, clause: Clause, today: date) -> Clause:
        """Return a clause, narrowed.

        Raises
        ------
        DateError
        ValueError
            where a name or an id is no text, or ``without`` is but one.
        """
        self._check()
        parts: list[Clause] = [
            Published(bounded(name, str(value), today=today))
            for name, value in (("since", self.since), ("until", self.until))
            if value is not None
        ]
        parts += [_valued(facet, values) for facet, values in self.values()]
        if self.without:
            parts.append(Without(Listed(frozenset(self.without))))
        return All((clause, *parts)) if parts else clause

    def _check(self) -> None:
        for facet in NAMES:
            asked: object = getattr(self, facet)
            if not (isinstance(asked, str) or _are_texts(asked)):
                raise ValueError(f"{facet} wants a text or several")
        if isinstance(self.without, str) or not _are_texts(self.without):
            raise ValueError("without wants several ids")

    def unknown(self, engine: Engine) -> Iterator[str]:
        """Say which names that were asked for no article has, and which ones are near."""
        for facet, values in self.values():
            for value in values:
                if not engine.search(_valued(facet, [value]), limit=0).total:
                    near = _nearest(value, engine.search(All(()), limit=0, facets=[facet]).facets[facet])
                    hint = f"; did you mean “{near}”?" if near else ""
                    yield f"no article has the {facet} “{value}”{hint}"


def _are_texts(value: object) -> bool:
    return isinstance(value, Collection) and all(isinstance(each, str) for each in value)


def _valued(facet: str, values: Sequence[str]) -> Valued:
    return Valued(facet, frozenset(fold_value(value.encode(errors="replace").decode()) for value in values))


def _nearest(value: str, counts: Sequence[tuple[str, int]]) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415  most names are known

    folded = {fold_value(known): known for known, _ in counts[:_MOST_COMPARED]}
    asked = fold_value(value)
    near = get_close_matches(asked, folded, n=1) or [
        known for known in folded if f" {asked} " in f" {known} "
    ]
    return folded[near[0]] if near else None
