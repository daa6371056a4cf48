"""Certificates made, in DER, as the profile table says.

What does not change from one certificate to the next is encoded once, in a `Template`; a
certificate is then a join, one hash and one signature.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_der_public_key

from fuda.pki import crl, der
from fuda.pki.identity import Identity, subject_alternative_name
from fuda.pki.keys import key_bits
from fuda.pki.profile import (
    CPS,
    JST,
    SERVICE,
    Place,
    Profile,
    Use,
    authority_name,
    holder_name,
    issuer_address,
    japanese_name,
    key_usage,
    ocsp_address,
    range_of,
    range_point,
    responder_name,
    town_of,
    town_point,
)
from fuda.pki.signer import Signer

_VERSION_3 = der.explicit(0, der.integer(2))
_SERIAL_BITS = 159
"""RFC 5280, 4.1.2.2: not more than twenty octets, positive."""
_DIRECTORY_NAME, _URI = 4, 6
_TOWNS = 4096
"""Places and ranges whose encoding is kept: more than there are municipalities."""
_INSTANTS = _LENGTHS = 1024

_KEY_USAGE, _BASIC_CONSTRAINTS, _EXTENDED_KEY_USAGE = "2.5.29.15", "2.5.29.19", "2.5.29.37"
_SUBJECT_ALT_NAME, _ISSUER_ALT_NAME = "2.5.29.17", "2.5.29.18"
_POLICIES, _POINTS, _ACCESS = "2.5.29.32", "2.5.29.31", "1.3.6.1.5.5.7.1.1"
_AUTHORITY_KEY, _SUBJECT_KEY = "2.5.29.35", "2.5.29.14"
_NO_CHECK = "1.3.6.1.5.5.7.48.1.5"
_CPS_QUALIFIER = "1.3.6.1.5.5.7.2.1"
_OCSP, _CA_ISSUERS, _OCSP_SIGNING = (
    "1.3.6.1.5.5.7.48.1",
    "1.3.6.1.5.5.7.48.2",
    "1.3.6.1.5.5.7.3.9",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a certificate is for: an opaque id, and in a signature certificate town and items."""

    cn: str
    place: Place | None = None
    identity: Identity | None = None


def end_of_day(day: date) -> datetime:
    """23:59:59 in Japan, the last second on which a certificate of that day is valid [C]."""
    return datetime.combine(day, time(23, 59, 59), JST).astimezone(UTC)


class Template:
    """A kind of certificate of one generation of an authority, but for whom it is made.

    `service` is where the authority can be asked (authorityInfoAccess).
    """

    def __init__(
        self, profile: Profile, authority: bytes, signer: Signer, *, service: str = SERVICE
    ) -> None:
        issuer = x509.load_der_x509_certificate(authority)
        own = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        if own != signer.key_identifier:
            raise ValueError("the signer's key is not that of the authority's certificate")
        self.profile = profile
        self._signer = signer
        self._since, self._until = issuer.not_valid_before_utc, issuer.not_valid_after_utc
        self._issuer = signer.algorithm + issuer.subject.public_bytes()
        use = profile.use
        self._first = _key_usage(profile.key_usage) + _policies(profile.policy)
        self._second = der.extension(_ISSUER_ALT_NAME, der.sequence(_directory(japanese_name())))
        self._third = der.extension(
            _ACCESS,
            der.sequence(
                _access(_OCSP, ocsp_address(service, use)),
                _access(_CA_ISSUERS, issuer_address(service, use, own)),
            ),
        ) + _authority_key(own)

    def certificate(
        self, subject: Subject, *, public: bytes, serial: int, since: datetime, expires: date
    ) -> bytes:
        """A certificate for the key `public` (SubjectPublicKeyInfo, DER).

        ValueError where the subject tells more, or less, than this kind of certificate holds, where
        the key is not of the profile's algorithm, and where the authority itself would end first.
        """
        signed = self.to_be_signed(
            subject, public=public, serial=serial, since=since, expires=expires
        )
        return _certificate(signed, self._signer)

    def to_be_signed(
        self, subject: Subject, *, public: bytes, serial: int, since: datetime, expires: date
    ) -> bytes:
        """What `certificate` signs."""
        told = subject.place is not None, subject.identity is not None
        if told != (self.profile.tells_person,) * 2:
            raise ValueError(
                "a signature certificate needs the town and the four items, a user certificate may "
                "hold neither (CERT-03, CERT-04)"
            )
        until = _end_of_day(expires)
        if not self._since <= since <= until.at <= self._until:
            raise ValueError(
                f"a certificate from {since.isoformat()} through {expires} does not lie within its "
                f"authority's {self._since.isoformat()} to {self._until.isoformat()}"
            )
        town = _town(subject.place)
        names = (
            ()
            if subject.identity is None
            else _extended(subject_alternative_name(subject.identity))
        )
        key = hashlib.sha1(key_bits(public, self.profile.key)).digest()  # noqa: S324 - RFC 5280's key identifier
        return _to_be_signed(
            self._first,
            *names,
            self._second,
            town.point or _range(range_of(serial)),
            self._third,
            _BEFORE_SUBJECT_KEY,
            key,
            serial=serial,
            issuer=self._issuer,
            since=_encoded(since),
            until=until.encoded,
            subject=holder_name(town.name, subject.cn),
            public=public,
        )


def authority_certificate(
    use: Use, signer: Signer, *, serial: int, since: datetime, until: datetime
) -> bytes:
    """The self-signed certificate of a generation of an authority."""
    name = authority_name(use)
    signed = _to_be_signed(
        der.extension(_BASIC_CONSTRAINTS, der.sequence(der.TRUE), critical=True),
        _key_usage(frozenset({"key_cert_sign", "crl_sign"})),
        *_extended(der.sequence(_directory(japanese_name()))),
        _subject_key(signer.key_identifier),
        _authority_key(signer.key_identifier),
        serial=serial,
        issuer=signer.algorithm + name,
        since=der.time(since),
        until=der.time(until),
        subject=(name,),
        public=signer.public_key,
    )
    return _certificate(signed, signer)


def responder_certificate(
    use: Use, signer: Signer, *, public: bytes, serial: int, since: datetime, until: datetime
) -> bytes:
    """Leave to sign OCSP answers for the authority whose key is `signer` (RFC 6960, 4.2.2.2).

    It is not itself asked about (id-pkix-ocsp-nocheck), so it must not last.
    """
    key = x509.SubjectKeyIdentifier.from_public_key(load_der_public_key(public)).digest  # type: ignore[arg-type] # any key that OpenSSL reads
    signed = _to_be_signed(
        _key_usage(frozenset({"digital_signature"})),
        der.extension(_EXTENDED_KEY_USAGE, der.sequence(der.oid(_OCSP_SIGNING))),
        der.extension(_NO_CHECK, der.NULL),
        _authority_key(signer.key_identifier),
        _subject_key(key),
        serial=serial,
        issuer=signer.algorithm + authority_name(use),
        since=der.time(since),
        until=der.time(until),
        subject=(responder_name(use),),
        public=public,
    )
    return _certificate(signed, signer)


def _to_be_signed(
    *extensions: bytes,
    serial: int,
    issuer: bytes,
    since: bytes,
    until: bytes,
    subject: tuple[bytes, ...],
    public: bytes,
) -> bytes:
    """TBSCertificate; `issuer` is the signature's algorithm and the authority's name.

    All parts are joined once: beside a signature every copy counts.
    """
    if not 0 < serial < 1 << _SERIAL_BITS:
        raise ValueError("a serial number is positive and has at most twenty octets")
    return der.sequence(
        _VERSION_3,
        der.integer(serial),
        issuer,
        der.header(der.SEQUENCE, len(since) + len(until)),
        since,
        until,
        *subject,
        public,
        _before_extensions(sum(map(len, extensions))),
        *extensions,
    )


@lru_cache(_LENGTHS)
def _before_extensions(length: int) -> bytes:
    listed = der.header(der.SEQUENCE, length)
    return der.header(0xA3, len(listed) + length) + listed


def _extended(names: bytes) -> tuple[bytes, bytes]:
    """SubjectAltName around these names."""
    return _before_names(len(names)), names


@lru_cache(_LENGTHS)
def _before_names(length: int) -> bytes:
    return der.extension(_SUBJECT_ALT_NAME, bytes(length))[: -length or None]


def _certificate(signed: bytes, signer: Signer) -> bytes:
    signature = signer.sign(signed)
    bits = der.header(der.BIT_STRING, len(signature) + 1)
    return der.sequence(signed, signer.algorithm, bits, b"\0", signature)


@dataclass(frozen=True, slots=True)
class _Until:
    at: datetime
    encoded: bytes


@dataclass(frozen=True, slots=True)
class _Town:
    name: bytes
    point: bytes


@lru_cache(_INSTANTS)
def _encoded(instant: datetime) -> bytes:
    return der.time(instant)


@lru_cache(_INSTANTS)
def _end_of_day(day: date) -> _Until:
    at = end_of_day(day)
    return _Until(at, der.time(at))


@lru_cache(_TOWNS)
def _town(place: Place | None) -> _Town:
    return _Town(town_of(place), _points(town_point(place)) if place is not None else b"")


@lru_cache(_TOWNS)
def _range(number: int) -> bytes:
    return _points(range_point(number))


def _points(name: bytes) -> bytes:
    """CRLDistributionPoints with one directory name, no URI [C]."""
    return der.extension(_POINTS, der.sequence(der.sequence(crl.point_name(name))))


def _key_usage(allowed: frozenset[str]) -> bytes:
    return der.extension(_KEY_USAGE, key_usage(allowed).public_bytes(), critical=True)


def _policies(policy: str) -> bytes:
    qualifier = der.sequence(der.oid(_CPS_QUALIFIER), der.tagged(der.IA5_STRING, CPS.encode()))
    information = der.sequence(der.oid(policy), der.sequence(qualifier))
    return der.extension(_POLICIES, der.sequence(information), critical=True)


def _access(method: str, address: str) -> bytes:
    return der.sequence(der.oid(method), der.implicit(_URI, address.encode("ascii")))


def _directory(name: bytes) -> bytes:
    return der.explicit(_DIRECTORY_NAME, name)


def _authority_key(identifier: bytes) -> bytes:
    return der.extension(_AUTHORITY_KEY, der.sequence(der.implicit(0, identifier)))


_BEFORE_SUBJECT_KEY = der.extension(_SUBJECT_KEY, der.octet_string(bytes(20)))[:-20]


def _subject_key(identifier: bytes) -> bytes:
    """SubjectKeyIdentifier of twenty octets."""
    return _BEFORE_SUBJECT_KEY + identifier
