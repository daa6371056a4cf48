"""What may be asked of jlis.jpki (公的個人認証): certificates, their end, whether they stand."""

from datetime import date
from typing import Literal, Protocol

from fuda.doors.message import Instant, message
from fuda.doors.person import CertificateKind, FourItems

RevocationReason = Literal[
    "unspecified",
    "key_compromise",
    "affiliation_changed",
    "superseded",
    "cessation_of_operation",
]


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
class AskStatus:
    """How did this certificate stand at that instant?"""

    kind: CertificateKind
    serial: int
    at: Instant


@message
class CertificateStatus:
    """good, revoked (since, reason) or unknown (never issued by that authority)."""

    state: Literal["good", "revoked", "unknown"]
    since: Instant | None = None
    reason: RevocationReason | None = None


@message
class AskAuthority:
    """One of the two authorities."""

    kind: CertificateKind


@message
class Encoded:
    """One DER object: an authority's certificate, or its CRL as at now."""

    der: bytes


class Jpki(Protocol):
    """Issue and revoke: municipalities. Status, CRL, authority: verifiers and the center too."""

    def challenge(self, asked: AskChallenge) -> Challenge:
        """A challenge for a proof of possession, good for one issue."""
        ...

    def issue(self, request: RequestCertificate) -> CertificateIssued:
        """Make the certificate; refused without proof of possession or past the caps."""
        ...

    def revoke(self, order: RevokeCertificate) -> None:
        """Revoke; it stands on the CRL when this returns."""
        ...

    def status(self, asked: AskStatus) -> CertificateStatus:
        """The state at an instant."""
        ...

    def authority(self, asked: AskAuthority) -> Encoded:
        """The authority's own certificate."""
        ...

    def crl(self, asked: AskAuthority) -> Encoded:
        """The CRL as at now."""
        ...
