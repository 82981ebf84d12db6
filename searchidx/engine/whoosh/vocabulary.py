"""From surface words to numbers: each stretch of text between white space is analysed once, then looked up.

No token crosses white space but a number in groups, *2 500*; its spaces are joined up before the text is
split.  So a text is a list of stretches, and what is indexed of each is known after it was met once.
"""

import re
from array import array
from collections.abc import Iterator
from typing import Final

from searchidx.analysis.french import Lexeme, analyse, analyse_word
from searchidx.analysis.stemmer import stem
from searchidx.analysis.tokenizer import THOUSANDS
from searchidx.engine.whoosh.dictionary import key_of

_JOINER: Final = "\ufdd0"  # no character, and never one
_GROUPED: Final = re.compile(rf"([0-9])[{THOUSANDS}](?=[0-9]{{3}}(?![0-9]))")
_PLAIN: Final = re.compile(r"[.,;:!?…\"()«»“”–—-]*([A-Za-zÀ-ÖØ-öø-ÿŒœ]+)[.,;:!?…\"()«»“”–—-]*")
"""A stretch that is one word without more ado."""
_BYTES_A_STRETCH: Final = 250
_BYTES_A_VARIANT: Final = 450


class Vocabulary(dict[str, int]):
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
        self._numbers: dict[str, int] = {}
        self._plain: dict[str, int] = {}

    def stretches(self, text: str) -> Iterator[int]:
        """Return the numbers of the stretches of a text."""
        if _JOINER in text:
            text = text.replace(_JOINER, " \ufffd ")
        return map(self.__getitem__, _GROUPED.sub(rf"\1{_JOINER}", text).split())

    @property
    def memory(self) -> int:
        """The bytes it takes, roughly."""
        return _BYTES_A_STRETCH * len(self) + _BYTES_A_VARIANT * len(self.terms)

    def __missing__(self, stretch: str) -> int:
        number = self[stretch] = len(self.tokens)
        if (plain := _PLAIN.fullmatch(stretch)) is not None:
            word = plain[1]
            variant = self._plain.get(word)
            if variant is None:
                lexeme = analyse_word.__wrapped__(word)  # it is remembered here
                variant = self._plain[word] = self._variant(lexeme.terms[0], lexeme.forms[0], shared=False)
            self.tokens.append(1)
            self.places.append(0)
            self.variants.append(variant)
            self.first.append(len(self.places))
            return number
        count = 0
        for place, (_, lexeme) in enumerate(analyse(stretch.replace(_JOINER, " "))):
            self._take(number, place, lexeme)
            count += 1
        self.tokens.append(count)
        self.first.append(len(self.places))
        return number

    def _take(self, number: int, place: int, lexeme: Lexeme) -> None:
        if len(lexeme.terms) == len(lexeme.forms) == 1:
            self._occurs(place, lexeme.terms[0], lexeme.forms[0], shared=False)
            return
        shared = len(lexeme.forms) > 1
        left = list(lexeme.terms)
        for form in lexeme.forms:
            term = lexeme.terms[0] if len(lexeme.folded) == 1 else stem(form.partition("=")[0])
            if term in left:
                left.remove(term)
                self._occurs(place, term, form, shared=shared)
            else:
                self.more.setdefault(number, []).append((place, key_of(form)))
        for term in left:  # of a clitic, which has no form
            self._occurs(place, term, None, shared=False)

    def _occurs(self, place: int, term: str, form: str | None, *, shared: bool) -> None:
        self.places.append(place)
        self.variants.append(self._variant(term, form, shared=shared))

    def _variant(self, term: str, form: str | None, *, shared: bool) -> int:
        # a form has one term; what has none goes by its term, which is no form
        variant = self._numbers.setdefault(form or term, len(self.terms))
        if variant == len(self.terms):
            self.terms.append(term.encode())
            self.forms.append(None if form is None else key_of(form))
            self.shared.append(shared)
        elif shared:
            self.shared[variant] = True
        return variant
