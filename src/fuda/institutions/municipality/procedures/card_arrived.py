"""A card has come from jlis.cards: it lies ready at the counter and its holder is told."""

from typing import cast

from fuda.doors.cards import CardEventName, ReportCardEvent
from fuda.doors.errors import Malformed
from fuda.doors.message import Done
from fuda.doors.municipality import CardArrived
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.model import Resident
from fuda.institutions.municipality.office import Office
from fuda.kit.store import Writing
from fuda.rules.lifecycle.card import CARD, Card
from fuda.rules.lifecycle.what_happens import what_happens

PROCEDURE = "card_arrived"


def card_arrived(office: Office, notice: CardArrived) -> None:
    """Keep the card; tell jlis.cards that it is here."""
    with office.store.reading() as at:
        one = records.by_cards_holder(at, notice.holder)
    if one is None:
        raise Malformed(f"no resident of {office.name} awaits the card {notice.card}")
    with office.store.writing() as unit:

        def keep() -> Done:
            records.add_arrival(
                unit.connection,
                card=notice.card,
                resident_id=one.resident,
                issued=notice.issued,
                expires=notice.expires,
            )
            unit.record(event="card_arrived", subject=notice.card, procedure=PROCEDURE)
            unit.send(
                door="jlis.cards",
                call="report",
                message=ReportCardEvent(
                    key=f"arrive:{notice.card}",
                    card=notice.card,
                    event="arrive",
                    on=office.clock.today(),
                ),
                subject=notice.card,
            )
            _end_what_comes_too_late(office, unit, one, notice.card)
            return Done()

        unit.once(notice, Done, keep)


def _end_what_comes_too_late(office: Office, unit: Writing, one: Resident, card: str) -> None:
    """The record has closed while the card was being made: nobody collects it any more."""
    today = office.clock.today()
    if one.closed_by is None or one.closed_on is None or today < one.closed_on:
        return
    ends = what_happens(one.closed_by).card
    if ends is not None and CARD.goes(Card.READY, ends):
        unit.send(
            door="jlis.cards",
            call="report",
            message=ReportCardEvent(
                key=f"closed:{card}",
                card=card,
                event=cast("CardEventName", ends.value),
                on=today,
            ),
            subject=card,
        )
