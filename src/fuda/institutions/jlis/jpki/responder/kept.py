"""Signed answers on disk: a slot of fixed size for every serial number, shared by processes.

A slot holds what was said of the certificate, after which change of the register, and the signature
(the rest of an answer is the same for all: `pki.ocsp.KeptForm`). A second file, `Changes`, says for
every serial after which change of the register answers count. So an answer that was signed before
a revocation does not count from the moment at which the revocation is about to be committed,
whoever writes it into its slot, and when:

    revoke:   changes.count_from(serial, n)  →  commit event n
    answer:   read the slot  →  read changes.at(serial)  →  say it if slot.n is not older

No process waits for another. A slot that was cut off in the middle does not have its checksum, and
its signature would not be right either.
"""

import fcntl
import os
import struct
import threading
import weakref
import zlib
from pathlib import Path
from typing import NamedTuple

_HEAD = struct.Struct("<IHBBQQQQ")
"""Checksum; octets of signature; status; reason; since; until; revoked at; change."""
_SAID = struct.Struct("<BBQQQ")
_AFTER_CHECKSUM, _SAID_FROM, _SAID_TO = 4, 6, 32
_NUMBER = struct.Struct("<Q")
MOST_SERIAL = 1 << 34
"""[own] Answers on higher serials are not kept: serials are counted, not drawn."""


class Slot(NamedTuple):
    """What is kept of an answer. Instants are whole seconds from 1970."""

    length: int
    status: int
    reason: int
    since: int
    until: int
    at: int
    n: int
    """The register's last change when the status was read from it."""
    said: bytes
    """All that is said, as octets: equal where the same is said."""
    signature: bytes

    @staticmethod
    def said_as(status: int, reason: int, since: int, until: int, at: int) -> bytes:
        """`said` of a slot with these."""
        return _SAID.pack(status, reason, since, until, at)


def _opened_for(owner: object, path: Path) -> int:
    """The file, closed when nobody has its owner any more: never under somebody who reads."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    weakref.finalize(owner, os.close, file)
    return file


class Changes:
    """For every serial of an authority: after which change of the register answers count."""

    def __init__(self, path: Path) -> None:
        self._file = _opened_for(self, path)
        self._turn = threading.Lock()

    def at(self, serial: int) -> int:
        """The change's number; 0 where nothing has happened to the certificate."""
        number = os.pread(self._file, 8, serial * 8)
        return _NUMBER.unpack(number)[0] if len(number) == _NUMBER.size else 0

    def between(self, first: int, last: int) -> list[int]:
        """The same for all serials from `first` through `last`."""
        octets = os.pread(self._file, (last - first + 1) * 8, first * 8)
        octets = octets.ljust((last - first + 1) * 8, b"\0")
        return [number for (number,) in _NUMBER.iter_unpack(octets)]

    def count_from(self, serial: int, n: int) -> None:
        """From here on only answers count that were given after change `n`; it never goes back."""
        if not 0 < serial < MOST_SERIAL:
            return
        with self._turn:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                if self.at(serial) < n:
                    os.pwrite(self._file, _NUMBER.pack(n), serial * 8)
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def flush(self) -> None:
        """All of it is on the disk when this returns."""
        os.fdatasync(self._file)


class Slots:
    """The kept answers of one signer, to questions with one hash."""

    def __init__(self, path: Path, changes: Changes, *, longest: int) -> None:
        """`longest`: octets of the signer's longest signature."""
        self._file = _opened_for(self, path)
        self._changes = changes
        self._size = _HEAD.size + longest

    def read(self, serial: int) -> Slot | None:
        """What counts now; None where nothing does."""
        if not 0 < serial < MOST_SERIAL:
            return None
        size = self._size
        slot = self._taken(os.pread(self._file, size, serial * size), serial)
        if slot is None or slot.n < self._changes.at(serial):
            return None
        return slot

    def untils(self, first: int, last: int) -> list[int]:
        """Until when the answers on these serials count; 0 where none does."""
        size = self._size
        octets = os.pread(self._file, (last - first + 1) * size, first * size)
        found = []
        for serial, change in enumerate(self._changes.between(first, last), first):
            begins = (serial - first) * size
            slot = self._taken(octets[begins : begins + size], serial)
            found.append(0 if slot is None or slot.n < change else slot.until)
        return found

    def encoded(self, serial: int, slot: Slot) -> bytes:
        """The slot as `write` takes it."""
        octets = bytearray(self._size)
        ends = _HEAD.size + slot.length
        _HEAD.pack_into(octets, 0, 0, *slot[:7])
        octets[_HEAD.size : ends] = slot.signature
        checksum = zlib.crc32(octets[_AFTER_CHECKSUM:ends], serial & 0xFFFFFFFF)
        octets[:_AFTER_CHECKSUM] = checksum.to_bytes(_AFTER_CHECKSUM, "little")
        return bytes(octets)

    def write(self, first: int, slots: bytes) -> None:
        """Encoded slots one after another, the first for serial `first`."""
        view = memoryview(slots)
        at = first * self._size
        while view:
            written = os.pwrite(self._file, view, at)
            view, at = view[written:], at + written

    def _taken(self, octets: bytes, serial: int) -> Slot | None:
        if len(octets) < _HEAD.size:
            return None
        checksum, length, status, reason, since, until, at, n = _HEAD.unpack_from(octets)
        ends = _HEAD.size + length
        if not length or zlib.crc32(octets[_AFTER_CHECKSUM:ends], serial & 0xFFFFFFFF) != checksum:
            return None
        return Slot(
            length,
            status,
            reason,
            since,
            until,
            at,
            n,
            octets[_SAID_FROM:_SAID_TO],
            octets[_HEAD.size : ends],
        )
