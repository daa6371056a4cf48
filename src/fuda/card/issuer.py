"""The host's end of the issuer channel (our own), used by the issuer of cards.

The issuer never meets the chip: it wraps a script ahead, given only the chip's challenge, a reader
carries it, and the issuer reads the responses afterwards. It keeps both challenges and how many
commands it has wrapped; from these, `resume` continues the channel.

    RefusedByChip      the chip said no; it rolled everything back
    NotThisCard        the response was not sealed by the card that holds this issuer key
"""

from fuda.card.interface import StatusWord
from fuda.card.orders import (
    Answer,
    BecomeFaceAuthentication,
    BecomeNormal,
    Commit,
    Committed,
    Done,
    KeyPairMade,
    MakeCardKey,
    MakeKeyPair,
    Order,
    PermitPin,
    SetCheckNumber,
    Terminate,
    Unreadable,
    WriteCertificates,
    WriteFile,
    WriteObject,
    decode,
    encode,
)
from fuda.card.sealing import (
    CHALLENGE_LENGTH,
    ISSUER_KEY_LENGTH,
    OPENING,
    OPENING_WORDS,
    ORDER,
    SealBroken,
    Seals,
    header,
)

__all__ = [
    "CHALLENGE_LENGTH",
    "ISSUER_KEY_LENGTH",
    "Answer",
    "BecomeFaceAuthentication",
    "BecomeNormal",
    "Commit",
    "Committed",
    "Done",
    "IssuerHost",
    "KeyPairMade",
    "MakeCardKey",
    "MakeKeyPair",
    "NotThisCard",
    "Order",
    "PermitPin",
    "RefusedByChip",
    "SetCheckNumber",
    "Terminate",
    "WriteCertificates",
    "WriteFile",
    "WriteObject",
]


class RefusedByChip(Exception):  # noqa: N818 - the chip's no
    """The chip refused an order and rolled everything back; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the chip refused an order of its issuer ({status:04X}) and undid all")
        self.status = status


class NotThisCard(Exception):  # noqa: N818 - what was found, not an error of the program
    """The response is not from the card that holds this issuer key, or not the one that is due."""


class IssuerHost:
    """One issuer channel, seen from the issuer."""

    def __init__(self, *, issuer_key: bytes, chip_challenge: bytes, host_challenge: bytes) -> None:
        self._host_challenge = host_challenge
        self._seals = Seals(issuer_key, chip_challenge, host_challenge)

    @classmethod
    def open(
        cls, *, issuer_key: bytes, chip_challenge: bytes, host_challenge: bytes
    ) -> "IssuerHost":
        """Begin a channel: the first command is `opening()`."""
        return cls(
            issuer_key=issuer_key, chip_challenge=chip_challenge, host_challenge=host_challenge
        )

    @classmethod
    def resume(
        cls,
        *,
        issuer_key: bytes,
        chip_challenge: bytes,
        host_challenge: bytes,
        commands: int,
        responses: int = 0,
    ) -> "IssuerHost":
        """Continue a channel of which so many commands were wrapped and responses unwrapped."""
        host = cls(
            issuer_key=issuer_key, chip_challenge=chip_challenge, host_challenge=host_challenge
        )
        host._seals.commands = commands
        host._seals.responses = responses
        return host

    @property
    def commands(self) -> int:
        """How many commands were wrapped so far."""
        return self._seals.commands

    @property
    def responses(self) -> int:
        """How many responses were unwrapped so far."""
        return self._seals.responses

    def opening(self) -> bytes:
        """The command that shows the chip that this is its issuer; answered by `Done`."""
        sealed = self._seals.seal_command(header(OPENING), OPENING_WORDS)
        return _extended(OPENING, self._host_challenge + sealed)

    def wrap(self, order: Order) -> bytes:
        """The next order as a command APDU that only the chip can read."""
        return _extended(ORDER, self._seals.seal_command(header(ORDER), encode(order)))

    def unwrap(self, response: bytes) -> Answer:
        """What the chip answered to the next order, in the order in which they were wrapped."""
        status = int.from_bytes(response[-2:], "big")
        if status != StatusWord.OK:
            raise RefusedByChip(status)
        try:
            answer = decode(self._seals.open_response(response[:-2]))
        except (SealBroken, Unreadable):
            raise NotThisCard from None
        if not isinstance(answer, Done | KeyPairMade | Committed):
            raise NotThisCard
        return answer


def _extended(p1: int, data: bytes) -> bytes:
    return header(p1) + b"\0" + len(data).to_bytes(2, "big") + data + b"\0\0"
