"""A municipality reports an event in a card's life; the table says what becomes of the card."""

from fuda.doors.cards import CardView, ReportCardEvent
from fuda.institutions.jlis.cards import store as records
from fuda.institutions.jlis.cards.office import Office
from fuda.rules.lifecycle.card import CardEvent

PROCEDURE = "report"


def report(office: Office, told: ReportCardEvent) -> CardView:
    """Move the card's state."""
    with office.store.writing() as unit:

        def act() -> CardView:
            one = office.own(records.by_card(unit.connection, told.card), told.card)
            return office.step(
                unit, one.application, CardEvent(told.event), procedure=PROCEDURE, on=told.on
            )

        return unit.once(told, CardView, act)
