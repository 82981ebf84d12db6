"""The quality of French analysis: what is measured, on what, beside whom; ``benchmarks/french.py`` is the command."""
