"""What every engine promises, held against the reference."""
