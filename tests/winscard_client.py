"""A PC/SC program that does what it is told, line by line, as any client might.

`connect shared|exclusive`, `begin`, `end`, `transmit HEX`, `disconnect leave|reset`, each answered
by `0` and what there is to say, or by winscard's error in hex.
"""

import ctypes
import sys

_SCOPE_SYSTEM = 2
_SHARE = {"exclusive": 1, "shared": 2}
_LEAVE = {"leave": 0, "reset": 1}
_ANY_PROTOCOL = 3
_ROOM = 0x10000 + 2
_READER = b"Virtual PCD 00 00"
_Number = ctypes.c_ulong


class _Header(ctypes.Structure):
    _fields_ = (("protocol", _Number), ("length", _Number))


class Client:
    """One context and one card handle."""

    def __init__(self) -> None:
        self._pcsc = ctypes.CDLL("libpcsclite.so.1")
        self._context, self._card = ctypes.c_long(), ctypes.c_long()
        self._pcsc.SCardEstablishContext(
            _Number(_SCOPE_SYSTEM), None, None, ctypes.byref(self._context)
        )

    def obey(self, order: str, told: str) -> str:
        """Do it; the answer's line."""
        if order == "transmit":
            return self._transmit(bytes.fromhex(told))
        if order == "connect":
            protocol = _Number()
            return _said(
                self._pcsc.SCardConnect(
                    self._context,
                    _READER,
                    _Number(_SHARE[told]),
                    _Number(_ANY_PROTOCOL),
                    ctypes.byref(self._card),
                    ctypes.byref(protocol),
                )
            )
        if order == "begin":
            return _said(self._pcsc.SCardBeginTransaction(self._card))
        if order == "end":
            return _said(self._pcsc.SCardEndTransaction(self._card, _Number(0)))
        return _said(self._pcsc.SCardDisconnect(self._card, _Number(_LEAVE[told])))

    def _transmit(self, apdu: bytes) -> str:
        answer = ctypes.create_string_buffer(_ROOM)
        length, header = _Number(_ROOM), _Header(2, ctypes.sizeof(_Header))
        ended = self._pcsc.SCardTransmit(
            self._card,
            ctypes.byref(header),
            apdu,
            _Number(len(apdu)),
            None,
            answer,
            ctypes.byref(length),
        )
        return _said(ended, answer.raw[: length.value])


def _said(ended: int, answer: bytes = b"") -> str:
    code = ended & 0xFFFFFFFF
    return f"{code:08X}" if code else f"0 {answer.hex().upper()}".strip()


if __name__ == "__main__":
    client = Client()
    for line in sys.stdin:
        order, _, told = line.strip().partition(" ")
        sys.stdout.write(client.obey(order, told) + "\n")
        sys.stdout.flush()
