"""A desk of jlis.jpki for the bench, and its responder alone: `pki_desk.py PORT`.

The folder stands in FUDA_BENCH. The register, the files and the code are those of a town; the clock
is the machine's.
"""

import os
import sys
from datetime import date
from pathlib import Path

import uvloop
from sqlalchemy import insert

from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.jpki.responder.askers import Anyone
from fuda.parameters import load
from fuda.world.chance import SystemRandomness
from fuda.world.dial import MachineClock
from fuda.world.ocsp_alone import answer_at, listening

FIRST = 1 << 24
"""The first serial: all have four octets, as the real ones have."""
EXPIRES = date(2099, 12, 31)


def desk(folder: Path) -> JpkiKeeper:
    """The desk over that folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return JpkiKeeper(
        url=f"sqlite:///{folder / 'register.db'}",
        keys=folder / "keys",
        clock=MachineClock(),
        randomness=SystemRandomness(),
        parameters=load(),
    )


def fill(keeper: JpkiKeeper, count: int) -> None:
    """So many user certificates in the register, as if they had been issued."""
    with keeper.store.writing() as writing:
        n = register.next_change(writing.connection)
        writing.connection.execute(
            insert(register.certificates),
            [
                {
                    "kind": "user",
                    "serial": FIRST + i,
                    "n": n + i,
                    "generation": 1,
                    "carrier": "card",
                    "point": "1",
                    "municipality": "131032",
                    "holder": f"holder {i}",
                    "cn": f"cn {i}",
                    "key_digest": f"key {i}".encode(),
                    "issued": "2026-04-01T03:00:00.000000Z",
                    "expires": EXPIRES,
                    "certificate": b"",
                }
                for i in range(count)
            ],
        )


def main() -> None:
    """Answer alone, at the port that is asked for."""
    keeper = desk(Path(os.environ["FUDA_BENCH"]))
    with listening(int(sys.argv[1])) as there:
        uvloop.run(answer_at(there, keeper.responder, Anyone(), ready=lambda _: None))


if __name__ == "__main__":
    main()
