"""What an application consists of: files, keys and PIN objects, each with who may use it."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Protocol

from fuda.card.interface import Ins, PinName


class Condition(Protocol):
    """When access is allowed, given the PIN objects verified since the application was selected."""

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
class Verified:
    """After VERIFY of this PIN object."""

    pin: int

    def met(self, verified: AbstractSet[int]) -> bool:
        """Allowed once that PIN was right."""
        return self.pin in verified


@dataclass(frozen=True, slots=True)
class Transparent:
    """A file read by READ BINARY."""

    read: Condition


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key used by COMPUTE DIGITAL SIGNATURE; it never leaves the chip."""

    use: Condition


@dataclass(frozen=True, slots=True)
class Pin:
    """A PIN object, and the instruction that changes this PIN once it was verified."""

    name: PinName
    change: Ins


File = Transparent | SigningKey | Pin


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
