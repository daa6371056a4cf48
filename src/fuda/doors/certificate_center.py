"""What kiosks may ask of the certificate center (証明書交付センター)."""

from datetime import date
from typing import Protocol

from fuda.doors.message import message
from fuda.doors.municipality import JuminhyoItem, Member, OfferLine, Told


@message
class BeginVisit:
    """A card was laid on the kiosk: its user certificate, the municipality that its chip names."""

    key: str
    municipality: str
    certificate: bytes


@message
class VisitChallenge:
    """What the chip must sign to open the visit."""

    visit: str
    challenge: bytes


@message
class OpenVisit:
    """The chip's signature over the challenge (PKCS#1 v1.5, SHA-256)."""

    visit: str
    signature: bytes


@message
class Menu:
    """What this holder may have here and now."""

    visit: str
    lines: tuple[OfferLine, ...]
    members: tuple[Member, ...]
    items: tuple[JuminhyoItem, ...]
    notices: tuple[Told, ...]


@message
class Choose:
    """A certificate, whom it covers, which items it shows, how many copies."""

    key: str
    visit: str
    certificate: str
    persons: tuple[str, ...]
    items: tuple[JuminhyoItem, ...]
    copies: int


@message
class ToPay:
    """The fee for all copies in yen; nothing is printed before it is paid (KIOSK-41)."""

    order: str
    fee: int


@message
class PayAndPrint:
    """The money was inserted."""

    key: str
    order: str
    inserted: int


@message
class Printed:
    """The paper, the change in yen, and the receipt's day."""

    pdf: bytes
    change: int
    on: date


class Center(Protocol):
    """Called by kiosks only."""

    def begin(self, begin: BeginVisit) -> VisitChallenge:
        """Check chain, validity and revocation of the card's user certificate."""
        ...

    def open(self, proof: OpenVisit) -> Menu:
        """Check the chip's signature and ask the municipality what it offers."""
        ...

    def choose(self, order: Choose) -> ToPay:
        """Have the municipality prepare the certificate; every refusal comes here, before money."""
        ...

    def pay(self, payment: PayAndPrint) -> Printed:
        """Print; refused where the money is short, and then nothing is taken."""
        ...
