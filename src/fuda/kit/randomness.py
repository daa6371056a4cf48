"""Chance, handed in like time: ids, challenges and codes come from here."""

from typing import Protocol


class Randomness(Protocol):
    """Implemented by `world` with the system's generator and by counting classes in tests."""

    def token(self) -> str:
        """An opaque id: 128 bits, URL-safe, meaning nothing."""
        ...

    def octets(self, count: int) -> bytes:
        """`count` unpredictable bytes."""
        ...
