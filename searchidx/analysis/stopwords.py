"""Stop words: so frequent that they say nothing of what an article is about.

They are indexed and searched like any word; they are only left out of the scoring of a query that
has other words.  They are looked up folded, so that a query ranks alike with and without accents; but a
word that an accent tells from a stop word is one in its own right where the accent was typed: *né*, *dû*, *sûr*.
"""

from functools import cache
from pathlib import Path
from typing import Final

IN_THEIR_OWN_RIGHT: Final = frozenset(
    {
        "né",  # born, not *ne*
        "dû",  # what is owed, not *du*
        "sûr",  # sure, not *sur*
        "mémé",  # grandmother, not *même*
        "mémés",
        "dés",  # dice, not *des*
        "entré",  # come in, not *entre*
        "lés",  # widths, not *les*
        "tés",  # the letters, not *tes*
        "tû",  # kept silent, not *tu*
    }
)
"""Words with their accents that fold as a stop word does; closed, as the stop words of their spelling are."""


@cache
def stop_words() -> frozenset[str]:
    """Return the folded stop words of ``data/stopwords.txt``."""
    text = Path(__file__).with_name("data").joinpath("stopwords.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if (word := line.partition("#")[0].strip()))
