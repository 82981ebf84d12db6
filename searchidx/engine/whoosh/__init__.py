"""The default back end: a folder with a Whoosh index, the only place that imports Whoosh.

`store` keeps the folder (generations, commits, the lock), `reader` is one commit, `evaluate` says which documents
match a clause, and `page` makes hits of them.  Whoosh's own query parser, matchers and collectors are not used.
"""

from searchidx.engine.whoosh.folder import Ways
from searchidx.engine.whoosh.store import WhooshEngine

__all__ = ["Ways", "WhooshEngine"]
