"""How the app reaches a browser."""
