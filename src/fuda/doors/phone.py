"""What a phone may ask of jlis.jpki, and the line of a phone: スマホ用電子証明書 (PHONE-01).

The holder lays the card on the phone; the card's signature key signs the application, and the
phone's own keys prove that they are there. Nobody else is asked.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Literal, Protocol

from fuda.doors.jpki import AskChallenge, CertificateIssued, Challenge
from fuda.doors.message import message
from fuda.doors.person import CertificateKind

PhoneCarrier = Literal["android", "iphone"]


@message
class PhoneKey:
    """A key that was made in the phone, for a certificate of that kind."""

    kind: CertificateKind
    public_key: bytes
    """SubjectPublicKeyInfo, DER."""
    challenge: bytes
    proof: bytes
    """Signature over the challenge by the private key (PKCS#1 v1.5, SHA-256)."""


@message
class ApplyForPhone:
    """An application for certificates on a phone, signed with the card of the applicant."""

    key: str
    carrier: PhoneCarrier
    token: str
    """The serial of the phone's token."""
    on: date
    keys: tuple[PhoneKey, ...]
    """One for each kind that is asked for."""
    certificate: bytes
    """The card's signature certificate, DER."""
    signature: bytes
    """By its key over `application(…)` (PKCS#1 v1.5, SHA-256)."""


def application(
    carrier: PhoneCarrier, token: str, on: date, keys: Iterable[tuple[CertificateKind, bytes]]
) -> bytes:
    """What the card signs: which phone, on which day, and a digest of each key, by kind."""
    digests = sorted(f"{kind} {hashlib.sha256(key).hexdigest()}" for kind, key in keys)
    said = ("apply for certificates on a phone", carrier, token, on.isoformat(), *digests)
    return "".join(f"{line}\n" for line in said).encode()


@message
class PhoneCertificates:
    """The certificates for the phone's keys, in the order in which they were asked for."""

    certificates: tuple[CertificateIssued, ...]


@message
class ReportLostPhone:
    """Someone called: the phone is gone (LOST-02)."""

    key: str
    operator: str
    """Who took the call."""
    token: str


@message
class PhoneSuspended:
    """Which certificates of the phone are on hold now."""

    token: str
    held: tuple[CertificateKind, ...]


class PhoneDesk(Protocol):
    """Called by phones: whoever has the card and its signature PIN applies."""

    def challenge(self, asked: AskChallenge) -> Challenge:
        """A challenge for one key's proof of possession."""
        ...

    def apply(self, asked: ApplyForPhone) -> PhoneCertificates:
        """Make the certificates, all or none; refused where the card's do not stand."""
        ...


class PhoneLine(Protocol):
    """Called by the operators of the suspension line only; it suspends, and never lifts."""

    def report_phone_lost(self, report: ReportLostPhone) -> PhoneSuspended:
        """Put what is on that phone on hold; OCSP says so when this returns."""
        ...
