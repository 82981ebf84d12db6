"""The command line: draws what the front door returns, and decides nothing itself.

Results go to standard output, all else to standard error.  Exit status as with grep: 0 found, 1 nothing
found, 2 error.
"""

import gc
import os

# NumPy would start threads for matrices, which we have none of
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
gc.set_threshold(50_000, 20, 100)  # a start-up makes much that stays

from searchidx.cli.app import main  # noqa: E402  it imports NumPy

__all__ = ["main"]
