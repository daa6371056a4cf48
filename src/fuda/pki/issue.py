"""Certificates and CRLs made, in DER, as the profile table says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from fuda.pki.identity import Identity, other_names
from fuda.pki.keys import public_key
from fuda.pki.profile import (
    CPS,
    JST,
    PROFILES,
    Place,
    Profile,
    Use,
    directory_name,
    distribution_point,
    issuer_japanese_name,
    key_usage,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a certificate is for: an opaque id, and in a signature certificate town and items."""

    cn: str
    place: Place | None = None
    identity: Identity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """One line of a CRL. `reason` is RFC 5280's in snake_case."""

    serial: int
    at: datetime
    reason: str


def end_of_day(day: date) -> datetime:
    """23:59:59 in Japan, the last second on which a certificate of that day is valid [C]."""
    return datetime.combine(day, time(23, 59, 59), JST).astimezone(UTC)


def authority_certificate(
    use: Use, key: RSAPrivateKey, *, serial: int, since: datetime, until: datetime
) -> bytes:
    """The self-signed certificate of an authority."""
    profile = PROFILES[use]
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(profile.authority)
        .issuer_name(profile.authority)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(key_usage(frozenset({"key_cert_sign", "crl_sign"})), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.DirectoryName(issuer_japanese_name())]),
            critical=False,
        )
        .add_extension(identifier, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
        .sign(key, SHA256())
        .public_bytes(Encoding.DER)
    )


def end_entity_certificate(
    use: Use,
    subject: Subject,
    *,
    public: bytes,
    serial: int,
    since: datetime,
    expires: date,
    authority: bytes,
    key: RSAPrivateKey,
) -> bytes:
    """A certificate of `authority` for the key `public` (SubjectPublicKeyInfo, DER).

    ValueError where the subject tells more, or less, than this kind of certificate holds.
    """
    profile = PROFILES[use]
    if (subject.place is not None, subject.identity is not None) != (profile.tells_person,) * 2:
        raise ValueError(
            "a signature certificate needs the town and the four items, a user certificate may "
            "hold neither (CERT-03, CERT-04)"
        )
    builder = (
        x509.CertificateBuilder()
        .subject_name(_subject_name(subject))
        .issuer_name(profile.authority)
        .public_key(public_key(public))
        .serial_number(serial)
        .not_valid_before(since)
        .not_valid_after(end_of_day(expires))
    )
    for extension, critical in _extensions(profile, subject, public, authority):
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


def _subject_name(subject: Subject) -> x509.Name:
    town = (
        (
            (NameOID.LOCALITY_NAME, subject.place.prefecture),
            (NameOID.LOCALITY_NAME, subject.place.city),
        )
        if subject.place is not None
        else ()
    )
    return directory_name((NameOID.COUNTRY_NAME, "JP"), *town, (NameOID.COMMON_NAME, subject.cn))


def _extensions(
    profile: Profile, subject: Subject, public: bytes, authority: bytes
) -> Iterable[tuple[x509.ExtensionType, bool]]:
    policy = x509.PolicyInformation(x509.ObjectIdentifier(profile.policy), [CPS])
    point = x509.DirectoryName(distribution_point(profile, subject.place))
    yield key_usage(profile.key_usage), True
    yield x509.CertificatePolicies([policy]), True
    if subject.identity is not None:
        yield x509.SubjectAlternativeName(other_names(subject.identity)), False
    yield x509.IssuerAlternativeName([x509.DirectoryName(issuer_japanese_name())]), False
    yield (
        x509.CRLDistributionPoints(
            [
                x509.DistributionPoint(
                    full_name=[point], relative_name=None, reasons=None, crl_issuer=None
                )
            ]
        ),
        False,
    )
    yield _authority_key(authority), False
    yield x509.SubjectKeyIdentifier.from_public_key(public_key(public)), False


def revocation_list(
    revocations: Iterable[Revocation],
    *,
    authority: bytes,
    key: RSAPrivateKey,
    number: int,
    since: datetime,
    until: datetime,
) -> bytes:
    """The complete CRL of `authority`: thisUpdate `since`, nextUpdate `until`."""
    issuer = x509.load_der_x509_certificate(authority).subject
    # Entries go in as one list: the builder's add call copies the list each time (quadratic).
    return (
        x509.CertificateRevocationListBuilder(
            issuer_name=issuer,
            last_update=_naive(since),
            next_update=_naive(until),
            extensions=[
                x509.Extension(x509.CRLNumber.oid, critical=False, value=x509.CRLNumber(number)),
                x509.Extension(
                    x509.AuthorityKeyIdentifier.oid,
                    critical=False,
                    value=_authority_key(authority),
                ),
            ],
            revoked_certificates=[_entry(revocation) for revocation in revocations],
        )
        .sign(key, SHA256())
        .public_bytes(Encoding.DER)
    )


def _entry(revocation: Revocation) -> x509.RevokedCertificate:
    entry = (
        x509.RevokedCertificateBuilder()
        .serial_number(revocation.serial)
        .revocation_date(revocation.at)
    )
    reason = x509.ReasonFlags[revocation.reason]
    if reason is not x509.ReasonFlags.unspecified:  # RFC 5280, 5.3.1: absent rather than 0
        entry = entry.add_extension(x509.CRLReason(reason), critical=False)
    return entry.build()


def _authority_key(authority: bytes) -> x509.AuthorityKeyIdentifier:
    own = x509.load_der_x509_certificate(authority).extensions.get_extension_for_class(
        x509.SubjectKeyIdentifier
    )
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own.value)


def _naive(instant: datetime) -> datetime:
    """UTC without its name, as the builder keeps it inside."""
    return instant.astimezone(UTC).replace(tzinfo=None)
