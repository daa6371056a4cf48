"""カードの交付申請: only who applies gets a card (CARD-01)."""

from fuda.doors.cards import ApplyForCard
from fuda.doors.municipality import ApplyAtCounter, ResidentView
from fuda.institutions.municipality.office import Office

PROCEDURE = "apply_for_card"


def apply_for_card(office: Office, application: ApplyAtCounter) -> ResidentView:
    """Send the application to jlis.cards, which refuses a second one (one live card a person)."""
    one = office.known(application.resident)
    taken = office.cards.apply(
        ApplyForCard(
            key=application.key,
            holder=one.cards_holder,
            municipality=office.code,
            number=one.number,
            items=one.items,
            residence=one.residence,
            stay_until=one.stay_until,
            applied=office.clock.today(),
        )
    )
    with office.store.writing() as unit:
        unit.record(
            event="applied_for_card",
            subject=one.resident,
            procedure=PROCEDURE,
            by=application.clerk,
            content={"application": taken.application},
        )
    return office.view(one)
