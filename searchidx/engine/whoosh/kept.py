"""What was decoded lately is kept, so many bytes of it, for readers ask for the same words again and again."""

from collections.abc import Collection, Hashable
from typing import Any, Final

LIMIT: Final = 256 << 20
"""Bytes that an open index keeps."""


Key = tuple[Hashable, Hashable]
"""Whose it is, and what."""


class Kept:
    """Two halves: when the younger one is full it becomes the older one, whose things go unless they were asked for.

    Threads may share it: what they undo of each other is decoded once more.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._half = limit // 2
        self._younger: dict[Key, tuple[Any, int]] = {}
        self._older: dict[Key, tuple[Any, int]] = {}
        self._size = 0

    def get(self, key: Key) -> Any:  # noqa: ANN401  whatever was put
        """Return what was put under a key; None where it is gone."""
        found = self._younger.get(key)
        if found is None:
            found = self._older.get(key)
            if found is None:
                return None
            self.put(key, *found)
        return found[0]

    def put(self, key: Key, value: object, size: int) -> None:
        """Keep something of so many bytes."""
        if self._size + size > self._half:
            self._older, self._younger, self._size = self._younger, {}, 0
        self._younger[key] = value, size
        self._size += size

    def forget(self, owners: Collection[Hashable]) -> None:
        """Let go of all that is kept of some owners."""
        self._younger, self._older = (
            {key: entry for key, entry in half.copy().items() if key[0] not in owners}
            for half in (self._younger, self._older)
        )
