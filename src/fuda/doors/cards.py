"""What may be asked of jlis.cards (カード管理): applications, cards, and the issuer channel.

The issuer channel (発行者チャネル, our own, see docs/interfaces.md) ends in jlis.cards: it wraps
commands that only the chip of that card can read, terminals carry them unread. PINs never enter it.
"""

from datetime import date
from typing import Annotated, Literal, Protocol

from fuda.doors.message import SAYS, Done, message
from fuda.doors.person import CertificateKind, FourItems, Residence
from fuda.rules.number import IndividualNumber

PinName = Literal["signature", "user", "resident_register", "face_item"]
CardState = Literal[
    "applied", "issued", "ready", "delivered", "suspended", "lapsed", "abolished", "returned"
]


@message
class ApplyForCard:
    """A resident's application, sent on by the municipality."""

    key: str
    holder: str
    """The municipality's opaque id of this person towards jlis.cards."""
    municipality: str
    """Six-digit code of the municipality."""
    number: IndividualNumber
    """Kept only until the card is personalised."""
    items: FourItems
    residence: Residence
    stay_until: date | None
    applied: date


@message
class CardView:
    """A card as jlis.cards knows it. `card` is None until it was made."""

    application: str
    card: str | None
    holder: str
    state: CardState
    applied: date
    issued: date | None
    expires: date | None


@message
class AskCards:
    """Every card and application of one holder, newest first."""

    holder: str


@message
class CardList:
    """The cards of a holder, newest first."""

    cards: tuple[CardView, ...]


@message
class MakeKey:
    """The chip makes the key pair of one certificate and proves that it holds the private key."""

    says: Literal["make_key"] = "make_key"
    kind: CertificateKind
    challenge: bytes
    """What the new key signs as proof of possession (RSASSA-PKCS1-v1_5, SHA-256)."""


@message
class KeyMade:
    """The public key (SubjectPublicKeyInfo, DER) and the signature over the challenge."""

    says: Literal["key_made"] = "key_made"
    kind: CertificateKind
    public_key: bytes
    proof: bytes


@message
class LoadCertificate:
    """Write an end-entity certificate and its authority's certificate (both DER)."""

    says: Literal["load_certificate"] = "load_certificate"
    kind: CertificateKind
    certificate: bytes
    authority: bytes


@message
class PermitPin:
    """Let the reader set this PIN once, in the clear, before the channel commits."""

    says: Literal["permit_pin"] = "permit_pin"
    pin: PinName


@message
class Accepted:
    """The chip did as ordered and has nothing to hand back."""

    says: Literal["accepted"] = "accepted"


Order = Annotated[MakeKey | LoadCertificate | PermitPin, SAYS]
Outcome = Annotated[KeyMade | Accepted, SAYS]


@message
class OpenChannel:
    """Open the issuer channel to a card that lies on a reader of the municipality."""

    key: str
    card: str
    chip_challenge: bytes
    """Sixteen bytes by which the chip began the mutual authentication (GET CHALLENGE)."""
    orders: tuple[Order, ...]


@message
class Script:
    """Command APDUs for the terminal to carry to the chip one by one, stopping at the first no.

    `closing` commits and ends the channel; it is filled once `last` orders were given.
    """

    session: str
    commands: tuple[bytes, ...]
    closing: tuple[bytes, ...] = ()


@message
class ContinueChannel:
    """The chip's responses so far, and the last orders; the answer brings `closing`."""

    key: str
    session: str
    responses: tuple[bytes, ...]
    orders: tuple[Order, ...]


@message
class ReadChannel:
    """The chip's responses to the first script, to be opened before further orders are given."""

    session: str
    responses: tuple[bytes, ...]


@message
class Outcomes:
    """What the chip answered, one for each order."""

    outcomes: tuple[Outcome, ...]


@message
class CloseChannel:
    """The responses to the last script and its closing: proves that the chip committed."""

    key: str
    session: str
    responses: tuple[bytes, ...]


CardEventName = Literal[
    "arrive",
    "handed_over",
    "changed_in_city",
    "continued",
    "suspend",
    "lift",
    "lapse",
    "abolish",
    "return",
]


@message
class ReportCardEvent:
    """An event in the card's life, as the table `what_happens` names it."""

    key: str
    card: str
    event: CardEventName
    on: date


class Cards(Protocol):
    """Called by municipalities only."""

    def apply(self, application: ApplyForCard) -> CardView:
        """Take an application; refused while another one or a live card of the holder stands."""
        ...

    def cards(self, asked: AskCards) -> CardList:
        """The cards and applications of a holder."""
        ...

    def open_channel(self, asked: OpenChannel) -> Script:
        """The first script for a card in hand."""
        ...

    def read_channel(self, asked: ReadChannel) -> Outcomes:
        """Check and read the chip's responses; refused where they are not this chip's."""
        ...

    def continue_channel(self, asked: ContinueChannel) -> Script:
        """The second script, with its closing."""
        ...

    def close_channel(self, asked: CloseChannel) -> Done:
        """Confirm that the chip committed."""
        ...

    def report(self, report: ReportCardEvent) -> CardView:
        """Move the card's state as its life-cycle table says; refused where the table refuses."""
        ...
