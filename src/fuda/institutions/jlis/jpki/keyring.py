"""Where an authority's private keys lie: in sealed files, or in an HSM (`hsm`)."""

import os
from functools import cached_property
from pathlib import Path
from typing import Protocol

from fuda.kit import keyfile
from fuda.kit.damage import KeyFileRefused
from fuda.kit.randomness import Randomness
from fuda.pki.keys import new_key, opened, sealed
from fuda.pki.profile import KeyAlgorithm
from fuda.pki.signer import KeySigner, Signer

_SECRET_FILE = "authorities.key"  # noqa: S105 - a file's name
_SECRET_SIZE = 32


class Keyring(Protocol):
    """Keys by label: `user.1` is the first generation of the user authority."""

    def has(self, label: str) -> bool:
        """Whether there is such a key."""
        ...

    def make(self, label: str, algorithm: KeyAlgorithm) -> Signer:
        """A new key; one that a crash left without a certificate is taken up instead."""
        ...

    def open(self, label: str, algorithm: KeyAlgorithm, public_key: bytes) -> Signer:
        """The key of a certificate that was made before."""
        ...

    def forget(self, label: str) -> None:
        """Destroy a key that is not needed any more; nothing where there is none."""
        ...


class FileKeyring:
    """A file for each key, mode 0600, sealed with a secret that lies beside them."""

    def __init__(self, keys: Path, randomness: Randomness) -> None:
        self._keys = keys
        self._randomness = randomness

    def has(self, label: str) -> bool:
        """Whether its file is there."""
        return os.path.lexists(self._path(label))

    def make(self, label: str, algorithm: KeyAlgorithm) -> Signer:
        """The file appears whole; where another process was first, its key stands."""
        path = self._path(label)
        if not self.has(label):
            pem = sealed(new_key(algorithm), self._secret)
            keyfile.make(path, pem, self._randomness.token())
        return self._read(path, algorithm)

    def open(self, label: str, algorithm: KeyAlgorithm, public_key: bytes) -> Signer:
        """KeyFileRefused where the key is missing, damaged or another one."""
        path = self._path(label)
        signer = self._read(path, algorithm)
        if signer.public_key != public_key:
            raise KeyFileRefused(path, "not the key of this authority's certificate")
        return signer

    def forget(self, label: str) -> None:
        """Remove the file."""
        self._path(label).unlink(missing_ok=True)

    @cached_property
    def _secret(self) -> bytes:
        """Made with the first key."""
        octets = keyfile.secret(self._keys, _SECRET_FILE, _SECRET_SIZE, self._randomness)
        return octets.hex().encode()

    def _path(self, label: str) -> Path:
        return self._keys / f"{label}.key.pem"

    def _read(self, path: Path, algorithm: KeyAlgorithm) -> Signer:
        try:
            return KeySigner(opened(keyfile.read_whole(path), self._secret, algorithm))
        except ValueError as damaged:
            raise KeyFileRefused(path, "damaged, or sealed with another secret") from damaged
