"""The rule book: what it may say, how it is read."""
