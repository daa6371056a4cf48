"""What an authority and its certificates look like: the one place where the profile stands.

Shape and labels are those of docs/interfaces.md: [C] confirmed by a public source, [I] inferred,
[G] a guess until the official profile is read, [own] ours. Every name is a test name; clients
written for the real certificates parse these all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from cryptography import x509

from fuda.pki import der

Use = Literal["signature", "user"]
"""What a certificate is for, and with that which of the two authorities issues it."""
Kind = Literal["signature", "user", "phone_signature", "phone_user"]
"""The use, and whether the key is in the card or in a telephone."""
KeyAlgorithm = Literal["rsa-2048", "p-256", "p-384"]

JST = timezone(timedelta(hours=9))

KEY_EXPONENT = 65537  # [C]

ORGANIZATION = "FUDA-TEST"  # [own] for JPKI; the test tree's JPKI-TEST [C] has the same shape
OPERATOR = "Fuda Test Authorities"  # [own] in the place of the operator's OU [C]
JAPANESE_NAME = "札試験用認証サービス"  # [own] real: 公的個人認証サービス [C]
CPS = "http://fuda.invalid/cps.html"  # [own] a policy qualifier URI stands here [C]
SERVICE = "http://fuda.invalid/jpki"  # [own] a town hands in the address that it is served under

AUTHORITY_YEARS = 10  # [C]
NEW_KEY_YEARS = 4
"""A new generation about so often [C]: what the old one issued last ends before it does."""

RESPONDER_GOOD_FOR = timedelta(days=30)
"""[own] Nobody can revoke a responder's certificate (id-pkix-ocsp-nocheck): its life is short."""

CRL_GOOD_FOR = timedelta(days=2)
"""[G] From the start of the legal day on which it was made; refreshed daily [C]."""

RANGE = 1 << 16
"""[own] Serials of the user authority whose certificates share a list ([G] how it is really)."""

OTHER_NAME = "1.2.392.200149.8.5.5"  # [C] arc of the six otherName entries
OTHER_NAME_ORDER = (1, 4, 3, 5, 2, 6)  # [C]

_COUNTRY, _LOCALITY, _ORGANIZATION, _UNIT, _COMMON = (
    "2.5.4.6",
    "2.5.4.7",
    "2.5.4.10",
    "2.5.4.11",
    "2.5.4.3",
)


_LONGEST = 64
"""RFC 5280, appendix A: the bound of CN, O and OU (that of L is 128), as octets: some count so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """One of the two authorities: one tier, self-signed [C]."""

    use: Use
    unit: str
    """The OU that tells the two apart [C]."""
    key: KeyAlgorithm


AUTHORITIES: Mapping[Use, Authority] = {
    "signature": Authority(
        use="signature",
        unit=f"{ORGANIZATION} for digital signature",
        key="rsa-2048",  # [C]
    ),
    "user": Authority(
        use="user",
        unit=f"{ORGANIZATION} for user authentication",
        key="rsa-2048",  # [C]
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A kind of certificate. extendedKeyUsage and basicConstraints: absent in all [G]."""

    kind: Kind
    use: Use
    key: KeyAlgorithm
    key_usage: frozenset[str]
    """Critical [C]; x509.KeyUsage's own words (content_commitment is nonRepudiation)."""
    policy: str
    """Critical [C]; the policy OID of test certificates."""
    letter: str
    """Last letter of the CN."""
    tells_person: bool
    """Whether L, CN, DP and SAN may tell the person and the town (CERT-03, CERT-04)."""


PROFILES: Mapping[Kind, Profile] = {
    "signature": Profile(
        kind="signature",
        use="signature",
        key="rsa-2048",  # [C]
        key_usage=frozenset({"digital_signature", "content_commitment"}),  # [C]
        policy="1.2.392.200149.8.5.1.0.20",  # [C] of test cards
        letter="S",  # [G]
        tells_person=True,  # [C]
    ),
    "user": Profile(
        kind="user",
        use="user",
        key="rsa-2048",  # [C]
        key_usage=frozenset({"digital_signature"}),  # [C]
        policy="1.2.392.200149.8.5.1.0.30",  # [G] of test cards
        letter="A",  # [C] one test card
        tells_person=False,  # [C]
    ),
    "phone_signature": Profile(
        kind="phone_signature",
        use="signature",  # [C] the card's authorities
        key="rsa-2048",  # [G]
        key_usage=frozenset({"digital_signature", "content_commitment"}),  # [G] as the card's
        policy="1.2.392.200149.8.5.1.0.40",  # [G] real: …1.1.40, one secondary source
        letter="S",  # [G]
        tells_person=True,  # [G] as the card's
    ),
    "phone_user": Profile(
        kind="phone_user",
        use="user",  # [C]
        key="rsa-2048",  # [G]
        key_usage=frozenset({"digital_signature"}),  # [G] as the card's
        policy="1.2.392.200149.8.5.1.0.50",  # [G]
        letter="A",  # [G]
        tells_person=False,  # [G] as the card's
    ),
}


class Place(NamedTuple):
    """A municipality in romaji, as subject and distribution point of a signature certificate."""

    prefecture: str
    city: str


@cache
def authority_name(use: Use) -> bytes:
    """The authority's distinguished name, encoded; all its generations share it [C shape]."""
    return _name(*_authority_names(use), (_UNIT, OPERATOR))


@cache
def responder_name(use: Use) -> bytes:
    """The name of the key that signs OCSP answers for the authority [own]."""
    return _name(*_authority_names(use), (_UNIT, OPERATOR), (_COMMON, "OCSP Responder"))


@cache
def japanese_name() -> bytes:
    """IssuerAltName of all kinds, subjectAltName of the authorities [C shape]."""
    return _name((_COUNTRY, "JP"), (_ORGANIZATION, JAPANESE_NAME))


def town_of(place: Place | None) -> bytes:
    """The first RDNs of a holder's name: country, and in a signature certificate the town [C]."""
    if place is None:
        return _rdn(_COUNTRY, "JP")
    return _rdn(_COUNTRY, "JP") + _rdn(_LOCALITY, place.prefecture) + _rdn(_LOCALITY, place.city)


def holder_name(town: bytes, cn: str) -> tuple[bytes, bytes, bytes]:
    """The subject of a holder's certificate, in pieces; `town` is `town_of` the place."""
    name = _rdn(_COMMON, cn)
    return der.header(der.SEQUENCE, len(town) + len(name)), town, name


def town_point(place: Place) -> bytes:
    """Name of the list for the signature certificates of one municipality [C]."""
    return _point("signature", (_UNIT, place.prefecture), (_COMMON, f"{place.city} CRLDP"))


def range_point(number: int) -> bytes:
    """Name of the list for the user certificates of one range of serials.

    How the real ones are partitioned is unknown [G]; this tells nothing of the town (CERT-04).
    """
    return _point("user", (_COMMON, f"Range {number:04} CRLDP"))


def range_of(serial: int) -> int:
    """The number of the range that a user certificate's serial is in, from 1."""
    return serial // RANGE + 1


def ocsp_address(service: str, use: Use) -> str:
    """Where an authority's certificates are asked about [I present, own address]."""
    return f"{service}/ocsp/{use}"


def issuer_address(service: str, use: Use, key_identifier: bytes) -> str:
    """Where the certificate of this generation of the authority is [own]."""
    return f"{service}/ca/{use}/{key_identifier.hex()}.crt"


@cache
def key_usage(allowed: frozenset[str]) -> x509.KeyUsage:
    """KeyUsage with these bits and no other."""
    return x509.KeyUsage(
        digital_signature="digital_signature" in allowed,
        content_commitment="content_commitment" in allowed,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign="key_cert_sign" in allowed,
        crl_sign="crl_sign" in allowed,
        encipher_only=False,
        decipher_only=False,
    )


def _authority_names(use: Use) -> tuple[tuple[str, str], ...]:
    return (
        (_COUNTRY, "JP"),
        (_ORGANIZATION, ORGANIZATION),
        (_UNIT, AUTHORITIES[use].unit),
    )


def _point(use: Use, *last: tuple[str, str]) -> bytes:
    return _name(*_authority_names(use), (_UNIT, "CRL Distribution Points"), *last)


def _name(*pairs: tuple[str, str]) -> bytes:
    return der.sequence(*(_rdn(kind, text) for kind, text in pairs))


def _rdn(kind: str, text: str) -> bytes:
    """One attribute."""
    octets = text.encode()
    if not 1 <= len(octets) <= _LONGEST:
        raise ValueError(f"a part of a name has 1 to {_LONGEST} octets")
    return _before(kind, len(octets)) + octets


@lru_cache(1024)
def _before(kind: str, length: int) -> bytes:
    """An attribute up to its text: a country as PrintableString, all else as UTF8String."""
    text = der.header(der.PRINTABLE_STRING if kind == _COUNTRY else der.UTF8_STRING, length)
    named = der.oid(kind) + text
    pair = der.header(der.SEQUENCE, len(named) + length)
    return der.header(der.SET, len(pair) + len(named) + length) + pair + named
