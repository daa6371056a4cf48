"""What jlis.cards knows, and the plant that makes its cards."""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from fuda.card.printed import Printed
from fuda.doors.cards import CardKind, CardState, CardView, RemarkEntry
from fuda.doors.person import FourItems, Residence
from fuda.institutions.jlis.cards.signing import CardSigning
from fuda.rules.number import IndividualNumber

CODE_ON_CARD = 5
"""A card shows a municipality's code without its check digit."""


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
    kind: CardKind = "normal"
    remarks: tuple[RemarkEntry, ...] = ()

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
            kind=self.kind,
            remarks=self.remarks,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Personalisation:
    """What is printed on a card and written into its chip; deleted once the card is made."""

    number: IndividualNumber
    items: FourItems
    photo: bytes | None = None
    reading: str | None = None
    former_surname: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCard:
    """What a card in force says of its holder, by chip and remarks, without the number.

    Kept so that it can be rewritten when something changes, and deleted when the card is over.
    """

    items: FourItems
    photo: bytes | None
    reading: str | None
    former_surname: str | None
    card_key: bytes
    """The public key of the card (SubjectPublicKeyInfo, DER)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided of a card before it is made, so that a second try makes the same card."""

    application: str
    card: str
    card_number: str
    security_code: str
    issued: date
    expires: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChipOrder:
    """A card to be made."""

    card: str
    municipality: str
    """Six-digit code; the card then lies in this municipality's drawer."""
    issuer_key: bytes = field(repr=False)
    """The chip's end of the issuer channel: 32 bytes, this card's own."""
    issued: date
    printed: Printed = field(repr=False)
    """What stands on it, and so in its chip."""
    signing: CardSigning = field(repr=False)


class Plant(Protocol):
    """The card maker. Making the same `card` twice yields the one card."""

    @property
    def four_items_long_form(self) -> bool:
        """In which of two forms its chips hold the four items (docs/interfaces.md)."""
        ...

    def make(self, order: ChipOrder) -> bytes:
        """Make chip and face; the card's public key (SubjectPublicKeyInfo, DER)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """An issuer channel under way: `state` has its challenges and counts, and no key."""

    session: str
    card: str
    state: str
    change: str
    """What follows for the card once its chip has committed, as JSON; never the number."""
