"""From when a new user certificate opens マイナポータル (PORTAL-03, PORTAL-14)."""

from datetime import date
from enum import StrEnum

from fuda.rules.stated import Stated, refused
from fuda.rules.usable import Service, UsableFrom, certificate_usable
from fuda.rules.values import Parameters, silent_on


class PortalEvent(StrEnum):
    """What was done to the user certificate."""

    ISSUE = "issue"
    REISSUE = "reissue"
    RENEWAL = "renewal"
    SUSPENSION_LIFTED = "suspension_lifted"


def portal_login(
    event: PortalEvent,
    *,
    city: str,
    since: date,
    on: date,
    face_auth_card: bool,
    parameters: Parameters,
) -> Stated[UsableFrom]:
    """Whether signing in works on that day, `since` being the day of the event.

    Refused with a face-authentication card, NotStated after an event that the city does not name.
    """
    if face_auth_card:
        taken = parameters.value("portal.face_auth_card", city=None, on=on)
        if not taken.of(bool):
            raise refused(
                "PORTAL-14",
                "A face-authentication card has no PIN and cannot be used for Mynaportal.",
                instead="Please ask at the counter of your municipality.",
                because=(taken.because,),
            )
    key = "portal.login.waits_after"
    events = parameters.value(key, city=city, on=since)
    if event not in events.of(tuple):
        raise silent_on(f"{key}: {event}", city=city, on=since, parameters=parameters)
    stated = certificate_usable(
        city=city, service=Service.PORTAL, since=since, on=on, parameters=parameters
    )
    return Stated(stated.value, (events.because, *stated.because))
