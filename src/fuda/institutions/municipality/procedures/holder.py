"""Who decides for the holder of a card at the counter, and what jlis.jpki is told of it (CERT-07).

Under 15 follows from the birth date. That somebody is an adult ward no register here holds: the
clerk reads it from the registration certificate of guardianship, and says so.
"""

from fuda.doors.jpki import Capacity
from fuda.doors.municipality import Representation
from fuda.institutions.municipality.model import Resident
from fuda.institutions.municipality.office import Office
from fuda.rules.minors import GUARDIAN, SELF, minor_pin
from fuda.rules.pin import PinKind
from fuda.rules.representative import SetBy, decides, ward_is_represented


def must_decide(
    office: Office, one: Resident, *, ward: bool, represented_by: Representation | None
) -> None:
    """Refused where who stands here may not decide and set the PINs, on any card."""
    represented = represented_by is not None
    if ward:
        ward_is_represented(represented=represented_by == "guardianship_registration")
        return
    minor_pin(
        PinKind.RESIDENT_REGISTER,
        set_by=GUARDIAN if represented else SELF,
        born=one.born,
        on=office.clock.today(),
        parameters=office.parameters,
    )


def capacity(office: Office, one: Resident, *, ward: bool) -> Capacity:
    """As jlis.jpki asks for it."""
    by = decides(
        born=one.born, ward=False, on=office.clock.today(), parameters=office.parameters
    ).value
    if by is SetBy.REPRESENTATIVE:
        return "under_15"
    return "adult_ward" if ward else "full"
