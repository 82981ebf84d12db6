"""The engines that are measured, each behind the same small protocol (``base.py``).

A peer that is not installed is passed over: its module is imported when it is wanted, not before.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Final

from benchmarks.peers.base import Peer

_HOMES: Final = {
    "searchidx": ("searchidx", "Searchidx"),
    "searchidx, 2 jobs": ("searchidx", "SearchidxTwoJobs"),
    "tantivy": ("tantivy", "Tantivy"),
    "tantivy, not counting": ("tantivy", "TantivyTop"),
    "FTS5": ("fts5", "Fts5"),
    "Xapian": ("xapian", "Xapian"),
    "bm25s": ("bm25s", "Bm25s"),
    "Whoosh": ("whoosh", "Whoosh"),
}
_NEEDS: Final = {
    "tantivy": ["tantivy"],
    "xapian": ["xapian"],
    "bm25s": ["bm25s", "Stemmer"],
    "whoosh": ["whoosh"],
}

NAMES: Final = ("searchidx", "tantivy", "FTS5", "Xapian", "bm25s", "Whoosh")
"""Those with an index of their own."""

SAME_INDEX: Final = {"tantivy, not counting": "tantivy"}
"""Those that search the index of another."""


def missing(name: str) -> list[str]:
    """Return the modules that a peer needs and that are not there."""
    home, _ = _HOMES[name]
    return [module for module in _NEEDS.get(home, ()) if find_spec(module) is None]


def peer(name: str) -> Peer:
    """Return a peer, its index not yet open."""
    home, made = _HOMES[name]
    found: Peer = getattr(import_module(f"benchmarks.peers.{home}"), made)()
    return found
