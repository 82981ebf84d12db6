"""Tests of `searchidx.query`."""
