"""The laws of `searchidx.analysis.token`, as assertions, and the texts they are tried on."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from unidecode import unidecode

from searchidx.analysis.characters import APOSTROPHES, CURRENCIES, HYPHENS, IGNORABLE
from searchidx.analysis.folding import LONGEST_TERM
from searchidx.analysis.french import analyse, analyse_word
from searchidx.analysis.token import Lexeme, Token
from searchidx.article import Article
from searchidx.corpus import read
from searchidx.corpus.files import File, files_of

CORPUS: Final = Path(__file__).parents[2] / "corpus"
ACCENTED: Final = "àâäéèêëîïôöùûüÿ"
SPACES: Final = " \u00a0\u202f\u2009\u2007"

_ELIDED: Final = re.compile(
    rf"(?:[çdjlmnstz]|c\u0327?|(?:ainsi|alors|depuis|jus|lors|parce|pres|puis|quel|quoi|tandis)?qu)[{IGNORABLE}]*[{APOSTROPHES}][{IGNORABLE}]*|t[{HYPHENS}]",
    re.IGNORECASE,
)


def assert_lawful_tokens(source: str, tokens: Sequence[Token]) -> None:
    """Laws 1 and 2: tokens are stretches of the text, in its order, apart from each other; so are clitics."""
    for token in tokens:
        assert 0 <= token.start < token.end <= len(source), token
        assert source[token.start : token.end] == token.text, token
        assert source[: token.start].endswith(token.clitic), token
        assert source.startswith(token.compound, token.start), token
        assert not token.compound or len(token.compound) > len(token.text), token
        assert not token.clitic or _ELIDED.fullmatch(token.clitic), token
    for before, after in pairwise(tokens):
        assert before.end <= after.start - len(after.clitic), (before, after)


def assert_nothing_is_lost(source: str, tokens: Sequence[Token]) -> None:
    """Every letter and digit stands in a token, or in the clitic right before one."""
    ends = [0, *(token.end for token in tokens)]
    starts = [*(token.start - len(token.clitic) for token in tokens), len(source)]
    for gap in (source[end:start] for end, start in zip(ends, starts, strict=True)):
        assert not any(c.isalnum() and c not in APOSTROPHES for c in gap), (source, gap)


def assert_lawful_lexeme(lexeme: Lexeme) -> None:
    """Law 3, and what the attributes say of each other."""
    for values in lexeme:
        assert values, lexeme
        assert len(set(values)) == len(values), lexeme
        for value in values:
            assert value, lexeme
            assert not any(map(str.isspace, value)), lexeme
    assert all(len(value) <= LONGEST_TERM for value in (*lexeme.terms, *lexeme.folded)), lexeme
    parts = [form.partition("=") for form in lexeme.forms]
    assert tuple(dict.fromkeys(folded for folded, _, _ in parts)) == lexeme.folded, lexeme
    assert all(0 < len(exact) <= LONGEST_TERM for _, _, exact in parts), lexeme


def assert_same_term_in_ascii(word: str) -> None:
    """Law 4; a word that Unidecode leaves nothing of has no spelling in ASCII."""
    if word in CURRENCIES:  # the pound would be PS
        return
    spelling = unidecode(unicodedata.normalize("NFKC", word))
    if any(map(str.isalnum, spelling)):
        assert analyse_word(word).term == analyse_word(spelling).term, (word, spelling)


def primary_terms(text: str) -> list[str]:
    """Return the one term a query would ask for, of each word."""
    return [lexeme.term for _, lexeme in analyse(text)]


@cache
def corpus_texts() -> tuple[str, ...]:
    """Return every text of the articles in ``corpus/``."""
    files = [file for file in files_of(CORPUS) if isinstance(file, File)]
    found = [finding for file in files for finding in read(file.path, file.id)]
    articles = [finding for finding in found if isinstance(finding, Article)]
    texts = [(a.title, a.lead, a.body, *a.authors, *a.tags, a.section or "") for a in articles]
    return tuple(dict.fromkeys(text for of_one in texts for text in of_one if text))


@cache
def vocabulary() -> tuple[str, ...]:
    """Return every surface word of the corpus."""
    return tuple(sorted({token.text for text in corpus_texts() for token, _ in analyse(text)}))
