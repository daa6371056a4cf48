"""A process that is a virtual reader with one card in it: pcscd and the chip, until SIGTERM.

vpcd listens on every address of its network, so the process must have a network of its own, which
nobody else can reach; `world.pcsc` starts it so. PC/SC's socket lies in the file system, where
every program finds it. Prints one line when the card can be used, or one that says why not, and
ends where nobody hears it: a reader that nobody knows of would keep the card.
"""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from fuda.card.chip import Chip
from fuda.card.interface import CardLiesElsewhere
from fuda.card.virtual_reader import PORT, serve
from fuda.terminals.reader.pcsc import wait_for_card
from fuda.world.chance import SystemRandomness

READY = "ready"
SOCKET = Path("/run/pcscd/pcscd.comm")
"""Where every PC/SC program looks for the reader."""

_PATIENCE = 30.0
"""Of a machine with much else to do; a package that is missing was noticed before."""
_BETWEEN_ATTEMPTS = 0.05
_DEV_NULL = subprocess.DEVNULL


class CannotServe(Exception):  # noqa: N818 - what happened
    """The reader cannot be started; one line says why."""


def main(folder: str, where: str) -> int:
    """Serve the card of `folder`, which then lies on `where`."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with Chip(Path(folder), where=where, octets=SystemRandomness().octets) as chip:
            _lie_on_reader(chip)
    except (CannotServe, CardLiesElsewhere, OSError, subprocess.CalledProcessError) as why:
        _say(str(why))
    return 1


def _lie_on_reader(chip: Chip) -> None:
    """Serve the reader, connecting anew whenever it hangs up, until it has ended."""
    if chip.erased:
        raise CannotServe(
            "the chip of this card was tampered with and has erased itself: "
            "apply for a new card at a counter"
        )
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)  # noqa: S607 - Debian's own
    with _pcscd() as reader:
        Thread(target=_say_when_seen, daemon=True).start()
        while reader.poll() is None:
            with _connected(reader) as connection:
                serve(chip, connection)
    raise CannotServe("pcscd has ended; see its log")


@contextmanager
def _pcscd() -> Iterator[subprocess.Popen[bytes]]:
    SOCKET.parent.mkdir(parents=True, exist_ok=True)
    # However this process ends, pcscd ends with it.
    command = ["setpriv", "--pdeathsig", "TERM", "pcscd", "--foreground", "--error"]
    with subprocess.Popen(command, stdin=_DEV_NULL, stdout=sys.stderr) as reader:  # noqa: S603
        try:
            yield reader
        finally:
            reader.terminate()


@contextmanager
def _connected(reader: subprocess.Popen[bytes]) -> Iterator[socket.socket]:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection = socket.create_connection(("127.0.0.1", PORT))
            break
        except ConnectionRefusedError:
            if reader.poll() is not None or time.monotonic() > until:
                raise CannotServe("pcscd did not start; is vsmartcard-vpcd installed?") from None
            time.sleep(_BETWEEN_ATTEMPTS)
    with connection:
        yield connection


def _say_when_seen() -> None:
    seen = wait_for_card(_PATIENCE)
    if not _say(READY if seen else "pcscd does not see the card; see its log") or not seen:
        os.kill(os.getpid(), signal.SIGTERM)
    # Nobody listens any more: what is still to be said goes to the log.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


def _say(line: str) -> bool:
    """Whether somebody heard it: who asked for the reader may have been killed meanwhile."""
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
