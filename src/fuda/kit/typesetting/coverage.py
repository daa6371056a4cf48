"""What the certificate font can draw: single characters, and characters with a variation selector.

A selector that the font does not know for its character would silently give the plain shape, and
a private-use character may give anything: both count as undrawable here (KIOSK-09).
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

_SELECTORS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_PRIVATE: Final = (range(0xE000, 0xF900), range(0xF0000, 0x110000))
_SELECTOR_BITS: Final = 21

SAME_SHAPE: Final[Mapping[str, str]] = {
    "葛\U000e0100": "葛\U000e0102",
    "葛\U000e0101": "葛\U000e0103",
    "辻\U000e0100": "辻\U000e0102",
    "辻\U000e0101": "辻\U000e0103",
}
"""One shape registered twice: Adobe-Japan1's sequence, and the Moji_Joho sequence that IPAmj has.

Only pairs that were compared as pictures; every other Adobe-Japan1 sequence is undrawable.
"""


class Coverage:
    """Which text the font draws exactly as registered; about 200 kB."""

    def __init__(
        self, runs: Iterable[tuple[int, int]], variants: Iterable[tuple[int, int]]
    ) -> None:
        """`runs`: first and last code of each run; `variants`: code and selector."""
        ordered = sorted(runs)
        self._first = array("I", (first for first, _ in ordered))
        self._last = array("I", (last for _, last in ordered))
        self._variants = array(
            "Q", sorted(code << _SELECTOR_BITS | selector for code, selector in variants)
        )

    def undrawable(self, text: str) -> tuple[str, ...]:
        """What the font cannot draw, each once, in order; a character with its selector is one."""
        return tuple(
            dict.fromkeys(one for one in characters(text) if not self._draws(as_drawn(one)))
        )

    def _draws(self, character: str) -> bool:
        code = ord(character[0])
        if len(character) == 1:
            run = bisect_right(self._first, code) - 1
            return run >= 0 and code <= self._last[run] and not _is_private(code)
        wanted = code << _SELECTOR_BITS | ord(character[1])
        at = bisect_left(self._variants, wanted)
        return at < len(self._variants) and self._variants[at] == wanted


def as_drawn(text: str) -> str:
    """The text with each doubly registered shape written as the font knows it; no other change."""
    for registered, drawn in SAME_SHAPE.items():
        text = text.replace(registered, drawn)
    return text


def characters(text: str) -> Iterator[str]:
    """The text in pieces of one character, or a character and its variation selector."""
    piece = ""
    for one in text:
        if piece and any(ord(one) in selectors for selectors in _SELECTORS):
            yield piece + one
            piece = ""
            continue
        if piece:
            yield piece
        piece = one
    if piece:
        yield piece


def _is_private(code: int) -> bool:
    return any(code in area for area in _PRIVATE)
