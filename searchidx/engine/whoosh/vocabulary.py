"""From surface words to numbers: each stretch of text between white space is analysed once, then looked up.

So a text is a list of the numbers of its stretches, and what is indexed of each is known after it was met once.
"""

import re
from array import array
from collections.abc import Sequence
from typing import Final

import numpy as np

from searchidx.analysis.compounds import is_compound
from searchidx.analysis.folding import is_all_letters
from searchidx.analysis.french import Lexeme, analyse, analyse_word, term_of
from searchidx.engine.whoosh.dictionary import key_of
from searchidx.engine.whoosh.lookup import Numbering
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.stretches import JOINER, cut

_JOINER: Final = bytes([JOINER])
_JOINED: Final = re.compile(_JOINER + b"+")
_of_word: Final = analyse_word.__wrapped__  # what it says is remembered here
_BYTES_A_STRETCH: Final = 20
_BYTES_A_VARIANT: Final = 250


class Vocabulary:
    """The numbers of stretches, and what each number stands for.

    Attributes
    ----------
    tokens: by stretch, how many words are in it.
    first: by stretch, where its occurrences begin; one number more than there are stretches.
    places, variants: by occurrence, which word of its stretch it belongs to, and its variant.
    more: by stretch, further exact forms of a variant's term at one place: (place, form).
    terms, forms: by variant, its term and the key of its exact form, if it has one.
    shared: by variant, whether it may stand where another one stands.

    A variant is a term in one of its exact forms.
    """

    def __init__(self) -> None:
        self.tokens = array("I")
        self.first = array("I", [0])
        self.places = array("I")
        self.variants = array("I")
        self.more: dict[int, list[tuple[int, bytes]]] = {}
        self.terms: list[bytes] = []
        self.forms: list[bytes | None] = []
        self.shared = bytearray()
        self._numbers: dict[bytes, int] = {}
        self._numbering = Numbering()

    def read(self, texts: Sequence[bytes]) -> tuple[Numbers, Numbers]:
        """Return the numbers of the stretches of texts, one text after the other, and how many each has."""
        stretches = cut(texts)
        return self._numbering.numbers(stretches, self._learn).astype(np.uint32), stretches.counts

    @property
    def memory(self) -> int:
        """The bytes it takes, roughly."""
        return (
            self._numbering.memory + _BYTES_A_STRETCH * len(self.tokens) + _BYTES_A_VARIANT * len(self.terms)
        )

    def _learn(self, stretch: bytes) -> int:
        """Analyse a stretch, and return its number."""
        number = len(self.tokens)
        text = (_JOINED.sub(b" ", stretch) if _JOINER in stretch else stretch).decode(
            "utf-8", "surrogatepass"
        )
        count = 1
        if is_all_letters(text):  # one word without more ado
            lexeme = _of_word(text)
            if len(lexeme.terms) == 1:
                self.places.append(0)
                self.variants.append(self._variant(lexeme.terms[0], lexeme.forms[0]))
            else:
                self._take(number, 0, lexeme)
        else:
            count = 0
            for place, (_, lexeme) in enumerate(analyse(text, _of_word)):
                self._take(number, place, lexeme)
                count += 1
        self.tokens.append(count)
        self.first.append(len(self.places))
        return number

    def _take(self, number: int, place: int, lexeme: Lexeme) -> None:
        terms, folded, forms = lexeme
        size = len(forms)
        shared = size > 1
        clitic = terms[-1][-1] == "'"
        if len(terms) - clitic == len(folded) == size:  # so each term is that of the form at its side
            own = size - 1 if shared and is_compound(forms[-1]) else size
            for number_of_form, (term, form) in enumerate(zip(terms, forms, strict=False)):
                self._occurs(place, term, form, shared=own > 1 or number_of_form == own)
            if clitic:
                self._occurs(place, terms[-1], None, shared=False)
            return
        left = list(lexeme.terms)
        for form in lexeme.forms:
            term = lexeme.terms[0] if len(lexeme.folded) == 1 else term_of(form.partition("=")[0])
            if term in left:
                left.remove(term)
                self._occurs(place, term, form, shared=shared)
            else:
                self.more.setdefault(number, []).append((place, key_of(form)))
        for term in left:  # of a clitic, which has no form
            self._occurs(place, term, None, shared=False)

    def _occurs(self, place: int, term: str, form: str | None, *, shared: bool) -> None:
        variant = self._variant(term, form)
        self.places.append(place)
        self.variants.append(variant)
        if shared:
            self.shared[variant] = True

    def _variant(self, term: str, form: str | None) -> int:
        # a form has one term; what has none goes by its term, which is no form
        key = term.encode() if form is None else key_of(form)
        variant = self._numbers.setdefault(key, len(self.terms))
        if variant == len(self.terms):
            self.terms.append(term.encode())
            self.forms.append(None if form is None else key)
            self.shared.append(False)
        return variant
