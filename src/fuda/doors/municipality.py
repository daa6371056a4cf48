"""What others may ask of a municipality: its counter, its certificate desk, its post box for cards.

Three Protocols for three kinds of caller, so that each gets only the calls it may make.
"""

from datetime import date
from typing import Literal, Protocol

from fuda.doors.cards import CardView, PinName
from fuda.doors.message import message
from fuda.doors.person import CertificateKind, FourItems, Residence, Sex

# --- the counter ---


@message
class RegisterResident:
    """A resident record is made (birth or first move-in): code, number and household follow."""

    key: str
    clerk: str
    name: str
    reading: str
    """Name in katakana."""
    born: date
    sex: Sex
    address: str
    residence: Residence
    stay_until: date | None
    nationality: str | None
    honseki: str | None
    """本籍 and 筆頭者 line for Japanese nationals, None for others."""
    household: str | None
    """An existing household's id, or None for a new one with this person as its head."""
    relationship: str
    """続柄 to the head of the household, as printed (世帯主, 妻, 子 …)."""
    since: date
    """住民となった年月日."""
    former_surname: str | None = None
    """旧氏, where the person has it entered (CARD-11)."""


CertificateStanding = Literal["valid", "suspended", "expired", "revoked", "not_told"]
"""`not_told`: nothing ended it here, and jlis.jpki does not answer."""


@message
class CertificateView:
    """A certificate loaded on this resident's card, as the municipality that asked for it knows."""

    kind: CertificateKind
    serial: int
    issued: date
    expires: date
    ended_on: date | None
    standing: CertificateStanding = "not_told"
    """At that moment: one may be ended by its holder, of which jlis.jpki alone knows (CERT-25)."""


@message
class ResidentView:
    """A resident as the clerk sees one; the number never crosses to a screen."""

    resident: str
    version: int
    household: str
    items: FourItems
    reading: str
    residence: Residence
    stay_until: date | None
    relationship: str
    moving_out_on: date | None
    household_moving_out: bool
    """A member of the household, this one or another, has filed a moving-out notice."""
    cards: tuple[CardView, ...]
    certificates: tuple[CertificateView, ...]
    cut_off: tuple[CertificateKind, ...] = ()
    """Of these no valid one is on the card until the work that was cut off is done again."""
    former_surname: str | None = None
    closed_on: date | None = None
    """The day from which the record is closed; ahead only where the person leaves Japan."""
    closed_by: str | None = None
    """The life event that closes it."""


@message
class ResidentLine:
    """One line of a search."""

    resident: str
    name: str
    born: date
    address: str
    closed: bool = False
    """The record is closed: the person has died, left Japan …"""


@message
class FindResidents:
    """Residents whose name or address contains `text` (all, where empty); who looked is kept."""

    clerk: str
    text: str


@message
class ResidentList:
    """What a search found, by name."""

    residents: tuple[ResidentLine, ...]


@message
class AskResident:
    """One resident, by the municipality's id; who looked is kept."""

    clerk: str
    resident: str


@message
class AskShown:
    """A resident whom the sandbox's town page shows."""

    resident: str


@message
class ApplyAtCounter:
    """A resident applies for a card."""

    key: str
    clerk: str
    resident: str
    photo: bytes | None = None
    """PNG of the face, as CARD-39 asks for it."""


Representation = Literal["resident_register", "family_register", "guardianship_registration"]
"""What showed the clerk who the legal representative is: our own register, where a parent lives in
the same household; 戸籍全部事項証明書; 登記事項証明書 of an adult's guardianship."""


@message
class BeginHandOver:
    """The card lies on the counter's reader, the person was identified by `papers`."""

    key: str
    clerk: str
    resident: str
    card: str
    papers: tuple[str, ...]
    kinds: tuple[CertificateKind, ...]
    """The certificates that the person wants loaded."""
    chip_challenge: bytes
    ward: bool = False
    """Whether the holder is an adult ward (成年被後見人): the clerk sees it from the registration
    certificate, no register here holds it."""
    represented_by: Representation | None = None
    """Given where the legal representative decides and sets the PINs (CERT-07)."""


@message
class HandOverStep:
    """Command APDUs to carry to the chip.

    In the second step `pins` are to be set by the resident after `commands` and before `closing`.
    """

    case: str
    commands: tuple[bytes, ...]
    pins: tuple[PinName, ...] = ()
    closing: tuple[bytes, ...] = ()


@message
class ContinueHandOver:
    """The chip's responses to the first step: keys made, possession proved."""

    key: str
    clerk: str
    case: str
    responses: tuple[bytes, ...]


@message
class CompleteHandOver:
    """The chip's responses to the second step and its closing."""

    key: str
    clerk: str
    case: str
    responses: tuple[bytes, ...]


@message
class AskIssuable:
    """May these be issued onto a card that its holder has, now, and until when?"""

    clerk: str
    resident: str
    card: str
    kinds: tuple[CertificateKind, ...]
    ward: bool = False


@message
class Issuable:
    """A certificate that may be issued: its last day, and that of the one whose place it takes."""

    kind: CertificateKind
    renewed_from: date | None
    expires: date


@message
class IssuableList:
    """All that was asked for; `pins` are those that the holder types besides the certificates'."""

    pins: tuple[PinName, ...]
    certificates: tuple[Issuable, ...]


@message
class BeginIssue:
    """The holder's card lies on the counter's reader; the chip has compared its PINs."""

    key: str
    clerk: str
    resident: str
    card: str
    kinds: tuple[CertificateKind, ...]
    """The certificates that the holder wants issued or renewed."""
    chip_challenge: bytes
    verified: tuple[PinName, ...]
    """The PINs that were typed on the pad and that the chip found right."""
    never_set: tuple[PinName, ...] = ()
    """Those of the wanted certificates that the chip has none of: they are set now."""
    ward: bool = False
    represented_by: Representation | None = None
    """As in `BeginHandOver`."""


@message
class ContinueIssue:
    """The chip's responses to the first step: keys made, possession proved."""

    key: str
    clerk: str
    case: str
    responses: tuple[bytes, ...]


@message
class CompleteIssue:
    """The chip's responses to the second step and its closing."""

    key: str
    clerk: str
    case: str
    responses: tuple[bytes, ...]


@message
class ChangeAddress:
    """転居: a move within the municipality, filed by `resident` for those in `movers`."""

    key: str
    clerk: str
    resident: str
    version: int
    """The record's version that the clerk saw."""
    address: str
    moved_on: date


@message
class FileMovingOut:
    """転出届: the residents will have moved out on `planned`."""

    key: str
    clerk: str
    residents: tuple[str, ...]
    planned: date
    destination: str


@message
class LiftCardSuspension:
    """一時停止解除の届: the card was found and lies on the counter, with `papers` beside it."""

    key: str
    clerk: str
    resident: str
    card: str
    papers: tuple[str, ...]
    """What was shown, in the words of the city's table: card, id."""


@message
class ChangeItems:
    """変更の届: the items other than the address as they are from now on; what differs changed."""

    key: str
    clerk: str
    resident: str
    version: int
    """The record's version that the clerk saw."""
    name: str
    born: date
    sex: Sex
    changed_on: date
    papers: tuple[str, ...]
    """What was shown, in the words of the city's table: card, koseki_all, id."""
    reading: str = ""
    """Empty: as it was, or none."""
    former_surname: str | None = None
    """None: none is shown any more."""


CardNotice = Literal[
    "reported_lost",
    "stolen",
    "given_up_for_lost",
    "destroyed_in_disaster",
    "found_after_abolition",
    "returned",
    "signature_given_up",
    "user_given_up",
]
LossPlace = Literal["home", "outside", "theft"]


@message
class FileCardNotice:
    """紛失届, 廃止届, 返納届, 失効届: something has become of a card, or shall of a certificate."""

    key: str
    clerk: str
    resident: str
    card: str
    event: CardNotice
    on: date
    """The day on which it happened, as the person says."""
    papers: tuple[str, ...]
    """What was shown, in the words of the city's table: card, id, police_number …"""
    place: LossPlace | None = None
    """Where a card went that is given up for lost; the papers depend on it."""


Closing = Literal[
    "died",
    "removed_from_register",
    "no_longer_covered",
    "left_japan",
    "left_japan_continued",
]


@message
class CloseRecord:
    """死亡届, 職権消除, 国外転出届: the resident record is closed from `on`."""

    key: str
    clerk: str
    resident: str
    version: int
    """The record's version that the clerk saw."""
    event: Closing
    on: date
    """The day of it; ahead only where the person leaves Japan."""
    papers: tuple[str, ...]
    """What was shown: card, where its use shall be continued abroad (ABROAD-02)."""


@message
class Effect:
    """The resident as now, and whether every consequence elsewhere is already effective."""

    resident: ResidentView
    effective: bool


class Counter(Protocol):
    """Called by this municipality's counter terminals only."""

    def register(self, record: RegisterResident) -> ResidentView:
        """Make a resident record; the number comes from jlis.numbering."""
        ...

    def find(self, asked: FindResidents) -> ResidentList:
        """Search the register."""
        ...

    def resident(self, asked: AskResident) -> ResidentView:
        """One resident with cards and certificates."""
        ...

    def apply_for_card(self, application: ApplyAtCounter) -> ResidentView:
        """Send an application to jlis.cards."""
        ...

    def begin_hand_over(self, begin: BeginHandOver) -> HandOverStep:
        """Check the rules and open the issuer channel."""
        ...

    def continue_hand_over(self, step: ContinueHandOver) -> HandOverStep:
        """Have the certificates issued and hand back what loads them."""
        ...

    def complete_hand_over(self, done: CompleteHandOver) -> ResidentView:
        """The chip has committed: the card is delivered from this day."""
        ...

    def issuable(self, asked: AskIssuable) -> IssuableList:
        """Until when these certificates would last; refused where one may not be issued now."""
        ...

    def begin_issue(self, begin: BeginIssue) -> HandOverStep:
        """Check the rules and open the issuer channel to the holder's card."""
        ...

    def continue_issue(self, step: ContinueIssue) -> HandOverStep:
        """End what is renewed, have the new certificates issued, hand back what loads them."""
        ...

    def complete_issue(self, done: CompleteIssue) -> ResidentView:
        """The chip has committed: the certificates are on the card."""
        ...

    def change_address(self, change: ChangeAddress) -> Effect:
        """Change the address; `what_happens` ends the signature certificate before the answer."""
        ...

    def file_moving_out(self, notice: FileMovingOut) -> Effect:
        """Take a moving-out notice; kiosk certificates stop at once (MOVE-13)."""
        ...

    def change_items(self, change: ChangeItems) -> Effect:
        """Change name, reading, former surname, birth date or sex, as `what_happens` has it."""
        ...

    def file_card_notice(self, notice: FileCardNotice) -> Effect:
        """Take a notice on a card or a certificate; its consequences come before the answer."""
        ...

    def close_record(self, notice: CloseRecord) -> Effect:
        """Close the record from that day; card and certificates end as `what_happens` has it."""
        ...

    def lift_suspension(self, asked: LiftCardSuspension) -> Effect:
        """Lift the suspension of a found card; its certificates are good again (LOST-07)."""
        ...


# --- the certificate desk ---

JuminhyoItem = Literal["relationship", "honseki", "nationality", "number"]


@message
class AskOffer:
    """Which certificates may the holder of this user certificate have at a kiosk now?"""

    user_serial: int


@message
class Told:
    """A refusal as data, for a list where some lines are refused and others are not."""

    rule: str
    msgid: str
    instead: str
    facts: dict[str, str]
    guidebook: str | None
    page: str | None
    valid_from: date | None


@message
class OfferLine:
    """One certificate: offered at this fee, or refused by a rule."""

    certificate: str
    label: str
    fee: int | None
    refusal: Told | None


@message
class Member:
    """A member of the holder's household who may stand on the certificate."""

    person: str
    """An id good for this desk only."""
    name: str
    relationship: str


@message
class Offer:
    """What the kiosk may show: certificates with fees, members, optional items, notices."""

    lines: tuple[OfferLine, ...]
    members: tuple[Member, ...]
    items: tuple[JuminhyoItem, ...]
    notices: tuple[Told, ...]
    """What the guidebook leaves open ("may be", not stated), to be shown and not to stop anyone."""


@message
class PrepareCertificate:
    """Check everything that could refuse it, before any money is taken (KIOSK-09)."""

    key: str
    user_serial: int
    certificate: str
    persons: tuple[str, ...]
    items: tuple[JuminhyoItem, ...]
    copies: int


@message
class Prepared:
    """A certificate that will be printed when it is paid."""

    ticket: str
    fee: int
    """Yen for all copies."""


@message
class IssuePrepared:
    """Paid: print."""

    key: str
    ticket: str


@message
class Paper:
    """A PDF/A document, all copies in it."""

    pdf: bytes


class CertificateDesk(Protocol):
    """Called by the certificate center only."""

    def offer(self, asked: AskOffer) -> Offer:
        """What may be issued to this holder now."""
        ...

    def prepare(self, order: PrepareCertificate) -> Prepared:
        """Check; refused with its rule before payment."""
        ...

    def issue(self, order: IssuePrepared) -> Paper:
        """The paper of a prepared certificate, the same bytes for the same key until collected."""
        ...


# --- the post box ---


@message
class CardArrived:
    """jlis.cards has made a card and sent it to the municipality."""

    key: str
    holder: str
    card: str
    issued: date
    expires: date


@message
class CardReportedLost:
    """jlis.cards has suspended a card at a call to its line."""

    key: str
    holder: str
    card: str


@message
class LossHandled:
    """Whether the certificates on the card are on hold by now."""

    effective: bool


class CardPost(Protocol):
    """Called by jlis.cards only."""

    def card_arrived(self, notice: CardArrived) -> None:
        """The card lies ready; the person is told."""
        ...

    def card_reported_lost(self, notice: CardReportedLost) -> LossHandled:
        """Put the certificates on the card on hold."""
        ...


# --- the sandbox's window ----------------------------------------------------------------------


class Showcase(Protocol):
    """Called by the sandbox's town page only: no clerk looks there (docs/divergences.md)."""

    def show(self, asked: AskShown) -> ResidentView:
        """A resident as the town page shows one."""
        ...
