"""The system's generator, handed to everything that needs chance."""

import secrets


class SystemRandomness:
    """Implements `kit.randomness.Randomness`."""

    def token(self) -> str:
        """An opaque id: 128 bits, URL-safe."""
        return secrets.token_urlsafe(16)

    def octets(self, count: int) -> bytes:
        """`count` unpredictable bytes."""
        return secrets.token_bytes(count)
