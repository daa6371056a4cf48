"""An institution behind each carrier: in this process, and in another one over mutual TLS."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, cast

from fuda.kit.caller import Caller
from fuda.kit.carrier import Door
from fuda.kit.serving import client
from fuda.world.access import ACCESS
from fuda.world.dial import Dial
from fuda.world.folders import dial_file
from fuda.world.serve import open_keeper, tls_of

D = TypeVar("D")
D_co = TypeVar("D_co", covariant=True)

MUNICIPALITIES = ("131032", "142042")
MINATO = Caller("m/131032")
KAMAKURA = Caller("m/142042")
KIOSK = Caller("kiosk")
VERIFIER = Caller("verifier")


def new_town(folder: Path) -> Path:
    """A town of 1 April 2026, ten in the morning, whose dial stands still."""
    Dial(dial_file(folder)).begin(datetime(2026, 4, 1, 1, 0, tzinfo=UTC), ticking=False)
    return folder


class Office(Protocol[D_co]):
    """An institution that runs somewhere."""

    def door(self, caller: Caller) -> D_co:
        """Its door, as this caller has it."""
        ...

    def log(self) -> str:
        """All that its process has logged."""
        ...

    def close(self) -> None:
        """Stop it."""
        ...


class InThisProcess(Generic[D]):
    """The keeper itself, behind the direct carrier."""

    def __init__(self, institution: str, kind: Callable[..., D], data: Path) -> None:
        self._keeper = open_keeper(institution, data)
        self._door = Door(kind, ACCESS.at(institution))

    def door(self, caller: Caller) -> D:
        """A proxy for this caller."""
        return self._door.direct(cast("D", self._keeper), caller)

    def log(self) -> str:
        """Nothing: pytest has this process's log."""
        return ""

    def close(self) -> None:
        """Close the store."""
        self._keeper.close()


class InAnother(Generic[D]):
    """`fuda serve` in a second process, reached over a socket with client certificates."""

    def __init__(self, institution: str, kind: Callable[..., D], data: Path) -> None:
        self._institution = institution
        self._kind = kind
        self._data = data
        self._log = data / f"{institution}.log"
        self._clients = ExitStack()
        self.start()

    def start(self, port: int = 0) -> None:
        """Start it, on a free port or on that one, and wait until it takes connections."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-c", "from fuda.cli import main; main()"),
                    *("serve", self._institution, "--data", str(self._data), "--port", str(port)),
                ],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        address = self.process.stdout.readline()
        assert address, self.log()
        self.port = int(address.rpartition(":")[2])

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self._ended()

    def _ended(self) -> None:
        self.process.wait(timeout=10)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def door(self, caller: Caller) -> D:
        """A client that shows this caller's certificate."""
        return self.reached(caller, self._institution, self.port)

    def reached(self, caller: Caller, institution: str, port: int) -> D:
        """A client for whoever listens on `port`, expecting `institution` there."""
        files = tls_of(self._data, MUNICIPALITIES)[caller]
        http = client(institution, ("127.0.0.1", port), files, timeout=10)
        self._clients.enter_context(http)
        return Door(self._kind).over(http)

    def log(self) -> str:
        """What the process wrote to its error stream."""
        return self._log.read_text("utf-8")

    def close(self) -> None:
        """Close the clients and stop the server."""
        self._clients.close()
        self.process.terminate()
        self._ended()


CARRIERS: dict[str, Callable[..., Office[Any]]] = {
    "direct": InThisProcess,
    "another process": InAnother,
}
