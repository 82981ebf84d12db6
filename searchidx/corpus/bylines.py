"""The names in a byline, as the press writes them: in a field of data, which is a name mostly, and on a page."""

import re
from functools import lru_cache
from typing import Final

from searchidx.corpus.paragraphs import one_line

_WORD: Final = r"(?:d[’'])?[A-ZÀ-Þ][\w’'.-]*"
_MORE: Final = rf" (?:d[eu]s?|l[ea]|van|von|da|di|el|ben|{_WORD})"
NAME: Final = rf"{_WORD}(?:{_MORE})*"
"""A regular expression: words with a capital, and particles between them."""
_FULL_NAME: Final = rf"{_WORD}(?:{_MORE})+"
_BETWEEN: Final = r"(?:, ?| et | and | & | ?/ ?| ?\| ?)"
_SEVERAL: Final = re.compile(rf"{_FULL_NAME}(?:{_BETWEEN}(?:{_FULL_NAME}|[A-Z]{{2,8}}|Reuters))+")
"""Full names in a row, with agencies; « Le Goff, Anne » is one."""
_AND: Final = re.compile(_BETWEEN)
_MAILED: Final = re.compile(r"\S+@\S+\s*\((.+)\)|(.+?)\s*<\S+@\S+>")
"""« anne@example.org (Anne Le Goff) », « Anne Le Goff <anne@example.org> »."""
ADDRESS: Final = re.compile(r"https?://\S+")
_BY: Final = re.compile(
    r"(?:(?:propos recueillis|textes?(?: et photos)?|(?:un )?(?:article|dossier|reportage)|publiée?|postée?|écrite?|rédigée?|recueillie?|signée?)\s+)?"
    r"(?:par|by|por|auteure?s?|texte)\s*:?\s+|(?:auteure?s?|texte)\s*:\s*",
    re.IGNORECASE,
)
_WITH: Final = re.compile(r"\s*\((?:avec|et|with|and)\s+([^()]*)\)", re.IGNORECASE)
_AGENCY: Final = re.compile(r"\s*\(([A-Z]{2,5})\)$")
_BRACKETS: Final = re.compile(r"\s*[(\[][^()\[\]]*[)\]]$")
_WHEN: Final = re.compile(
    r"[\s,|–—-]+(?:(?:publiée?s?|mise?s?|postée?s?|modifiée?s?|posted|published|updated|last updated)\b.*\d"
    r"|(?:le|on|the) [0-9]|(?:le )?(?:lun|mar|mercre|jeu|vendre|same|diman)(?:di|che)?\.? \d|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d).*$",
    re.IGNORECASE,
)
"""A date behind the name."""
_PARTS: Final = re.compile(
    r"\s+(?:[eE]t|and|&|/|avec(?=\s[A-ZÀ-Þ][\w’'-]*[a-zà-ÿ]\s[A-ZÀ-Þ]))\s+|\s*[;|•·\n]\s*|,\s+(?:et |and )?"
)
"""What stands between names; « Le Monde avec AFP » is one."""
_ROLE: Final = re.compile(
    r"(?<=\w\s\w\w)(.*?)(?:[\s,:–—-]+(?:(?i:(?:notre |nos )?(?:envoyée?s? (?:spécia|permanent)|correspondant)|journaliste|grand reporter|rédact(?:eur|rice)"
    r"|chef(?:fe)? d|chroniqueu|éditorialiste|professeur|maître(?:sse)? de conf|chercheu|direct(?:eur|rice)|historien|économiste"
    r"|(?:staff|senior|executive) |editor|reporter\b)|à [A-ZÀ-Þ])| [-–—|] ).*$"
)
"""What somebody does, or where, behind a name."""
_NO_NAME: Final = re.compile(
    r"https?:|www\.|[@{}<>]|(?-i:^[a-z-]{2,9}/[a-z/-]{2,20}$)|[^\W\d_]{3}[.!?:]\s|[0-9][:h][0-9]|^[\W\d_]+$"
    r"|^(?:admin|administrateur|administrator|webmaster|unknown|auteure?|author|none|null|undefined|anonyme|suivre|follow|follow author)$",
    re.IGNORECASE,
)
_STOP: Final = re.compile(r"(?<=[^\W\d_]{3})\.$")
_SENTENCES: Final = re.compile(r"[^\W\d_]{3}[.!?]\s+[A-ZÀ-Þ]")
_LONGEST: Final = 80
_MOST_WORDS: Final = 7


@lru_cache(maxsize=1 << 12)
def people_in(text: str) -> tuple[str, ...]:
    """Return the people that a field of data names; an archive has few and many articles.

    What may be one name stays one, for whoever made the field knew better.

    >>> people_in("Par Anne Le Goff et Jean Petit"), people_in("Le Goff, Anne")
    (('Anne Le Goff', 'Jean Petit'), ('Le Goff, Anne',))
    """
    if ADDRESS.fullmatch(text):
        return ()
    if mailed := _MAILED.fullmatch(text):
        text = mailed[1] or mailed[2]
    if (begun := _BY.match(text)) and begun.end() < len(text):
        text = text[begun.end() :]
    return tuple(_AND.split(text)) if _SEVERAL.fullmatch(text) else (text,)


def names_in(text: str) -> list[str]:
    """Part the names of a byline on a page, and take off what is no name: roles, places, dates.

    >>> names_in("Par Anne Le Goff et Hugo Rémy"), names_in("Marie Durand, à Tours"), names_in("https://x.fr/anne")
    (['Anne Le Goff', 'Hugo Rémy'], ['Marie Durand'], [])
    >>> names_in("Le Monde avec AFP"), names_in("Idir Benyahia (avec Zoé Bo) le 3 mai 2024"), names_in("Vauzelle, Thierry")
    (['Le Monde avec AFP'], ['Idir Benyahia', 'Zoé Bo'], ['Vauzelle, Thierry'])
    """
    text = _WITH.sub(r", \1", one_line(text))
    if begun := _BY.match(text):
        text = text[begun.end() :]
    text = _WHEN.sub("", text)
    if _SENTENCES.search(text):
        return []
    parts = [text] if _is_turned_round(text) else _PARTS.split(text)
    found = []
    for number, part in enumerate(parts):
        name = _BRACKETS.sub("", _AGENCY.sub(r"", part))
        name = _STOP.sub("", _ROLE.sub(r"\1", name).strip(" ,:–—-"))
        if name and _may_be_a_name(name) and (number == 0 or name[0].isupper()):
            found.append(name)
        if agency := _AGENCY.search(part):
            found.append(agency[1])
    return list(dict.fromkeys(found))


def _may_be_a_name(name: str) -> bool:
    return len(name) <= _LONGEST and name.count(" ") < _MOST_WORDS and not _NO_NAME.search(name)


def _is_turned_round(text: str) -> bool:
    """Tell whether a name is written as in « Vauzelle, Thierry »: a word, then one or two."""
    last, comma, first = text.partition(", ")
    return (
        bool(comma) and " " not in last and first.count(" ") <= 1 and "," not in first and not first.isupper()
    )
