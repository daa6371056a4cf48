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
    photo: bytes | None = None
    """PNG, upright, in the proportions of CARD-39; not needed by who applies at the age of 0."""
    reading: str | None = None
    """氏名のフリガナ, as far as the register has one (CARD-10)."""
    former_surname: str | None = None
    """旧氏, where it is entered in the register (CARD-11)."""


@message
class RemarkEntry:
    """An entry of the remarks field; `struck`: two lines were drawn through it (FACE-12)."""

    on: date
    text: str
    struck: date | None = None


@message
class RemarksField:
    """How staff leave the remarks field of a card once its chip has committed (CARD-08)."""

    entries: tuple[RemarkEntry, ...]
    left: int
    """How many lines are still free."""
    due: Literal["reissue", "case_sticker", "new_case"] | None = None
    """reissue: the field is full, a new card is free (CHG-07) · case_sticker: what did not fit goes
    onto the card case (FACE-13) · new_case: the case with that sticker is exchanged (FACE-14)."""


CardKind = Literal["normal", "face_authentication"]


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
    kind: CardKind = "normal"
    remarks: tuple[RemarkEntry, ...] = ()
    """What staff have written on it since it was made."""


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
class RewriteFace:
    """Write what has changed into the chip, and onto the card as remarks (券面記載事項変更).

    jlis.cards knows from the card what stood there before.
    """

    says: Literal["rewrite_face"] = "rewrite_face"
    number: IndividualNumber
    """Used for this once; jlis.cards has dropped it and keeps it nowhere."""
    items: FourItems
    """As registered now."""
    former_surname: str | None = None
    reading: str | None = None
    """Only where the holder wishes it on the card (CARD-10, MIN p1)."""


@message
class BecomeFaceAuthentication:
    """Turn the card into a face-authentication card (顔認証マイナンバーカード)."""

    says: Literal["become_face_authentication"] = "become_face_authentication"


@message
class BecomeNormal:
    """Back to a normal card: PINs are permitted, and a signature key may be made, after this."""

    says: Literal["become_normal"] = "become_normal"


@message
class Terminate:
    """End the chip of a card that was given back; the only order of its channel."""

    says: Literal["terminate"] = "terminate"


@message
class Accepted:
    """The chip did as ordered and has nothing to hand back."""

    says: Literal["accepted"] = "accepted"


Order = Annotated[
    MakeKey
    | LoadCertificate
    | PermitPin
    | RewriteFace
    | BecomeFaceAuthentication
    | BecomeNormal
    | Terminate,
    SAYS,
]
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

    `closing` commits and ends the channel; it is filled once the last orders were given.
    """

    session: str
    commands: tuple[bytes, ...]
    closing: tuple[bytes, ...] = ()
    remarks: RemarksField | None = None
    """What is to be written on the card, where the orders so far ask for it."""


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


@message
class ReportLostCard:
    """Someone called: the card is gone (一時利用停止)."""

    key: str
    operator: str
    """Who took the call."""
    card: str


@message
class CardSuspended:
    """The card as suspended, and whether its certificates are on hold by now too."""

    card: CardView
    effective: bool


@message
class AskTrust:
    """What the records in the chips are signed under."""


@message
class RecordTrust:
    """The root of the card's records, and its word for the authorities below it."""

    root: bytes
    """Its public key (SubjectPublicKeyInfo, DER)."""
    certificates: tuple[bytes, ...]
    """Card-verifiable certificates, 568 bytes each, that the root signed."""


class CardTrust(Protocol):
    """Called by whoever checks what a chip shows; it is published."""

    def trust(self, asked: AskTrust) -> RecordTrust:
        """The root and its certificates, always the same."""
        ...


class Hotline(Protocol):
    """Called by the operators of the suspension line only; it suspends, and never lifts."""

    def report_lost(self, report: ReportLostCard) -> CardSuspended:
        """Suspend the card, and have its municipality put the certificates on hold."""
        ...


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
