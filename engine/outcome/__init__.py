"""From firings to an outcome that gives its reasons."""
