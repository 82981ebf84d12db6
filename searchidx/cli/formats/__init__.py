"""Hits for other programs, a module for each family of formats; each is loaded when it is asked for.

A format turns results, their hits one after the other, and the number before the first into pieces of
output, so that all hits of a large index can be printed.
"""
