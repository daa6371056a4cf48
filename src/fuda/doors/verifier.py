"""What a card reader's software may ask of the verifier (署名検証者) during a login."""

from typing import Protocol

from fuda.doors.message import message


@message
class AskLogin:
    """The login that the browser was sent here with."""

    login: str


@message
class LoginChallenge:
    """Which service asks, and what the chip must sign."""

    login: str
    service: str
    challenge: bytes
    cancel: str
    """Where the browser goes when the person gives up."""


@message
class ProveLogin:
    """The card's user certificate and its signature over the challenge (PKCS#1 v1.5, SHA-256)."""

    key: str
    login: str
    certificate: bytes
    signature: bytes


@message
class LoginProved:
    """Where the browser goes next."""

    location: str


class LoginDesk(Protocol):
    """Called by desktop readers only."""

    def challenge(self, asked: AskLogin) -> LoginChallenge:
        """The challenge of an open login; refused where it is over."""
        ...

    def prove(self, proof: ProveLogin) -> LoginProved:
        """Check chain, validity at the dial's time, revocation and signature."""
        ...
