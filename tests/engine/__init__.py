"""Tests of `searchidx.engine`."""
