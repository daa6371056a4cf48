"""Whether an OCSP answer says that a certificate was revoked by an instant (RFC 6960, 3.2).

It counts if the authority that issued the certificate signed it, or a responder to which the same
generation delegated that. As with a list, an answer of later tells of earlier: what was revoked in
between does not count, and a hold that was lifted in between is not told.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp as read
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from fuda.pki import der, ocsp
from fuda.pki.signer import PublicKey
from fuda.pki.verify_reading import (
    UNREADABLE,
    Certificate,
    check_signed,
    key_of,
    load,
    named_key,
    names,
    own_key,
    said,
    signs_with,
)
from fuda.pki.verify_verdict import NotTrusted, NotVerified, StatusUnknown, ended

_SHA1 = "sha1"
_HASHES = frozenset({_SHA1, "sha256"})
"""Names of certificates, not signatures: RFC 5019 has SHA-1."""
_UNDERSTOOD = frozenset(
    {
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.OCSP_NO_CHECK,
    }
)


@dataclass(frozen=True, slots=True)
class ByAnswer:
    """An OCSP answer; `nonce` is what was asked with, and then the answer must repeat it."""

    answer: bytes
    nonce: bytes | None = None


def question(certificate: bytes, authorities: Iterable[bytes], nonce: bytes | None = None) -> bytes:
    """The OCSP request about a certificate; NotTrusted where none of these issued it."""
    parsed = load(certificate)
    anchor = next((one for one in map(load, authorities) if names(parsed, one)), None)
    if anchor is None:
        raise NotTrusted("the certificate names another authority's key or name")
    try:
        one = ocsp.certificate_id(
            hash=ocsp.SHA1,
            name_hash=_hash(_SHA1, anchor.subject.public_bytes()),
            key_hash=_hash(_SHA1, _key_bits(key_of(anchor))),
            serial=said(parsed).serial,
        )
    except UNREADABLE as strange:
        raise NotTrusted("the certificate or its authority has what no profile has") from strange
    with_nonce = (
        der.explicit(2, der.sequence(der.extension(ocsp.NONCE, der.octet_string(nonce))))
        if nonce is not None
        else b""
    )
    return der.sequence(der.sequence(der.sequence(der.sequence(one)), with_nonce))


def check_by_answer(
    certificate: Certificate, anchor: x509.Certificate, given: ByAnswer, at: datetime
) -> None:
    """Revoked, OnHold or StatusUnknown, unless the answer says that it was neither at `at`."""
    try:
        told = _answer(given.answer)
        _check_signer(told, anchor, at)
        _check_nonce(told, given.nonce)
        _check_is_about(told, certificate, anchor)
        _check_times(told, certificate, at)
        line = _line(told)
    except UNREADABLE as strange:
        raise StatusUnknown("the OCSP answer cannot be read") from strange
    if line is not None and line.since <= at:
        raise ended(line.since, line.reason)


@dataclass(frozen=True, slots=True)
class _Line:
    since: datetime
    reason: str


def _answer(octets: bytes) -> read.OCSPResponse:
    told = read.load_der_ocsp_response(octets)
    if told.response_status is not read.OCSPResponseStatus.SUCCESSFUL:
        raise StatusUnknown(f"the responder answered {told.response_status.name.lower()}")
    if len(list(told.responses)) != 1:
        raise StatusUnknown("the OCSP answer is not about one certificate")
    critical = [one for one in (*told.extensions, *told.single_extensions) if one.critical]
    if critical:
        raise StatusUnknown("the OCSP answer has a critical extension that is not understood here")
    return told


def _check_signer(told: read.OCSPResponse, anchor: x509.Certificate, at: datetime) -> None:
    """StatusUnknown unless the authority, or whom it lets answer, signed."""
    why = "nobody who may answer for this authority signed the OCSP answer"
    for voice in _voices(told, anchor):
        try:
            key = key_of(voice)
            if told.signature_algorithm_oid == signs_with(key):
                check_signed(key, told.signature, told.tbs_response_bytes)
                if voice is not anchor:
                    _check_delegated(voice, anchor, told.produced_at_utc, at)
                return
        except (*UNREADABLE, NotVerified) as no:
            why = f"{why}: {no}"
    raise StatusUnknown(why)


def _voices(told: read.OCSPResponse, anchor: x509.Certificate) -> Iterator[x509.Certificate]:
    """Those whom the answer can mean by its responder's id."""
    for each in (anchor, *told.certificates):
        by_key = _hash(_SHA1, _key_bits(key_of(each))) == told.responder_key_hash
        if by_key or each.subject == told.responder_name:
            yield each


def _check_delegated(
    voice: x509.Certificate, anchor: x509.Certificate, produced: datetime, at: datetime
) -> None:
    """Raises unless this generation made it, for answering, and nobody need ask about it."""
    extensions = voice.extensions
    if named_key(extensions, "the responder") != own_key(anchor):
        raise StatusUnknown("another generation or authority delegated it")
    try:
        voice.verify_directly_issued_by(anchor)
    except InvalidSignature as forged:
        raise StatusUnknown("its certificate is not the authority's") from forged
    if voice.signature_algorithm_oid != signs_with(key_of(anchor)):
        raise StatusUnknown("its certificate is signed with another algorithm")
    usages = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    if ExtendedKeyUsageOID.OCSP_SIGNING not in usages:
        raise StatusUnknown("its certificate is for something else")
    if not extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature:
        raise StatusUnknown("its key may not sign")
    extensions.get_extension_for_class(x509.OCSPNoCheck)
    if any(one.critical and one.oid not in _UNDERSTOOD for one in extensions):
        raise StatusUnknown("its certificate has a critical extension unknown here")
    for instant in (produced, max(produced, at)):
        if not voice.not_valid_before_utc <= instant <= voice.not_valid_after_utc:
            raise StatusUnknown("its certificate is not valid")


def _check_nonce(told: read.OCSPResponse, asked: bytes | None) -> None:
    if asked is None:
        return
    try:
        repeated = told.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        repeated = None
    if repeated != asked:
        raise StatusUnknown("the OCSP answer is not to this question: its nonce is another")


def _check_is_about(
    told: read.OCSPResponse, certificate: Certificate, anchor: x509.Certificate
) -> None:
    hash_ = told.hash_algorithm.name
    if hash_ not in _HASHES:
        raise StatusUnknown("the OCSP answer names its certificate by another hash")
    if (told.issuer_name_hash, told.issuer_key_hash, told.serial_number) != (
        _hash(hash_, anchor.subject.public_bytes()),
        _hash(hash_, _key_bits(key_of(anchor))),
        certificate.serial,
    ):
        raise StatusUnknown("the OCSP answer is about another certificate")


def _check_times(told: read.OCSPResponse, certificate: Certificate, at: datetime) -> None:
    since, until = told.this_update_utc, told.next_update_utc
    if until is None or at > until:
        raise StatusUnknown(f"the OCSP answer was good until {until} only")
    if since > told.produced_at_utc:
        raise StatusUnknown("the OCSP answer tells of later than it was made")
    if since > certificate.until and told.certificate_status is read.OCSPCertStatus.GOOD:
        raise StatusUnknown("the OCSP answer was made after the certificate's end")


def _line(told: read.OCSPResponse) -> _Line | None:
    if told.certificate_status is read.OCSPCertStatus.GOOD:
        return None
    since = told.revocation_time_utc
    if since is None:
        raise StatusUnknown("the authority knows of no such certificate")
    reason = told.revocation_reason or x509.ReasonFlags.unspecified
    return _Line(since, reason.name)


def _key_bits(key: PublicKey) -> bytes:
    """What a key identifier is the hash of (RFC 5280, 4.2.1.2)."""
    if isinstance(key, RSAPublicKey):
        return key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _hash(algorithm: str, octets: bytes) -> bytes:
    return hashlib.new(algorithm, octets, usedforsecurity=False).digest()
