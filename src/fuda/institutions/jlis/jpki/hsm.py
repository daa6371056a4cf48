"""An authority's keys in an HSM, by PKCS#11: made there, never seen outside, asked to sign.

An HSM that went away is a `SignerGone`, and the next signature asks for it again. A PIN that it
refused is not tried a second time: three tries may lock the token.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256, sha384
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import pkcs11
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)
from cryptography.x509 import SubjectKeyIdentifier
from pkcs11.util.ec import (
    encode_ec_public_key,
    encode_ecdsa_signature,
    encode_named_curve_parameters,
)

from fuda.pki.profile import KeyAlgorithm
from fuda.pki.signer import PublicKey, Signer, SignerGone, ecdsa_hash, signature_algorithm

T = TypeVar("T")

_RSA_BITS = 2048
_CURVES: dict[KeyAlgorithm, str] = {"p-256": "secp256r1", "p-384": "secp384r1"}
_WRONG_PIN = (
    pkcs11.exceptions.PinIncorrect,
    pkcs11.exceptions.PinInvalid,
    pkcs11.exceptions.PinLenRange,
    pkcs11.exceptions.PinLocked,
    pkcs11.exceptions.PinExpired,
)
_KEPT_INSIDE = {
    pkcs11.Attribute.SENSITIVE: True,
    pkcs11.Attribute.EXTRACTABLE: False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Which token of which module, and the PIN of its user."""

    module: Path
    label: str
    pin: str = field(repr=False)


class HsmKeyring:
    """Implements `keyring.Keyring` over one session; signatures take their turns in it."""

    def __init__(self, token: Token) -> None:
        self._token = token
        self._turn = Lock()
        self._session: Any = None
        self._keys: dict[str, Any] = {}
        self._went_away = False
        self._pin_refused = False

    def has(self, label: str) -> bool:
        """Whether the token holds it."""
        return self._use(lambda session: _public_key(session, label)) is not None

    def make(self, label: str, algorithm: KeyAlgorithm) -> Signer:
        """Made inside and not extractable; one that is there already is taken up."""
        public = self._use(
            lambda session: _public_key(session, label) or _made(session, label, algorithm)
        )
        return _HsmSigner(self, label, public)

    def open(self, label: str, algorithm: KeyAlgorithm, public_key: bytes) -> Signer:  # noqa: ARG002 - a keyring's call
        """Nothing is asked of the HSM before the first signature: it may be away at the start."""
        return _HsmSigner(self, label, public_key)

    def forget(self, label: str) -> None:
        """Destroy both halves."""

        def destroyed(session: Any) -> None:
            for one in session.get_objects({pkcs11.Attribute.LABEL: label}):
                one.destroy()

        self._use(destroyed)
        self._keys.pop(label, None)

    def sign(self, label: str, signed: bytes, public: PublicKey) -> bytes:
        """A signature by the key of that label."""

        def signature(session: Any) -> bytes:
            key = self._keys.get(label)
            if key is None:
                key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=label)
                self._keys[label] = key
            if isinstance(public, EllipticCurvePublicKey):
                digest = sha256 if ecdsa_hash(public.curve).name == "sha256" else sha384
                raw = key.sign(digest(signed).digest(), mechanism=pkcs11.Mechanism.ECDSA)
                return bytes(encode_ecdsa_signature(raw))
            return bytes(key.sign(signed, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))

        return self._use(signature)

    def _use(self, act: Callable[[Any], T]) -> T:
        """Do it in the session, and once more in a new one where that does not serve any more."""
        with self._turn:
            try:
                return act(self._opened())
            except pkcs11.exceptions.PKCS11Error as problem:
                self._let_go(problem)
            try:
                return act(self._opened())
            except pkcs11.exceptions.PKCS11Error as problem:
                self._let_go(problem)
                raise self._gone(problem) from problem

    def _opened(self) -> Any:
        if self._pin_refused:
            raise self._gone(pkcs11.exceptions.PinIncorrect())
        if self._session is None:
            library = pkcs11.lib(str(self._token.module))
            if self._went_away:
                library.reinitialize()
            token = library.get_token(token_label=self._token.label)
            self._session = token.open(rw=True, user_pin=self._token.pin)
            self._went_away = False
        return self._session

    def _let_go(self, problem: Exception) -> None:
        self._session = None
        self._keys.clear()
        self._went_away = True
        self._pin_refused = self._pin_refused or isinstance(problem, _WRONG_PIN)

    def _gone(self, problem: Exception) -> SignerGone:
        what = "has refused its PIN" if self._pin_refused else "cannot be used"
        return SignerGone(f"the HSM token {self._token.label!r} {what} ({type(problem).__name__})")


class _HsmSigner:
    """One key of the token."""

    def __init__(self, keyring: HsmKeyring, label: str, public_key: bytes) -> None:
        public = load_der_public_key(public_key)
        if not isinstance(public, PublicKey):
            raise TypeError(f"{label}: a key that signs no certificates")
        self._keyring = keyring
        self._label = label
        self._public = public
        self.public_key = public_key
        self.algorithm = signature_algorithm(public)
        self.key_identifier = SubjectKeyIdentifier.from_public_key(public).digest

    def sign(self, signed: bytes) -> bytes:
        """By the HSM; SignerGone where it is away."""
        return self._keyring.sign(self._label, signed, self._public)


def _made(session: Any, label: str, algorithm: KeyAlgorithm) -> bytes:
    named = {"label": label, "id": label.encode(), "store": True, "private_template": _KEPT_INSIDE}
    if algorithm == "rsa-2048":
        session.generate_keypair(pkcs11.KeyType.RSA, _RSA_BITS, **named)
    else:
        curve = session.create_domain_parameters(
            pkcs11.KeyType.EC,
            {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters(_CURVES[algorithm])},
            local=True,
        )
        curve.generate_keypair(**named)
    made = _public_key(session, label)
    if made is None:
        raise pkcs11.exceptions.NoSuchKey(label)
    return made


def _public_key(session: Any, label: str) -> bytes | None:
    """SubjectPublicKeyInfo, DER; None where the token has no such key."""
    try:
        key = session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=label)
    except pkcs11.exceptions.NoSuchKey:
        return None
    if key.key_type is pkcs11.KeyType.EC:
        return bytes(encode_ec_public_key(key))
    modulus, exponent = (
        int.from_bytes(key[attribute], "big")
        for attribute in (pkcs11.Attribute.MODULUS, pkcs11.Attribute.PUBLIC_EXPONENT)
    )
    public = RSAPublicNumbers(exponent, modulus).public_key()
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
