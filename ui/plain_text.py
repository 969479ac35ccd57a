"""The texts of a page without its markup."""

from __future__ import annotations

from html.parser import HTMLParser

_INLINE = {"a", "b", "em", "span", "strong", "wbr"}
_NO_TEXT = {"script", "style", "svg"}
_TO_SAY = "data-words"  # what a script says when it is time


class _Texts(HTMLParser):
    """The texts of a page: each block, such as a paragraph or a list item, is one."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _NO_TEXT
        self._end_of_block(tag)
        self.found += [value or "" for name, value in attrs if name == _TO_SAY]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _NO_TEXT
        self._end_of_block(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._parts.append(data)

    def close(self) -> None:
        super().close()
        self._end_of_block("")

    def _end_of_block(self, tag: str) -> None:
        if tag not in _INLINE:
            self.found.append("".join(self._parts))
            self._parts = []


def text_blocks(html: str) -> list[str]:
    """The texts of some HTML, in its order, each with single spaces.

    Args:
        html: A page or a part of one. What its scripts, styles and drawings hold is left out.
    """
    parser = _Texts()
    parser.feed(html)
    parser.close()
    return [text for text in (" ".join(found.split()) for found in parser.found) if text]
