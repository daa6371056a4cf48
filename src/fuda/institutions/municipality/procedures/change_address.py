"""転居届: a move within the municipality (CHG-01); the signature certificate ends (CERT-21)."""

from datetime import date

from fuda.doors.message import Done
from fuda.doors.municipality import ChangeAddress, Effect
from fuda.institutions.municipality.consequences import carry_out
from fuda.institutions.municipality.model import Resident
from fuda.institutions.municipality.office import Office
from fuda.institutions.municipality.procedures.change_record import (
    change_record,
    must_be_current,
)
from fuda.rules.lifecycle.machine import because
from fuda.rules.lifecycle.what_happens import LifeEvent
from fuda.rules.stated import refused

PROCEDURE = "change_address"


def change_address(office: Office, change: ChangeAddress) -> Effect:
    """Change the record; its consequences elsewhere are delivered before the answer."""
    one = office.known(change.resident)
    address = change.address.strip()
    cards = office.cards_of(one)
    with office.store.writing() as unit:

        def act() -> Done:
            must_be_current(office, one, change.version)
            _check(one, change, address, today=office.clock.today())
            new = change_record(
                office,
                unit,
                one,
                LifeEvent.MOVED_WITHIN_CITY,
                changes={"address": address, "previous_address": one.address},
                key=change.key,
                clerk=change.clerk,
                procedure=PROCEDURE,
                content={"from": one.address, "to": address, "moved_on": str(change.moved_on)},
            )
            carry_out(office, unit, new, LifeEvent.MOVED_WITHIN_CITY, key=change.key, cards=cards)
            return Done()

        unit.once(change, Done, act)
    return Effect(resident=office.view(office.known(change.resident)), effective=unit.delivered)


def _check(one: Resident, change: ChangeAddress, address: str, *, today: date) -> None:
    if change.moved_on > today:
        raise refused(
            "CHG-01",
            "The day of moving, {moved_on}, has not come yet.",
            instead="Please file the move on that day or later, or correct the day.",
            because=(because("CHG-01, CHI p8"),),
            moved_on=change.moved_on,
        )
    if address in {"", one.address}:
        raise refused(
            "CHG-01",
            "The new address is the address on record.",
            instead="Please write the address of the new home.",
            because=(because("CHG-01, CHI p8"),),
        )
