"""OCSP (RFC 6960; lightweight: RFC 5019): questions read strictly, answers put together.

Whoever answers knows no more than bytes here: a question names certificates by `CertId`, an answer
repeats each with its status. A question that is not exactly DER, or longer than its bounds, is
`MalformedRequest`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from fuda.pki import der
from fuda.pki.crl import REASONS
from fuda.pki.signer import Signer

LONGEST_REQUEST = 8192
"""Octets of a question (own): some sixty certificates and a nonce."""
MOST_IDS = 64
LONGEST_NONCE = 128
"""RFC 9654, 2.1."""

SHA1, SHA256 = "1.3.14.3.2.26", "2.16.840.1.101.3.4.2.1"
NONCE = "1.3.6.1.5.5.7.48.1.2"

_ALGORITHMS = {
    der.sequence(der.oid(dotted), parameters): (
        dotted,
        length,
        der.header(der.OCTET_STRING, length),
    )
    for dotted, length in ((SHA1, 20), (SHA256, 32))
    for parameters in (der.NULL, b"")
}
"""AlgorithmIdentifier as encoded: its OID, and what each of its two hashes looks like."""
_NONCE_OID = der.oid(NONCE)
_BASIC = der.oid("1.3.6.1.5.5.7.48.1.1")
_OID_CONTENT = re.compile(rb"(?:(?!\x80)[\x80-\xff]*[\x00-\x7f])+", re.DOTALL)
_PADDED = re.compile(rb"\x00[\x00-\x7f]|\xff[\x80-\xff]")
_MOST_LENGTH_OCTETS = 2
_LONG = 0x80
_GOOD = der.implicit(0, b"")
_UNKNOWN = der.implicit(2, b"")
_REASON = {"unspecified": b""} | {
    reason: der.explicit(0, der.tagged(der.ENUMERATED, bytes([code])))
    for reason, code in REASONS.items()
    if reason != "remove_from_crl"
}
_REQUESTOR, _EXTENSIONS, _SINGLE_EXTENSIONS, _SIGNATURE, _CERTIFICATES = (
    0xA1,
    0xA2,
    0xA0,
    0xA0,
    0xA0,
)
_REQUESTED_BY = bytes([_REQUESTOR])
_GENERAL_NAMES = frozenset((0xA0, 0x81, 0x82, 0xA4, 0x86, 0x87, 0x88))
_SOME_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)

_MALFORMED, _INTERNAL, _LATER, _UNAUTHORIZED = 1, 2, 3, 6


def _refusal(status: int) -> bytes:
    return der.sequence(der.tagged(der.ENUMERATED, bytes([status])))


MALFORMED = _refusal(_MALFORMED)
INTERNAL_ERROR = _refusal(_INTERNAL)
TRY_LATER = _refusal(_LATER)
UNAUTHORIZED = _refusal(_UNAUTHORIZED)
"""The unsigned answers of RFC 6960, 2.3."""


class MalformedRequest(ValueError):  # noqa: N818 - said of bytes
    """Not a question of RFC 6960, or one beyond the bounds here."""


class CertId(NamedTuple):
    """Which certificate a question is about (a tuple: one is made for every question)."""

    raw: bytes
    """As encoded: an answer repeats it byte for byte."""
    hash: str
    """OID of the hash: `SHA1` or `SHA256`."""
    name_hash: bytes
    """Of the authority's encoded Name."""
    key_hash: bytes
    """Of the authority's key bits."""
    serial: int


class Request(NamedTuple):
    """A question about one or several certificates."""

    ids: tuple[CertId, ...]
    nonce: bytes | None
    """The nonce extension's value as encoded; the answer repeats it."""


@dataclass(frozen=True, slots=True)
class Good:
    """Not revoked, and issued."""


@dataclass(frozen=True, slots=True)
class RevokedSince:
    """Revoked or on hold since `at`; the reason is RFC 5280's in snake_case."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Never issued by this authority."""


Status = Good | RevokedSince | Unknown


def parse(request: bytes) -> Request:
    """The question; MalformedRequest where it is none.

    A requestor's name and signature are read over: who asks is settled by the connection.
    """
    if len(request) > LONGEST_REQUEST:
        raise MalformedRequest("the question is too long")
    at, end = _object(request, 0, len(request), der.SEQUENCE)
    if end != len(request):
        raise MalformedRequest("octets after the question")
    at, asked_end = _object(request, at, end, der.SEQUENCE)
    if asked_end != end:
        _check_signed(request, asked_end, end)
    if request[at : at + 1] == _REQUESTED_BY:
        at = _requestor(request, at, asked_end)
    at, list_end = _object(request, at, asked_end, der.SEQUENCE)
    ids = []
    while at < list_end:
        one, at = _one(request, at, list_end)
        ids.append(one)
    if not 1 <= len(ids) <= MOST_IDS:
        raise MalformedRequest(f"the question is about {len(ids)} certificates")
    nonce = None if list_end == asked_end else _nonce(request, list_end, asked_end)
    return Request(tuple(ids), nonce)


def single(certificate: bytes, status: Status, *, since: datetime, until: datetime) -> bytes:
    """One line of an answer, true from `since` to `until`; `certificate` is an encoded CertId."""
    return der.sequence(certificate, _said(status, since, until))


def _said(status: Status, since: datetime, until: datetime) -> bytes:
    match status:
        case Good():
            said = _GOOD
        case Unknown():
            said = _UNKNOWN
        case RevokedSince(at, reason):
            if reason not in _REASON:
                raise ValueError(f"{reason} is no reason for which a certificate is revoked")
            said = der.explicit(1, der.generalized_time(at) + _REASON[reason])
    return said + der.generalized_time(since) + der.explicit(0, der.generalized_time(until))


def answer(
    singles: Iterable[bytes],
    *,
    signer: Signer,
    certificates: Sequence[bytes],
    produced: datetime,
    nonce: bytes | None = None,
) -> bytes:
    """A signed answer; `certificates` (DER) let the asker trust the key that signed it."""
    data = response_data(singles, signer=signer, produced=produced, nonce=nonce)
    return assembled(data, signer.sign(data), signer=signer, certificates=certificates)


def response_data(
    singles: Iterable[bytes], *, signer: Signer, produced: datetime, nonce: bytes | None = None
) -> bytes:
    """What is signed. The responder is named by its key."""
    extensions = b""
    if nonce is not None:
        extensions = der.explicit(
            1, der.sequence(der.sequence(_NONCE_OID, der.octet_string(nonce)))
        )
    return der.sequence(
        der.explicit(2, der.octet_string(signer.key_identifier)),
        der.generalized_time(produced),
        der.sequence(*singles),
        extensions,
    )


def assembled(
    data: bytes, signature: bytes, *, signer: Signer, certificates: Sequence[bytes]
) -> bytes:
    """The whole answer around what was signed."""
    basic = der.sequence(data, signer.algorithm, der.bit_string(signature), _enclosed(certificates))
    return der.sequence(
        der.tagged(der.ENUMERATED, b"\0"),
        der.explicit(0, der.sequence(_BASIC, der.octet_string(basic))),
    )


def _enclosed(certificates: Sequence[bytes]) -> bytes:
    return der.explicit(0, der.sequence(*certificates)) if certificates else b""


def certificate_id(*, hash: str, name_hash: bytes, key_hash: bytes, serial: int) -> bytes:  # noqa: A002 - the field's word
    """A CertId as encoded, its hash with NULL parameters as every client writes it."""
    return der.sequence(
        der.sequence(der.oid(hash), der.NULL),
        der.octet_string(name_hash),
        der.octet_string(key_hash),
        der.integer(serial),
    )


class Said(NamedTuple):
    """What an answer says of a certificate, encoded; one for all of which the same is said."""

    produced: bytes
    line: bytes


class _Frame(NamedTuple):
    """What stands around the parts of an answer."""

    before: bytes
    data: bytes
    """From here to the line's end is signed."""
    line: bytes
    signature: bytes


class KeptForm:
    """Answers about one certificate each, without a nonce, in the form in which a store keeps them.

    Only the signature is a certificate's own; what is said is shared by all of which the same is
    said from the same instant, and what stands around by all answers of a signer. The answer is,
    byte for byte, that of `answer`.
    """

    def __init__(self, signer: Signer, certificates: Sequence[bytes]) -> None:
        self._signer = signer
        self._certificates = tuple(certificates)
        self._after = _enclosed(certificates)
        self._frames: dict[tuple[int, int], _Frame] = {}

    def said(self, status: Status, *, produced: datetime, since: datetime, until: datetime) -> Said:
        """What is to be said of one certificate or of many."""
        return Said(der.generalized_time(produced), _said(status, since, until))

    def to_be_signed(self, certificate: bytes, said: Said) -> bytes:
        """What is signed for the certificate of this encoded CertId."""
        frame = self._frame(len(certificate) + len(said.line), 0)
        return b"".join((frame.data, said.produced, frame.line, certificate, said.line))

    def answer(self, certificate: bytes, said: Said, signature: bytes) -> bytes:
        """The whole answer, from what was kept."""
        before, data, line, bits = self._frame(len(certificate) + len(said.line), len(signature))
        return b"".join(
            (
                before,
                data,
                said.produced,
                line,
                certificate,
                said.line,
                bits,
                signature,
                self._after,
            )
        )

    def _frame(self, line: int, signature: int) -> _Frame:
        """The frame for so many octets on the certificate, and of signature."""
        known = self._frames.get((line, signature))
        if known is None:
            known = self._frames[line, signature] = self._new_frame(line, signature)
        return known

    def _new_frame(self, line: int, signature: int) -> _Frame:
        """Taken from an answer that says nothing."""
        nothing = der.tagged(der.SEQUENCE, bytes(line))
        data = response_data([nothing], signer=self._signer, produced=_SOME_INSTANT)
        whole = assembled(
            data, bytes(signature), signer=self._signer, certificates=self._certificates
        )
        begins = whole.index(data)
        ends = begins + len(data)
        line_header = len(der.sequence(nothing)) - line
        times = ends - line - line_header - len(der.generalized_time(_SOME_INSTANT))
        return _Frame(
            before=whole[:begins],
            data=whole[begins:times],
            line=data[len(data) - line - line_header : len(data) - line],
            signature=whole[ends : len(whole) - signature - len(self._after)],
        )


def _one(octets: bytes, at: int, end: int) -> tuple[CertId, int]:
    """The certificate that is asked about next, and where the one after it is."""
    begins, after = _object(octets, at, end, der.SEQUENCE)
    at, end = _object(octets, begins, after, der.SEQUENCE)
    if end != after:
        at_extensions, last = _object(octets, end, after, _SINGLE_EXTENSIONS)
        if last != after or _extensions(octets, at_extensions, last):
            raise MalformedRequest("a question about a certificate that is not understood")
    raw = octets[begins:end]
    _, name = _object(octets, at, end, der.SEQUENCE)
    try:
        hash_, length, header = _ALGORITHMS[octets[at:name]]
    except KeyError:
        raise MalformedRequest("a hash that is neither SHA-1 nor SHA-256") from None
    name_hash = name + len(header)
    key = name_hash + length
    key_hash = key + len(header)
    if octets[name:name_hash] != header or octets[key:key_hash] != header:
        raise MalformedRequest("a hash of another length")
    at, last = _object(octets, key_hash + length, end, der.INTEGER)
    if last != end or not _is_integer(octets[at:last]):
        raise MalformedRequest("a serial number that is none")
    serial = int.from_bytes(octets[at:last], "big", signed=True)
    return (
        CertId(raw, hash_, octets[name_hash:key], octets[key_hash : key_hash + length], serial),
        after,
    )


def _is_integer(content: bytes) -> bool:
    """Whether it has octets, and none that could be left out."""
    return bool(content) and not _PADDED.match(content)


def _requestor(octets: bytes, at: int, end: int) -> int:
    """Read over who asks: one GeneralName."""
    begins, after = _object(octets, at, end, _REQUESTOR)
    if begins == after or octets[begins] not in _GENERAL_NAMES:
        raise MalformedRequest("a requestor without a name")
    _, last = _object(octets, begins, after, octets[begins])
    if last != after:
        raise MalformedRequest("a requestor with two names")
    return after


def _check_signed(octets: bytes, at: int, end: int) -> None:
    """Read over the signature: algorithm, bits, perhaps certificates."""
    begins, last = _object(octets, at, end, _SIGNATURE)
    if last != end:
        raise MalformedRequest("octets after the signature")
    at, last = _object(octets, begins, end, der.SEQUENCE)
    _, at = _object(octets, at, last, der.SEQUENCE)
    _, at = _object(octets, at, last, der.BIT_STRING)
    if at != last:
        _, at = _object(octets, at, last, _CERTIFICATES)
    if at != last or last != end:
        raise MalformedRequest("octets that belong to nothing")


def _nonce(octets: bytes, at: int, end: int) -> bytes | None:
    """The value of the nonce extension among a question's extensions."""
    at, last = _object(octets, at, end, _EXTENSIONS)
    if last != end:
        raise MalformedRequest("octets after the extensions")
    value = _extensions(octets, at, end)
    if value is None:
        return None
    begins, last = _object(value, 0, len(value), der.OCTET_STRING)
    if last != len(value) or not 1 <= last - begins <= LONGEST_NONCE:
        raise MalformedRequest(f"a nonce has 1 to {LONGEST_NONCE} octets")
    return value


def _extensions(octets: bytes, at: int, end: int) -> bytes | None:
    """The nonce's value; MalformedRequest where another extension is critical."""
    at, last = _object(octets, at, end, der.SEQUENCE)
    if last != end or at == end:
        raise MalformedRequest("extensions that are none")
    nonce = None
    while at < end:
        begins, after = _object(octets, at, end, der.SEQUENCE)
        is_nonce = octets.startswith(_NONCE_OID, begins)
        at = begins + len(_NONCE_OID) if is_nonce else _name_end(octets, begins, after)
        critical = octets.startswith(der.TRUE, at)
        first, at = _object(octets, at + len(der.TRUE) * critical, after, der.OCTET_STRING)
        if at != after:
            raise MalformedRequest("octets after an extension")
        if critical and not is_nonce:
            raise MalformedRequest("a critical extension unknown here")
        if is_nonce:
            if nonce is not None:
                raise MalformedRequest("two nonces")
            nonce = octets[first:at]
    return nonce


def _name_end(octets: bytes, at: int, end: int) -> int:
    """Read over an extension's OID."""
    begins, after = _object(octets, at, end, der.OBJECT_IDENTIFIER)
    if not _OID_CONTENT.fullmatch(octets, begins, after):
        raise MalformedRequest("an extension without a name")
    return after


def _object(octets: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """Where the content of the object begins and ends that must come next, before `end`."""
    begins = at + 2
    if begins > end or octets[at] != tag:
        raise MalformedRequest(f"no object with tag {tag:02X} where one is due")
    length = octets[at + 1]
    if length & _LONG:
        count = length & ~_LONG
        length = int.from_bytes(octets[begins : begins + count], "big")
        begins += count
        if not 1 <= count <= _MOST_LENGTH_OCTETS or length < (_LONG if count == 1 else 0x100):
            raise MalformedRequest("a length that is not the shortest definite one")
    if begins + length > end:
        raise MalformedRequest("an object that is cut off")
    return begins, begins + length
