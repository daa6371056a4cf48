"""The line has suspended a card: the certificates on it are put on hold (CERT-31, LOST-01)."""

from fuda.doors.errors import Malformed
from fuda.doors.message import Done
from fuda.doors.municipality import CardReportedLost, LossHandled
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.consequences import carry_on
from fuda.institutions.municipality.office import Office
from fuda.rules.lifecycle.what_happens import LifeEvent

PROCEDURE = "card_reported_lost"


def card_reported_lost(office: Office, notice: CardReportedLost) -> LossHandled:
    """Tell jlis.jpki of each certificate on the card that has not ended."""
    with office.store.reading() as at:
        one = records.by_cards_holder(at, notice.holder)
    if one is None:
        raise Malformed(f"no resident of {office.name} holds the card {notice.card}")
    event = LifeEvent.REPORTED_LOST
    office.certificates(one)  # what its holder has ended is not put on hold
    with office.store.writing() as unit:

        def act() -> Done:
            unit.record(event=event.value, subject=notice.card, procedure=PROCEDURE)
            carry_on(office, unit, one, event, key=notice.key, card=notice.card)
            return Done()

        unit.once(notice, Done, act)
    return LossHandled(effective=unit.delivered)
