"""Representations of what the app serves: each content in the coding that a browser takes.

Streamlit leaves its own scripts uncompressed and compresses the rest at each request. None of it
changes while the app runs, so here each content is compressed once in each coding.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

import brotli
from starlette.datastructures import Headers
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.types import Scope

IDENTITY = "identity"
# The best first. Browsers take br over https and from the own machine, and gzip everywhere.
# Brotli's highest level saves another 39 kB of 519 in a first visit, and takes nine times as long.
COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=9),
    "gzip": partial(gzip.compress, compresslevel=9, mtime=0),
}
_WEIGHT = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def acceptable_codings(header: str | None, offered: Iterable[str]) -> list[str]:
    """The content codings that a browser takes, the one to send first.

    Args:
        header: The request's Accept-Encoding, or None where it has none.
        offered: The codings there are, best first, without identity.

    Returns:
        Those offered in the order of the browser's wish, then of the offer, with identity last.
        Those it wants less than identity are left out. A browser that refuses even identity gets
        it all the same, as RFC 9110 allows: a page helps more than an error.
    """
    named = dict(_weighted(part) for part in (header or "").lower().split(","))
    weights = {coding: named.get(coding, named.get("*", 0.0)) for coding in offered}
    least = named.get(IDENTITY, 0.0)
    acceptable = [coding for coding, weight in weights.items() if weight > 0 and weight >= least]
    acceptable.sort(key=lambda coding: -weights[coding])  # stable: the offer decides among equals
    return [*acceptable, IDENTITY]


def _weighted(part: str) -> tuple[str, float]:
    """A coding and its weight, as a part of the header has them; one that is no weight counts 0."""
    coding, _, parameter = part.partition(";")
    weight = _WEIGHT.fullmatch("".join(parameter.split()) or "q=1")
    return coding.strip(), float(weight[1]) if weight else 0.0


@dataclass(frozen=True)
class Representation:
    """A content in one coding: its bytes, and its entity tag."""

    body: bytes
    etag: str


@dataclass(frozen=True)
class Content:
    """A content that stays the same while the app runs, compressed once in each coding.

    Attributes:
        read: Gives the bytes.
        media_type: What they are.
        cache_control: How long a browser may keep them.
    """

    read: Callable[[], bytes]
    media_type: str
    cache_control: str
    _representations: dict[str, Representation] = field(default_factory=dict, init=False)

    def representation(self, coding: str) -> Representation:
        """The content in a coding, made at the first call.

        Raises:
            OSError: The content cannot be read.
        """
        if coding not in self._representations:
            content = self.read()
            body = content if coding == IDENTITY else COMPRESSORS[coding](content)
            etag = f'"{hashlib.sha256(content).hexdigest()[:20]}-{coding}"'
            self._representations[coding] = Representation(body, etag)
        return self._representations[coding]

    def response(self, scope: Scope) -> Response:
        """The answer to a GET or HEAD request, or the word that the browser's copy still holds.

        Raises:
            OSError: The content cannot be read.
        """
        request = Headers(scope=scope)
        coding = acceptable_codings(request.get("accept-encoding"), COMPRESSORS)[0]
        chosen = self.representation(coding)
        headers = {"ETag": chosen.etag, "Cache-Control": self.cache_control}
        headers["Vary"] = "Accept-Encoding"
        known = [tag.strip() for tag in request.get("if-none-match", "").split(",")]
        if known == ["*"] or chosen.etag in (tag.removeprefix("W/") for tag in known):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        if coding != IDENTITY:
            headers["Content-Encoding"] = coding
        # The server leaves the body out of the answer to HEAD.
        return Response(chosen.body, headers=headers, media_type=self.media_type)
