"""転出届: kiosk certificates stop at once, the card goes on until the move-in (MOVE-13, -19)."""

from fuda.doors.errors import Malformed
from fuda.doors.message import Done
from fuda.doors.municipality import Effect, FileMovingOut
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.consequences import carry_out
from fuda.institutions.municipality.office import Office
from fuda.rules.lifecycle.machine import because
from fuda.rules.lifecycle.what_happens import LifeEvent
from fuda.rules.stated import refused

PROCEDURE = "file_moving_out"


def file_moving_out(office: Office, notice: FileMovingOut) -> Effect:
    """Keep the planned day of moving out for everyone named in the notice."""
    if not notice.residents:
        raise Malformed("a moving-out notice names at least one resident")
    if not notice.destination.strip():
        raise Malformed("the destination is missing")
    if len(set(notice.residents)) != len(notice.residents):
        raise Malformed("a moving-out notice names each resident once")
    leaving = tuple(office.known(resident) for resident in notice.residents)
    if len({one.household for one in leaving}) != 1:
        raise Malformed("one notice is for one household: file one for each")
    cards = {one.resident: office.cards_of(one) for one in leaving}
    with office.store.writing() as unit:

        def act() -> Done:
            for one in leaving:
                office.must_be_open(one)
                if one.moving_out_on is not None:
                    raise refused(
                        "MOVE-13",
                        "A moving-out notice for {planned} was filed already.",
                        instead="Nothing more needs to be filed here; please register at the"
                        " new municipality after the move.",
                        because=(because("MOVE-13, CHI p20"),),
                        planned=one.moving_out_on,
                    )
                new = records.change_resident(
                    unit.connection,
                    one,
                    moving_out_on=notice.planned,
                    moving_to=notice.destination.strip(),
                )
                records.log_resident(
                    unit.connection,
                    new,
                    event=LifeEvent.MOVING_OUT_FILED.value,
                    at=office.now_text(),
                    by=notice.clerk,
                    procedure=PROCEDURE,
                )
                unit.record(
                    event=LifeEvent.MOVING_OUT_FILED.value,
                    subject=one.resident,
                    procedure=PROCEDURE,
                    by=notice.clerk,
                    content={"planned": str(notice.planned)},
                )
                carry_out(
                    office,
                    unit,
                    new,
                    LifeEvent.MOVING_OUT_FILED,
                    key=f"{notice.key}:{one.resident}",
                    cards=cards[one.resident],
                )
            return Done()

        unit.once(notice, Done, act)
    first = office.known(notice.residents[0])
    return Effect(resident=office.view(first), effective=unit.delivered)
