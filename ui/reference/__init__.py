"""Pages to look things up: options, words, about."""
