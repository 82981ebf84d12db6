"""The command line: draws what the front door returns, and decides nothing itself.

Results go to standard output, all else to standard error.  Exit status as with grep: 0 found, 1 nothing
found, 2 error.
"""

from searchidx.cli.app import main

__all__ = ["main"]
