"""カードの交付申請: only who applies gets a card (CARD-01)."""

from datetime import date

from fuda.doors.cards import ApplyForCard
from fuda.doors.message import Done, message
from fuda.doors.municipality import ApplyAtCounter, ResidentView
from fuda.institutions.municipality.office import Office

PROCEDURE = "apply_for_card"


@message
class TakeApplication:
    """Choose the day first, so that a second try sends the same application on."""

    key: str


@message
class ApplicationTaken:
    """The day on which the counter took the application."""

    on: date


def apply_for_card(office: Office, application: ApplyAtCounter) -> ResidentView:
    """Send the application to jlis.cards, which refuses a second one (one live card a person)."""
    one = office.known(application.resident)
    office.must_be_open(one)
    with office.store.writing() as unit:
        taken = unit.once(
            TakeApplication(key=f"take:{application.key}"),
            ApplicationTaken,
            lambda: ApplicationTaken(on=office.clock.today()),
        )
    sent = office.cards.apply(
        ApplyForCard(
            # What is sent follows the record: after a change it is another application.
            key=f"apply:{application.key}:{one.version}",
            holder=one.cards_holder,
            municipality=office.code,
            number=one.number,
            items=one.items,
            residence=one.residence,
            stay_until=one.stay_until,
            applied=taken.on,
            photo=application.photo,
            reading=one.reading or None,
            former_surname=one.former_surname,
        )
    )
    with office.store.writing() as unit:

        def keep() -> Done:
            unit.record(
                event="applied_for_card",
                subject=one.resident,
                procedure=PROCEDURE,
                by=application.clerk,
                content={"application": sent.application},
            )
            return Done()

        unit.once(application, Done, keep)
    return office.view(one)
