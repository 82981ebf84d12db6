"""Stop words: so frequent that they say nothing of what an article is about.

They are indexed and searched like any word; they are only left out of the scoring of a query that
has other words.  They are looked up folded, so that a query ranks alike with and without accents.
"""

from functools import cache
from pathlib import Path


@cache
def stop_words() -> frozenset[str]:
    """Return the folded stop words of ``data/stopwords.txt``."""
    text = Path(__file__).with_name("data").joinpath("stopwords.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if (word := line.partition("#")[0].strip()))
