"""The verifier's keys, made on its first start: one signs tokens, one derives subjects.

The signing key lies in the database, sealed by a secret of the key folder; the other is a secret of
that folder.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import RSAKey

from fuda.institutions.verifier import store as records
from fuda.kit import keyfile
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store
from fuda.pki.keys import new_key, opened, sealed

_SEAL = "signing-key.seal"
_PAIRWISE = "pairwise.key"
_SECRET_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Keys:
    """What signs and what derives; neither ever leaves."""

    signing: RSAKey
    """Its kid is the JWK thumbprint (RFC 7638)."""
    pairwise: bytes

    def subject(self, sector: str, *, issuer: bytes, serial: int) -> str:
        """The pairwise subject of a certificate's holder for one sector (OpenID Connect Core 8.1).

        Bound to the certificate: a renewed one has a new serial, and so a new subject.
        """
        who = sha256(issuer).digest() + str(serial).encode("ascii")
        return hmac.new(self.pairwise, sector.encode("utf-8") + b"\0" + who, sha256).hexdigest()


def open_keys(store: Store, folder: Path, randomness: Randomness) -> Keys:
    """Read the keys of this instance, or make them."""
    seal = keyfile.secret(folder, _SEAL, _SECRET_LENGTH, randomness).hex().encode("ascii")
    pairwise = keyfile.secret(folder, _PAIRWISE, _SECRET_LENGTH, randomness)
    with store.reading() as at:
        kept = records.signing_key(at)
    if kept is None:
        made = sealed(new_key(), seal)
        with store.writing() as writing:
            kept = records.signing_key(writing.connection)
            if kept is None:
                records.keep_signing_key(writing.connection, made)
                kept = made
    plain = opened(kept, seal).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signing = RSAKey.import_key(plain, {"use": "sig", "alg": "RS256"})
    signing.ensure_kid()
    return Keys(signing, pairwise)
