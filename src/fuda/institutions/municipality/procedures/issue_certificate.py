"""The paper of a prepared and paid certificate: the same bytes for the same ticket."""

import json
from datetime import timedelta

from fuda.doors.errors import Malformed
from fuda.doors.message import Done
from fuda.doors.municipality import IssuePrepared, Paper
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.office import Office
from fuda.institutions.municipality.papers.juminhyo import print_juminhyo
from fuda.rules.calendar import instant_from_text, instant_to_text

PROCEDURE = "issue_certificate"
TICKET_LASTS = timedelta(hours=24)
"""How long a paper that was cut off may be asked for again; our own figure, no law."""


def issue(office: Office, order: IssuePrepared) -> Paper:
    """Print what was frozen when it was prepared."""
    with office.store.reading() as at:
        ticket = records.ticket(at, order.ticket)
    if ticket is None:
        raise Malformed("this certificate is no longer held ready: choose it again")
    pdf = print_juminhyo(
        office.typesetter, json.loads(ticket.paper), at=instant_from_text(ticket.prepared)
    )
    with office.store.writing() as unit:

        def act() -> Done:
            unit.record(
                event="certificate_issued",
                subject=ticket.ticket,
                procedure=PROCEDURE,
                content={"resident": ticket.resident, "certificate": ticket.certificate},
            )
            return Done()

        unit.once(order, Done, act)
    return Paper(pdf=pdf)


def forget_old(office: Office) -> None:
    """Content that nobody may ask for any more is dropped."""
    with office.store.writing() as unit:
        records.forget_tickets(unit.connection, instant_to_text(office.clock.now() - TICKET_LASTS))
