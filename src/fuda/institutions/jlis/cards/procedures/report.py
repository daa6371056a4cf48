"""A municipality reports an event in a card's life; the table says what becomes of the card."""

from fuda.doors.cards import CardView, ReportCardEvent
from fuda.institutions.jlis.cards.office import Office
from fuda.rules.lifecycle.card import CardEvent

PROCEDURE = "report"


def report(office: Office, told: ReportCardEvent) -> CardView:
    """Move the card's state."""
    one = office.by_card(told.card)
    with office.store.writing() as unit:
        return unit.once(
            told,
            CardView,
            lambda: office.step(unit, one, CardEvent(told.event), procedure=PROCEDURE),
        )
