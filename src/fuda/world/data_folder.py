"""The folder in which a town lives: one town a folder, one server a town, whole or begun anew."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MARK = ".fuda-town"
_UNFINISHED = ".past-unfinished"


class DataFolderError(Exception):
    """The folder cannot be used; one line says why and what to do."""


@contextmanager
def data_folder(folder: Path, *, fresh: bool) -> Iterator[Path]:
    """The folder, ours alone while the block runs; `fresh` removes the town in it first."""
    _make(folder)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DataFolderError(
                f"a town is running in {folder} already: stop it, or give another --data"
            ) from None
        if fresh or past_is_unfinished(folder):
            _empty(folder)
        (folder / _MARK).touch()
        yield folder


def marked(folder: Path) -> None:
    """Make it a town's folder, for what is put there before the town's first start."""
    _make(folder)
    (folder / _MARK).touch()


def past_begins(folder: Path) -> None:
    """From here until `past_is_whole` a cut-off start begins the town anew."""
    (folder / _UNFINISHED).touch()


def past_is_whole(folder: Path) -> None:
    """The past was lived through: from now on the town is its user's."""
    (folder / _UNFINISHED).unlink(missing_ok=True)


def past_is_unfinished(folder: Path) -> bool:
    """Whether an earlier start was cut off in the middle of the past."""
    return (folder / _UNFINISHED).exists()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        strangers = [each.name for each in folder.iterdir() if each.name != ".lock"]
        if strangers and not (folder / _MARK).exists():
            raise DataFolderError(
                f"{folder} holds files that are not a town's ({strangers[0]} …): "
                "give an empty or new folder with --data"
            )
        probe = folder / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as no:
        raise DataFolderError(
            f"the town cannot write in {folder} ({no.strerror}): "
            "make it writable or give another folder with --data"
        ) from None


def _empty(folder: Path) -> None:
    for each in folder.iterdir():
        if each.name == ".lock":
            continue
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink()
