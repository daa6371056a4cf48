"""What every procedure of the verifier works with."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from fuda.doors.jpki import Jpki
from fuda.institutions.verifier.keys import Keys
from fuda.institutions.verifier.model import Lifetimes
from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The verifier's names, its store and keys, its two times, chance, and its door."""

    issuer: str
    """Issuer identifier: the address under which the endpoints lie."""
    reader: str
    """Where a browser meets the card reader; the login's id follows after a slash."""
    store: Store
    keys: Keys
    clock: Clock
    """The dial."""
    machine_clock: Clock
    randomness: Randomness
    lifetimes: Lifetimes
    jpki: Jpki

    def over(self, expires: datetime) -> bool:
        """Whether a thing of the protocol has ended, by the machine's clock."""
        return self.machine_clock.now() >= expires


def digest(secret: str) -> bytes:
    """How codes, tokens and cookies are kept; of 128 random bits a plain hash suffices."""
    return sha256(secret.encode("utf-8")).digest()
