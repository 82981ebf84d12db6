"""Kill it, fill it, damage it: the old index answers, or the fault is named."""
