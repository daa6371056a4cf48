"""One command out, one response in, status words turned into errors; files read whole."""

from fuda.card.interface import CardGone, Ins, StatusWord, Transport
from fuda.terminals.reader.errors import (
    CardErased,
    CardRefused,
    CardRemoved,
    NotOnCard,
    PinNeeded,
    UnreadableFile,
)
from fuda.terminals.reader.objects import said_length

_LONGEST_SHORT = 0xFF
_PAGE = 0x100
_LAST_OFFSET = 0x7FFF
_RECORD_OF_CURRENT_FILE = 0x04
_ABSENT = {StatusWord.NO_FILE, StatusWord.NO_DATA_OBJECT, StatusWord.NO_RECORD}


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
    if status in _ABSENT:
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


def read_object(transport: Transport, file: int) -> bytes:
    """The BER object in a file, without the filler behind it; NotOnCard where none was written."""
    select_file(transport, file)
    content = _page(transport, 0)
    if not content:
        raise NotOnCard("this file was never written")
    length = said_length(content)
    while length is not None and len(content) < length:
        # A page that is not full was the last one.
        page = b"" if len(content) % _PAGE else _page(transport, len(content))
        if not page:
            raise UnreadableFile(f"cut off: {length} bytes said, {len(content)} there")
        content += page
    return read_rest(transport, content) if length is None else content[:length]


def read_whole(transport: Transport, file: int) -> bytes:
    """Everything in a file, filler too; NotOnCard where it was never written."""
    select_file(transport, file)
    content = _page(transport, 0)
    if not content:
        raise NotOnCard("this file was never written")
    return read_rest(transport, content)


def read_rest(transport: Transport, content: bytes) -> bytes:
    """What was read of the current file, and all that follows."""
    page = content
    while page and len(page) % _PAGE == 0:
        page = _page(transport, len(content))
        content += page
    return content


def read_record(transport: Transport, file: int, number: int) -> bytes:
    """One record of a record file, as simple TLV."""
    select_file(transport, file)
    return ask(
        transport, command(0x00, Ins.READ_RECORD, number, _RECORD_OF_CURRENT_FILE, b"", _PAGE)
    )


def _page(transport: Transport, offset: int) -> bytes:
    if offset > _LAST_OFFSET:
        raise UnreadableFile("longer than READ BINARY reaches")
    data, status = exchange(
        transport, command(0x00, Ins.READ_BINARY, offset >> 8, offset & 0xFF, b"", _PAGE)
    )
    if status == StatusWord.WRONG_OFFSET:
        return b""
    if status == StatusWord.SECURITY_STATUS:
        raise PinNeeded("the card does this only after its PIN was verified")
    if status != StatusWord.OK:
        raise CardRefused(status)
    return data


def _two_bytes(expected: int) -> bytes:
    return (expected & 0xFFFF).to_bytes(2, "big")
