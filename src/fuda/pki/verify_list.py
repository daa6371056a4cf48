"""Whether a CRL says that a certificate was revoked by an instant (RFC 5280, 6.3).

A list that was made after that instant tells of it too, as far as a list tells of the past: what
was revoked later does not count, and a hold that was lifted in between is not on it any more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from fuda.pki.verify_reading import (
    UNREADABLE,
    Certificate,
    directory_name,
    key_of,
    named_key,
    own_key,
    signs_with,
)
from fuda.pki.verify_verdict import HOLD, NotTrusted, StatusUnknown, ended

_SCOPE = ExtensionOID.ISSUING_DISTRIBUTION_POINT
_BASE = ExtensionOID.DELTA_CRL_INDICATOR
_CRITICAL = b"\x01\x01\xff\x04"
"""TRUE before an OCTET STRING, as DER has it in every critical extension."""
_REMOVED = "remove_from_crl"


@dataclass(frozen=True, slots=True)
class ByList:
    """A complete CRL (of its authority, or of the certificate's partition), and a delta on it."""

    complete: bytes
    delta: bytes | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    since: datetime
    reason: str


def check_by_list(
    certificate: Certificate, anchor: x509.Certificate, given: ByList, at: datetime
) -> None:
    """Revoked, OnHold or StatusUnknown, unless the list says that it was neither at `at`."""
    complete = _list(given.complete, anchor, {_SCOPE}, "the CRL")
    _check_scope(complete, certificate)
    delta = None
    if given.delta is not None:
        delta = _delta(_list(given.delta, anchor, {_SCOPE, _BASE}, "the delta CRL"), complete)
    newest = complete if delta is None else delta  # a list without lines is false
    if newest.next_update_utc is None or at > newest.next_update_utc:
        raise StatusUnknown(f"the CRL was in force until {newest.next_update_utc} only")
    line = _at(_line(complete, certificate.serial), at)
    if line is not None and line.reason == _REMOVED:
        raise StatusUnknown("only a delta CRL takes a certificate off")
    if delta is not None:
        line = _changed(line, _at(_line(delta, certificate.serial), at))
    if line is not None:
        raise ended(line.since, line.reason)
    if newest.last_update_utc > certificate.until:
        raise StatusUnknown("the CRL was made after the certificate's end, and need not tell of it")


def _list(
    der: bytes,
    anchor: x509.Certificate,
    understood: Collection[x509.ObjectIdentifier],
    what: str,
) -> x509.CertificateRevocationList:
    try:
        crl = x509.load_der_x509_crl(der)
        critical = [one.oid for one in crl.extensions if one.critical]
        key = key_of(anchor)
        usage = anchor.extensions.get_extension_for_class(x509.KeyUsage).value
        signed = (
            named_key(crl.extensions, what) == own_key(anchor)
            and usage.crl_sign
            and crl.issuer == anchor.subject
            and crl.signature_algorithm_oid == signs_with(key)
            and crl.is_signature_valid(key)
        )
        strange = bool(set(critical) - set(understood)) or _has_critical_entry(crl, len(critical))
    except (*UNREADABLE, NotTrusted) as unreadable:
        raise StatusUnknown(f"{what} is none of this authority that can be read") from unreadable
    if not signed:
        raise StatusUnknown(f"{what} was not signed by this authority")
    if strange:
        raise StatusUnknown(f"{what} has a critical extension that is not understood here")
    return crl


def _has_critical_entry(crl: x509.CertificateRevocationList, known: int) -> bool:
    """Whether a line has a critical extension: none is understood (RFC 5280, 5.3).

    A list may have a million lines, so they are read only where the octets give a reason to.
    """
    if crl.tbs_certlist_bytes.count(_CRITICAL) <= known:
        return False
    return any(extension.critical for line in crl for extension in line.extensions)


def _check_scope(crl: x509.CertificateRevocationList, certificate: Certificate) -> None:
    """The list must be about this certificate: its partition's, or everyone's."""
    scope = _scope(crl)
    if scope is None:
        return
    if (
        scope.only_contains_ca_certs
        or scope.only_contains_attribute_certs
        or scope.indirect_crl
        or scope.only_some_reasons is not None
    ):
        raise StatusUnknown("the CRL does not cover every certificate of its authority")
    if scope.full_name is None and scope.relative_name is None:
        return
    point = directory_name(scope.full_name)
    if point is None or point != certificate.point:
        raise StatusUnknown("the CRL is of another partition than the certificate names")


def _scope(crl: x509.CertificateRevocationList) -> x509.IssuingDistributionPoint | None:
    try:
        return crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return None


def _delta(
    delta: x509.CertificateRevocationList, complete: x509.CertificateRevocationList
) -> x509.CertificateRevocationList | None:
    """The delta, if it fits and is newer than the list it is laid on (RFC 5280, 5.2.4)."""
    try:
        base = delta.extensions.get_extension_for_class(x509.DeltaCRLIndicator).value.crl_number
        number, newer = (
            one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
            for one in (complete, delta)
        )
    except x509.ExtensionNotFound as missing:
        raise StatusUnknown("the delta CRL does not say on what it builds") from missing
    if _scope(delta) != _scope(complete):
        raise StatusUnknown("the delta CRL is of another partition than the CRL")
    if base > number:
        raise StatusUnknown(f"the delta CRL builds on list {base}, and this is list {number}")
    return delta if newer > number else None


def _line(crl: x509.CertificateRevocationList, serial: int) -> _Line | None:
    try:
        entry = crl.get_revoked_certificate_by_serial_number(serial)
        if entry is None:
            return None
        try:
            reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.name
        except x509.ExtensionNotFound:
            reason = x509.ReasonFlags.unspecified.name
        return _Line(entry.revocation_date_utc, reason)
    except UNREADABLE as unreadable:
        raise StatusUnknown("the certificate's line in the CRL cannot be read") from unreadable


def _at(line: _Line | None, at: datetime) -> _Line | None:
    return line if line is not None and line.since <= at else None


def _changed(line: _Line | None, change: _Line | None) -> _Line | None:
    """What stands after a delta's line; only a hold is ever taken back."""
    if change is None:
        return line
    if change.reason == _REMOVED:
        return None if line is None or line.reason == HOLD else line
    return change
