"""What the responder has to be told: the generations, who signs for them, and the register."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from fuda.doors.person import CertificateKind
from fuda.pki.ocsp import Status
from fuda.pki.signer import Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A generation of an authority: its certificate (DER), and until when it stands."""

    kind: CertificateKind
    number: int
    certificate: bytes = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who signs answers for a generation: key, and the certificate that gives it leave."""

    signer: Signer = field(repr=False)
    certificate: bytes = field(repr=False)
    until: datetime


class Standing(NamedTuple):
    """How a certificate stands."""

    serial: int
    status: Status


class Looked(NamedTuple):
    """What the register said after its change `n`, of those that this generation issued."""

    n: int
    standing: Sequence[Standing]


class Happened(NamedTuple):
    """Change `n` of the register: something happened to this certificate after its issue."""

    n: int
    kind: CertificateKind
    serial: int


class Sources(Protocol):
    """What the responder asks of the rest of jlis.jpki."""

    def seconds(self) -> int:
        """Legal time, in whole seconds from 1970."""
        ...

    def generations(self) -> Sequence[Generation]:
        """Every generation of both authorities."""
        ...

    def voice(self, generation: Generation) -> Voice:
        """Who signs for it now; SignerGone where that key is out of reach."""
        ...

    def standing(self, generation: Generation, serials: Sequence[int]) -> Looked:
        """How these stand, in one snapshot; one that it never issued is left out."""
        ...

    def standing_from(self, generation: Generation, first: int, limit: int) -> Looked:
        """The next so many that are in use, from serial `first` on, in order, in one snapshot."""
        ...

    def count(self, generation: Generation) -> int:
        """About how many `standing_from` would tell of in all."""
        ...

    def latest(self) -> int:
        """The number of the register's last change."""
        ...

    def happened_after(self, n: int, limit: int) -> Iterable[Happened]:
        """What happened next, so many at most, in order."""
        ...
