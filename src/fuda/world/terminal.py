"""A terminal that the town's cards know (特定機関認証), for developers of such terminals.

Its key is made here, and the authority in every card certifies it at the operator's word: files in
the town's folder are read, the town need not run. How such terminals are admitted in reality is not
public.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from fuda.institutions.jlis.cards.signing import RecordKeys
from fuda.pki.keys import new_key
from fuda.terminals.rack import NoSuchCard
from fuda.terminals.reader import UnreadableFile, VerifiableCertificate
from fuda.world.chance import SystemRandomness
from fuda.world.folders import key_folder


class NoTerminal(ValueError):  # noqa: N818 - said of a file
    """What was given is no terminal's key with its certificate."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal's key and its card-verifiable certificate."""

    key: RSAPrivateKey
    certificate: bytes

    @classmethod
    def certified(cls, data: Path) -> Self:
        """A new terminal that the cards of the town in `data` know; NoSuchCard without a town."""
        keys = key_folder(data, "jlis.cards")
        if not keys.is_dir():
            raise NoSuchCard(f"there is no town in {data}: start one with fuda up --data {data}")
        key = new_key()
        known = RecordKeys(keys, SystemRandomness()).certify_terminal(key.public_key())
        return cls(key, known)

    @classmethod
    def read(cls, key: bytes, certificate: bytes) -> Self:
        """From what `key_pem` and `certificate` were; NoTerminal where they are not."""
        try:
            loaded = load_pem_private_key(key, None)
            certified = VerifiableCertificate.parse(certificate).public_key
        except (TypeError, ValueError, UnreadableFile):
            raise NoTerminal from None
        if not isinstance(loaded, RSAPrivateKey) or loaded.public_key() != certified:
            raise NoTerminal
        return cls(loaded, certificate)

    @property
    def key_pem(self) -> bytes:
        """PKCS #8, in the clear."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def prove(self, challenge: bytes) -> bytes:
        """That it holds the certified key."""
        return self.key.sign(challenge, PKCS1v15(), SHA256())
