"""Questions about outcomes: why not, what if, step by step, all at once."""
