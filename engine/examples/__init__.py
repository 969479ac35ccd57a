"""Made-up people as data, each held against the engine."""
