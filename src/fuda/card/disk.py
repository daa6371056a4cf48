"""The steps by which the chip's memory reaches the disk; power may fail before each of them."""

import contextlib
import os
from pathlib import Path


class Disk:
    """The disk itself. A test hands in one that loses power at a step of its choice."""

    def create(self, path: Path) -> int:
        """Open a new, empty file that only its owner may read.

        It is its folder's owner's: a reader that root started must not keep the card for itself.
        """
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        if os.geteuid() == 0:
            folder = path.parent.stat()
            os.fchown(file, folder.st_uid, folder.st_gid)
        return file

    def write(self, file: int, data: bytes, at: int) -> None:
        """Put all of `data` at offset `at`."""
        while data:
            written = os.pwrite(file, data, at)
            data, at = data[written:], at + written

    def settle(self, file: int) -> None:
        """Return only when what was written is on the disk."""
        os.fdatasync(file)

    def rename(self, old: Path, new: Path) -> None:
        """Put `old` in the place of `new` at one stroke."""
        old.rename(new)

    def settle_folder(self, folder: Path) -> None:
        """Return only when the names in the folder are on the disk."""
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def replace(self, path: Path, content: bytes) -> None:
        """Replace a whole file: at any instant it is the old one or the new one."""
        fresh = path.with_name(f"{path.name}.new")
        file = self.create(fresh)
        try:
            self.write(file, content, 0)
            self.settle(file)
        finally:
            os.close(file)
        self.rename(fresh, path)
        self.settle_folder(path.parent)

    def destroy(self, path: Path) -> None:
        """Overwrite a file with zeros and remove it; nothing to do where there is none."""
        with contextlib.suppress(FileNotFoundError):
            file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
            try:
                self.write(file, bytes(os.fstat(file).st_size), 0)
                self.settle(file)
            finally:
                os.close(file)
            path.unlink()
            self.settle_folder(path.parent)
