"""A visit to a kiosk, and what was ordered in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A card on a kiosk; `opened` once its chip has signed the challenge."""

    visit: str
    municipality: str
    certificate: bytes
    serial: int
    challenge: bytes
    began: str
    opened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A certificate that the municipality has prepared and that waits for its fee."""

    order: str
    visit: str
    ticket: str
    certificate: str
    copies: int
    fee: int
    paid: bool
