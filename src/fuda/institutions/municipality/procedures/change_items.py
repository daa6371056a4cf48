"""氏名・旧氏・性別・生年月日などの変更: the signature certificate ends, the other stays (CERT-21).

A reading alone spares both (CARD-10): it is none of the four items.
"""

from datetime import date

from fuda.doors.errors import Malformed
from fuda.doors.message import Done
from fuda.doors.municipality import ChangeItems, Effect
from fuda.institutions.municipality.consequences import carry_out
from fuda.institutions.municipality.model import Resident
from fuda.institutions.municipality.office import Office
from fuda.institutions.municipality.procedures.change_record import (
    change_record,
    must_be_current,
)
from fuda.rules.changed_items import Items, change_must_be_one, changed, former_surname_papers
from fuda.rules.lifecycle.what_happens import LifeEvent
from fuda.rules.refusal import NotStated

PROCEDURE = "change_items"


def change_items(office: Office, change: ChangeItems) -> Effect:
    """Change the record; its consequences elsewhere are delivered before the answer."""
    one = office.known(change.resident)
    new = _read(change, one, today=office.clock.today())
    events = changed(_items(one), new)
    cards = office.cards_of(one)
    with office.store.writing() as unit:

        def act() -> Done:
            must_be_current(office, one, change.version)
            change_must_be_one(events, day=change.changed_on, on=office.clock.today())
            _check_papers(office, change, events)
            # One visit, one version: the first event does whatever the others would (CERT-21).
            now = change_record(
                office,
                unit,
                one,
                events[0],
                changes={
                    "name": new.name,
                    "reading": new.reading,
                    "former_surname": new.former_surname,
                    "born": new.born,
                    "sex": new.sex,
                },
                key=change.key,
                clerk=change.clerk,
                procedure=PROCEDURE,
                content={
                    "events": [event.value for event in events],
                    "papers": list(change.papers),
                    "changed_on": str(change.changed_on),
                },
            )
            carry_out(office, unit, now, events[0], key=change.key, cards=cards)
            return Done()

        unit.once(change, Done, act)
    return Effect(resident=office.view(office.known(change.resident)), effective=unit.delivered)


def _items(one: Resident) -> Items:
    return Items(
        name=one.name,
        reading=one.reading,
        former_surname=one.former_surname,
        born=one.born,
        sex=one.sex,
    )


def _read(change: ChangeItems, one: Resident, *, today: date) -> Items:
    if not change.name.strip():
        raise Malformed("name: a resident record needs a name")
    if change.born > today:
        raise Malformed(f"born: {change.born} is after today, {today}: correct it")
    return Items(
        name=change.name.strip(),
        reading=change.reading.strip() or one.reading,
        former_surname=(change.former_surname or "").strip() or None,
        born=change.born,
        sex=change.sex,
    )


def _check_papers(office: Office, change: ChangeItems, events: tuple[LifeEvent, ...]) -> None:
    """Only a former surname that is entered needs papers of its own; else the clerk judges."""
    if LifeEvent.FORMER_SURNAME_ENTERED not in events or change.former_surname is None:
        return
    try:
        former_surname_papers(
            change.papers,
            city=office.city,
            on=office.clock.today(),
            parameters=office.parameters,
        )
    except NotStated:
        return
