"""A generation as questions name it, who signs for it, and what is kept for it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509.ocsp import OCSPRequestBuilder

from fuda.institutions.jlis.jpki.responder.kept import (
    SAID,
    Slot,
    Slots,
    signature_in,
    slot_in,
)
from fuda.institutions.jlis.jpki.responder.sources import Generation, Voice
from fuda.pki import der, ocsp
from fuda.pki.ocsp import Good, KeptForm, RevokedSince, Said, Status

HASHES = {ocsp.SHA1: "sha1", ocsp.SHA256: "sha256"}
"""By OID, as file names call them."""

_GOOD, _REVOKED = 1, 2
_REASONS = (
    "unspecified",
    "key_compromise",
    "ca_compromise",
    "affiliation_changed",
    "superseded",
    "cessation_of_operation",
    "certificate_hold",
)
_WITH_NULL = {hash_: der.sequence(der.oid(hash_), der.NULL) for hash_ in HASHES}
_SHORT_HEADER = 2
_MOST_SAID = 4096
_AROUND_TWO_INTEGERS = 9
"""ECDSA-Sig-Value: SEQUENCE and two INTEGERs, each with a leading zero octet."""


def seconds(instant: datetime) -> int:
    """Whole seconds from 1970."""
    return int(instant.timestamp())


def _instant(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """All that is needed to answer questions with one hash about one generation."""

    generation: Generation
    voice: Voice
    hash: str
    name_hash: bytes
    key_hash: bytes
    slots: Slots
    renewed: int
    """From this second on somebody else may sign: to be looked up again."""
    form: KeptForm = field(repr=False)
    _around: dict[tuple[int, bytes], tuple[bytes, bytes, bytes]] = field(
        default_factory=dict, repr=False
    )
    _said: dict[bytes, Said] = field(default_factory=dict, repr=False)

    def certificate_id(self, serial: int) -> bytes:
        """The CertID in the encoding for which answers are kept."""
        return ocsp.certificate_id(
            hash=self.hash, name_hash=self.name_hash, key_hash=self.key_hash, serial=serial
        )

    def question(self, serial: int) -> bytes:
        """The shortest question about this certificate, as most clients ask."""
        return der.sequence(der.sequence(der.sequence(der.sequence(self.certificate_id(serial)))))

    def is_kept_form(self, certificate: bytes) -> bool:
        """Whether this CertID of the line's authority is encoded as `certificate_id` does it.

        The other encoding leaves out the parameters of the hash.
        """
        return certificate.startswith(_WITH_NULL[self.hash], _SHORT_HEADER)

    def answer(self, certificate: bytes, slot: Slot) -> bytes:
        """The answer of which the slot keeps the signature."""
        return self.form.answer(certificate, self._said_of(slot), slot.signature)

    def answer_of(self, certificate: bytes, octets: bytes) -> bytes:
        """The same from a slot as it lies in its file."""
        place = len(certificate), octets[SAID]
        try:
            before, between, after = self._around[place]
        except KeyError:
            before, between, after = self._split(certificate, octets)
            self._around[place] = before, between, after
        return b"".join((before, certificate, between, signature_in(octets), after))

    def _split(self, certificate: bytes, octets: bytes) -> tuple[bytes, bytes, bytes]:
        """What stands around certificate and signature in all answers that say the same."""
        slot = slot_in(octets)
        whole = self.answer(certificate, slot)
        begins = whole.index(certificate)
        signature = whole.index(slot.signature, begins)
        if len(self._around) >= _MOST_SAID:
            self._around.clear()
        return (
            whole[:begins],
            whole[begins + len(certificate) : signature],
            whole[signature + len(slot.signature) :],
        )

    def signed(self, certificate: bytes, status: Status, n: int, *, since: int, until: int) -> Slot:
        """What is to be kept; SignerGone where the key is out of reach."""
        code, reason, at = _coded(status)
        said = Slot.said_as(code, reason, since, until, at)
        unsigned = Slot(0, code, reason, since, until, at, n, said, b"")
        signed = self.form.to_be_signed(certificate, self._said_of(unsigned))
        signature = self.voice.signer.sign(signed)
        return unsigned._replace(length=len(signature), signature=signature)

    def _said_of(self, slot: Slot) -> Said:
        said = self._said.get(slot.said)
        if said is None:
            if len(self._said) >= _MOST_SAID:
                self._said.clear()
            since = _instant(slot.since)
            said = self._said[slot.said] = self.form.said(
                status_of(slot), produced=since, since=since, until=_instant(slot.until)
            )
        return said


def status_of(slot: Slot) -> Status:
    """The status that a slot tells."""
    if slot.status == _GOOD:
        return Good()
    return RevokedSince(_instant(slot.at), _REASONS[slot.reason])


def _coded(status: Status) -> tuple[int, int, int]:
    match status:
        case Good():
            return _GOOD, 0, 0
        case RevokedSince(at, reason):
            return _REVOKED, _REASONS.index(reason), seconds(at)
        case _:
            raise ValueError("that a certificate is unknown is not kept")


@lru_cache
def names_of(certificate: bytes, hash_: str) -> tuple[bytes, bytes]:
    """How a CertID names the authority with this certificate: hashes of its Name and key bits."""
    authority = x509.load_der_x509_certificate(certificate)
    algorithm = SHA1() if hash_ == ocsp.SHA1 else SHA256()  # noqa: S303 - RFC 5019 names by SHA-1
    asked = OCSPRequestBuilder().add_certificate(authority, authority, algorithm).build()
    return asked.issuer_name_hash, asked.issuer_key_hash


def longest_signature(public_key: bytes) -> int:
    """Octets of the longest signature that this key (SubjectPublicKeyInfo) makes."""
    key = load_der_public_key(public_key)
    if isinstance(key, RSAPublicKey):
        return key.key_size // 8
    if isinstance(key, EllipticCurvePublicKey):
        return 2 * (key.curve.key_size // 8) + _AROUND_TWO_INTEGERS
    raise TypeError("a key that is neither RSA nor on a curve")


def slots_name(generation: Generation, voice: Voice, hash_: str) -> str:
    """One for everything that one signer signs for one generation, to questions with one hash."""
    signer = voice.signer.key_identifier.hex()
    return f"{slots_of(generation)}{signer}.{HASHES[hash_]}"


def slots_of(generation: Generation) -> str:
    """How all names of that generation begin."""
    return f"{generation.kind}.{generation.number}."
