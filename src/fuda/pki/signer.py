"""What signs for an authority: a key in this process, or one in an HSM behind the same Protocol."""

import hashlib
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import SubjectKeyIdentifier

from fuda.pki import der

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

_RSA_SHA256 = der.sequence(der.oid("1.2.840.113549.1.1.11"), der.NULL)
_ECDSA_SHA256 = der.sequence(der.oid("1.2.840.10045.4.3.2"))
_ECDSA_SHA384 = der.sequence(der.oid("1.2.840.10045.4.3.3"))
_P384_BITS = 384


class SignerGone(Exception):  # noqa: N818 - what happened
    """The key cannot be used now (an HSM went away); nothing was signed."""


class Signer(Protocol):
    """A private key that signs what it is handed, and its public half."""

    @property
    def algorithm(self) -> bytes:
        """AlgorithmIdentifier of its signatures, encoded."""
        ...

    @property
    def public_key(self) -> bytes:
        """SubjectPublicKeyInfo, DER."""
        ...

    @property
    def key_identifier(self) -> bytes:
        """SHA-1 of the key's bits (RFC 5280, 4.2.1.2): 20 bytes."""
        ...

    def sign(self, signed: bytes) -> bytes:
        """The signature over these bytes; SignerGone where the key is out of reach."""
        ...


class KeySigner:
    """A key that lies in this process's memory."""

    def __init__(self, key: PrivateKey) -> None:
        public = key.public_key()
        self._key = key
        self.algorithm = signature_algorithm(public)
        self.public_key = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.key_identifier = SubjectKeyIdentifier.from_public_key(public).digest

    def sign(self, signed: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256, or ECDSA with the hash that its curve calls for."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(signed, padding.PKCS1v15(), SHA256())
        return self._key.sign(signed, ec.ECDSA(ecdsa_hash(self._key.curve)))


def signature_algorithm(key: PublicKey) -> bytes:
    """The AlgorithmIdentifier of what such a key signs."""
    if isinstance(key, rsa.RSAPublicKey):
        return _RSA_SHA256
    return _ECDSA_SHA384 if key.curve.key_size >= _P384_BITS else _ECDSA_SHA256


def ecdsa_hash(curve: ec.EllipticCurve) -> HashAlgorithm:
    """SHA-384 on P-384, SHA-256 on P-256 (FIPS 186-5's pairing)."""
    return SHA384() if curve.key_size >= _P384_BITS else SHA256()


def name_hash(name: bytes) -> bytes:
    """SHA-1 of an encoded Name, as a CertID of RFC 5019 carries it."""
    return hashlib.sha1(name, usedforsecurity=False).digest()
