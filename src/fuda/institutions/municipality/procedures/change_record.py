"""What every change of a resident record does: version, log, audit, copies, consequences."""

from collections.abc import Mapping

from fuda.doors.numbering import ReportItems
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.model import Resident
from fuda.institutions.municipality.office import Office
from fuda.kit.store import Writing
from fuda.rules.lifecycle.what_happens import LifeEvent


def must_be_current(office: Office, one: Resident, seen: int) -> None:
    """Refused where another clerk was quicker, or the record is closed."""
    if one.version != seen:
        raise records.stale(one)
    office.must_be_open(one)


def change_record(
    office: Office,
    unit: Writing,
    one: Resident,
    event: LifeEvent,
    *,
    changes: Mapping[str, object],
    key: str,
    clerk: str,
    procedure: str,
    content: Mapping[str, object],
) -> Resident:
    """The next version of the record, kept and told to jlis.numbering where it has a copy."""
    new = records.change_resident(unit.connection, one, **changes)
    records.log_resident(
        unit.connection,
        new,
        event=event.value,
        at=office.now_text(),
        by=clerk,
        procedure=procedure,
    )
    unit.record(
        event=event.value, subject=one.resident, procedure=procedure, by=clerk, content=content
    )
    if new.items != one.items:
        unit.send(
            door="jlis.numbering",
            call="report_items",
            message=ReportItems(key=key, resident_code=new.code, items=new.items),
            subject=new.resident,
        )
    return new
