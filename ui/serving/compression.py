"""Compressed forms of what the app serves: which one a browser takes, each made once and kept.

Streamlit leaves its own scripts uncompressed and compresses the rest at each request. None of it
changes while the app runs, so here each content is compressed once, as small as can be, and kept.
"""

from __future__ import annotations

import gzip
import hashlib
import queue
import re
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import brotli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

IDENTITY = "identity"
# Best first: the first is made in the background, the others are quick enough to be made on demand.
# Browsers take br over https and from the own machine, and gzip everywhere.
COMPRESSORS: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType(
    {
        "br": partial(brotli.compress, quality=11),
        "gzip": partial(gzip.compress, compresslevel=9, mtime=0),
    }
)
_QUALITY = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")


def accepted(header: str | None, offered: Iterable[str]) -> list[str]:
    """The encodings that a browser takes, the one to send first.

    Args:
        header: The request's Accept-Encoding, or None where it has none.
        offered: The encodings there are, best first, without identity.

    Returns:
        Those offered in the order of the browser's wish, then of the offer, with identity last.
        Those it wants less than identity are left out. A browser that refuses even identity gets
        it all the same, as RFC 9110 allows: a page helps more than an error.
    """
    wishes = _wishes(header or "")
    others = wishes.get("*", 0.0)
    least = wishes.get(IDENTITY, 0.0)
    weights = {encoding: wishes.get(encoding, others) for encoding in offered}
    taken = [encoding for encoding, weight in weights.items() if weight > 0 and weight >= least]
    taken.sort(key=lambda encoding: -weights[encoding])  # stable: the offer decides among equals
    return [*taken, IDENTITY]


def _wishes(header: str) -> dict[str, float]:
    """The weight of each coding that the header names; a weight that cannot be read is 0."""
    wishes = {}
    for part in header.lower().split(","):
        coding, *parameters = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            name, _, value = (piece.strip() for piece in parameter.partition("="))
            if name == "q":
                weight = float(value) if _QUALITY.fullmatch(value) else 0.0
        if coding:
            wishes[coding] = weight
    return wishes


@dataclass(frozen=True)
class Form:
    """A content in one encoding: its bytes, the encoding, and the entity tag of just this form."""

    body: bytes
    encoding: str
    etag: str


def plain(content: bytes) -> Form:
    """A content as it stands."""
    return _form(content, content, IDENTITY)


def _form(content: bytes, body: bytes, encoding: str) -> Form:
    return Form(body, encoding, f'"{hashlib.sha256(content).hexdigest()[:20]}-{encoding}"')


class Shelf:
    """Compressed contents, each made once.

    A content is known by a name, and must be the same whenever it is asked for by that name.
    """

    def __init__(self, compressors: Mapping[str, Callable[[bytes], bytes]] = COMPRESSORS) -> None:
        """Start with an empty shelf.

        Args:
            compressors: What compresses, by encoding, the best first.
        """
        self._compressors = compressors
        self._forms: dict[tuple[str, str], Form] = {}
        self._locks: dict[tuple[str, str], threading.Lock] = {}
        self._waiting: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._asked_for: set[str] = set()
        self._worker: threading.Thread | None = None

    @property
    def offered(self) -> tuple[str, ...]:
        """The encodings there are, best first."""
        return tuple(self._compressors)

    def best_now(self, name: str, wanted: list[str], read: Callable[[], bytes]) -> Form:
        """The best form that can be had without a long wait. It may block for milliseconds.

        Args:
            name: Which content.
            wanted: Encodings in the order of the wish, as `accepted` gives them.
            read: Gives the content.

        Returns:
            The first form wanted. While the best encoding is still being made, that is the next
            one; only a browser that takes no other waits for it.

        Raises:
            OSError: as `read` does.
        """
        best = self.offered[0]
        encoding, *others = wanted
        if encoding == best and others != [IDENTITY] and (name, best) not in self._forms:
            self.make_soon(name, read)
            encoding = others[0]
        return plain(read()) if encoding == IDENTITY else self.made(name, encoding, read)

    def made(self, name: str, encoding: str, read: Callable[[], bytes]) -> Form:
        """A form, made now if it is not there yet; who asks meanwhile waits for the same one."""
        key = name, encoding
        with self._locks.setdefault(key, threading.Lock()):
            if key not in self._forms:
                content = read()
                self._forms[key] = _form(content, self._compressors[encoding](content), encoding)
        return self._forms[key]

    def make_soon(self, name: str, read: Callable[[], bytes]) -> None:
        """Have the best form of a content made in the background, in the order of asking."""
        if name in self._asked_for:
            return
        self._asked_for.add(name)
        self._waiting.put(lambda: self.made(name, self.offered[0], read))
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, name="compression", daemon=True)
            self._worker.start()

    def _work(self) -> None:
        while True:
            with suppress(OSError):  # a file that is gone is told to whoever asks for it
                self._waiting.get()()
