"""Card-verifiable certificates: who vouches for which public key, in 568 bytes."""

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from fuda.card.apdu import tlv
from fuda.card.records.objects import RecordSigner, public_key_object

_CERTIFICATE, _BODY, _SIGNATURE = 0x7F21, 0x5F4E, 0x5F37
_IDENTIFIER = 16
_HEADER = 5


def verifiable_certificate(
    *, authority: RecordSigner, subject: bytes, public_key: RSAPublicKey
) -> bytes:
    """The authority's word that the key called `subject` is this public key."""
    body = (
        _identifier(authority.key_identifier) + _identifier(subject) + public_key_object(public_key)
    )
    return tlv(_CERTIFICATE, tlv(_BODY, body) + tlv(_SIGNATURE, authority.sign(body)))


def without_wrapper(certificate: bytes) -> bytes:
    """As GET DATA gives it, and SET PUBLIC IC KEY takes it: body and signature."""
    return certificate[_HEADER:]


def signed_by(certificate: bytes) -> bytes:
    """The identifier of the key that signed it."""
    return certificate[2 * _HEADER : 2 * _HEADER + _IDENTIFIER]


def terminal_authority(*, identifier: bytes, public_key: RSAPublicKey) -> bytes:
    """EF 0016 of JPKI: whose certificates make a terminal known to the card (own layout)."""
    return _identifier(identifier) + public_key_object(public_key)


def _identifier(identifier: bytes) -> bytes:
    if len(identifier) != _IDENTIFIER:
        raise ValueError(f"a key identifier has {_IDENTIFIER} bytes, not {len(identifier)}")
    return identifier
