"""Certificates read as the profile has them, whoever wrote the bytes."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP384R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, SignatureAlgorithmOID

from fuda.pki.identity import Identity, read_other_names
from fuda.pki.keys import public_key
from fuda.pki.profile import JST, PROFILES, KeyAlgorithm, Kind, Use, key_usage
from fuda.pki.signer import PublicKey, ecdsa_hash
from fuda.pki.verify_verdict import NotTrusted, WrongSignature, WrongUse

UNREADABLE = (
    TypeError,
    ValueError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What cryptography raises for bytes that others wrote; some of it not before the first use."""

_ANY_USAGE = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE
_EXTENDED_USAGES = {
    "signature": {_ANY_USAGE},
    "user": {_ANY_USAGE, ExtendedKeyUsageOID.CLIENT_AUTH},
}
"""Which a certificate has to allow if it has the extension at all; the profile has none [G]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What an end-entity certificate says. `identity` is None in a user certificate."""

    kind: Kind
    serial: int
    subject: str
    """The CN."""
    since: datetime
    until: datetime
    public_key: bytes
    """SubjectPublicKeyInfo, DER."""
    identity: Identity | None
    authority_key: bytes
    """Which generation of its authority issued it, by key identifier."""
    point: bytes | None
    """The partition on whose list it would stand (Name, DER); None where it names none."""

    @property
    def use(self) -> Use:
        """What it is for, in a card or in a phone."""
        return PROFILES[self.kind].use

    @property
    def last_day(self) -> date:
        """The last legal day on which it is valid."""
        return self.until.astimezone(JST).date()


def read(certificate: bytes) -> Certificate:
    """What a certificate says, unchecked: to know whom to ask. NotTrusted where it says nothing."""
    return said(load(certificate))


def load(der: bytes) -> x509.Certificate:
    """A certificate that can be read; NotTrusted where it cannot."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        certificate.extensions  # noqa: B018 - parsed on first use
    except UNREADABLE as unreadable:
        raise NotTrusted("this is no certificate that can be read") from unreadable
    return certificate


def said(certificate: x509.Certificate) -> Certificate:
    """What it says, if it is of one of the kinds of the profile."""
    extensions = certificate.extensions
    try:
        kind = _kind(extensions)
        (subject,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        names = extensions.get_extension_for_class
        tells = PROFILES[kind].tells_person
        key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        holder_key(key)
        if certificate.serial_number <= 0:
            raise ValueError("a serial number is positive")
        return Certificate(
            kind=kind,
            serial=certificate.serial_number,
            subject=str(subject.value),
            since=certificate.not_valid_before_utc,
            until=certificate.not_valid_after_utc,
            public_key=key,
            identity=read_other_names(names(x509.SubjectAlternativeName).value) if tells else None,
            authority_key=named_key(extensions, "the certificate"),
            point=_point(extensions),
        )
    except UNREADABLE as strange:
        raise NotTrusted("the certificate is not of this profile") from strange


def _kind(extensions: x509.Extensions) -> Kind:
    """By policy; WrongUse where policy and usages do not all belong to one kind."""
    policies = extensions.get_extension_for_class(x509.CertificatePolicies).value
    usage = extensions.get_extension_for_class(x509.KeyUsage).value
    for profile in PROFILES.values():
        if [policy.policy_identifier.dotted_string for policy in policies] == [profile.policy]:
            if usage != key_usage(profile.key_usage):
                raise WrongUse(f"keyUsage is not that of a {profile.kind} certificate")
            if _extended(extensions).isdisjoint(_EXTENDED_USAGES[profile.use]):
                raise WrongUse(f"extendedKeyUsage forbids what a {profile.kind} certificate is for")
            if _is_authority(extensions):
                raise WrongUse("this is an authority's certificate, not a holder's")
            return profile.kind
    raise WrongUse("the certificate's policy is that of none of the kinds")


def _extended(extensions: x509.Extensions) -> set[x509.ObjectIdentifier]:
    try:
        return set(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        return {_ANY_USAGE}


def _is_authority(extensions: x509.Extensions) -> bool:
    try:
        return extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _point(extensions: x509.Extensions) -> bytes | None:
    try:
        points = extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return None
    only = points[0] if len(points) == 1 else None
    if only is None or only.reasons is not None or only.crl_issuer is not None:
        return None
    return directory_name(only.full_name)


def directory_name(names: list[x509.GeneralName] | None) -> bytes | None:
    """The one directory name (Name, DER) of which a distribution point's name consists."""
    if names is not None and len(names) == 1 and isinstance(names[0], x509.DirectoryName):
        return names[0].value.public_bytes()
    return None


def named_key(extensions: x509.Extensions, what: str) -> bytes:
    """The issuer's key identifier: generations of an authority share one name (RFC 5280, 4.2.1.1).

    NotTrusted where there is none.
    """
    try:
        named = extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    except UNREADABLE as missing:
        raise NotTrusted(f"{what} names no issuer's key") from missing
    if named is None:
        raise NotTrusted(f"{what} names no issuer's key")
    return named


def own_key(anchor: x509.Certificate) -> bytes:
    """An authority's own key identifier; NotTrusted where it has none."""
    try:
        return anchor.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except UNREADABLE as missing:
        raise NotTrusted("the authority's certificate names no key") from missing


def names(certificate: x509.Certificate, anchor: x509.Certificate) -> bool:
    """Whether it says that this generation of an authority issued it."""
    try:
        name, own = certificate.issuer, anchor.subject
    except UNREADABLE as unreadable:
        raise NotTrusted("the issuer's name cannot be read") from unreadable
    return name == own and named_key(certificate.extensions, "the certificate") == own_key(anchor)


def key_of(anchor: x509.Certificate) -> PublicKey:
    """An authority's or responder's key; ValueError where it is of no kind that signs here."""
    key = anchor.public_key()
    if not isinstance(key, RSAPublicKey | EllipticCurvePublicKey):
        raise ValueError("the key is neither RSA nor on a curve")  # noqa: TRY004 - of a certificate
    return key


def signs_with(key: PublicKey) -> x509.ObjectIdentifier:
    """The one algorithm with which such a key signs (pki.signer)."""
    if isinstance(key, RSAPublicKey):
        return SignatureAlgorithmOID.RSA_WITH_SHA256
    if isinstance(key.curve, SECP384R1):
        return SignatureAlgorithmOID.ECDSA_WITH_SHA384
    return SignatureAlgorithmOID.ECDSA_WITH_SHA256


def holder_key(spki: bytes) -> PublicKey:
    """A key of any algorithm that a profile line may name: certificates outlive such a line."""
    algorithms: tuple[KeyAlgorithm, ...] = get_args(KeyAlgorithm)
    for algorithm in algorithms:
        with suppress(ValueError):
            return public_key(spki, algorithm)
    raise ValueError(f"the key is none of {', '.join(algorithms)}")


def check_signed(key: PublicKey, signature: bytes, signed: bytes) -> None:
    """WrongSignature unless this key signed these bytes: PKCS#1 v1.5 with SHA-256, or ECDSA."""
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature, signed, PKCS1v15(), SHA256())
        else:
            key.verify(signature, signed, ECDSA(ecdsa_hash(key.curve)))
    except InvalidSignature as wrong:
        raise WrongSignature("the signature is not by this key over these bytes") from wrong
