"""死亡届・職権消除・国外転出届: the record closes, and with it card and certificates (DEATH-03).

Leaving Japan is filed ahead: on its day the record closes by itself (`close_due`).
"""

from datetime import date

from fuda.doors.cards import CardView
from fuda.doors.errors import Unreachable
from fuda.doors.message import Done
from fuda.doors.municipality import CloseRecord, Effect
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.consequences import carry_out
from fuda.institutions.municipality.model import Resident
from fuda.institutions.municipality.office import Office
from fuda.institutions.municipality.procedures.change_record import (
    change_record,
    must_be_current,
)
from fuda.kit.store import Writing
from fuda.rules.abroad import Nationality
from fuda.rules.closing import LEAVING_JAPAN, closing_event
from fuda.rules.lifecycle.what_happens import LifeEvent

PROCEDURE = "close_record"
ABROAD = "国外"


def close_record(office: Office, notice: CloseRecord) -> Effect:
    """Enter from when the record is closed; where that day has come, all of it happens now."""
    one = office.known(notice.resident)
    cards = office.cards_of(one)
    with office.store.writing() as unit:

        def act() -> Done:
            must_be_current(office, one, notice.version)
            today = office.clock.today()
            event = _event(office, one, notice, today=today)
            new = change_record(
                office,
                unit,
                one,
                event,
                changes=_changes(one, notice, event),
                key=notice.key,
                clerk=notice.clerk,
                procedure=PROCEDURE,
                content={"on": str(notice.on), "papers": list(notice.papers)},
            )
            records.no_closing(unit.connection, one.resident)
            if notice.on > today:
                records.await_closing(unit.connection, new, key=notice.key, clerk=notice.clerk)
            else:
                carry_out(office, unit, new, event, key=notice.key, cards=cards)
            return Done()

        unit.once(notice, Done, act)
    return Effect(resident=office.view(office.known(notice.resident)), effective=unit.delivered)


def close_due(office: Office) -> None:
    """The records whose day has come; where jlis.cards is away, the next time."""
    with office.store.reading() as at:
        waiting = records.closings_due(at, office.clock.today())
    for one, key, clerk in waiting:
        try:
            cards = office.cards_of(one)
        except Unreachable:
            return
        with office.store.writing() as unit:
            _close(office, unit, one, key=key, clerk=clerk, cards=cards)


def _close(
    office: Office,
    unit: Writing,
    one: Resident,
    *,
    key: str,
    clerk: str,
    cards: tuple[CardView, ...],
) -> None:
    waited = records.no_closing(unit.connection, one.resident)
    if waited and one.closed_by is not None:
        unit.record(event="record_closed", subject=one.resident, procedure=PROCEDURE, by=clerk)
        carry_out(office, unit, one, one.closed_by, key=key, cards=cards)


def _event(office: Office, one: Resident, notice: CloseRecord, *, today: date) -> LifeEvent:
    japanese = one.residence == "japanese"
    found = closing_event(
        LifeEvent(notice.event),
        day=notice.on,
        nationality=Nationality.JAPANESE if japanese else Nationality.FOREIGN,
        card_brought="card" in notice.papers,
        on=today,
        parameters=office.parameters,
    )
    return found.value


def _changes(one: Resident, notice: CloseRecord, event: LifeEvent) -> dict[str, object]:
    changes: dict[str, object] = {"closed_on": notice.on, "closed_by": event}
    if LifeEvent(notice.event) in LEAVING_JAPAN and one.moving_out_on is None:
        changes |= {"moving_out_on": notice.on, "moving_to": ABROAD}
    return changes
