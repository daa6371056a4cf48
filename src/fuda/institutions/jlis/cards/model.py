"""What jlis.cards knows, and the plant that makes its cards."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from fuda.doors.cards import CardState, CardView
from fuda.doors.person import FourItems, Residence
from fuda.rules.number import IndividualNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """An application and the card that came of it; `card`, `issued`, `expires` None until made."""

    application: str
    holder: str
    municipality: str
    residence: Residence
    stay_until: date | None
    born: date
    applied: date
    state: CardState
    card: str | None = None
    issued: date | None = None
    expires: date | None = None

    def view(self) -> CardView:
        """What the municipality is told."""
        return CardView(
            application=self.application,
            card=self.card,
            holder=self.holder,
            state=self.state,
            applied=self.applied,
            issued=self.issued,
            expires=self.expires,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Personalisation:
    """What is printed on a card and written into its chip; deleted once the card is made."""

    number: IndividualNumber
    items: FourItems


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided of a card before it is made, so that a second try makes the same card."""

    application: str
    card: str
    card_number: str
    issued: date
    expires: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChipOrder:
    """A card to be made."""

    card: str
    card_number: str
    """製造番号 of the card, printed and in the chip; tells nothing of the holder."""
    municipality: str
    issuer_key: bytes
    """The chip's end of the issuer channel: 32 bytes, this card's own."""
    issued: date
    expires: date
    personalisation: Personalisation


class Plant(Protocol):
    """The card maker. Making the same `card` twice yields the one card."""

    def make(self, order: ChipOrder) -> None:
        """Make chip and face; the card then lies with the municipality of the order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """An issuer channel under way: `state` has its challenges and counts, and no key."""

    session: str
    card: str
    state: str
