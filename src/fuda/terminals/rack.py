"""The cards that someone can take and lay on a terminal's reader.

CardLiesElsewhere   the card lies on another reader; carries where (card.interface)
NoSuchCard          nobody has a card of that id
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from fuda.card.interface import CardLiesElsewhere, Transport

__all__ = ["CardLiesElsewhere", "CardRack", "LaidCard", "NoSuchCard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidCard:
    """A card that can be laid: its id in the rack, and what the resident sees of it."""

    id: str
    label: str


class NoSuchCard(Exception):  # noqa: N818 - what happened, not an error of the program
    """Nobody has a card of that id, or it was given back."""


class CardRack(Protocol):
    """Implemented by `world` with people's wallets and by plain classes in tests."""

    def cards(self) -> tuple[LaidCard, ...]:
        """The cards that can be laid, in the order in which to show them."""
        ...

    def lay(self, card: str, place: str) -> AbstractContextManager[Transport]:
        """Lay the card on the reader of `place`: the chip has power while the block runs.

        CardLiesElsewhere or NoSuchCard come before the block; its transport may raise CardGone.
        """
        ...
