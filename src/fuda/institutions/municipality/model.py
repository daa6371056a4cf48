"""What a municipality knows of its residents and of the cases at its counters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from fuda.doors.cards import PinName
from fuda.doors.jpki import RequestCertificate
from fuda.doors.municipality import Representation
from fuda.doors.person import CertificateKind, FourItems, Residence, Sex
from fuda.rules.lifecycle.what_happens import LifeEvent
from fuda.rules.number import IndividualNumber

HEAD = "世帯主"
"""The relationship of the one who heads a household."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """A resident record (住民票) in its newest version."""

    resident: str
    version: int
    code: str
    """住民票コード."""
    number: IndividualNumber
    name: str
    reading: str
    born: date
    sex: Sex
    address: str
    previous_address: str | None
    residence: Residence
    stay_until: date | None
    nationality: str | None
    honseki: str | None
    household: str
    relationship: str
    since: date
    moving_out_on: date | None
    moving_to: str | None
    cards_holder: str
    """This person's id towards jlis.cards."""
    jpki_holder: str
    """This person's id towards jlis.jpki; another one, so that the two cannot be joined."""
    center_person: str
    """This person's id towards the certificate center, which lists a household's members."""
    former_surname: str | None = None
    """旧氏, where it is entered (CARD-11)."""
    closed_on: date | None = None
    """The day from which the record is closed; ahead only where the person leaves Japan."""
    closed_by: LifeEvent | None = None
    """What closes it."""

    @property
    def items(self) -> FourItems:
        """基本4情報."""
        return FourItems(name=self.name, address=self.address, born=self.born, sex=self.sex)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCertificate:
    """A certificate that this municipality asked for, and whose it is."""

    kind: CertificateKind
    serial: int
    resident: str
    card: str
    case: str
    """That it was issued in; on the chip for sure where the case is done."""
    issued: date
    expires: date
    ended_on: date | None


CasePurpose = Literal["hand_over", "issue"]
CaseState = Literal["begun", "asked", "certified", "done", "given_up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCase:
    """A card on the counter's reader: a saga between the chip, jlis.cards and jlis.jpki.

    begun: the channel is open and keys are being made · asked: what the new certificates take the
    place of has ended here, and they are being asked for · certified: they were issued for the
    chip's keys · done: the chip committed · given_up: another case for the card began. A case left
    before `done` has no effect on the chip; its certificates are revoked when the next one begins.
    """

    case: str
    purpose: CasePurpose
    resident: str
    card: str
    kinds: tuple[CertificateKind, ...]
    challenges: tuple[bytes, ...]
    pins: tuple[PinName, ...]
    """Those that are set on the pad, through the channel."""
    session: str
    state: CaseState
    ward: bool
    represented_by: Representation | None
    requests: tuple[RequestCertificate, ...] = ()
    """What jlis.jpki was asked, word for word: asked again, it tells what came of it."""
    superseded: Mapping[CertificateKind, date] = field(default_factory=dict)
    """The last days of certificates that this case, or those left before it, ended to renew them:
    the new ones count from there, whichever try brings them (CERT-14)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A certificate that was checked and waits for its payment; `paper` is its frozen content."""

    ticket: str
    resident: str
    certificate: str
    fee: int
    prepared: str
    paper: str
