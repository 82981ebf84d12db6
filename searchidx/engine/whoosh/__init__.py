"""The default back end: a folder with a Whoosh index, the only place that imports Whoosh.

`store` keeps the folder (generations, commits, the lock), `reader` reads postings and columns,
`evaluate` turns clauses into hits.  Whoosh's own query parser, matchers and collectors are not used.
"""

from searchidx.engine.whoosh.store import WhooshEngine

__all__ = ["WhooshEngine"]
