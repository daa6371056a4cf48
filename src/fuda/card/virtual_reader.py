"""A chip on a virtual PC/SC reader: vsmartcard's vpcd, to which the card connects.

Every message is a two-byte length and a body. Power off, power on and reset are one byte and not
answered; so is the question for the answer to reset. Everything else is a command APDU, also an
empty one and one of another byte: a program that sent it waits, and all others with it.

Such a program may send the byte of a power control too, and vpcd then waits for an answer that a
power control does not have. It gives itself away: vpcd asks for the answer to reset twice a second,
unless it waits. The card then hangs up and comes again, and whoever waited is told.
"""

import socket
from collections.abc import Iterator
from typing import Protocol

PORT = 35963
"""Of vpcd's first slot."""

_POWER = frozenset({b"\0", b"\1", b"\2"})
_ASK_ATR = b"\4"
_LENGTH = 2
_MOST = 1 << 16
"""Of octets taken at a time: a whole command, where it has come."""
_LONGEST_SILENCE = 5.0


class ReaderCard(Protocol):
    """What a reader does with a card."""

    @property
    def atr(self) -> bytes:
        """Its answer to reset."""
        ...

    def reset(self) -> None:
        """Take its power away or give it anew: verified PINs are forgotten, counters are not."""
        ...

    def transmit(self, apdu: bytes) -> bytes:
        """Answer a command."""
        ...


def serve(
    card: ReaderCard, reader: socket.socket, *, longest_silence: float = _LONGEST_SILENCE
) -> None:
    """Answer the reader until it hangs up or waits in vain; then the card is without power."""
    after_power = False
    try:
        for body in _messages(reader):
            if (body in _POWER) is not after_power:
                after_power = not after_power
                reader.settimeout(longest_silence if after_power else None)
            if after_power:
                card.reset()
            else:
                _send(reader, card.atr if body == _ASK_ATR else card.transmit(body))
    except (ConnectionError, TimeoutError):
        pass
    finally:
        card.reset()


def _messages(reader: socket.socket) -> Iterator[bytes]:
    received = b""
    while True:
        end = _LENGTH + int.from_bytes(received[:_LENGTH], "big")
        if len(received) >= max(end, _LENGTH):
            body, received = received[_LENGTH:end], received[end:]
            yield body
            continue
        # vpcd sends length and body apart: a delayed acknowledgement costs 48 ms per command.
        reader.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        part = reader.recv(_MOST)
        if not part:
            return
        received += part


def _send(reader: socket.socket, body: bytes) -> None:
    reader.sendall(len(body).to_bytes(_LENGTH, "big") + body)
