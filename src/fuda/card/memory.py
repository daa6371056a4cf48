"""The chip's memory: what outlives power, and cannot be read, altered or rolled back in parts.

A folder with four files:

    fused.key   stands for the key that is fused into the chip; mode 0600; gone = the chip is erased
    image       everything but the counters: sealed (AES-SIV), replaced whole by an atomic rename
    counters    tries left, in two authenticated slots with sequence numbers
    lock        held from power-on to removal; says where the card lies

A try is spent in both slots, and both are on the disk, before a PIN is compared. So one bad slot is
a write that power-off tore, and the other rules: it gives no try back even to someone who damages
a slot on purpose. Both bad, or an altered or exchanged image, is tampering, and the chip erases
itself. Putting the whole folder back as it was returns tries: software has no cure for that
(docs/divergences.md).
"""

import errno
import fcntl
import hashlib
import hmac
import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from fuda.card.disk import Disk
from fuda.card.interface import CardLiesElsewhere

COUNTERS = 32
"""How many counters a chip has room for."""
KEY_LENGTH = 96
"""Of the fused key: 64 bytes seal the image, 32 authenticate the counters."""

_SLOT = struct.Struct(f">QQ{COUNTERS}s")
_SLOT_LENGTH = _SLOT.size + hashlib.sha256().digest_size
_SLOT_AT = (0, 4096)
_HEADER = struct.Struct(f">Q{COUNTERS}s")
_UNTOUCHED = 0xFF
"""In an image's header: writing this image leaves that counter as it is."""


class NoTriesLeft(Exception):  # noqa: N818 - the chip's state, not an error of the program
    """The counter stands at zero; nothing may be compared."""


class _Tampered(Exception):  # noqa: N818 - found at power-on, never leaves this module
    """What lies in the folder is not what the chip wrote."""


@dataclass(frozen=True, slots=True)
class _Counters:
    sequence: int
    generation: int
    """Of the image that was last written together with these counters."""
    tries: bytes

    def changed(self, tries: Mapping[int, int], *, generation: int | None = None) -> "_Counters":
        values = bytearray(self.tries)
        for which, count in tries.items():
            values[which] = count
        generation = self.generation if generation is None else generation
        return _Counters(self.sequence + 1, generation, bytes(values))


class Memory:
    """The memory of one chip under power; this process alone has it until `power_off`."""

    def __init__(self, folder: Path, *, where: str, disk: Disk | None = None) -> None:
        self._folder = folder
        self._disk = disk or Disk()
        self._lock = _take(folder, where)
        self._file = -1
        self._content = b""
        self._newest = 0
        self._unfinished = False
        self.erased = False
        try:
            try:
                self._wake()
            except (_Tampered, FileNotFoundError):
                self.erase()
        except BaseException:
            self.power_off()
            raise

    @property
    def content(self) -> bytes:
        """The image in the clear."""
        return self._content

    def tries(self, which: int) -> int:
        """How many tries a counter has left."""
        return self._counters.tries[which]

    def spend(self, which: int) -> None:
        """Take one try away for good, before anything is compared."""
        if self.tries(which) == 0:
            raise NoTriesLeft
        self._write_both(self._counters.changed({which: self.tries(which) - 1}))

    def restore(self, which: int, tries: int) -> None:
        """Give a counter its tries back after a right PIN; torn, the spent one rules."""
        self._write_older(self._counters.changed({which: tries}))

    def replace(self, content: bytes, *, restore: Mapping[int, int] | None = None) -> None:
        """Write a new image and, at the same stroke, give counters their tries back.

        The image names the counters that it restores: if power fails between the two files,
        the next power-on finishes.
        """
        restored = dict(restore or {})
        generation = self._counters.generation + 1
        sealed = _seal(self._key, generation, restored, content)
        with self._writing():
            self._disk.replace(self._folder / "image", sealed)
        self._content = content
        self._write_both(self._counters.changed(restored, generation=generation))

    def erase(self) -> None:
        """Destroy everything, the key first; the chip is dead from then on.

        Where the disk fails at one file, the others still go: without any of them the chip is dead.
        """
        self.erased = True
        self._content, self._key = b"", b""
        failures = []
        for name in ("fused.key", "image", "image.new", "counters"):
            try:
                self._disk.destroy(self._folder / name)
            except OSError as failure:
                failures.append(failure)
        if failures:
            raise failures[0]

    def power_off(self) -> None:
        """Take the card away: another reader may power it on."""
        if self._lock >= 0:
            os.ftruncate(self._lock, 0)
        for file in (self._file, self._lock):
            if file >= 0:
                os.close(file)
        self._file = self._lock = -1

    def _wake(self) -> None:
        self._key = (self._folder / "fused.key").read_bytes()
        if len(self._key) != KEY_LENGTH:
            raise _Tampered
        self._file = os.open(self._folder / "counters", os.O_RDWR | os.O_CLOEXEC)
        slots = [self._read_slot(index) for index in (0, 1)]
        good = [(slot.sequence, index) for index, slot in enumerate(slots) if slot is not None]
        if not good:
            raise _Tampered
        self._newest = max(good)[1]
        newest = slots[self._newest]
        if newest is None:
            raise _Tampered
        self._counters = newest

        sealed = (self._folder / "image").read_bytes()
        generation, restored, self._content = _unseal(self._key, sealed)
        if generation == newest.generation + 1:
            self._write_both(newest.changed(restored, generation=generation))
        elif generation != newest.generation:
            raise _Tampered
        elif None in slots:
            self._write_both(newest.changed({}))

    def _read_slot(self, index: int) -> _Counters | None:
        raw = os.pread(self._file, _SLOT_LENGTH, _SLOT_AT[index])
        body, mac = raw[: _SLOT.size], raw[_SLOT.size :]
        if len(raw) != _SLOT_LENGTH or not hmac.compare_digest(mac, self._mac(index, body)):
            return None
        return _Counters(*_SLOT.unpack(body))

    def _mac(self, index: int, body: bytes) -> bytes:
        return hmac.digest(self._key[64:], bytes([index]) + body, "sha256")

    def _write_older(self, counters: _Counters) -> None:
        self._counters = counters
        index = 1 - self._newest
        body = _SLOT.pack(counters.sequence, counters.generation, counters.tries)
        with self._writing():
            self._disk.write(self._file, body + self._mac(index, body), _SLOT_AT[index])
            self._disk.settle(self._file)
        self._newest = index

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """After a write that the disk refused, nothing more is written until the next power-on."""
        if self._unfinished:
            raise OSError(errno.EIO, "a write failed; take the card away and lay it again")
        self._unfinished = True
        yield
        self._unfinished = False

    def _write_both(self, counters: _Counters) -> None:
        self._write_older(counters)
        self._write_older(counters)


def make_memory(folder: Path, *, key: bytes, content: bytes, tries: Sequence[int]) -> None:
    """Write the memory of a new chip into `folder`; `key` is KEY_LENGTH unpredictable bytes."""
    disk = Disk()
    disk.replace(folder / "fused.key", key)
    disk.replace(folder / "image", _seal(key, 1, {}, content))
    counters = _SLOT.pack(1, 1, bytes(tries).ljust(COUNTERS, b"\0"))
    slots = [
        counters + hmac.digest(key[64:], bytes([index]) + counters, "sha256") for index in (0, 1)
    ]
    disk.replace(folder / "counters", slots[0].ljust(_SLOT_AT[1], b"\0") + slots[1])


def lies_on(folder: Path) -> str | None:
    """Where a card lies under power now; None where it lies nowhere."""
    try:
        lock = os.open(folder / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        where = _where(lock)
        if where:  # a reader that was killed leaves its words behind, but not the lock
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return where
    finally:
        os.close(lock)
    return None


def _where(lock: int) -> str:
    return os.pread(lock, 1000, 0).decode(errors="replace")


def _take(folder: Path, where: str) -> int:
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = _where(lock) or "another reader"
        os.close(lock)
        raise CardLiesElsewhere(holder) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, where.encode(), 0)
    return lock


def _seal(key: bytes, generation: int, restored: Mapping[int, int], content: bytes) -> bytes:
    named = bytes(restored.get(which, _UNTOUCHED) for which in range(COUNTERS))
    return AESSIV(key[:64]).encrypt(_HEADER.pack(generation, named) + content, [b"fuda image"])


def _unseal(key: bytes, sealed: bytes) -> tuple[int, dict[int, int], bytes]:
    try:
        plain = AESSIV(key[:64]).decrypt(sealed, [b"fuda image"])
    except (InvalidTag, ValueError):
        raise _Tampered from None
    generation, named = _HEADER.unpack_from(plain)
    restored = {which: tries for which, tries in enumerate(named) if tries != _UNTOUCHED}
    return generation, restored, plain[_HEADER.size :]
