"""The paragraphs of a page, without those that tell of the article, and without what follows it."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from searchidx.corpus.bylines import names_in
from searchidx.dates import fold, is_shaped_as_date

_MENU: Final = 20
_SHORT: Final = 60
"""What stands above the title in that many lines, all shorter than this, is a menu."""
_LINE: Final = 160
_ABOUT: Final = re.compile(
    r"(?:publie|mis en ligne|mise en ligne|poste|mis a jour|modifie|derniere mise a jour|par .{3,60}, publie)e?(?: le| :)? (?:[a-z]+ )?[0-9]{1,2}(?:er)?[ /.-].*"
    r"|il (?:vous )?reste [0-9]+(?:[.,][0-9]+)? ?% de (?:cet|l')article.*|.*\breserve(?:e|es|s)? (?:a nos|aux) abonnes\b.*"
    r"|(?:deja abonne|s'abonner|abonnez-vous|je m'abonne)\b.{0,40}|(?:temps de )?lecture ?:? [0-9].*|[0-9]+ ?min(?:utes?)?(?: de lecture)?"
)
"""A short line, folded, that tells of the article or of its sale."""
_HEADER: Final = 8
"""So many lines at most stand between title and text."""
_PROSE: Final = 120
_BEHIND: Final = re.compile(
    r"(?:(?:les |vos |lire les )?(?:[0-9]+ )?(?:commentaires?|reactions?)(?: ?\(?[0-9]+\)?)?(?: :)?|(?:laisser|laissez|ajouter|poster|ecrire) un commentaire.*"
    r"|reagir(?: a cet article)?|mots?[- ]cles? ?:?|tags? ?:?|etiquettes? ?:?|(?:vos |nos )?newsletters?"
    r"|(?:articles?|contenus?|sujets?) (?:lies|similaires|associes|recents|sponsorises|les plus lus)|(?:les )?plus lus|(?:les )?articles les plus lus"
    r"|(?:sur le|dans le) meme (?:sujet|theme|dossier).*|dans la meme (?:rubrique|categorie|section).*|(?:a )?(?:lire|voir|decouvrir) (?:aussi|egalement|ensuite)(?: sur .*)? ?:?"
    r"|(?:nos )?(?:dernieres?|derniers) (?:infos?|actus?|actualites|articles|nouvelles|publications).*|recommandes? pour vous|notre selection(?: d'articles)?|sur le web"
    r"|plus d'articles.*|suivez[- ]nous.*|partager(?: cet article| sur.*)?|vous aimerez aussi|cela pourrait vous interesser|(?:vous pourriez|ca pourrait) (?:aussi )?(?:aimer|vous interesser).*)"
)
"""A heading, folded, of what follows an article."""
_MOST: Final = 0.6
_LONG: Final = 600
"""A text has that share of the page, or is so long, where what follows begins."""


def own_text(texts: Sequence[str], title: str, authors: Sequence[str]) -> list[str]:
    """Return the paragraphs that are of the article.

    >>> own_text(["Accueil", "Une crue", "Par Anne Le Goff", "12 mars 2024", "L’eau monte.", "2 commentaires"], "Une crue", ["Anne Le Goff"])
    ['L’eau monte.']
    """
    bare = fold(title)
    folded = list(map(fold, texts))
    if bare in folded[:_MENU] and max(map(len, texts[: folded.index(bare)]), default=0) < _SHORT:
        texts = texts[folded.index(bare) + 1 :]
    texts = _without_end([text for text in texts if not _tells_of_it(text, bare)])
    head = list(takewhile(lambda text: len(text) <= _PROSE, texts[:_HEADER]))
    return [text for text in head if not _is_of_header(text, bare, authors)] + texts[len(head) :]


def _tells_of_it(text: str, title: str) -> bool:
    return fold(text) == title or (len(text) < _LINE and _ABOUT.fullmatch(fold(text)) is not None)


def _is_of_header(text: str, title: str, authors: Sequence[str]) -> bool:
    """Tell whether a line is a date, the byline, or the title and the name of the site."""
    rest = fold(text).removeprefix(title).lstrip()
    return (
        is_shaped_as_date(text)
        or (bool(authors) and set(names_in(text)) == set(authors))
        or (bool(title) and rest != fold(text) and rest[:1] in set("|-–—‹«»·:"))
    )


def _without_end(texts: list[str]) -> list[str]:
    lengths = list(map(len, texts))
    before, whole = 0, sum(lengths)
    for place, text in enumerate(texts):
        if before > min(_LONG, _MOST * whole) and lengths[place] < _LINE and _BEHIND.fullmatch(fold(text)):
            return texts[:place]
        before += lengths[place]
    return texts
