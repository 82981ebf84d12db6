"""Tests of `searchidx.engine.whoosh`."""
