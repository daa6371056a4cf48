"""The desk for phones as the running town serves it, and as a phone asks it.

Whoever brings an application need not be known: the card signed it.
"""

from contextlib import AbstractContextManager

from fastapi import APIRouter

from fuda.doors.phone import PhoneDesk
from fuda.institutions.jlis.jpki.api import INSTITUTION, JpkiKeeper
from fuda.kit.caller import Caller
from fuda.kit.carrier import Door
from fuda.world.access import ACCESS
from fuda.world.settings import TownSettings
from fuda.world.town_doors import door_of_town

_DOOR = Door(PhoneDesk, ACCESS.at(INSTITUTION))
_PHONE = Caller("phone")

PHONE_DESK = f"{_DOOR.path}/"


def phone_desk(jpki: JpkiKeeper) -> APIRouter:
    """The door, for whatever phone."""
    return _DOOR.served(jpki, lambda _request: _PHONE)


def desk_of_town(settings: TownSettings) -> AbstractContextManager[PhoneDesk]:
    """The running town's desk; TownSilentError where it cannot be asked."""
    return door_of_town(_DOOR, settings, else_said="the town's desk for phones cannot use it")
