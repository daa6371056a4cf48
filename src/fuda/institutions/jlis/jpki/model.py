"""What jlis.jpki knows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from fuda.doors.jpki import ReasonOnList
from fuda.doors.person import CertificateKind
from fuda.doors.phone import PhoneCarrier
from fuda.rules.calendar import is_expired
from fuda.rules.lifecycle.certificate import Certificate

KINDS: tuple[CertificateKind, ...] = ("signature", "user")

Carrier = Literal["card"] | PhoneCarrier
"""What the certificate's key lies in: the card, or a phone of one of the two kinds (PHONE-01)."""

CHALLENGE_OCTETS = 32
CHALLENGE_GOOD_FOR = timedelta(hours=1)
"""Legal time from a challenge to its issue (own: a hand-over takes minutes)."""

EventState = Literal["held", "released", "revoked"]

STATE_AFTER: dict[EventState, Certificate] = {
    "held": Certificate.SUSPENDED,
    "released": Certificate.VALID,
    "revoked": Certificate.REVOKED,
}
"""What each event leaves behind, in the words of the life-cycle table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One key pair of an authority; all generations share the authority's name."""

    kind: CertificateKind
    number: int
    """Counts from 1 in each authority."""
    serial: int
    certificate: bytes
    key_identifier: bytes
    since: datetime
    """notBefore: when it was made."""
    begins: datetime
    """From when it signs new certificates; until then the one before it does."""
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Responder:
    """A key that may sign OCSP answers for a generation, and the certificate that says so."""

    kind: CertificateKind
    generation: int
    number: int
    """Counts from 1 in each generation."""
    serial: int
    certificate: bytes
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A certificate in the register."""

    kind: CertificateKind
    serial: int
    n: int
    """The number of this change of the register; issues and events count together."""
    generation: int
    carrier: Carrier
    point: str
    """Its CRL's partition: municipality of a signature certificate, serial range of the other."""
    municipality: str
    holder: str
    cn: str
    key_digest: bytes
    """SHA-256 of the holder's SubjectPublicKeyInfo: one key, one certificate."""
    issued: datetime
    expires: date
    certificate: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to a certificate after its issue."""

    kind: CertificateKind
    serial: int
    n: int
    generation: int
    point: str
    at: datetime
    state: EventState
    reason: ReasonOnList | None
    """Of a revocation or hold; None of a release."""
    expires: date
    """The certificate's last valid day: some time after it no list tells of it any more."""
    event: str
    """The life event of `what_happens`, or what else brought it about."""
    by: str
    """The caller who asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of the register, for those who follow it: an issue or an event."""

    n: int
    kind: CertificateKind
    serial: int
    generation: int
    point: str
    at: datetime
    state: Literal["issued", "held", "released", "revoked"]
    reason: ReasonOnList | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A certificate of a holder, and where it stands."""

    kind: CertificateKind
    carrier: Carrier
    serial: int
    expires: date
    state: Certificate

    def may_be_relied_on(self, on: date) -> bool:
        """Neither revoked nor expired; a hold may be lifted again (CERT-23, LOST-16)."""
        return self.state is not Certificate.REVOKED and not is_expired(self.expires, on)
