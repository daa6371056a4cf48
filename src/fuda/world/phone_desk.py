"""The desk for phones as the running town serves it, and as a phone asks it.

Whoever brings an application need not be known: the card signed it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from fastapi import APIRouter

from fuda.doors.errors import Malformed, Unreachable
from fuda.doors.phone import PhoneDesk
from fuda.institutions.jlis.jpki.api import INSTITUTION, JpkiKeeper
from fuda.kit.caller import Caller
from fuda.kit.carrier import Door
from fuda.world.access import ACCESS
from fuda.world.asking_town import TownSilentError
from fuda.world.settings import TownSettings

_DOOR = Door(PhoneDesk, ACCESS.at(INSTITUTION))
_PHONE = Caller("phone")
_PATIENCE_SECONDS = 60.0

PHONE_DESK = f"{_DOOR.path}/"


def phone_desk(jpki: JpkiKeeper) -> APIRouter:
    """The door, for whatever phone."""
    return _DOOR.served(jpki, lambda _request: _PHONE)


@contextmanager
def desk_of_town(settings: TownSettings) -> Iterator[PhoneDesk]:
    """The running town's desk; TownSilentError where it cannot be asked."""
    with httpx.Client(
        base_url=settings.public_url, timeout=_PATIENCE_SECONDS, trust_env=False
    ) as http:
        try:
            yield _DOOR.over(http)
        except Unreachable as silent:
            raise TownSilentError(
                f"no town answers at {settings.public_url} ({silent}): start it with fuda up, or "
                "name its port with --port, and repeat the command"
            ) from None
        except Malformed as wrong:
            raise TownSilentError(f"the town's desk for phones cannot use it: {wrong}") from None
