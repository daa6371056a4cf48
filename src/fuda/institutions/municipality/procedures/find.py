"""The clerk's search of the register; who searched for what is recorded."""

from fuda.doors.municipality import FindResidents, ResidentLine, ResidentList
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.office import Office

PROCEDURE = "find"


def find(office: Office, asked: FindResidents) -> ResidentList:
    """Residents whose name, reading or address contains the text."""
    today = office.clock.today()
    with office.store.reading() as at:
        found = records.find(at, asked.text.strip())
    with office.store.writing() as unit:
        unit.record(
            event="searched",
            subject="register",
            procedure=PROCEDURE,
            by=asked.clerk,
            content={"text": asked.text.strip(), "found": len(found)},
        )
    return ResidentList(
        residents=tuple(
            ResidentLine(
                resident=one.resident,
                name=one.name,
                born=one.born,
                address=one.address,
                closed=one.closed_on is not None and one.closed_on <= today,
            )
            for one in found
        )
    )
