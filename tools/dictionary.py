"""Every form of the French dictionary of Hunspell, with its lemma and its place in the paradigm.

The dictionary (``fr.dic``) names lemmas and flags; the affix file (``fr.aff``) says what a flag makes of a
word.  Prefix rules are elisions, and left out: the tokenizer cuts those.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

NAME = "name"
"""The kind of a proper name; the others are those of the dictionary, in short."""

_WORD = re.compile("[a-zà-öø-ÿœ]+(?:['’][a-zà-öø-ÿœ]+)*")
_NEEDS_AFFIX = "()"


class Form(NamedTuple):
    """A form in lower case; ``kind`` and ``cell`` say of what paradigm and where in it."""

    form: str
    lemma: str
    kind: str
    cell: str


class _Rule(NamedTuple):
    strip: str
    add: str
    condition: re.Pattern[str]
    cell: str

    def of(self, word: str) -> str | None:
        if not word.endswith(self.strip) or self.condition.search(word) is None:
            return None
        return word[: len(word) - len(self.strip)] + self.add


def forms_of(folder: Path) -> list[Form]:
    """Return every form of ``fr.dic`` in a folder, in its order, each reading once."""
    rules = _rules((folder / "fr.aff").read_text("utf-8"))
    lines = (folder / "fr.dic").read_text("utf-8").splitlines()[1:]
    found = (form for line in lines if line.strip() for form in _forms(line, rules))
    return list(dict.fromkeys(found))


def lower(word: str) -> str:
    return unicodedata.normalize("NFC", word).lower()


def is_word(word: str) -> bool:
    """Tell whether a word in lower case is one word of French letters, apostrophes inside allowed."""
    return _WORD.fullmatch(word) is not None


def _rules(affixes: str) -> dict[str, list[_Rule]]:
    rules: dict[str, list[_Rule]] = defaultdict(list)
    for fields in map(str.split, affixes.splitlines()):
        if len(fields) > 4 and fields[0] == "SFX":
            flag, strip, add, condition = fields[1:5]
            cell = " ".join(sorted(tag for tag in fields[5:] if tag.startswith(("is:", "po:"))))
            ending = re.compile("" if condition == "." else f"(?:{condition})$")
            rules[flag].append(_Rule(_affix(strip), _affix(add.partition("/")[0]), ending, cell))
    return rules


def _affix(written: str) -> str:
    return "" if written == "0" else written


def _forms(line: str, rules: dict[str, list[_Rule]]) -> Iterator[Form]:
    head, *tags = line.split()
    word, _, flags = head.partition("/")
    kind = _kind(word, {tag[3:] for tag in tags if tag.startswith("po:")})
    lemma = lower(next((tag[3:] for tag in tags if tag.startswith("st:")), word))
    pairs = [flags[i : i + 2] for i in range(0, len(flags), 2)]
    made: dict[str, str] = {}
    if _NEEDS_AFFIX not in pairs:
        made[word] = " ".join(sorted(tag for tag in tags if tag.startswith("is:")))
    for rule in (rule for pair in pairs for rule in rules.get(pair, ())):
        form = rule.of(word)
        if form is not None:
            made.setdefault(form, rule.cell)
    for form, cell in made.items():
        if is_word(lower(form)) and is_word(lemma):
            yield Form(lower(form), lemma, kind, cell)


def _kind(word: str, parts: set[str]) -> str:
    if any(re.match(r"v\d", part) for part in parts):
        return "verb"
    if parts & {"npr", "prn", "patr"}:
        return NAME
    if parts & {"nom", "adj"}:
        if word[:1].isupper() and "adj" not in parts:
            return NAME
        return " ".join(sorted(parts & {"nom", "adj"}))
    if "adv" in parts and "mg" not in parts:
        return "adv"
    return NAME if word[:1].isupper() else "function"
