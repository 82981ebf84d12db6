"""What was decoded lately is kept, so many bytes of it, for readers ask for the same words again and again."""

from collections.abc import Collection, Hashable
from typing import Any, Final
from weakref import ref

LIMIT: Final = 512 << 20
"""Bytes that an open index keeps, however large it is,"""
_LEAST: Final = 64 << 20
"""and however small."""
_SHARES: Final = 16
"""Room is made for one share of so many at once."""

Key = tuple[Hashable, Hashable]
"""Whose it is, and what."""


class Kept:
    """A dict in the order of use, of which the end that was not used for longest goes.

    No thread waits for another: what they undo of each other is decoded once more.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._most = self._limit = limit
        self._share = limit // _SHARES
        self._entries: dict[Key, tuple[Any, int]] = {}
        self._added = 0

    def fit(self, size: int) -> None:
        """Keep no more than so many bytes, those of the index: of a small one there is nothing else worth keeping."""
        self._limit = min(self._most, max(size, _LEAST))
        self._share = self._limit // _SHARES

    def get(self, key: Key) -> Any:  # noqa: ANN401  whatever was put
        """Return what was put under a key; None where it is gone."""
        entry = self._entries.pop(key, None)
        if entry is None:
            return None
        self._entries[key] = entry
        return entry[0]

    def put(self, key: Key, value: object, size: int) -> None:
        """Keep something of so many bytes."""
        self._entries.pop(key, None)
        self._entries[key] = value, size
        self._added += size
        if self._added > self._share:
            self._make_room()

    def forget(self, owners: Collection[Hashable]) -> None:
        """Let go of all that is kept of some owners."""
        for key in self._entries.copy():
            if key[0] in owners:
                self._entries.pop(key, None)

    def _make_room(self) -> None:
        self._added = 0
        entries = self._entries.copy()
        total = sum(size for _, size in entries.values())
        for key, (_, size) in entries.items():
            if total <= self._limit - self._share:
                return
            self._entries.pop(key, None)
            total -= size


class Lent(Kept):
    """What somebody else keeps; once he is gone, nothing is.

    What is kept knows by it where more of it is kept, and yet files are let go of as soon as nobody reads them.
    """

    def __init__(self, kept: Kept) -> None:
        self._keeper = ref(kept)

    def get(self, key: Key) -> Any:  # noqa: ANN401  whatever was put
        kept = self._keeper()
        return None if kept is None else kept.get(key)

    def put(self, key: Key, value: object, size: int) -> None:
        kept = self._keeper()
        if kept is not None:
            kept.put(key, value, size)

    def forget(self, owners: Collection[Hashable]) -> None:
        kept = self._keeper()
        if kept is not None:
            kept.forget(owners)
