"""What every procedure of jlis.jpki works with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.model import Authority
from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store
from fuda.pki.issue import Template
from fuda.pki.profile import Place
from fuda.pki.signer import KeySigner
from fuda.rules.values import Parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """An authority, its private key and what it makes certificates from."""

    authority: Authority
    key: KeySigner = field(repr=False)
    template: Template = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Register, clock, chance, parameters and the two authorities."""

    store: Store
    clock: Clock
    randomness: Randomness
    parameters: Parameters
    places: Mapping[str, Place]
    signers: Mapping[CertificateKind, Signer]
    lists: dict[CertificateKind, tuple[int, bytes]] = field(default_factory=dict)
    """The newest CRL of each authority by its number: the same number is the same list."""

    def now(self) -> datetime:
        """The instant in whole seconds, as certificates and CRLs write it."""
        return self.clock.now().replace(microsecond=0)
