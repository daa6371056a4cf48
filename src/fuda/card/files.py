"""What an application consists of: files, keys and PIN objects, each with who may use it."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Protocol

from fuda.card.interface import Ins, ReferenceName


class Condition(Protocol):
    """When access is allowed, given what was verified since the application was selected."""

    def met(self, verified: AbstractSet[int]) -> bool:
        """Whether access is allowed now."""
        ...


@dataclass(frozen=True, slots=True)
class Always:
    """Free."""

    def met(self, verified: AbstractSet[int]) -> bool:  # noqa: ARG002 - the shape of a condition
        """Allowed to anyone."""
        return True


@dataclass(frozen=True, slots=True)
class Never:
    """The chip alone."""

    def met(self, verified: AbstractSet[int]) -> bool:  # noqa: ARG002 - the shape of a condition
        """Allowed to no one."""
        return False


@dataclass(frozen=True, slots=True)
class Verified:
    """After VERIFY of this PIN object, or once this authority's terminal was verified."""

    file: int

    def met(self, verified: AbstractSet[int]) -> bool:
        """Allowed once that was right."""
        return self.file in verified


HOLDER = -1
"""Among what was verified: the holder, whom the phone recognised. No file has this number."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Once the phone around the chip recognised its holder by finger or face."""

    def met(self, verified: AbstractSet[int]) -> bool:
        """Allowed once it did."""
        return HOLDER in verified


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Where one of several is enough."""

    conditions: tuple[Condition, ...]

    def met(self, verified: AbstractSet[int]) -> bool:
        """Allowed once one of them is met."""
        return any(condition.met(verified) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Transparent:
    """A file read by READ BINARY."""

    read: Condition
    issuer_writes: bool = True
    """Whether the order WriteFile may write it; otherwise another order or the chip does."""


@dataclass(frozen=True, slots=True)
class Records:
    """A file of records, read by READ RECORD; the issuer writes it."""

    read: Condition
    issuer_writes: bool = True


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A private key; it never leaves the chip."""

    use: Condition
    signs: bool = True
    """By COMPUTE DIGITAL SIGNATURE."""
    authenticates: bool = False
    """By INTERNAL AUTHENTICATE."""
    kept_at: str | None = None
    """Its place in the image, where several files are one key."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A PIN or check number, and the instruction that changes it once it was verified, if any."""

    name: ReferenceName
    change: Ins | None = None
    blocked: bool = False
    """Blocked when the card is issued, for good."""


File = Transparent | Records | PrivateKey | Pin


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One application (AP) of the card."""

    name: str
    aid: bytes
    files: Mapping[int, File] = field(default_factory=dict)
    default_key: int | None = None
    """The key of COMPUTE DIGITAL SIGNATURE with P2=00."""

    def place(self, file: int) -> str:
        """The name of a file in the chip's image."""
        return f"{self.name}/{file:04X}"
