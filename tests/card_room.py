"""A room with a PC/SC reader of its own: other people's programs judge the card there.

Each room is a mount and a network namespace: /run is private, so is the loopback, and nothing that
listens in it can be reached from outside. Whatever still runs in it ends with the test. Needs root.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_FURNISH = "mount -t tmpfs tmpfs /run && mkdir /run/pcscd && ip link set lo up && echo furnished"
OPENSC_MODULE = "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so"


@dataclass
class Room:
    """The namespaces of a process that does nothing, and the card that lies on their reader."""

    process: int
    folder: Path
    _card: ExitStack = field(default_factory=ExitStack)

    def command(self, *command: str) -> list[str]:
        """The command that runs `command` in this room."""
        namespaces = ("--mount", "--net")
        place = (f"--target={self.process}", f"--wd={self.folder}")
        return ["nsenter", *place, *namespaces, "--", *command]

    def run(self, *command: str, succeeds: bool = True, told: str = "") -> str:
        """Run a program; what it said. It must succeed, or fail where `succeeds` is False.

        It reads `told` and then the end of its input: nobody answers what it asks.
        """
        ran = subprocess.run(
            self.command(*command),
            input=told,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        said = ran.stdout + ran.stderr
        assert (ran.returncode == 0) == succeeds, f"{command} ended with {ran.returncode}: {said}"
        return said

    @contextmanager
    def running(self, *command: str, ready: str = "") -> Iterator[str]:
        """Run a program until the block ends; what it said up to the line that has `ready`."""
        name = Path(command[0]).name
        with (
            (self.folder / f"{name}.log").open("ab") as log,
            subprocess.Popen(
                self.command(*command),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            ) as program,
        ):
            try:
                yield _read_until(program, ready, Path(log.name)) if ready else ""
            finally:
                program.terminate()

    def lay(self, card: Path) -> None:
        """Lay a card on the reader in place of the one that lies there."""
        self.take()
        process = self._card.enter_context(
            subprocess.Popen(
                self.command(
                    sys.executable, "-m", "fuda.world.card_process", str(card), "a test's reader"
                ),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        )
        self._card.callback(process.send_signal, signal.SIGCONT)  # a stopped one hears nothing
        self._card.callback(process.terminate)
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        assert said == "ready", said

    def tries_left(self) -> dict[str, int]:
        """The tries of each PIN of the card, as OpenSC names it and lists them."""
        listed = self.run("pkcs15-tool", "--list-pins")
        found = re.findall(r"PIN \[([^]]+)\].*?Tries left +: (\d+)", listed, re.DOTALL)
        return {name: int(left) for name, left in found}

    def take(self) -> None:
        """Take the card from the reader; the reader ends with it."""
        self._card.close()


def _read_until(program: subprocess.Popen[str], ready: str, log: Path) -> str:
    assert program.stdout is not None
    said = ""
    for line in program.stdout:
        said += line
        if ready in line:
            return said
    raise AssertionError(f"{program.args!r} ended: {said}{log.read_text()}")


@contextmanager
def furnished(folder: Path) -> Iterator[Room]:
    """A room with an empty reader; programs run in `folder`."""
    assert os.geteuid() == 0, "a PC/SC reader of our own needs root: run script/test as root"
    with subprocess.Popen(
        ["unshare", "--mount", "--net", "sh", "-c", f"{_FURNISH} && exec sleep infinity"],
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "furnished\n"
            room = Room(holder.pid, folder)
            yield room
            room.take()
        finally:
            _clear(holder.pid)


def _clear(holder: int) -> None:
    """End every process in the room of `holder`, and it with them."""
    here = Path(f"/proc/{holder}/ns/mnt").readlink()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "ns" / "mnt").readlink() == here:
                os.kill(int(process.name), signal.SIGKILL)
