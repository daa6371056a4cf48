"""出生・転入: a resident record is made, and a number belongs to it from then on (NUM-01)."""

from fuda.doors.errors import Malformed
from fuda.doors.message import message
from fuda.doors.municipality import RegisterResident, ResidentView
from fuda.doors.numbering import AssignNumber
from fuda.doors.person import FourItems
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.model import HEAD, Resident
from fuda.institutions.municipality.office import Office
from fuda.kit.randomness import Randomness
from fuda.rules.eras import era_year
from fuda.rules.number import IndividualNumber
from fuda.rules.resident_code import resident_code_check_digit

PROCEDURE = "register"
_CODE_SPACE = 10**10


@message
class ReserveCode:
    """Choose the record code first, so that a second try asks for the same person's number."""

    key: str


@message
class CodeReserved:
    """The code that the record will have."""

    code: str


@message
class Recorded:
    """The record stands."""

    resident: str


def register(office: Office, record: RegisterResident) -> ResidentView:
    """Make the record; the same key makes it once, however often and wherever it was cut off."""
    _check(office, record)
    with office.store.writing() as unit:
        reserved = unit.once(
            ReserveCode(key=f"reserve:{record.key}"),
            CodeReserved,
            lambda: CodeReserved(code=_new_code(office.randomness)),
        )
    items = FourItems(name=record.name, address=record.address, born=record.born, sex=record.sex)
    number = office.numbering.assign(
        AssignNumber(key=f"assign:{record.key}", resident_code=reserved.code, items=items)
    ).number

    with office.store.writing() as unit:

        def make() -> Recorded:
            one = _resident(office.randomness, record, reserved.code, number)
            records.add_resident(unit.connection, one)
            records.log_resident(
                unit.connection,
                one,
                event="registered",
                at=office.now_text(),
                by=record.clerk,
                procedure=PROCEDURE,
            )
            unit.record(
                event="registered", subject=one.resident, procedure=PROCEDURE, by=record.clerk
            )
            return Recorded(resident=one.resident)

        recorded = unit.once(record, Recorded, make)
    return office.view(office.known(recorded.resident))


def _check(office: Office, record: RegisterResident) -> None:
    today = office.clock.today()
    if record.born > today:
        raise Malformed(f"the birth date {record.born} is after today, {today}: correct it")
    try:
        era_year(record.born)
    except ValueError as why:
        raise Malformed(f"no paper could show the birth date: {why}. Correct it") from None
    if record.since < record.born:
        raise Malformed(
            f"resident since {record.since} is before the birth on {record.born}: correct it"
        )
    if record.since > today:
        raise Malformed(f"resident since {record.since} is after today, {today}: correct it")
    if record.residence == "limited_stay" and record.stay_until is None:
        raise Malformed("a limited stay has an end: give stay_until")
    if record.residence != "limited_stay" and record.stay_until is not None:
        raise Malformed("only a limited stay has an end: leave stay_until out")
    if record.household is None and record.relationship != HEAD:
        raise Malformed(f"the first of a household is its {HEAD}: give the household to join")
    if not record.name.strip() or not record.address.strip():
        raise Malformed("a resident record needs a name and an address")
    if record.household is not None:
        _check_household(office, record.household, record.relationship)


def _check_household(office: Office, household: str, relationship: str) -> None:
    with office.store.reading() as at:
        members = records.household(at, household, office.clock.today())
    if not members:
        raise Malformed(f"there is no household {household}: leave it out")
    if relationship == HEAD:
        raise Malformed(f"this household has its {HEAD}: say how the person is related")


def _new_code(randomness: Randomness) -> str:
    leading = f"{int.from_bytes(randomness.octets(8)) % _CODE_SPACE:010d}"
    return leading + resident_code_check_digit(leading)


def _resident(
    randomness: Randomness, record: RegisterResident, code: str, number: IndividualNumber
) -> Resident:
    return Resident(
        resident=randomness.token(),
        version=1,
        code=code,
        number=number,
        name=record.name,
        reading=record.reading,
        born=record.born,
        sex=record.sex,
        address=record.address,
        previous_address=None,
        residence=record.residence,
        stay_until=record.stay_until,
        nationality=record.nationality,
        honseki=record.honseki,
        household=record.household or randomness.token(),
        relationship=record.relationship,
        since=record.since,
        moving_out_on=None,
        moving_to=None,
        cards_holder=randomness.token(),
        jpki_holder=randomness.token(),
        center_person=randomness.token(),
        former_surname=record.former_surname or None,
    )
