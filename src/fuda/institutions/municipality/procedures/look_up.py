"""A clerk looks at one record; that, too, is known and recorded."""

from fuda.doors.municipality import AskResident, ResidentView
from fuda.institutions.municipality.office import Office

PROCEDURE = "look_up"


def look_up(office: Office, asked: AskResident) -> ResidentView:
    """Show one resident with cards and certificates."""
    view = office.view(office.known(asked.resident))
    with office.store.writing() as unit:
        unit.record(event="viewed", subject=asked.resident, procedure=PROCEDURE, by=asked.clerk)
    return view
