"""一時停止解除: a found card is brought to the counter, which alone lifts (LOST-07, LOST-16)."""

from fuda.doors.errors import Malformed
from fuda.doors.message import Done
from fuda.doors.municipality import Effect, LiftCardSuspension
from fuda.institutions.municipality.consequences import carry_out
from fuda.institutions.municipality.office import Office
from fuda.kit.store import Writing
from fuda.rules.lifecycle.card import CARD, Card, CardEvent
from fuda.rules.lifecycle.what_happens import LifeEvent
from fuda.rules.loss import suspension_lifted
from fuda.rules.refusal import NotStated

PROCEDURE = "lift_suspension"


def lift_suspension(office: Office, asked: LiftCardSuspension) -> Effect:
    """The card is in use again and its certificates are good; refused where a paper is missing."""
    one = office.known(asked.resident)
    card = office.card_of(one, asked.card)
    office.certificates(one)  # what its holder has ended meanwhile does not come back
    with office.store.writing() as unit:

        def act() -> Done:
            office.must_be_open(one)
            _check(office, asked, Card(card.state))
            _enter(unit, asked)
            carry_out(office, unit, one, LifeEvent.FOUND, key=asked.key, cards=(card,))
            return Done()

        unit.once(asked, Done, act)
    return Effect(resident=office.view(one), effective=unit.delivered)


def _check(office: Office, asked: LiftCardSuspension, state: Card) -> None:
    """Where the city's guidebook names no papers, the clerk judges; the card is never spared."""
    try:
        suspension_lifted(
            city=office.city,
            state=state,
            papers=asked.papers,
            on=office.clock.today(),
            parameters=office.parameters,
        )
    except NotStated:
        CARD.step(state, CardEvent.LIFT)
        if "card" not in asked.papers:
            raise Malformed("papers: the found card itself has to be brought: card") from None


def _enter(unit: Writing, asked: LiftCardSuspension) -> None:
    unit.record(
        event=LifeEvent.FOUND.value,
        subject=asked.card,
        procedure=PROCEDURE,
        by=asked.clerk,
        content={"papers": list(asked.papers), "resident": asked.resident},
    )
