"""``python -m searchidx`` is ``searchidx``."""

from searchidx.cli import main

main()
