"""一時利用停止: a call to the line suspends the card; its city holds the certificates (LOST-01).

jlis.cards knows no certificate by its serial. The city does, and is told by the card's own id.
"""

from fuda.doors.cards import CardSuspended, CardView, ReportLostCard
from fuda.doors.errors import Malformed
from fuda.doors.municipality import CardReportedLost
from fuda.institutions.jlis.cards import store as records
from fuda.institutions.jlis.cards.office import Office
from fuda.rules.lifecycle.card import CardEvent
from fuda.rules.lifecycle.what_happens import LifeEvent

PROCEDURE = "report_lost"


def report_lost(office: Office, told: ReportLostCard) -> CardSuspended:
    """Suspend at once, whether or not the city answers; the outbox brings it the news."""
    with office.store.writing() as unit:

        def act() -> CardView:
            one = records.by_card(unit.connection, told.card)
            if one is None:
                raise Malformed(f"jlis.cards knows no card {told.card}")
            view = office.step(unit, one.application, CardEvent.SUSPEND, procedure=PROCEDURE)
            unit.record(
                event=LifeEvent.REPORTED_LOST.value,
                subject=told.card,
                procedure=PROCEDURE,
                by=told.operator,
            )
            unit.send(
                door=f"m/{one.municipality}",
                call="card_reported_lost",
                message=CardReportedLost(key=f"lost:{told.key}", holder=one.holder, card=told.card),
                subject=told.card,
            )
            return view

        view = unit.once(told, CardView, act)
    return CardSuspended(card=view, effective=unit.delivered)
