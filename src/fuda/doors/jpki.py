"""What may be asked of jlis.jpki (公的個人認証): certificates, their end, whether they stand."""

from datetime import date
from typing import Literal, Protocol

from fuda.doors.cards import CardState
from fuda.doors.message import Instant, message
from fuda.doors.person import CertificateKind, FourItems

Capacity = Literal["full", "under_15", "adult_ward"]
"""Whether the holder decides alone (CERT-06, CERT-07); an adult ward is a 成年被後見人."""

RevocationReason = Literal[
    "unspecified",
    "key_compromise",
    "affiliation_changed",
    "superseded",
    "cessation_of_operation",
]
ReasonOnList = Literal[
    "unspecified",
    "key_compromise",
    "affiliation_changed",
    "superseded",
    "cessation_of_operation",
    "certificate_hold",
]
"""A revocation's, or that of a suspension."""


@message
class AskChallenge:
    """Begin an issue: what must the chip's new key sign?"""

    key: str


@message
class Challenge:
    """What the chip's new key signs as proof of possession."""

    challenge: bytes


@message
class RequestCertificate:
    """A municipality, having seen the holder and the card, asks for one certificate."""

    key: str
    kind: CertificateKind
    holder: str
    """The municipality's opaque id of this person towards jlis.jpki."""
    municipality: str
    public_key: bytes
    """SubjectPublicKeyInfo, DER."""
    challenge: bytes
    proof: bytes
    """Signature over the challenge by the private key (PKCS#1 v1.5, SHA-256)."""
    expires: date
    """Last valid day, as rules.certificate_expiry answers."""
    card_expires: date
    items: FourItems | None
    """Only for the signature certificate; None for the user certificate."""
    card_state: CardState | None = None
    """As jlis.cards told the municipality; left out (None) the request is malformed."""
    capacity: Capacity = "full"
    represented: bool = False
    """Whether the legal representative decided and set the PIN (CERT-07)."""


@message
class CertificateIssued:
    """The certificate (DER), its authority's certificate (DER), serial and last valid day."""

    kind: CertificateKind
    serial: int
    certificate: bytes
    authority: bytes
    expires: date


@message
class RevokeCertificate:
    """End one certificate for good. Once only: a second call answers as the first."""

    key: str
    kind: CertificateKind
    serial: int
    reason: RevocationReason
    event: str
    """The life event of `what_happens` that brought it about."""


@message
class SuspendCertificate:
    """Put one certificate on hold: the card, or the phone, was reported lost (CERT-31)."""

    key: str
    kind: CertificateKind
    serial: int
    event: str
    """The life event of `what_happens` that brought it about."""


@message
class LiftSuspension:
    """The card was found and brought to a counter: the certificate is good again (LOST-16)."""

    key: str
    kind: CertificateKind
    serial: int
    event: str


@message
class RevokeOwn:
    """The holder's client software ends the certificate whose key signs this (CERT-25, CERT-32)."""

    key: str
    kind: CertificateKind
    serial: int
    challenge: bytes
    proof: bytes
    """Signature over `own_revocation(kind, serial, challenge)` (PKCS#1 v1.5, SHA-256)."""


def own_revocation(kind: CertificateKind, serial: int, challenge: bytes) -> bytes:
    """What the certificate's key signs to end it: words that no login or issue asks for."""
    return f"revoke own certificate\n{kind}\n{serial}\n".encode() + challenge


@message
class AskStatus:
    """How did this certificate stand at that instant?"""

    kind: CertificateKind
    serial: int
    at: Instant


@message
class CertificateStatus:
    """good, held or revoked (since, reason), or unknown (never issued by that authority)."""

    state: Literal["good", "held", "revoked", "unknown"]
    since: Instant | None = None
    reason: ReasonOnList | None = None


@message
class AskAuthority:
    """A generation of one of the two authorities."""

    kind: CertificateKind
    key_identifier: bytes | None = None
    """The generation, as a certificate's authorityKeyIdentifier names it; None: issues now."""


@message
class AskList:
    """A generation's CRL."""

    kind: CertificateKind
    key_identifier: bytes | None = None
    """The generation; None: the one that issues now."""
    point: bytes | None = None
    """The partition, as a certificate's distribution point names it (Name, DER); None: all."""
    delta: bool = False
    """Only what has changed since the last daily list."""
    at: Instant | None = None
    """As it stood at that instant; None: now, and published."""


@message
class AskGenerations:
    """All generations of one of the two authorities."""

    kind: CertificateKind


@message
class Generations:
    """Their certificates (DER), the oldest first; one name, a different key in each."""

    certificates: tuple[bytes, ...]


@message
class Encoded:
    """One DER object: an authority's certificate, or its CRL as at now."""

    der: bytes


class Jpki(Protocol):
    """Issue, revoke, suspend, lift: municipalities only.

    Status, CRL, authority: verifiers and the center too.
    """

    def challenge(self, asked: AskChallenge) -> Challenge:
        """A challenge for a proof of possession, good for one issue."""
        ...

    def issue(self, request: RequestCertificate) -> CertificateIssued:
        """Make the certificate; refused without proof of possession or past the caps."""
        ...

    def revoke(self, order: RevokeCertificate) -> None:
        """Revoke; it stands on the CRL when this returns."""
        ...

    def suspend(self, order: SuspendCertificate) -> None:
        """Put on hold; it stands on the CRL as certificateHold when this returns."""
        ...

    def lift(self, order: LiftSuspension) -> None:
        """Release from hold; at a municipality's counter only."""
        ...

    def status(self, asked: AskStatus) -> CertificateStatus:
        """The state at an instant."""
        ...

    def authority(self, asked: AskAuthority) -> Encoded:
        """The certificate of that generation; refused where there is none with that key."""
        ...

    def generations(self, asked: AskGenerations) -> Generations:
        """Every generation of the authority."""
        ...

    def crl(self, asked: AskList) -> Encoded:
        """The CRL as at now."""
        ...


class OwnRevocation(Protocol):
    """What a holder's client software may ask, who has nothing but the card and its PIN."""

    def challenge(self, asked: AskChallenge) -> Challenge:
        """A challenge for one order."""
        ...

    def revoke_own(self, order: RevokeOwn) -> None:
        """Revoke the certificate whose key signed the order."""
        ...
