"""Whether a certificate may be relied on at an instant, and whether a signature is its key's.

Bytes in, an answer or a `NotVerified` out. Nothing is fetched and no clock is read: whoever asks
hands in the authorities that it trusts, what it was told of revocations (`ByList`, `ByAnswer`, or
the authority's own `ByRegister`) and the instant. Validity counts whole seconds and includes the
last one (RFC 5280, 4.1.2.5), so a certificate is good until the end of its last day in Japan.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtensionOID

from fuda.pki.keys import public_key
from fuda.pki.profile import PROFILES, KeyAlgorithm, Kind, Use, authority_name
from fuda.pki.verify_answer import ByAnswer, check_by_answer, question
from fuda.pki.verify_list import ByList, check_by_list
from fuda.pki.verify_reading import (
    UNREADABLE,
    Certificate,
    check_signed,
    holder_key,
    key_of,
    load,
    names,
    read,
    said,
    signs_with,
)
from fuda.pki.verify_register import ByRegister, check_by_register
from fuda.pki.verify_verdict import (
    Expired,
    NotTrusted,
    NotVerified,
    NotYetValid,
    OnHold,
    Revoked,
    StatusUnknown,
    WrongSignature,
    WrongUse,
)

__all__ = [
    "ByAnswer",
    "ByList",
    "ByRegister",
    "Certificate",
    "Expired",
    "NotTrusted",
    "NotVerified",
    "NotYetValid",
    "OnHold",
    "Revoked",
    "StatusUnknown",
    "WrongSignature",
    "WrongUse",
    "check_possession",
    "check_signature",
    "kinds_for",
    "question",
    "read",
    "verify",
]

_UNDERSTOOD = frozenset(
    {
        ExtensionOID.KEY_USAGE,
        ExtensionOID.CERTIFICATE_POLICIES,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.BASIC_CONSTRAINTS,
    }
)


def kinds_for(use: Use) -> frozenset[Kind]:
    """The kinds that serve a use, in a card or in a phone (PHONE-02)."""
    return frozenset(kind for kind, profile in PROFILES.items() if profile.use == use)


def verify(
    certificate: bytes,
    authorities: Iterable[bytes],
    status: ByList | ByAnswer | ByRegister,
    *,
    at: datetime,
    kinds: Collection[Kind],
) -> Certificate:
    """The certificate, if it may be relied on at `at` as one of `kinds`; else why not.

    `authorities` are the generations that are trusted (DER), as they come: the issuer is found
    among them by key, because they share one name. A revocation later than `at` does not count.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    instant = at.replace(microsecond=0)
    parsed = load(certificate)
    anchors = _issuers(parsed, [_authority(each) for each in authorities])
    _check_nothing_strange(parsed)
    told = said(parsed)
    if authority_name(told.use) != anchors[0].subject.public_bytes():
        raise NotTrusted(f"the issuer is not the authority for {told.use} certificates")
    if told.kind not in kinds:
        raise WrongUse(f"this is the {told.kind} certificate, not the {' or '.join(sorted(kinds))}")
    if instant < told.since:
        raise NotYetValid(told.since)
    if instant > told.until:
        raise Expired(told.until)
    in_force = [
        one for one in anchors if one.not_valid_before_utc <= instant <= one.not_valid_after_utc
    ]
    if not in_force:
        raise NotTrusted("the authority's own certificate is not valid at that instant")
    match status:
        case ByList():
            check_by_list(told, in_force[0], status, instant)
        case ByAnswer():
            check_by_answer(told, in_force[0], status, instant)
        case ByRegister():
            check_by_register(status, instant)
    return told


def check_signature(certificate: bytes, signature: bytes, signed: bytes) -> None:
    """WrongSignature unless this certificate's key signed `signed`."""
    check_signed(holder_key(read(certificate).public_key), signature, signed)


def check_possession(
    key: bytes, proof: bytes, challenge: bytes, algorithm: KeyAlgorithm = "rsa-2048"
) -> None:
    """WrongSignature unless whoever made `proof` over `challenge` holds the private key.

    `key` is a SubjectPublicKeyInfo in DER; ValueError where it is not of that algorithm.
    """
    check_signed(public_key(key, algorithm), proof, challenge)


def _authority(der: bytes) -> x509.Certificate:
    anchor = load(der)
    try:
        may_sign = (
            anchor.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
            and anchor.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
        )
    except UNREADABLE:
        may_sign = False
    if not may_sign:
        raise NotTrusted("this is no authority's certificate")
    return anchor


def _issuers(
    certificate: x509.Certificate, trusted: list[x509.Certificate]
) -> list[x509.Certificate]:
    """Whose key signed it; several only where one key has several certificates."""
    try:
        named = [one for one in trusted if names(certificate, one)]
        if not named:
            raise NotTrusted("the certificate names another authority's key or name")
        for anchor in named:
            algorithm = signs_with(key_of(anchor))
            certificate.verify_directly_issued_by(anchor)
            if certificate.signature_algorithm_oid != algorithm:
                raise NotTrusted("the certificate is not signed as this authority signs")
    except (*UNREADABLE, InvalidSignature) as wrong:
        raise NotTrusted("the certificate was not issued by this authority") from wrong
    return named


def _check_nothing_strange(certificate: x509.Certificate) -> None:
    for extension in certificate.extensions:
        if extension.critical and extension.oid not in _UNDERSTOOD:
            oid = extension.oid.dotted_string
            raise NotTrusted(f"the certificate has a critical extension unknown here: {oid}")
