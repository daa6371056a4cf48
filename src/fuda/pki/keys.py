"""Keys: made, sealed for the disk, opened, and public keys read from outside."""

from dataclasses import dataclass
from typing import Literal, overload

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_der_public_key,
    load_pem_private_key,
)

from fuda.pki import der
from fuda.pki.profile import KEY_EXPONENT, KeyAlgorithm
from fuda.pki.signer import PrivateKey, PublicKey

_RSA_BITS = 2048
_CURVES: dict[KeyAlgorithm, ec.EllipticCurve] = {"p-256": ec.SECP256R1(), "p-384": ec.SECP384R1()}


@dataclass(frozen=True, slots=True)
class _Form:
    """How a SubjectPublicKeyInfo of one algorithm begins and ends; between is the key alone."""

    begin: bytes
    end: bytes
    length: int
    said: str
    header: int
    """Octets before the key's bits."""


def _ec_form(curve: str, octets: int, said: str) -> _Form:
    algorithm = der.sequence(der.oid("1.2.840.10045.2.1"), der.oid(curve))
    uncompressed = b"\x04"
    whole = der.sequence(algorithm, der.bit_string(uncompressed + bytes(2 * octets)))
    header = len(whole) - 2 * octets - 1
    return _Form(whole[: header + 1], b"", len(whole), said, header)


def _rsa_form() -> _Form:
    algorithm = der.sequence(der.oid("1.2.840.113549.1.1.1"), der.NULL)
    modulus, exponent = der.integer(1 << _RSA_BITS - 1), der.integer(KEY_EXPONENT)
    bits = der.sequence(modulus, exponent)
    whole = der.sequence(algorithm, der.bit_string(bits))
    number = _RSA_BITS // 8 + len(exponent)
    said = f"RSA of {_RSA_BITS} bits, exponent {KEY_EXPONENT}"
    return _Form(whole[:-number], exponent, len(whole), said, len(whole) - len(bits))


_FORMS: dict[KeyAlgorithm, _Form] = {
    "rsa-2048": _rsa_form(),
    "p-256": _ec_form("1.2.840.10045.3.1.7", 32, "a point on P-256"),
    "p-384": _ec_form("1.3.132.0.34", 48, "a point on P-384"),
}


@overload
def new_key() -> rsa.RSAPrivateKey: ...
@overload
def new_key(algorithm: Literal["rsa-2048"]) -> rsa.RSAPrivateKey: ...
@overload
def new_key(algorithm: KeyAlgorithm) -> PrivateKey: ...
def new_key(algorithm: KeyAlgorithm = "rsa-2048") -> PrivateKey:
    """A key pair (made by OpenSSL's own generator)."""
    if algorithm == "rsa-2048":
        return rsa.generate_private_key(public_exponent=KEY_EXPONENT, key_size=_RSA_BITS)
    return ec.generate_private_key(_CURVES[algorithm])


def sealed(key: PrivateKey, secret: bytes) -> bytes:
    """The key as encrypted PKCS#8, PEM."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(secret))


@overload
def opened(pem: bytes, secret: bytes) -> rsa.RSAPrivateKey: ...
@overload
def opened(pem: bytes, secret: bytes, algorithm: KeyAlgorithm) -> PrivateKey: ...
def opened(pem: bytes, secret: bytes, algorithm: KeyAlgorithm = "rsa-2048") -> PrivateKey:
    """The key of a sealed file; ValueError where it is damaged or the secret is another one."""
    key = load_pem_private_key(pem, secret)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise ValueError("this file holds a key that signs no certificates")  # noqa: TRY004 - of a file
    if not _is(key.public_key(), algorithm):
        raise ValueError(f"this file holds another kind of key than {algorithm}")
    return key


@overload
def public_key(spki: bytes) -> rsa.RSAPublicKey: ...
@overload
def public_key(spki: bytes, algorithm: KeyAlgorithm) -> PublicKey: ...
def public_key(spki: bytes, algorithm: KeyAlgorithm = "rsa-2048") -> PublicKey:
    """The public key of a SubjectPublicKeyInfo; ValueError where the profile does not allow it."""
    try:
        key = load_der_public_key(spki)
    except Exception as unreadable:
        raise ValueError("the public key is no SubjectPublicKeyInfo in DER") from unreadable
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) or not _is(key, algorithm):
        raise ValueError(f"the public key must be {_FORMS[algorithm].said}")
    return key


def key_bits(spki: bytes, algorithm: KeyAlgorithm) -> bytes:
    """The bits of a SubjectPublicKeyInfo, whose SHA-1 identifies the key (RFC 5280, 4.2.1.2).

    ValueError unless it has, octet for octet, the form that this algorithm's keys have. That the
    numbers in it are a key is for `public_key` and the proof of possession.
    """
    form = _FORMS[algorithm]
    if len(spki) != form.length or not (spki.startswith(form.begin) and spki.endswith(form.end)):
        raise ValueError(f"the public key must be {form.said}")
    return spki[form.header :]


def _is(key: PublicKey, algorithm: KeyAlgorithm) -> bool:
    if isinstance(key, rsa.RSAPublicKey):
        right = key.key_size == _RSA_BITS and key.public_numbers().e == KEY_EXPONENT
        return algorithm == "rsa-2048" and right
    curve = _CURVES.get(algorithm)
    return curve is not None and key.curve.name == curve.name
