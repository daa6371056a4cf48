"""The keys by which the records in chips are signed: a root, authorities, a key a municipality.

They are made once, in this institution's own key folder, sealed like every key there. Whoever knows
the root's public key can check a card without asking anyone (docs/interfaces.md, section card).
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from fuda.card.records import municipality_key, terminal_authority, verifiable_certificate
from fuda.card.records.identifiers import (
    FACE_CHECK_AUTHORITY,
    FACE_ITEM_AUTHORITY,
    ROOT,
    TERMINAL,
    TERMINAL_AUTHORITY,
)
from fuda.doors.cards import RecordTrust
from fuda.kit import keyfile
from fuda.kit.damage import KeyFileRefused
from fuda.kit.randomness import Randomness
from fuda.pki.keys import new_key, opened, sealed

_SECRET_FILE = "record-keys.key"  # noqa: S105 - a file's name
_SECRET_SIZE = 32
_NAMES = {
    "record-root": ROOT,
    "face-item-authority": FACE_ITEM_AUTHORITY,
    "face-check-authority": FACE_CHECK_AUTHORITY,
    "terminal-authority": TERMINAL_AUTHORITY,
}


@dataclass(frozen=True, slots=True)
class KeySigner:
    """A key with its name. It can be handed to a worker process of the plant, and nowhere else."""

    key_identifier: bytes
    private: bytes = field(repr=False)
    """PKCS#8, DER."""

    @property
    def public_key(self) -> RSAPublicKey:
        """Its public half."""
        return _loaded(self.private).public_key()

    def sign(self, data: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256."""
        return _loaded(self.private).sign(data, PKCS1v15(), SHA256())

    def sign_digest_info(self, digest_info: bytes) -> bytes:
        """PKCS #1 v1.5 over a ready-made DigestInfo."""
        return _loaded(self.private).sign(digest_info, PKCS1v15(), NoDigestInfo())


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSigning:
    """What a card of one municipality is signed with, and the certificates that go into it."""

    signer: KeySigner
    face_item_certificate: bytes
    """For the signer's key, by the authority of 券面事項入力補助."""
    face_check_certificate: bytes
    upper_certificate: bytes
    """The root's, for the authority of 券面事項確認."""
    terminal_authority: bytes
    """Whose certificates make a terminal known to the card, as its file says it."""


@dataclass(frozen=True, slots=True)
class _Authorities:
    """In the order of `_NAMES`."""

    root: KeySigner
    face_item: KeySigner
    face_check: KeySigner
    terminals: KeySigner


class RecordKeys:
    """Every such key of jlis.cards; KeyFileRefused where a file is not what it was."""

    def __init__(self, keys: Path, randomness: Randomness) -> None:
        self._keys = keys
        self._randomness = randomness
        self._one_at_a_time = Lock()
        self._authorities: _Authorities | None = None
        self._municipalities: dict[str, CardSigning] = {}

    def certify_terminal(self, terminal: RSAPublicKey) -> bytes:
        """The certificate of a terminal that may use the user key without a PIN; 568 bytes."""
        authority = self._above().terminals
        return verifiable_certificate(authority=authority, subject=TERMINAL, public_key=terminal)

    def of_municipality(self, code: str) -> CardSigning:
        """By its code without check digit; its key is made when its first card is."""
        above = self._above()
        with self._one_at_a_time:
            if code not in self._municipalities:
                signer = self._signer(f"municipality-{code}", municipality_key(code))
                self._municipalities[code] = CardSigning(
                    signer=signer,
                    face_item_certificate=_certified(above.face_item, signer),
                    face_check_certificate=_certified(above.face_check, signer),
                    upper_certificate=_certified(above.root, above.face_check),
                    terminal_authority=terminal_authority(
                        identifier=above.terminals.key_identifier,
                        public_key=above.terminals.public_key,
                    ),
                )
            return self._municipalities[code]

    def trust(self) -> RecordTrust:
        """What everyone may know."""
        above = self._above()
        below = (above.face_item, above.face_check, above.terminals)
        return RecordTrust(
            root=above.root.public_key.public_bytes(
                Encoding.DER, PublicFormat.SubjectPublicKeyInfo
            ),
            certificates=tuple(_certified(above.root, each) for each in below),
        )

    def _above(self) -> _Authorities:
        """Made or read when they are first needed, side by side."""
        with self._one_at_a_time:
            if self._authorities is None:
                with ThreadPoolExecutor() as together:
                    self._authorities = _Authorities(
                        *together.map(self._signer, _NAMES, _NAMES.values())
                    )
            return self._authorities

    def _signer(self, file: str, name: bytes) -> KeySigner:
        secret = keyfile.secret(self._keys, _SECRET_FILE, _SECRET_SIZE, self._randomness)
        path = self._keys / f"{file}.key.pem"
        if not os.path.lexists(path):
            keyfile.make(path, sealed(new_key(), secret.hex().encode()), self._randomness.token())
        try:
            key = opened(keyfile.read_whole(path), secret.hex().encode())
        except ValueError as damaged:
            raise KeyFileRefused(path, "damaged, or sealed with another secret") from damaged
        return KeySigner(name, key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def _certified(authority: KeySigner, subject: KeySigner) -> bytes:
    return verifiable_certificate(
        authority=authority, subject=subject.key_identifier, public_key=subject.public_key
    )


@lru_cache(maxsize=64)
def _loaded(private: bytes) -> RSAPrivateKey:
    key = load_der_private_key(private, None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("this key signs no records")
    return key
