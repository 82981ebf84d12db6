"""Tests of `searchidx.corpus`, and of the articles in ``corpus/``."""
