"""What an authority and its certificates look like: the one place where the profile stands.

Shape and labels are those of docs/interfaces.md: [C] confirmed by a public source, [I] inferred,
[G] a guess until the official profile is read, [own] ours. Every name is a test name; clients
written for the real certificates parse these all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import Literal

from cryptography import x509
from cryptography.x509.oid import NameOID

Use = Literal["signature", "user"]

JST = timezone(timedelta(hours=9))

KEY_BITS = 2048  # [C]
KEY_EXPONENT = 65537  # [C]

ORGANIZATION = "FUDA-TEST"  # [own] for JPKI; the test tree's JPKI-TEST [C] has the same shape
OPERATOR = "Fuda Test Authorities"  # [own] in the place of the operator's OU [C]
JAPANESE_NAME = "札試験用認証サービス"  # [own] real: 公的個人認証サービス [C]
CPS = "http://fuda.invalid/cps.html"  # [own] a policy qualifier URI stands here [C]

AUTHORITY_YEARS = 50
"""[own] Real: 10, a new key every 4 or so [C]. One generation must outlast any turn of the dial."""

CRL_GOOD_FOR = timedelta(days=2)
"""[G] From the start of the legal day on which it was made; refreshed daily [C]."""

OTHER_NAME = "1.2.392.200149.8.5.5"  # [C] arc of the six otherName entries
OTHER_NAME_ORDER = (1, 4, 3, 5, 2, 6)  # [C]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One authority and the kind of certificate that it issues."""

    use: Use
    unit: str
    """The OU that tells the two authorities apart [C]."""
    key_usage: frozenset[str]
    """Critical [C]; x509.KeyUsage's own words (content_commitment is nonRepudiation)."""
    policy: str
    """Critical [C]; the policy OID of test certificates."""
    letter: str
    """Last letter of the CN."""
    tells_person: bool
    """Whether L, CN, DP and SAN may tell the person and the town (CERT-03, CERT-04)."""

    @property
    def authority(self) -> x509.Name:
        """The authority's distinguished name [C shape]."""
        return directory_name(
            (NameOID.COUNTRY_NAME, "JP"),
            (NameOID.ORGANIZATION_NAME, ORGANIZATION),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, self.unit),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, OPERATOR),
        )


PROFILES: Mapping[Use, Profile] = {
    "signature": Profile(
        use="signature",
        unit=f"{ORGANIZATION} for digital signature",
        key_usage=frozenset({"digital_signature", "content_commitment"}),  # [C]
        policy="1.2.392.200149.8.5.1.0.20",  # [C] of test cards
        letter="S",  # [G]
        tells_person=True,
    ),
    "user": Profile(
        use="user",
        unit=f"{ORGANIZATION} for user authentication",
        key_usage=frozenset({"digital_signature"}),  # [C]
        policy="1.2.392.200149.8.5.1.0.30",  # [G] of test cards
        letter="A",  # [C] one test card
        tells_person=False,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A municipality in romaji, as subject and distribution point of a signature certificate."""

    prefecture: str
    city: str


def directory_name(*pairs: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    """A distinguished name of one-valued RDNs (C as PrintableString, all else as UTF8String)."""
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in pairs])


def issuer_japanese_name() -> x509.Name:
    """IssuerAltName of both kinds, subjectAltName of the authorities [C shape]."""
    return directory_name((NameOID.COUNTRY_NAME, "JP"), (NameOID.ORGANIZATION_NAME, JAPANESE_NAME))


def distribution_point(profile: Profile, place: Place | None) -> x509.Name:
    """Where the CRL for a certificate is: a directory name, not a URI.

    By municipality for the signature certificate [C]; how the real user certificate is partitioned
    is unknown [G], ours is one for all: it may not tell the town (ARCHITECTURE.md).
    A CRL without issuingDistributionPoint covers every point of its authority (RFC 5280, 6.3.3 b).
    """
    town = (
        (
            (NameOID.ORGANIZATIONAL_UNIT_NAME, place.prefecture),
            (NameOID.COMMON_NAME, f"{place.city} CRLDP"),
        )
        if place is not None
        else ((NameOID.COMMON_NAME, "CRLDP"),)
    )
    return directory_name(
        (NameOID.COUNTRY_NAME, "JP"),
        (NameOID.ORGANIZATION_NAME, ORGANIZATION),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, profile.unit),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "CRL Distribution Points"),
        *town,
    )


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
