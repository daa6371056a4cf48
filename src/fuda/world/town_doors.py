"""A door of the running town, for a command that is a caller of its own.

Apart from `asking_town`: doors bring the web framework, which most commands start without.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import httpx

from fuda.doors.errors import Malformed, Unreachable
from fuda.kit.carrier import Door
from fuda.world.asking_town import TownSilentError
from fuda.world.settings import TownSettings

D = TypeVar("D")

_PATIENCE_SECONDS = 60.0


@contextmanager
def door_of_town(door: Door[D], settings: TownSettings, *, else_said: str) -> Iterator[D]:
    """A door of the running town; TownSilentError where it cannot be asked.

    `else_said` begins the line for what it cannot use. A rule's refusal goes on as it is.
    """
    with httpx.Client(
        base_url=settings.public_url, timeout=_PATIENCE_SECONDS, trust_env=False
    ) as http:
        try:
            yield door.over(http)
        except Unreachable as silent:
            raise TownSilentError(
                f"no town answers at {settings.public_url} ({silent}): start it with fuda up, or "
                "name its port with --port, and repeat the command"
            ) from None
        except Malformed as wrong:
            raise TownSilentError(f"{else_said}: {wrong}") from None
