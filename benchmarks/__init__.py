"""Benchmarks: searchidx beside its peers, on the same articles and the same queries."""
