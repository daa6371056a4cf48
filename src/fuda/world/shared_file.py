"""A small file of the town that several processes write: one at a time, and whole or not at all."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone_with(file: Path) -> Iterator[None]:
    """Nobody else writes `file` while the block runs."""
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def replace_text(file: Path, text: str) -> None:
    """At any instant the file is the old one or the new one, also after a power cut."""
    fresh = file.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
