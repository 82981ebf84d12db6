"""Tests of `searchidx.analysis`."""
