"""The responder of a town's folder in a process of its own: questions in hex, answers in hex.

python answering_alone.py FOLDER answer       a line for each line
python answering_alone.py FOLDER presign      signs ahead; a line whenever something is signed
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.jpki.responder.presign import presign
from fuda.parameters.loader import load
from fuda.world.chance import SystemRandomness
from stand_ins import StandingClock

NOON = datetime(2026, 4, 1, 3, 0, 0, tzinfo=UTC)


def main(folder: Path, what: str) -> None:
    """Until standard input ends, or the batch does."""
    keeper = JpkiKeeper(
        url=f"sqlite:///{folder / 'jpki.sqlite'}",
        keys=folder / "keys",
        clock=StandingClock(NOON),
        randomness=SystemRandomness(),
        parameters=load(),
    )
    if what == "presign":
        presign(
            keeper.responder,
            keeper.sources,
            kinds=["user"],
            threads=2,
            heard=lambda so_far: _say(str(so_far.signed)),
        )
    else:
        _say("ready")
        for line in sys.stdin:
            question = bytes.fromhex(line)
            quick = keeper.responder.quick(question, "user")
            answered = quick or keeper.responder.answer(question, "user")
            _say(answered.body.hex())
    keeper.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
