"""The holder ends the own certificate by client software: the town's end of it, and the client's.

The order is signed by the certificate's own key, so nobody needs to be known who brings it.
"""

from collections.abc import Callable

from fastapi import APIRouter

from fuda.doors.jpki import AskChallenge, OwnRevocation, RevokeOwn
from fuda.doors.jpki import own_revocation as order_of
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.api import INSTITUTION, JpkiKeeper
from fuda.kit.caller import Caller
from fuda.kit.carrier import Door
from fuda.world.access import ACCESS
from fuda.world.chance import SystemRandomness
from fuda.world.settings import TownSettings
from fuda.world.town_doors import door_of_town

_DOOR = Door(OwnRevocation, ACCESS.at(INSTITUTION))
_CLIENT = Caller("desktop")

OWN_REVOCATION = f"{_DOOR.path}/"


def own_revocation(jpki: JpkiKeeper) -> APIRouter:
    """The door, for whatever client software."""
    return _DOOR.served(jpki, lambda _request: _CLIENT)


def revoke_own(
    settings: TownSettings, kind: CertificateKind, serial: int, sign: Callable[[bytes], bytes]
) -> None:
    """Have the running town's authority end it; `sign` is the certificate's key.

    Refused as the authority refuses; TownSilentError where it cannot be asked.
    """
    key = SystemRandomness().token()
    else_said = "the town's authority did not issue it"
    with door_of_town(_DOOR, settings, else_said=else_said) as door:
        challenge = door.challenge(AskChallenge(key=key)).challenge
        proof = sign(order_of(kind, serial, challenge))
        door.revoke_own(
            RevokeOwn(key=key, kind=kind, serial=serial, challenge=challenge, proof=proof)
        )
