"""申請: an application is taken; one live card a person (CARD-01)."""

from fuda.doors.cards import ApplyForCard, CardView
from fuda.doors.errors import Malformed
from fuda.institutions.jlis.cards import store as records
from fuda.institutions.jlis.cards.model import Application, Personalisation
from fuda.institutions.jlis.cards.office import Office
from fuda.kit.caller import caller
from fuda.rules.another_card import Held, card_may_be_applied_for
from fuda.rules.lifecycle.card import Card

PROCEDURE = "apply"


def apply(office: Office, asked: ApplyForCard) -> CardView:
    """Keep the application until its card is made."""
    if caller() != f"m/{asked.municipality}":
        raise Malformed(f"{caller()} applies for its own residents only")
    if asked.applied > office.clock.today():
        raise Malformed(f"applied: {asked.applied} has not come yet")
    with office.store.writing() as unit:

        def act() -> CardView:
            held = records.of_holder(unit.connection, asked.holder, municipality=asked.municipality)
            card_may_be_applied_for(
                (Held(state=Card(one.state), expires=one.expires) for one in held),
                on=office.clock.today(),
                parameters=office.parameters,
            )
            new = Application(
                application=office.randomness.token(),
                holder=asked.holder,
                municipality=asked.municipality,
                residence=asked.residence,
                stay_until=asked.stay_until,
                born=asked.items.born,
                applied=asked.applied,
                state="applied",
            )
            records.add_application(
                unit.connection, new, Personalisation(number=asked.number, items=asked.items)
            )
            unit.record(event="applied", subject=new.application, procedure=PROCEDURE)
            return new.view()

        return unit.once(asked, CardView, act)
