"""The CRL of a generation as at an instant: a function of register and instant.

A new list is made on each legal day and with each event; its number is the count of both, so it
rises with every new list, and one number is one list, byte for byte.
"""

from collections.abc import Iterable
from datetime import datetime

from fuda.institutions.jlis.jpki.model import Event, Generation
from fuda.pki.crl import entry, list_of
from fuda.pki.profile import CRL_GOOD_FOR, authority_name
from fuda.pki.signer import Signer
from fuda.rules.calendar import legal_day, start_of_legal_day


def list_at(
    generation: Generation, signer: Signer, happened: Iterable[Event], at: datetime
) -> bytes:
    """The list that stands at `at`; `happened` is every event up to then, in order."""
    day = start_of_legal_day(legal_day(at))
    count, since, last = 0, max(day, generation.since), dict[int, Event]()
    for event in happened:
        if event.generation == generation.number:
            count += 1
            since = max(since, event.at)
            last[event.serial] = event
    days = (legal_day(at) - legal_day(generation.since)).days
    return list_of(
        (
            entry(serial, event.at, event.reason or "unspecified")
            for serial, event in sorted(last.items())
            if event.state != "released"
        ),
        signer=signer,
        issuer=authority_name(generation.kind),
        number=1 + days + count,
        since=since,
        until=day + CRL_GOOD_FOR,
    )
