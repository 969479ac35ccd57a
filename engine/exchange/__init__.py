"""The rule book in forms that other programs read."""

BASE = "https://pain-options.example"
"""What every address of an exported schema or resource begins with.

These addresses are names, not places: nothing is served there. `.example` is a top-level domain
that RFC 2606 keeps out of use for good, so that no name of ours is ever somebody else's host.
"""
