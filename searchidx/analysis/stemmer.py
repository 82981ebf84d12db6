"""Stemming: one term for all the forms of a word, *négocier*, *négocie*, *négociaient*.

A table says it of the words of a dictionary; of other words, rules on their endings, learnt from the table.
Both know only folded words, so that a word typed without accents is treated alike.
"""

from typing import Final, Literal

from searchidx.analysis.stems import stem_table

_LONGEST: Final = 40
"""Letters of a word that may have a stem; no word of the dictionary has as many."""

KEPT: Final = 3
"""Letters that stand before any ending."""

TELLING: Final = 6
"""Letters of a beginning, at most."""

LAST: Final = ("er", "e")
"""What an unknown word ends in that may be a verb, a noun or a feminine: it is taken off."""


def stem(folded: str) -> str:
    """Return the stem of a folded word, for a known word the most frequent lemma of its class; never empty.

    >>> stem("negociaient"), stem("yeux"), stem("googlisations"), stem("googlait")
    ('negocier', 'oeil', 'googlisation', 'googl')
    """
    if len(folded) > _LONGEST or not folded.isascii():
        return folded
    table = stem_table()
    number = table.find(table.forms, folded.encode())
    return table.changed(folded, number) if number else _by_rule(folded)


def sources(folded: str) -> tuple[Literal["table", "rule"], ...]:
    """Return what the stem of a folded word comes from, one after the other; nothing where the word stays as it is.

    >>> sources("negociaient"), sources("googlisations"), sources("chevals"), sources("cac40")
    (('table',), ('rule',), ('rule', 'table'), ())
    """
    if not folded.isascii():
        return ()
    table = stem_table()
    if table.find(table.forms, folded.encode()):
        return ("table",)
    if stem(folded) == folded:
        return ()
    made = table.changed(folded, table.find_longest(table.endings, _ending(folded)))
    return ("rule", "table") if table.find(table.forms, made.encode()) else ("rule",)


def _by_rule(folded: str) -> str:
    """Return the stem of an unknown word: what the longest ending with a rule says, or what is known of that.

    A name is never the stem of another word: *Alberts* is not *Albert*.  What holds a digit stays as it is.
    """
    if not folded.isalpha():
        return folded
    table = stem_table()
    number = table.find_longest(table.endings, _ending(folded))
    if not number:
        return _shortened(folded)
    made = table.changed(folded, number)
    known = table.find(table.forms, made.encode())
    if not known:
        return _shortened(made)
    return folded if table.is_name(known) else table.changed(made, known)


def _shortened(unknown: str) -> str:
    """Take `LAST` off an unknown word, unless that makes a known one."""
    table = stem_table()
    for ending in LAST:
        if unknown.endswith(ending) and len(unknown) > KEPT + len(ending):
            short = unknown.removesuffix(ending)
            if not table.find(table.forms, short.encode()):
                return short
    return unknown


def beginnings(stem: str) -> tuple[str, ...]:
    """Return a few letters or more, with some of which every folded word of this stem begins.

    Words of a rule begin as their stem does, up to what a rule may have put at its end.  The table says
    which of its words begin otherwise.

    >>> beginnings(stem("negociations")), beginnings(stem("yeux"))
    (('negoci',), ('oeil', 'yeux'))
    """
    if not stem.isascii():
        return (stem,)
    table = stem_table()
    number = table.find(table.beginnings, stem.encode())
    if number:
        return tuple(table.change(number).added.split())
    if table.find(table.forms, stem.encode()):
        return (stem[: len(stem) - _put(stem)][:TELLING],)
    kept = min(len(stem + ending) - _put(stem + ending) for ending in ("", *LAST))
    return (stem[:kept][:TELLING],)


def _put(made: str) -> int:
    """Return how many letters at the end of what a rule makes it may have put there."""
    table = stem_table()
    number = table.find_longest(table.put, _ending(made))
    return table.change(number).cut


def _ending(word: str) -> bytes:
    """Return what may be an ending of a word, backwards."""
    return word[: KEPT - 1 : -1].encode()
