"""Comparing pictures of a page."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageChops

_SLIGHT = 40  # of 255: what anti-aliasing does


def differing(one: bytes, other: bytes) -> float:
    """The share of the pixels in which two pictures of one size differ so that it is seen."""
    pictures = [Image.open(BytesIO(picture)).convert("L") for picture in (one, other)]
    changes = ImageChops.difference(*pictures).tobytes()
    return sum(change > _SLIGHT for change in changes) / len(changes)
