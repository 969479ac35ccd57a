"""How wide text is at most, in any common sans-serif font, for breaking it into lines."""

from __future__ import annotations

# The widths of a wide screen font in parts of the font size, so that text never turns out wider
# than it was taken to be. Narrower fonts leave a little more air.
_WIDTHS = {
    0.30: " 'IJijl",
    0.36: ",./:;\\|\N{RIGHT SINGLE QUOTATION MARK}",
    0.41: "()-[]ft",
    0.46: "!r",
    0.53: '"*_`\N{EN DASH}?csz\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}',
    0.60: "FLkvxy",
    0.65: "$0123456789EPSTYabdeghnopqu{}",
    0.70: "ABCKRVXZ",
    0.80: "&DGHNOQUw",
    0.88: "#+<=>^~M",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_WIDEST = 1.0
_BOLD = 1.18


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text can be, at a font size."""
    width = sum(_WIDTH_OF.get(letter, _WIDEST) for letter in text) * size
    return width * _BOLD if bold else width


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break text into lines that fit a width. A word that is too long on its own is broken too.

    Args:
        text: The words.
        width: The room for a line.
        size: The font size, in the unit of the width.
        bold: Whether the text is bold.

    Returns:
        The lines; none for no text.
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines += _pieces(word, width, size, bold=bold)
    return tuple(lines)


def _pieces(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
