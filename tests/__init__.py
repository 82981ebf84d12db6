"""Tests: they mirror the package, and need nothing that is not in the project."""
