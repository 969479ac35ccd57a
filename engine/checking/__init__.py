"""Whether a rule book holds together, in one report."""
