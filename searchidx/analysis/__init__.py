"""Text to terms, in two pure steps.

`tokenizer` cuts a text into surface words, each a span of the original; `french` is the recipe that
turns a surface word, alone, into what is indexed.  The second step depends on nothing but the word,
so it is memoised: a word is analysed once and then looked up.
"""
