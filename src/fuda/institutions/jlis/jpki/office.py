"""What every procedure of jlis.jpki works with."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock

from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.authorities import Issuer
from fuda.institutions.jlis.jpki.keyring import Keyring
from fuda.institutions.jlis.jpki.lists.making import Lists
from fuda.institutions.jlis.jpki.model import Responder
from fuda.institutions.jlis.jpki.queue import Queue
from fuda.institutions.jlis.jpki.responder.folder import Kept
from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store
from fuda.pki.profile import SERVICE
from fuda.pki.signer import Signer
from fuda.rules.values import Parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """A responder and its key."""

    responder: Responder
    signer: Signer = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Register, clock, chance, parameters and the authorities' generations."""

    store: Store
    clock: Clock
    randomness: Randomness
    parameters: Parameters
    keyring: Keyring
    keys: Path
    """Where the minutes of key ceremonies lie."""
    lists: Lists = field(repr=False)
    challenge_secret: bytes = field(repr=False)
    service: str = SERVICE
    """The address that certificates name as where to ask about them."""
    signers: dict[CertificateKind, tuple[Issuer, ...]]
    """Every generation, the oldest first; replaced whole when one is added (`roll_over`)."""
    responders: dict[tuple[CertificateKind, int], Answering] = field(default_factory=dict)
    """The newest of each generation that has been needed."""
    kept: Kept
    """The kept OCSP answers: told of every event before it is committed."""
    queue: Queue = field(default_factory=Queue, repr=False)
    """Those who ask for certificates at the same time."""
    rolling: Lock = field(default_factory=Lock)
    """Held while a generation or a responder is being made."""

    def now(self) -> datetime:
        """The instant in whole seconds, as certificates and CRLs write it."""
        return self.clock.now().replace(microsecond=0)

    def signer(self, kind: CertificateKind) -> Issuer:
        """The generation that signs new certificates now."""
        now = self.now()
        known = self.signers[kind]
        return next((one for one in reversed(known) if one.generation.begins <= now), known[0])

    def generation(self, kind: CertificateKind, key_identifier: bytes | None) -> Issuer | None:
        """The generation with that key, whether it signs now or not; None for the one that does."""
        if key_identifier is None:
            return self.signer(kind)
        return next(
            (one for one in self.signers[kind] if one.generation.key_identifier == key_identifier),
            None,
        )
