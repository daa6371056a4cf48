"""The clerk's search of the register."""

from fuda.doors.municipality import FindResidents, ResidentLine, ResidentList
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.office import Office


def find(office: Office, asked: FindResidents) -> ResidentList:
    """Residents whose name, reading or address contains the text."""
    with office.store.reading() as at:
        found = records.find(at, asked.text.strip())
    return ResidentList(
        residents=tuple(
            ResidentLine(resident=one.resident, name=one.name, born=one.born, address=one.address)
            for one in found
        )
    )
