"""RSA keys: made, sealed for the disk, opened, and public keys read from outside."""

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_der_public_key,
    load_pem_private_key,
)

from fuda.pki.profile import KEY_BITS, KEY_EXPONENT


def new_key() -> rsa.RSAPrivateKey:
    """A key pair of the profile's size (made by OpenSSL's own generator)."""
    return rsa.generate_private_key(public_exponent=KEY_EXPONENT, key_size=KEY_BITS)


def sealed(key: rsa.RSAPrivateKey, secret: bytes) -> bytes:
    """The key as encrypted PKCS#8, PEM."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(secret))


def opened(pem: bytes, secret: bytes) -> rsa.RSAPrivateKey:
    """The key of a sealed file; ValueError where it is damaged or the secret is another one."""
    key = load_pem_private_key(pem, secret)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("this file holds another kind of key than RSA")  # noqa: TRY004 - of a file
    return key


def public_key(der: bytes) -> rsa.RSAPublicKey:
    """The public key of a SubjectPublicKeyInfo; ValueError where the profile does not allow it."""
    try:
        key = load_der_public_key(der)
    except Exception as unreadable:
        raise ValueError("the public key is no SubjectPublicKeyInfo in DER") from unreadable
    if (
        not isinstance(key, rsa.RSAPublicKey)
        or key.key_size != KEY_BITS
        or key.public_numbers().e != KEY_EXPONENT
    ):
        raise ValueError(f"the public key must be RSA of {KEY_BITS} bits, exponent {KEY_EXPONENT}")
    return key
