"""Where articles are kept and found.

`base` says what a back end promises, `resolve` turns a reader's query into the clauses it evaluates,
`memory` is the reference, `whoosh` the default.
"""
