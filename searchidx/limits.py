"""How large may an article be?  What is larger is no article, and is refused before anything is made of it."""

import re
from dataclasses import dataclass
from typing import Final

from searchidx.errors import ArticleError

_WORD: Final = re.compile(r"[^\W_]+")
_RUN: Final = re.compile(
    r"[^\s!-/:-@\[-^`{-~\u00a0-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u2000-\u206f\u3000-\u303f]+"
)
"""What stands between what parts words; the marks above letters part none, however many."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that an article may have; the longest one takes about a second and 300 MB to index.

    Attributes
    ----------
    id: characters of the id.
    line: characters of the title, the section, the source, the URL, and of each author and tag.
    text: characters of lead and body together.
    words: words of lead and body together.
    word: characters of a word, a number, or a letter with its accents.
    names: authors, and tags.
    """

    id: int = 500
    line: int = 2_000
    text: int = 1_000_000
    words: int = 50_000
    word: int = 1_000
    names: int = 1_000

    def refuse_text(self, name: str, text: str) -> None:
        """Refuse a text that is too long, before it is read any further.

        Raises
        ------
        ArticleError
        """
        if len(text) > self.text:
            raise ArticleError(f"the {name} is longer than {self.text} characters: it has {len(text)}")

    def refuse_texts(self, lead: str, body: str) -> None:
        """Refuse lead and body that are too long, have too many words, or a word that is too long.

        Raises
        ------
        ArticleError
        """
        size = len(lead) + len(body)
        if size > self.text:
            raise ArticleError(f"lead and body are longer than {self.text} characters: they have {size}")
        for text in (lead, body):
            if _has_longer(text, self.word):
                raise ArticleError(f"the article has a word of more than {self.word} characters")
        if size >= 2 * self.words:  # a word takes two characters at least, with what parts it from the next
            words = sum(len(_WORD.findall(text)) for text in (lead, body))
            if words > self.words:
                raise ArticleError(f"the article has {words} words, more than {self.words}")

    def refuse_line(self, name: str, text: str) -> None:
        """Refuse a title or a name that is too long.

        Raises
        ------
        ArticleError
        """
        if len(text) > self.line:
            raise ArticleError(f"the {name} is longer than {self.line} characters: it has {len(text)}")
        if _has_longer(text, self.word):
            raise ArticleError(f"the {name} has a word of more than {self.word} characters")

    def refuse_id(self, id: str) -> None:
        """Refuse an id that is too long.

        Raises
        ------
        ArticleError
        """
        if len(id) > self.id:
            raise ArticleError(f"the id is longer than {self.id} characters")

    def refuse_number(self, name: str, number: int) -> None:
        """Refuse too many authors or tags.

        Raises
        ------
        ArticleError
        """
        if number > self.names:
            raise ArticleError(f"the article has {number} {name}, more than {self.names}")


DEFAULTS: Final = Limits()


def _has_longer(text: str, most: int) -> bool:
    """Tell whether a word is longer; one that is holds a whole block without a space, and few blocks have none."""
    size = most // 2 + 1
    for start in range(0, len(text) - size + 1, size):
        if text.find(" ", start, start + size) < 0:
            runs = _RUN.finditer(text, max(0, start - most), start + 2 * most)
            if any(run.end() - run.start() > most for run in runs):
                return True
    return False
