"""What jlis.jpki knows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fuda.doors.jpki import RevocationReason
from fuda.doors.person import CertificateKind
from fuda.rules.calendar import is_expired

KINDS: tuple[CertificateKind, ...] = ("signature", "user")

CHALLENGE_OCTETS = 32
CHALLENGE_GOOD_FOR = timedelta(hours=1)
"""Legal time from a challenge to its issue (own: a hand-over takes minutes)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """An authority's certificate (DER) and the instant from which it stands."""

    kind: CertificateKind
    certificate: bytes
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A certificate in the register."""

    kind: CertificateKind
    serial: int
    municipality: str
    holder: str
    cn: str
    key_digest: str
    """SHA-256 of the holder's SubjectPublicKeyInfo: one key, one certificate."""
    issued: datetime
    expires: date
    certificate: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A revocation in the register."""

    kind: CertificateKind
    serial: int
    at: datetime
    reason: RevocationReason
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenChallenge:
    """A challenge that was given out; `used` once a certificate was issued on it."""

    challenge: bytes
    caller: str
    expires: datetime
    used: bool


def is_live(issued: Issued, ended: Ended | None, on: date) -> bool:
    """Whether it can still be relied on that day: neither revoked nor expired (CERT-23)."""
    return ended is None and not is_expired(issued.expires, on)
