"""Signed answers on disk: a slot of fixed size for every serial number, shared by processes.

A slot holds what was said of the certificate, after which change of the register, and the signature
(the rest of an answer is the same for all: `pki.ocsp.KeptForm`). A second file, `Changes`, says for
every serial after which change of the register answers count. So an answer that was signed before
a revocation does not count from the moment at which the revocation is about to be committed,
whoever writes it into its slot, and when:

    revoke:   changes.count_from(serial, n)  →  commit event n
    answer:   read the slot  →  read changes.at(serial)  →  say it if slot.n is not older

No process waits for another. A slot that was cut off in the middle does not have its checksum, and
its signature would not be right either. All processes are on one machine: they see each other's
writes in its memory at once.
"""

import fcntl
import mmap
import os
import struct
import threading
import weakref
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_HEAD = struct.Struct("<IHBBQQQQ")
"""Checksum; octets of signature; status; reason; since; until; revoked at; change."""
_PERIOD_AT = 8
_PERIOD = struct.Struct("<QQ")
_SAID = struct.Struct("<BBQQQ")
_AFTER_CHECKSUM = 4
SAID = slice(6, 32)
"""Where in a slot stands what is said."""
_NUMBER = struct.Struct("<Q")
_ALL_BITS = 0xFFFFFFFF
_GROWS_BY = 4096
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


class _Table:
    """A file of rows of one size, read through memory, written as a file is written.

    It grows by so many rows at once, never shrinks, and is closed when nobody has its owner any
    more: never under somebody who reads.
    """

    def __init__(self, path: Path, row: int) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        weakref.finalize(self, os.close, self._file)
        self._row = row
        self._turn = threading.Lock()
        self._rows: bytes | mmap.mmap = b""
        self._rows = self._seen()

    def rows(self, first: int, count: int = 1) -> bytes:
        """So many rows, less where the file ends before them."""
        row = self._row
        ends = (first + count) * row
        if ends > len(self._rows):
            self._rows = self._seen()
        return self._rows[first * row : ends]

    def put(self, first: int, octets: bytes) -> None:
        """Rows one after another; OSError where the disk is full."""
        self.reach(first + len(octets) // self._row)
        view = memoryview(octets)
        at = first * self._row
        while view:
            written = os.pwrite(self._file, view, at)
            view, at = view[written:], at + written

    def reach(self, rows: int) -> None:
        """The file has so many rows at least: empty ones take no room on the disk."""
        if rows * self._row <= len(self._rows):
            return
        with self.alone():
            if os.fstat(self._file).st_size < rows * self._row:
                os.ftruncate(self._file, (rows // _GROWS_BY + 1) * _GROWS_BY * self._row)
            self._rows = self._seen()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other thread or process is in such a block of this file."""
        with self._turn:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def flush(self) -> None:
        """All of it is on the disk when this returns."""
        os.fdatasync(self._file)

    def _seen(self) -> bytes | mmap.mmap:
        size = os.fstat(self._file).st_size
        if size == len(self._rows):
            return self._rows
        return mmap.mmap(self._file, size, prot=mmap.PROT_READ)


class Changes:
    """For every serial of an authority: after which change of the register answers count."""

    def __init__(self, path: Path) -> None:
        self._table = _Table(path, _NUMBER.size)

    def at(self, serial: int) -> int:
        """The change's number; 0 where nothing has happened to the certificate."""
        return int.from_bytes(self._table.rows(serial), "little")

    def between(self, first: int, last: int) -> list[int]:
        """The same for all serials from `first` through `last`."""
        count = last - first + 1
        octets = self._table.rows(first, count).ljust(count * _NUMBER.size, b"\0")
        return [number for (number,) in _NUMBER.iter_unpack(octets)]

    def count_from(self, serial: int, n: int) -> None:
        """From here on only answers count that were given after change `n`; it never goes back."""
        if not 0 < serial < MOST_SERIAL:
            return
        self._table.reach(serial + 1)
        with self._table.alone():
            if self.at(serial) < n:
                self._table.put(serial, _NUMBER.pack(n))

    def reach(self, serial: int) -> None:
        """There is room for this serial: whoever reads need not look whether the file grew."""
        self._table.reach(serial + 1)

    def flush(self) -> None:
        """All of it is on the disk when this returns."""
        self._table.flush()


class Slots:
    """The kept answers of one signer, to questions with one hash."""

    def __init__(self, path: Path, changes: Changes, *, longest: int) -> None:
        """`longest`: octets of the signer's longest signature."""
        self._size = _HEAD.size + longest
        self._table = _Table(path, self._size)
        self._changes = changes

    def current(self, serial: int, now: int, left: int) -> bytes | None:
        """The slot, if its answer counts now and for `left` seconds more; else None."""
        if not 0 < serial < MOST_SERIAL:
            return None
        octets = self._table.rows(serial)
        if len(octets) != self._size:
            return None
        checksum, length, _, _, since, until, _, n = _HEAD.unpack_from(octets)
        if (
            not since <= now < until - left
            or not length
            or zlib.crc32(octets[_AFTER_CHECKSUM : _HEAD.size + length], serial & _ALL_BITS)
            != checksum
            # Only now, so that what was decided while the slot was read is heeded.
            or n < self._changes.at(serial)
        ):
            return None
        return octets

    def read(self, serial: int) -> Slot | None:
        """What counts at some time; None where nothing does."""
        if not 0 < serial < MOST_SERIAL:
            return None
        slot = self._taken(self._table.rows(serial), serial)
        if slot is None or slot.n < self._changes.at(serial):
            return None
        return slot

    def untils(self, first: int, last: int) -> list[int]:
        """Until when the answers on these serials count; 0 where none does."""
        size = self._size
        octets = self._table.rows(first, last - first + 1)
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
        checksum = zlib.crc32(octets[_AFTER_CHECKSUM:ends], serial & _ALL_BITS)
        octets[:_AFTER_CHECKSUM] = checksum.to_bytes(_AFTER_CHECKSUM, "little")
        return bytes(octets)

    def write(self, first: int, slots: bytes) -> None:
        """Encoded slots one after another, the first for serial `first`; OSError on a full disk."""
        self._changes.reach(first + len(slots) // self._size)
        self._table.put(first, slots)

    def _taken(self, octets: bytes, serial: int) -> Slot | None:
        if len(octets) != self._size:
            return None
        slot = slot_in(octets)
        whole = octets[_AFTER_CHECKSUM : _HEAD.size + slot.length]
        if not slot.length or zlib.crc32(whole, serial & _ALL_BITS) != int.from_bytes(
            octets[:_AFTER_CHECKSUM], "little"
        ):
            return None
        return slot


def slot_in(octets: bytes) -> Slot:
    """The slot as it lies in its file; whether it counts was looked at before."""
    _, length, status, reason, since, until, at, n = _HEAD.unpack_from(octets)
    signature = octets[_HEAD.size : _HEAD.size + length]
    return Slot(length, status, reason, since, until, at, n, octets[SAID], signature)


def signature_in(octets: bytes) -> bytes:
    """Its signature alone."""
    return octets[_HEAD.size : _HEAD.size + octets[4] + 256 * octets[5]]


def period_in(octets: bytes) -> tuple[int, int]:
    """Its thisUpdate and nextUpdate."""
    return _PERIOD.unpack_from(octets, _PERIOD_AT)
