"""Any PC/SC reader as a `Transport`: the same sessions over a virtual card and a real one.

    with pcsc_card(reader) as card:
        facts = read_card_facts(card)

Talks to pcsc-lite by its C interface (winscard.h), so that nothing but pcsc-lite itself need be
installed. A real card is only read, and only when its holder asks for it: `reader.guard`.

    NoReader          no pcscd, no such reader, no card on it, or another program has the card
    └── CardWasReset  another program reset the card; what was verified and selected is forgotten

A card or a reader that is torn away in the middle raises CardGone, which sessions turn into
CardRemoved.
"""

import ctypes
import ctypes.util
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache

from fuda.card.interface import CardGone
from fuda.terminals.reader.errors import CardError

_SCOPE_SYSTEM = 2
_EXCLUSIVE, _SHARED = 1, 2
_PROTOCOL_T0, _PROTOCOL_T1 = 1, 2
_LEAVE_CARD, _RESET_CARD = 0, 1
_UNAWARE, _PRESENT = 0x0000, 0x0020
_LONGEST_ATR = 33
_LONGEST_NAME = 128
_BETWEEN_LOOKS = 0.02
_LONGEST_LOOK = 1.0
_LONGEST_RESPONSE = 0x10000 + 2
"""An extended answer and its status word."""

_TIMEOUT = 0x8010000A
_SHARING_VIOLATION = 0x8010000B
_WAS_RESET = 0x80100068
_STATUS_WORD = 2
"""Bytes; every answer ends in one."""
_GONE = {
    0x80100003,  # SCARD_E_INVALID_HANDLE: pcscd was started anew
    0x80100013,  # SCARD_F_COMM_ERROR
    0x80100016,  # SCARD_E_NOT_TRANSACTED
    0x80100017,  # SCARD_E_READER_UNAVAILABLE
    0x8010001D,  # SCARD_E_NO_SERVICE
    0x8010001E,  # SCARD_E_SERVICE_STOPPED
    0x8010002F,  # SCARD_E_COMM_DATA_LOST
    0x80100066,  # SCARD_W_UNRESPONSIVE_CARD
    0x80100067,  # SCARD_W_UNPOWERED_CARD
    0x80100069,  # SCARD_W_REMOVED_CARD
}
"""What a command is answered with when card, reader or pcscd were taken away under it."""
_REASONS = {
    0x80100009: "there is no reader of that name",
    _SHARING_VIOLATION: "another program uses the card",
    0x8010000C: "no card lies on the reader",
    0x8010000F: "the card speaks neither T=0 nor T=1",
    0x80100017: "the reader was taken away",
    0x8010001D: "pcscd does not run",
    0x8010001E: "pcscd does not run",
    0x8010002E: "there is no reader",
    0x80100066: "the card does not answer",
    0x80100067: "the card does not answer",
    0x80100069: "no card lies on the reader",
    0x8010006A: "pcscd lets nobody but root and the user at the screen use the reader",
}
_Number = ctypes.c_ulong


class NoReader(CardError):  # noqa: N818 - what was found, not an error of the program
    """There is no reader, no card on it, or another program has it."""

    def __init__(self, why: str, code: int = 0) -> None:
        super().__init__(why)
        self.code = code
        """Of pcsc-lite; 0 where it was not asked."""


class CardWasReset(NoReader):
    """Another program reset the card: a PIN that was verified is not verified any more."""


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


class PcscCard:
    """A connected card."""

    def __init__(self, pcsc: ctypes.CDLL, handle: ctypes.c_long, protocol: int) -> None:
        self._pcsc = pcsc
        self._handle = handle
        self._header = _RequestHeader(protocol, ctypes.sizeof(_RequestHeader))
        self._answer = ctypes.create_string_buffer(_LONGEST_RESPONSE)
        self.reader, self.atr = self._status()

    def transmit(self, apdu: bytes) -> bytes:
        """Carry a command to the card."""
        length = _Number(_LONGEST_RESPONSE)
        ended = self._pcsc.SCardTransmit(
            self._handle,
            ctypes.byref(self._header),
            apdu,
            _Number(len(apdu)),
            None,
            self._answer,
            ctypes.byref(length),
        )
        if ended & 0xFFFFFFFF in _GONE:
            raise CardGone
        _check(ended)
        if length.value < _STATUS_WORD:  # vpcd says so of a card that was torn away
            raise CardGone
        return ctypes.string_at(self._answer, length.value)

    def _status(self) -> tuple[str, bytes]:
        name = ctypes.create_string_buffer(_LONGEST_NAME)
        name_length = _Number(_LONGEST_NAME)
        state, protocol = _Number(), _Number()
        atr = ctypes.create_string_buffer(_LONGEST_ATR)
        atr_length = _Number(_LONGEST_ATR)
        _check(
            self._pcsc.SCardStatus(
                self._handle,
                name,
                ctypes.byref(name_length),
                ctypes.byref(state),
                ctypes.byref(protocol),
                atr,
                ctypes.byref(atr_length),
            )
        )
        return name.value.decode(), atr.raw[: atr_length.value]


def pcsc_readers() -> tuple[str, ...]:
    """The names of the readers; NoReader where pcscd does not run or has none."""
    with _context() as (pcsc, context):
        return _readers(pcsc, context)


def wait_for_card(patience: float, reader: str | None = None) -> bool:
    """Whether within so many seconds a card lies on a reader (the first) for every program to see.

    A reader gives a card power some moments before pcscd tells programs of it. pcscd and the reader
    may themselves come in the meantime.
    """
    until = time.monotonic() + patience
    while (left := until - time.monotonic()) > 0:
        with suppress(NoReader), _context() as (pcsc, context):
            if _present(
                pcsc, context, reader or _readers(pcsc, context)[0], min(left, _LONGEST_LOOK)
            ):
                return True
        time.sleep(_BETWEEN_LOOKS)
    return False


@contextmanager
def pcsc_card(
    reader: str | None = None, *, shared: bool = False, patience: float = 0.0
) -> Iterator[PcscCard]:
    """The card on a reader (on the first, where none is named).

    For this program alone, and reset in the end, so that no verified PIN is left for the next
    program; where another has the card, it waits so many seconds and then raises NoReader.

    `shared` is for reading beside a program that keeps the card, as browsers do: the others wait
    while the block runs, this one waits for them (pcscd lets nobody by while a program's
    transaction runs), and the card is left as it is. No PIN is to be verified so.
    """
    with _context() as (pcsc, context):
        named = (reader or _readers(pcsc, context)[0]).encode()
        until = time.monotonic() + patience
        handle, protocol = _connect(pcsc, context, named, _SHARED if shared else _EXCLUSIVE, until)
        try:
            if shared:
                _check(pcsc.SCardBeginTransaction(handle))
            yield PcscCard(pcsc, handle, protocol)
        finally:
            pcsc.SCardDisconnect(handle, _Number(_LEAVE_CARD if shared else _RESET_CARD))


def _connect(
    pcsc: ctypes.CDLL, context: ctypes.c_long, reader: bytes, mode: int, until: float
) -> tuple[ctypes.c_long, int]:
    handle, protocol = ctypes.c_long(), _Number()
    while True:
        try:
            _check(
                pcsc.SCardConnect(
                    context,
                    reader,
                    _Number(mode),
                    _Number(_PROTOCOL_T0 | _PROTOCOL_T1),
                    ctypes.byref(handle),
                    ctypes.byref(protocol),
                )
            )
        except NoReader as no:
            if no.code != _SHARING_VIOLATION or time.monotonic() >= until:
                raise
            time.sleep(_BETWEEN_LOOKS)
        else:
            return handle, protocol.value


@contextmanager
def _context() -> Iterator[tuple[ctypes.CDLL, ctypes.c_long]]:
    pcsc = _library()
    context = ctypes.c_long()
    _check(pcsc.SCardEstablishContext(_Number(_SCOPE_SYSTEM), None, None, ctypes.byref(context)))
    try:
        yield pcsc, context
    finally:
        pcsc.SCardReleaseContext(context)


@cache
def _library() -> ctypes.CDLL:
    for name in ("libpcsclite.so.1", ctypes.util.find_library("pcsclite")):
        with suppress(OSError):
            if name:
                return ctypes.CDLL(name)
    raise NoReader("pcsc-lite is not installed: apt-get install libpcsclite1 pcscd")


def _readers(pcsc: ctypes.CDLL, context: ctypes.c_long) -> tuple[str, ...]:
    length = _Number()
    _check(pcsc.SCardListReaders(context, None, None, ctypes.byref(length)))
    names = ctypes.create_string_buffer(length.value)
    _check(pcsc.SCardListReaders(context, None, names, ctypes.byref(length)))
    return tuple(name.decode() for name in names.raw.split(b"\0") if name)


def _present(pcsc: ctypes.CDLL, context: ctypes.c_long, reader: str, patience: float) -> bool:
    """Whether a card lies there, or comes within so many seconds."""
    state = _ReaderState(reader=reader.encode(), known=_UNAWARE)
    until = time.monotonic() + patience
    while True:
        left = max(0, int((until - time.monotonic()) * 1000))
        ended = pcsc.SCardGetStatusChange(context, _Number(left), ctypes.byref(state), _Number(1))
        if ended & 0xFFFFFFFF == _TIMEOUT:
            return False
        _check(ended)
        if state.state & _PRESENT:
            return True
        state.known = state.state


def _check(ended: int) -> None:
    if ended:
        code = ended & 0xFFFFFFFF
        if code == _WAS_RESET:
            raise CardWasReset("another program reset the card: begin again", code)
        raise NoReader(_REASONS.get(code, f"pcsc-lite answered {code:08X}"), code)
