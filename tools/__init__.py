"""What makes the data of the package: run by hand, never at install."""
