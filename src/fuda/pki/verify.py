"""Whether a certificate may be relied on at an instant, and whether a signature is its key's.

    NotVerified
    ├── NotTrusted      unreadable, not of this authority, or its signature is wrong
    ├── WrongUse        of this authority, but not the kind that was asked for
    ├── NotYetValid     before `since`
    ├── Expired         after `until`
    ├── StatusUnknown   no CRL of this authority that is in force at that instant
    ├── Revoked         on the CRL, `since` and for `reason`
    └── WrongSignature  the signature is not by this key over these bytes

Time is handed in, never read. Validity counts whole seconds and includes the last one (RFC 5280,
4.1.2.5), so a certificate is good until the end of its last day in Japan.
"""

from dataclasses import dataclass
from datetime import date, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtensionOID, NameOID, SignatureAlgorithmOID

from fuda.pki.identity import Identity, read_other_names
from fuda.pki.keys import public_key
from fuda.pki.profile import JST, PROFILES, Use, key_usage

_UNREADABLE = (
    TypeError,
    ValueError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What cryptography raises for bytes that others wrote; some of it not before the first use."""

_UNDERSTOOD = frozenset({ExtensionOID.KEY_USAGE, ExtensionOID.CERTIFICATE_POLICIES})


class NotVerified(Exception):  # noqa: N818 - an answer, not an error of the program
    """The certificate, or the signature, may not be relied on."""


class NotTrusted(NotVerified):
    """Not a readable certificate of this authority."""


class WrongUse(NotVerified):
    """A certificate of another kind than was asked for."""


class NotYetValid(NotVerified):
    """The certificate begins later."""

    def __init__(self, since: datetime) -> None:
        super().__init__(f"not valid before {since.isoformat()}")
        self.since = since


class Expired(NotVerified):
    """The certificate has ended."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"expired after {until.isoformat()}")
        self.until = until

    @property
    def last_day(self) -> date:
        """The last legal day on which it was valid."""
        return self.until.astimezone(JST).date()


class StatusUnknown(NotVerified):
    """No CRL in force: whether it was revoked cannot be said."""


class Revoked(NotVerified):
    """The certificate was ended for good."""

    def __init__(self, since: datetime, reason: str) -> None:
        super().__init__(f"revoked since {since.isoformat()}: {reason}")
        self.since = since
        self.reason = reason
        """RFC 5280's reason in snake_case, as doors.jpki.RevocationReason."""


class WrongSignature(NotVerified):
    """The bytes were not signed by this key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What an end-entity certificate says. `identity` is None in a user certificate."""

    use: Use
    serial: int
    subject: str
    """The CN."""
    since: datetime
    until: datetime
    public_key: bytes
    """SubjectPublicKeyInfo, DER."""
    identity: Identity | None

    @property
    def last_day(self) -> date:
        """The last legal day on which it is valid."""
        return self.until.astimezone(JST).date()


def read(certificate: bytes) -> Certificate:
    """What a certificate says, unchecked: to know whom to ask. NotTrusted where it says nothing."""
    return _said(_load(certificate))


def issuer_key(certificate: bytes) -> bytes:
    """Which generation of its authority a certificate names as its issuer, unchecked."""
    try:
        named = _load(certificate).extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    except _UNREADABLE as missing:
        raise NotTrusted("the certificate names no issuer's key") from missing
    if named.value.key_identifier is None:
        raise NotTrusted("the certificate names no issuer's key")
    return named.value.key_identifier


def verify(
    certificate: bytes, authority: bytes, crl: bytes, *, at: datetime, use: Use
) -> Certificate:
    """The certificate, if it may be relied on at `at` for `use`; else a NotVerified that says why.

    All three are DER. A revocation later than `at` does not count against `at`.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    instant = at.replace(microsecond=0)
    parsed = _load(certificate)
    anchor = _authority(authority)
    _check_issued_by(parsed, anchor)
    said = _said(parsed)
    if said.use != use:
        raise WrongUse(f"this is the {said.use} certificate, not the {use} certificate")
    if instant < said.since:
        raise NotYetValid(said.since)
    if instant > said.until:
        raise Expired(said.until)
    if not anchor.not_valid_before_utc <= instant <= anchor.not_valid_after_utc:
        raise NotTrusted("the authority's own certificate is not valid at that instant")
    _check_not_revoked(said.serial, _list(crl, anchor, instant), instant)
    return said


def check_signature(certificate: bytes, signature: bytes, signed: bytes) -> None:
    """WrongSignature unless this certificate's key signed `signed` (PKCS#1 v1.5, SHA-256)."""
    check_possession(read(certificate).public_key, signature, signed)


def check_possession(key: bytes, proof: bytes, challenge: bytes) -> None:
    """WrongSignature unless whoever made `proof` over `challenge` holds the private key.

    `key` is a SubjectPublicKeyInfo in DER; ValueError where the profile does not allow it.
    """
    try:
        public_key(key).verify(proof, challenge, PKCS1v15(), SHA256())
    except InvalidSignature as wrong:
        raise WrongSignature("the signature is not by this key over these bytes") from wrong


def _load(der: bytes) -> x509.Certificate:
    try:
        certificate = x509.load_der_x509_certificate(der)
        certificate.extensions  # noqa: B018 - parsed on first use
    except _UNREADABLE as unreadable:
        raise NotTrusted("this is no certificate that can be read") from unreadable
    return certificate


def _authority(der: bytes) -> x509.Certificate:
    anchor = _load(der)
    try:
        may_sign = (
            anchor.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
            and anchor.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
        )
    except _UNREADABLE:
        may_sign = False
    if not may_sign:
        raise NotTrusted("this is no authority's certificate")
    return anchor


def _check_issued_by(certificate: x509.Certificate, anchor: x509.Certificate) -> None:
    """By key identifier first: generations of an authority share one name (RFC 5280, 4.2.1.1)."""
    _check_named_key(certificate.extensions, anchor, "the certificate")
    try:
        algorithm = certificate.signature_algorithm_oid
        certificate.verify_directly_issued_by(anchor)
    except (*_UNREADABLE, InvalidSignature) as wrong:
        raise NotTrusted("the certificate was not issued by this authority") from wrong
    if algorithm != SignatureAlgorithmOID.RSA_WITH_SHA256:
        raise NotTrusted("the certificate is not signed with RSA and SHA-256")
    strange = [
        extension.oid.dotted_string
        for extension in certificate.extensions
        if extension.critical and extension.oid not in _UNDERSTOOD
    ]
    if strange:
        raise NotTrusted(f"the certificate has a critical extension unknown here: {strange[0]}")


def _check_named_key(extensions: x509.Extensions, anchor: x509.Certificate, what: str) -> None:
    try:
        named = extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
        own = anchor.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except _UNREADABLE as missing:
        raise NotTrusted(f"{what} or the authority names no key") from missing
    if named.key_identifier != own.digest:
        raise NotTrusted(f"{what} names another authority's key")


def _said(certificate: x509.Certificate) -> Certificate:
    try:
        use = _use(certificate.extensions)
        (subject,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        names = certificate.extensions.get_extension_for_class
        tells = PROFILES[use].tells_person
        key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        public_key(key)
        return Certificate(
            use=use,
            serial=certificate.serial_number,
            subject=str(subject.value),
            since=certificate.not_valid_before_utc,
            until=certificate.not_valid_after_utc,
            public_key=key,
            identity=read_other_names(names(x509.SubjectAlternativeName).value) if tells else None,
        )
    except _UNREADABLE as strange:
        raise NotTrusted("the certificate is not of this profile") from strange


def _use(extensions: x509.Extensions) -> Use:
    """The kind, by policy; WrongUse where policy and keyUsage do not both belong to one kind."""
    policies = extensions.get_extension_for_class(x509.CertificatePolicies).value
    usage = extensions.get_extension_for_class(x509.KeyUsage).value
    for profile in PROFILES.values():
        if [policy.policy_identifier.dotted_string for policy in policies] == [profile.policy]:
            if usage == key_usage(profile.key_usage):
                return profile.use
            raise WrongUse(f"keyUsage is not that of a {profile.use} certificate")
    raise WrongUse("the certificate's policy is neither of the two kinds")


def _list(der: bytes, anchor: x509.Certificate, at: datetime) -> x509.CertificateRevocationList:
    key = anchor.public_key()
    try:
        crl = x509.load_der_x509_crl(der)
        _check_named_key(crl.extensions, anchor, "the CRL")
        signed = (
            isinstance(key, RSAPublicKey)
            and crl.signature_algorithm_oid == SignatureAlgorithmOID.RSA_WITH_SHA256
            and crl.issuer == anchor.subject
            and crl.is_signature_valid(key)
        )
    except (*_UNREADABLE, NotTrusted) as strange:
        raise StatusUnknown("there is no readable CRL of this authority") from strange
    if not signed:
        raise StatusUnknown("the CRL was not signed by this authority")
    if any(extension.critical for extension in crl.extensions):
        raise StatusUnknown("the CRL does not cover every certificate of its authority")
    if crl.next_update_utc is None or at > crl.next_update_utc:
        raise StatusUnknown(f"the CRL was in force until {crl.next_update_utc} only")
    return crl


def _check_not_revoked(serial: int, crl: x509.CertificateRevocationList, at: datetime) -> None:
    entry = crl.get_revoked_certificate_by_serial_number(serial)
    if entry is None or entry.revocation_date_utc > at:
        return
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.name
    except x509.ExtensionNotFound:
        reason = x509.ReasonFlags.unspecified.name
    raise Revoked(entry.revocation_date_utc, reason)
