"""A clerk's process that dies by kill -9 between a move's commit and its effect elsewhere.

python killed.py DATA CITY RESIDENT
"""

import os
import signal
import sys
from pathlib import Path

from sqlalchemy import Engine, event

from fuda.world.folders import institution_folder
from journeys.steps import Resident, opened

ADDRESS = "神奈川県鎌倉市小町一丁目１番１号"


def main() -> None:
    """Move, and die as soon as the municipality's own commit is on disk."""
    data, city, resident = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    with opened(data) as journey:
        own = str(institution_folder(data.resolve(), f"m/{city}"))
        sent: list[bool] = []

        @event.listens_for(Engine, "before_cursor_execute")
        def _seen(conn, _cursor, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
            at = str(conn.engine.url.database)
            if at.startswith(own) and statement.startswith("INSERT INTO kit_outbox"):
                sent.append(True)
            elif sent and not at.startswith(own) and "INSERT" in statement:
                os.kill(os.getpid(), signal.SIGKILL)

        journey.moves_within_the_city(Resident(city=city, id=resident), ADDRESS)


if __name__ == "__main__":
    main()
