"""A municipality's register changed: the copied four items follow; the number stays (NUM-02)."""

from fuda.doors.errors import Malformed
from fuda.doors.message import Done
from fuda.doors.numbering import ReportItems
from fuda.doors.person import FourItems
from fuda.institutions.jlis.numbering import store as register
from fuda.institutions.jlis.numbering.model import Numbered
from fuda.institutions.jlis.numbering.office import Office
from fuda.kit.caller import caller
from fuda.kit.store import Writing
from fuda.rules.calendar import instant_to_text

PROCEDURE = "report_items"


def report_items(office: Office, report: ReportItems) -> None:
    """Keep the items as reported; Malformed for a code that was never numbered."""
    with office.store.writing() as writing:

        def act() -> Done:
            known = register.numbered(writing.connection, report.resident_code)
            if known is None:
                raise Malformed("resident_code: never numbered here; ask for its number first")
            keep_items(office, writing, known, report.items, procedure=PROCEDURE)
            return Done()

        writing.once(report, Done, act)


def keep_items(
    office: Office, writing: Writing, known: Numbered, reported: FourItems, *, procedure: str
) -> None:
    """Replace the copy where it differs, and say so in history and log."""
    if known.items == reported:
        return
    register.replace_items(writing.connection, known.person, reported)
    register.remember(
        writing.connection,
        person=known.person,
        event="items_reported",
        at=instant_to_text(office.clock.now()),
        by=caller(),
    )
    writing.record(event="items_reported", subject=known.person, procedure=procedure)
