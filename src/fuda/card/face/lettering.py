"""Text on a card's face: how wide it is, where it breaks, and how small it must be to fit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from unicodedata import category, east_asian_width
from xml.sax.saxutils import escape

INK: Final = "#16211f"
HAND: Final = "#23307d"
"""Of a thin oil pen."""
FAMILY: Final = "IPAmjMincho, 'IPAmj明朝', 'Noto Serif CJK JP', 'Yu Mincho', serif"
LINE: Final = 1.3
"""From one line to the next, in letter heights."""

_SELECTORS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_WIDEST: Final = {"wide": 1.0, "letter": 0.97, "small": 0.9, "digit": 0.63, "narrow": 0.4}
_NARROW: Final = " .,:;'-ijlI()!"
_NOT_FIRST: Final = "、。，．）」』】ー］)]・々ゝゞ"
_LATIN_UNTIL: Final = "~"
"""What IPAmj Mincho has beyond it may be as wide as a Chinese character."""
_LATIN_WORD: Final = re.compile(r"[!-~]+")
_SHRINK, _SMALL = 0.94, 0.34


@dataclass(frozen=True, slots=True)
class Box:
    """A place for text; tenths of a millimetre from the card's upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text broken into lines, and the height of its letters."""

    lines: tuple[str, ...]
    size: float


def text(
    x: float,
    y: float,
    size: float,
    content: str,
    *,
    fill: str = INK,
    anchor: str = "start",
    more: str = "",
) -> str:
    """One line of text; its baseline is at `y`."""
    placed = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text x="{_short(x)}" y="{_short(y)}" font-size="{_short(size)}" fill="{fill}"'
        f"{placed}{more}>{escape(content)}</text>"
    )


def paragraph(box: Box, content: str, *, largest: float, fill: str = INK) -> str:
    """The whole text within the box, its letters as large as they can be, from the top down."""
    fitted = fit(content, box, largest=largest)
    return "".join(
        text(box.x, box.y + fitted.size * (0.95 + LINE * row), fitted.size, line, fill=fill)
        for row, line in enumerate(fitted.lines)
    )


def fit(content: str, box: Box, *, largest: float) -> Fitted:
    """Break, and shrink until it fits: every character of a name or an address is printed.

    A long word of Latin letters is broken only where it would be too small in one piece.
    """
    size, longest = largest, max(map(width, _LATIN_WORD.findall(content)), default=0.0)
    while True:
        lines = tuple(broken(content, box.width / size))
        whole = longest * size <= box.width or size < largest * _SMALL
        if whole and size * (LINE * (len(lines) - 1) + 1.1) <= box.height:
            return Fitted(lines, size)
        size *= _SHRINK


def broken(content: str, ems: float) -> Iterator[str]:
    """Lines no wider than that many letter heights; words of Latin letters stay whole if they can.

    A character never leaves its variation selector, and none of 、。） begins a line.
    """
    line, used = "", 0.0
    for piece in _pieces(content, ems):
        wide = width(piece)
        if line and used + wide > ems and piece.strip() and piece not in _NOT_FIRST:
            yield line.rstrip(" ")
            line, used = "", 0.0
        if line or piece != " ":
            line, used = line + piece, used + wide
    if line.strip(" "):
        yield line.rstrip(" ")


def width(content: str) -> float:
    """In letter heights, never less than IPAmj Mincho draws it."""
    return sum(_WIDEST[kind] for kind in map(_kind, content) if kind in _WIDEST)


def _kind(one: str) -> str:
    if _joins(one):
        return "none" if _selects(one) else "wide"
    if one in _NARROW:
        return "narrow"
    if (one.isdecimal() and one.isascii()) or east_asian_width(one) == "H":
        return "digit"
    if one > _LATIN_UNTIL:
        return "wide"
    return "small" if one.islower() else "letter"


def _joins(one: str) -> bool:
    """Whether it belongs to the character before it."""
    return _selects(one) or category(one) == "Mn"


def _selects(one: str) -> bool:
    return any(ord(one) in selectors for selectors in _SELECTORS)


def _pieces(content: str, ems: float) -> Iterator[str]:
    word = ""
    for one in _clusters(content):
        if one[0].isascii() and one != " " and width(word + one) <= ems:
            word += one
            continue
        if word:
            yield word
        word = one if one[0].isascii() and one != " " else ""
        if not word:
            yield one
    if word:
        yield word


def _clusters(content: str) -> Iterator[str]:
    piece = ""
    for one in content:
        if piece and _joins(one):
            piece += one
            continue
        if piece:
            yield piece
        piece = one
    if piece:
        yield piece


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
