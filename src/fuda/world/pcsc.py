"""The PC/SC reader of a town: one card at a time, for programs that know nothing of us.

A process of its own (`world.card_process`) holds the card's chip and pcscd, in a network namespace
of its own. What lies there is written in the town's folder, so that another command finds it.
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from fuda.world.card_process import READY, SOCKET
from fuda.world.shared_file import replace_text

WHERE = "the PC/SC reader (fuda card remove)"
_NEEDED = {"pcscd": "pcscd", "unshare": "util-linux", "ip": "iproute2"}
_DRIVERS = ("/usr/lib/pcsc/drivers/serial/libifdvpcd.so",)
_LOCK = SOCKET.parent.with_name("fuda-reader.lock")
_PATIENCE = 10.0
_BETWEEN_LOOKS = 0.02


class CannotInsert(Exception):  # noqa: N818 - what happened
    """The card cannot be laid on the reader; one line says why and what to do."""


@dataclass(frozen=True, slots=True)
class Inserted:
    """The card on the reader, and the process that holds it."""

    card: str
    process: int
    born: str
    """When the process was started, in the kernel's ticks: tells it from a later one of its id."""


def insert(data: Path, card: str, chip: Path) -> None:
    """Lay the card on the reader in place of the one that lies there."""
    _check_machine()
    _check_owner(data)
    with _alone():
        _take_away(data)
        if _somebody_answers():
            raise CannotInsert(
                "another pcscd is running, which is not this town's: stop it "
                "(systemctl stop pcscd.socket pcscd) and try again"
            )
        for stale in (SOCKET, SOCKET.with_suffix(".pid")):  # of a pcscd that was killed
            stale.unlink(missing_ok=True)
        folder = data / "reader"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chown(folder, data.stat().st_uid, data.stat().st_gid)
        process, said = _start(
            ["unshare", "--net", sys.executable, "-m", "fuda.world.card_process", str(chip), WHERE],
            log=folder / "log",
        )
        # Written before the reader is ready: whoever ends this process leaves nothing unknown.
        there = Inserted(card, process, _born(process) or "")
        replace_text(folder / "inserted.json", json.dumps(asdict(there)))
        with said:
            line = said.readline().strip()
        if line != READY:
            os.waitpid(process, 0)
            (folder / "inserted.json").unlink()
            raise CannotInsert(line or f"the reader did not start; {folder / 'log'} says more")


def inserted(data: Path) -> str | None:
    """The card that lies on the reader; None where none does."""
    there = _read(data)
    return there.card if there else None


def remove(data: Path) -> str | None:
    """Take the card from the reader and end the reader; which card that was."""
    if _read(data) is None:
        return None
    _check_owner(data)
    with _alone():
        return _take_away(data)


def _take_away(data: Path) -> str | None:
    there = _read(data)
    if there is None:
        return None
    os.kill(there.process, signal.SIGTERM)
    until = time.monotonic() + _PATIENCE
    while _born(there.process) == there.born:
        if time.monotonic() > until:
            raise CannotInsert(f"the reader (process {there.process}) does not end; end it by hand")
        time.sleep(_BETWEEN_LOOKS)
    (data / "reader" / "inserted.json").unlink()
    return there.card


@contextmanager
def _alone() -> Iterator[None]:
    """One insert or remove at a time on this machine: there is one place for PC/SC's socket."""
    with _LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(command: list[str], *, log: Path) -> tuple[int, TextIO]:
    """Start a process that outlives this one; its id, and what it says."""
    heard, says = os.pipe()
    written = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    process = os.posix_spawnp(
        command[0],
        command,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, says, 1),
            (os.POSIX_SPAWN_OPEN, 2, str(log), written, 0o600),
        ],
        setsid=True,
    )
    os.close(says)
    return process, os.fdopen(heard, encoding="utf-8")


def _read(data: Path) -> Inserted | None:
    try:
        there = Inserted(**json.loads((data / "reader" / "inserted.json").read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return there if _born(there.process) == there.born else None


def _born(process: int) -> str | None:
    """The start time of a living process (field 22 of its stat); None where there is none."""
    try:
        after_name = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if after_name[0] == "Z" else after_name[19]


def _check_machine() -> None:
    if os.geteuid() != 0:
        raise CannotInsert("a PC/SC reader needs root: run this command with sudo")
    missing = {package for program, package in _NEEDED.items() if shutil.which(program) is None}
    if not any(Path(driver).exists() for driver in _DRIVERS):
        missing.add("vsmartcard-vpcd")
    if missing:
        raise CannotInsert(f"install first: apt-get install {' '.join(sorted(missing))}")


def _check_owner(data: Path) -> None:
    """Root acts on what lies in this folder: not for someone who is not root and did not ask."""
    mine = {0, os.geteuid(), int(os.environ.get("SUDO_UID", "0"))}
    if data.stat().st_uid not in mine:
        raise CannotInsert(f"{data} belongs to another user: let that user run it with sudo")


def _somebody_answers() -> bool:
    with socket.socket(socket.AF_UNIX) as reader:
        try:
            reader.connect(str(SOCKET))
        except OSError:
            return False
    return True
