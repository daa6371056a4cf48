"""A secret of an institution in a file of its own, mode 0600, made on first use.

The store's secret stands beside no database: a backup of the one without the other is useless,
which is the point.
"""

import os
import stat
from pathlib import Path

from fuda.kit.damage import KeyFileRefused
from fuda.kit.randomness import Randomness

_OTHERS_MAY_WRITE = 0o022


def secret(keys: Path, name: str, size: int, randomness: Randomness) -> bytes:
    """The secret `name` in the folder `keys`: made once, `size` octets, then always the same."""
    path = keys / name
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    if keys.stat().st_mode & _OTHERS_MAY_WRITE:
        raise KeyFileRefused(keys, "others may write in this key folder", "chmod 700 it")
    if not os.path.lexists(path):
        make(path, randomness.octets(size), randomness.token())
    return read(keys, name, size)


def read(keys: Path, name: str, size: int) -> bytes:
    """The secret that is there; KeyFileRefused if it is missing, open to others or cut short."""
    content = read_whole(keys / name)
    if len(content) != size:
        raise KeyFileRefused(keys / name, f"is not {size} octets long")
    return content


def read_whole(path: Path) -> bytes:
    """A key file's content; KeyFileRefused if it is missing or open to others."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as problem:
        raise KeyFileRefused(path, f"cannot be read ({problem.strerror})") from problem
    with os.fdopen(handle, "rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        content = file.read()
    if mode != stat.S_IRUSR | stat.S_IWUSR:
        raise KeyFileRefused(path, f"its mode is {mode:04o}, not 0600", "chmod 600 it")
    return content


def make(path: Path, content: bytes, token: str) -> None:
    """Whole or not at all; where another process was first, its file stands."""
    draft = path.with_name(f".{path.name}.{token}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a new name in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
