"""Any PC/SC reader as a `Transport`: the same sessions over a virtual card and a real one.

Talks to pcsc-lite by its C interface (winscard.h). A real card is only read, and only when its
holder asks for it.
"""

import ctypes
import ctypes.util
import time
from collections.abc import Iterator
from contextlib import contextmanager

from fuda.card.interface import CardGone
from fuda.terminals.reader.errors import CardError

_SCOPE_SYSTEM = 2
_SHARE_EXCLUSIVE = 1
_PROTOCOL_T0, _PROTOCOL_T1 = 1, 2
_RESET_CARD = 1
_UNAWARE, _PRESENT = 0x0000, 0x0020
_LONGEST_ATR = 33
_BETWEEN_LOOKS = 0.02
_LONGEST_RESPONSE = 0x10000 + 2

_GONE = {0x80100069, 0x80100017, 0x8010002F}
"""SCARD_W_REMOVED_CARD, SCARD_E_READER_UNAVAILABLE, SCARD_E_COMM_DATA_LOST."""
_REASONS = {
    0x8010000B: "another program uses the card",
    0x8010000C: "no card lies on the reader",
    0x80100009: "there is no reader of that name",
    0x8010001D: "pcscd does not run",
    0x8010001E: "pcscd does not run",
    0x8010002E: "there is no reader",
    0x80100066: "the card does not answer",
}
_Number = ctypes.c_ulong


class NoReader(CardError):  # noqa: N818 - what was found, not an error of the program
    """There is no reader, no card on it, or another program has it."""


class _RequestHeader(ctypes.Structure):
    _fields_ = (("protocol", ctypes.c_ulong), ("length", ctypes.c_ulong))


class _ReaderState(ctypes.Structure):
    _fields_ = (
        ("reader", ctypes.c_char_p),
        ("user_data", ctypes.c_void_p),
        ("known", ctypes.c_ulong),
        ("state", ctypes.c_ulong),
        ("atr_length", ctypes.c_ulong),
        ("atr", ctypes.c_ubyte * _LONGEST_ATR),
    )


class _Card:
    """A connected card."""

    def __init__(self, pcsc: ctypes.CDLL, handle: ctypes.c_long, protocol: int) -> None:
        self._pcsc = pcsc
        self._handle = handle
        self._header = _RequestHeader(protocol, ctypes.sizeof(_RequestHeader))

    def transmit(self, apdu: bytes) -> bytes:
        """Carry a command to the card."""
        answer = ctypes.create_string_buffer(_LONGEST_RESPONSE)
        length = _Number(_LONGEST_RESPONSE)
        ended = self._pcsc.SCardTransmit(
            self._handle,
            ctypes.byref(self._header),
            apdu,
            _Number(len(apdu)),
            None,
            answer,
            ctypes.byref(length),
        )
        if ended & 0xFFFFFFFF in _GONE:
            raise CardGone
        _check(ended)
        return answer.raw[: length.value]


def pcsc_readers() -> tuple[str, ...]:
    """The names of the readers; NoReader where pcscd does not run or has none."""
    with _context() as (pcsc, context):
        return _readers(pcsc, context)


def wait_for_card(patience: float) -> bool:
    """Whether within so many seconds a card lies on the first reader for every program to see.

    A reader gives a card power some moments before pcscd tells programs of it.
    """
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            with _context() as (pcsc, context):
                if _present(pcsc, context, _readers(pcsc, context)[0]):
                    return True
        except NoReader:
            pass
        time.sleep(_BETWEEN_LOOKS)
    return False


@contextmanager
def pcsc_card(reader: str | None = None) -> Iterator[_Card]:
    """The card on a reader (on the first, where none is named), for this program alone.

    It is reset in the end, so that no verified PIN is left for the next program.
    """
    with _context() as (pcsc, context):
        handle, protocol = ctypes.c_long(), _Number()
        _check(
            pcsc.SCardConnect(
                context,
                (reader or _readers(pcsc, context)[0]).encode(),
                _Number(_SHARE_EXCLUSIVE),
                _Number(_PROTOCOL_T0 | _PROTOCOL_T1),
                ctypes.byref(handle),
                ctypes.byref(protocol),
            )
        )
        try:
            yield _Card(pcsc, handle, protocol.value)
        finally:
            pcsc.SCardDisconnect(handle, _Number(_RESET_CARD))


@contextmanager
def _context() -> Iterator[tuple[ctypes.CDLL, ctypes.c_long]]:
    library = ctypes.util.find_library("pcsclite")
    if library is None:
        raise NoReader("pcsc-lite is not installed: apt-get install libpcsclite1 pcscd")
    pcsc = ctypes.CDLL(library)
    context = ctypes.c_long()
    _check(pcsc.SCardEstablishContext(_Number(_SCOPE_SYSTEM), None, None, ctypes.byref(context)))
    try:
        yield pcsc, context
    finally:
        pcsc.SCardReleaseContext(context)


def _readers(pcsc: ctypes.CDLL, context: ctypes.c_long) -> tuple[str, ...]:
    length = _Number()
    _check(pcsc.SCardListReaders(context, None, None, ctypes.byref(length)))
    names = ctypes.create_string_buffer(length.value)
    _check(pcsc.SCardListReaders(context, None, names, ctypes.byref(length)))
    return tuple(name.decode() for name in names.raw.split(b"\0") if name)


def _present(pcsc: ctypes.CDLL, context: ctypes.c_long, reader: str) -> bool:
    state = _ReaderState(reader=reader.encode(), known=_UNAWARE)
    _check(pcsc.SCardGetStatusChange(context, _Number(0), ctypes.byref(state), _Number(1)))
    return bool(state.state & _PRESENT)


def _check(ended: int) -> None:
    if ended:
        code = ended & 0xFFFFFFFF
        raise NoReader(_REASONS.get(code, f"pcsc-lite answered {code:08X}"))
