"""One command out, one response in, status words turned into errors."""

from fuda.card.interface import CardGone, Ins, StatusWord, Transport
from fuda.terminals.reader.errors import (
    CardErased,
    CardRefused,
    CardRemoved,
    NotOnCard,
    PinNeeded,
)

_LONGEST_SHORT = 0xFF


def command(  # noqa: PLR0917 - the order of the bytes
    cla: int, ins: int, p1: int, p2: int, data: bytes = b"", expected: int | None = None
) -> bytes:
    """A command APDU; short where it can be, extended where it must."""
    header = bytes([cla, ins, p1, p2])
    if len(data) <= _LONGEST_SHORT and (expected or 0) <= _LONGEST_SHORT + 1:
        length = bytes([len(data)]) if data else b""
        return header + length + data + (b"" if expected is None else bytes([expected & 0xFF]))
    length = b"\0" + (len(data).to_bytes(2, "big") if data else b"")
    return header + length + data + (b"" if expected is None else _two_bytes(expected))


def exchange(transport: Transport, apdu: bytes) -> tuple[bytes, int]:
    """Send a command; the answer's data and status word."""
    try:
        response = transport.transmit(apdu)
    except CardGone:
        raise CardRemoved("the card was taken away in the middle") from None
    data, status = response[:-2], int.from_bytes(response[-2:], "big")
    if status == StatusWord.ERASED:
        raise CardErased("the chip was tampered with and has erased itself")
    return data, status


def ask(transport: Transport, apdu: bytes) -> bytes:
    """Send a command that must succeed."""
    data, status = exchange(transport, apdu)
    if status == StatusWord.OK:
        return data
    if status in {StatusWord.NO_FILE, StatusWord.NO_DATA_OBJECT}:
        raise NotOnCard("the card does not hold this")
    if status == StatusWord.SECURITY_STATUS:
        raise PinNeeded("the card does this only after its PIN was verified")
    raise CardRefused(status)


def select_application(transport: Transport, aid: bytes) -> None:
    """Make an application current; PINs verified in another are forgotten."""
    ask(transport, command(0x00, Ins.SELECT, 0x04, 0x0C, aid))


def select_file(transport: Transport, file: int) -> None:
    """Make a file of the current application current."""
    ask(transport, command(0x00, Ins.SELECT, 0x02, 0x0C, file.to_bytes(2, "big")))


def _two_bytes(expected: int) -> bytes:
    return (expected & 0xFFFF).to_bytes(2, "big")
