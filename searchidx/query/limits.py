"""How large may a query be that a program made as a tree?  As large as one that is typed."""

from typing import Final

from searchidx.errors import QueryError
from searchidx.query.ast import (
    And,
    Boost,
    Exact,
    Fuzzy,
    In,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Wildcard,
    Word,
)
from searchidx.query.parser import LONGEST_QUERY, MOST_PATTERNS

DEEPEST_TREE: Final = 200
"""Levels; a text of as many groups as can be nested makes fewer."""


def refuse_large(query: Query) -> None:
    """Refuse a tree that is too deep, or asks for too much; level by level, for recursion has its own limit.

    Raises
    ------
    QueryError
    """
    level: list[Query] = [query]
    depth = characters = patterns = 0
    while level:
        depth += 1
        if depth > DEEPEST_TREE:
            raise QueryError("", (0, 0), f"the query is nested deeper than {DEEPEST_TREE} levels")
        below: list[Query] = []
        for node in level:
            match node:
                case And(parts) | Or(parts) | Near(parts):
                    below += parts
                case Not(part) | In(_, part) | Boost(part) | Exact(part):
                    below.append(part)
                case Word(text) | Phrase(text) | Prefix(text) | Wildcard(text) | Fuzzy(text):
                    characters += len(text)
                    patterns += isinstance(node, (Prefix, Wildcard, Fuzzy))
                case _:
                    pass
        level = below
        if characters + len(level) > LONGEST_QUERY:
            raise QueryError("", (0, 0), f"a query has at most {LONGEST_QUERY} characters, this one more")
        if patterns > MOST_PATTERNS:
            reason = f"a query has at most {MOST_PATTERNS} words with *, ? or ~, this one more"
            raise QueryError("", (0, 0), reason)
