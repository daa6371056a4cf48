"""Everything that could be found on the disk had power failed at some step of the chip's work.

`WatchedDisk` works as ever and notes, before each step, two disks: one that took every write so far
and one that lost whatever was not settled. A write may moreover be torn, on either of them.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fuda.card.disk import Disk
from fuda.card.memory import COUNTERS, Memory

Files = dict[str, bytes]


def contents(folder: Path) -> Files:
    """The chip's files; the lock is nobody's memory."""
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.name != "lock"}


def put(folder: Path, files: Files) -> Path:
    """Let the folder hold these files and no other."""
    folder.mkdir(exist_ok=True)
    for each in folder.iterdir():
        if each.name not in files:
            each.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


class QuickDisk(Disk):
    """Does not wait for the disk: power does not fail here."""

    def settle(self, file: int) -> None:
        """At once."""

    def settle_folder(self, folder: Path) -> None:
        """At once."""


class WatchedDisk(Disk):
    """Notes in `found` each state in which power could leave the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lasting = contents(folder)
        self._settled = {each.stat().st_ino: each.read_bytes() for each in folder.iterdir()}
        self.found: list[Files] = []

    def create(self, path: Path) -> int:
        """Noted; until it is settled the new file is empty."""
        self._note()
        file = super().create(path)
        self._settled[os.fstat(file).st_ino] = b""
        return file

    def write(self, file: int, data: bytes, at: int) -> None:
        """Noted, and torn after the first byte, in the middle, before the last."""
        self._note()
        name = Path(f"/proc/self/fd/{file}").readlink().name
        for keep in {1, len(data) // 2, len(data) - 1}:
            for disk in (contents(self._folder), self._lasting):
                if name in disk:
                    self._add(disk | {name: _overwritten(disk[name], data[:keep], at)})
        super().write(file, data, at)

    def settle(self, file: int) -> None:
        """Noted; then what was written lasts."""
        self._note()
        super().settle(file)
        path = Path(f"/proc/self/fd/{file}").readlink()
        self._settled[os.fstat(file).st_ino] = path.read_bytes()
        if path.name in self._lasting:
            self._lasting = self._lasting | {path.name: path.read_bytes()}

    def rename(self, old: Path, new: Path) -> None:
        """Noted."""
        self._note()
        super().rename(old, new)

    def settle_folder(self, folder: Path) -> None:
        """Noted; then the names last, each with what was settled of its file."""
        self._note()
        super().settle_folder(folder)
        self._lasting = {
            each.name: self._settled[each.stat().st_ino]
            for each in self._folder.iterdir()
            if each.name != "lock"
        }

    def at_the_end(self) -> tuple[Files, Files]:
        """Everything kept, and everything lost that was not settled."""
        return contents(self._folder), self._lasting

    def _note(self) -> None:
        for disk in self.at_the_end():
            self._add(disk)

    def _add(self, disk: Files) -> None:
        if disk not in self.found:
            self.found.append(disk)


def _overwritten(content: bytes, data: bytes, at: int) -> bytes:
    return content[:at].ljust(at, b"\0") + data + content[at + len(data) :]


@dataclass(frozen=True)
class Held:
    """What a chip holds, seen at power-on."""

    erased: bool
    content: bytes
    tries: tuple[int, ...]


def held(folder: Path, disk: Disk | None = None) -> Held:
    """Power on, look, power off."""
    memory = Memory(folder, where="a test", disk=disk)
    try:
        if memory.erased:
            return Held(erased=True, content=b"", tries=())
        tries = tuple(memory.tries(which) for which in range(COUNTERS))
        return Held(erased=False, content=memory.content, tries=tries)
    finally:
        memory.power_off()


def woken(folder: Path, files: Files) -> Iterator[Held]:
    """What power-on finds; and again where power fails at any step of that power-on."""
    disk = WatchedDisk(put(folder, files))
    yield held(folder, disk)
    for again in (*disk.found, *disk.at_the_end()):
        yield held(put(folder, again))
