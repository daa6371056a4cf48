"""What is decided when a card is made, and then fixed for that card's life.

`OpenPoints` are the points on which public sources of the real card are silent or disagree
(docs/interfaces.md, section card, "open points").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fuda.card.interface import ReferenceName

ChipKind = Literal["card", "android", "iphone"]
"""A My Number Card, or the secure element of a phone of either make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinForm:
    """What a PIN may look like, and how many tries there are; both come from the rules."""

    shortest: int
    longest: int
    tries: int
    characters: Literal["digits", "digits_and_capitals"]

    def has_its_length(self, pin: bytes) -> bool:
        """Whether so many characters can be this PIN."""
        return self.shortest <= len(pin) <= self.longest

    def may_hold(self, pin: bytes) -> bool:
        """Whether only characters of this PIN occur."""
        digits = b"0123456789"
        allowed = digits if self.characters == "digits" else digits + b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        return all(character in allowed for character in pin)


_BOUNDS: Mapping[str, tuple[int, int]] = {
    "file_space": (1, 0x100000),
    "certificate_space": (1, 0x7FFF),
    "filler": (0, 0xFF),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoints:
    """On what sources are silent or disagree; each default is our own choice."""

    atr: Literal["plain", "historical"] = "plain"
    """Which of the two answers to reset that were seen."""
    reselecting_forgets_pins: bool = True
    """SELECT of the application that is already selected ends its verified PINs."""
    wrong_length_spends_a_try: bool = False
    """VERIFY with a length that the PIN cannot have: a try, or 6700 and no try."""
    many_records: bool = True
    """READ RECORD from one record to the last (P2 5): all of them, or 6A81."""
    secure_messaging: bool = True
    """The card makes a session key with its card key; without one SET SESSION KEY says 66F1."""
    terminal_proves_key: bool = True
    """A terminal's certificate (80 A2) counts once EXTERNAL AUTHENTICATE proved its key."""
    four_items_long_form: bool = False
    """The outer length of 入力補助 EF 0002 as 82 hh ll even where one byte is enough.

    The issuer, who writes that file, goes by it; to the chip a file is a file.
    """
    file_space: int = 0x10000
    """How many bytes all files and data objects together may have."""
    certificate_space: int = 3072
    """Physical size of a certificate's file; `filler` follows the DER."""
    filler: int = 0xFF

    def __post_init__(self) -> None:
        """ValueError names a number that no chip can go by."""
        for name, (least, most) in _BOUNDS.items():
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} is {least} to {most}, not {getattr(self, name)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardProfile(OpenPoints):
    """The make of a card."""

    kind: ChipKind = "card"
    """What the chip is in, which decides its applications and what its token calls itself."""
    pins: Mapping[ReferenceName, PinForm]
    """Every PIN and check number that this card can hold."""

    @property
    def is_phone(self) -> bool:
        """Whether this chip is a phone's."""
        return self.kind != "card"
