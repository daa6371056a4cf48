"""交付: the card is handed over, its keys are made on the chip and its certificates loaded.

The saga is that of `card_cases`; here is what is a hand-over's own.
"""

from fuda.doors.errors import Malformed
from fuda.doors.message import Done
from fuda.doors.municipality import (
    BeginHandOver,
    CompleteHandOver,
    ContinueHandOver,
    HandOverStep,
    ResidentView,
)
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality import store_cases as cases
from fuda.institutions.municipality.consequences import carry_out
from fuda.institutions.municipality.model import CardCase, CasePurpose
from fuda.institutions.municipality.office import Office
from fuda.institutions.municipality.procedures.card_cases import (
    Opening,
    committed,
    each_once,
    expiry,
    left_behind,
    open_case,
    own_card,
    the_case,
)
from fuda.institutions.municipality.procedures.certify import Ends, certify
from fuda.institutions.municipality.procedures.expiries import Standing, expiries
from fuda.institutions.municipality.procedures.holder import must_decide
from fuda.rules.certificate_allowed import CertificateKind as RulesKind
from fuda.rules.certificate_issue import CertificateAsked, may_be_issued
from fuda.rules.lifecycle.card import CARD, Card, CardEvent
from fuda.rules.lifecycle.what_happens import LifeEvent
from fuda.rules.validity import card_must_be_valid

PROCEDURE: CasePurpose = "hand_over"


def begin(office: Office, asked: BeginHandOver) -> HandOverStep:
    """Check who and what may be handed over, and open the channel to the chip."""
    one = office.known(asked.resident)
    office.must_be_open(one)
    card = own_card(one, office.cards_of(one), asked.card)
    CARD.step(Card(card.state), CardEvent.HANDED_OVER)
    today = office.clock.today()
    _check_what_was_asked(asked)
    # What matters of the card that is about to be delivered is its expiry.
    card_must_be_valid(state=Card.DELIVERED, expires=expiry(card), on=today)
    for kind in asked.kinds:
        wanted = CertificateAsked(kind=RulesKind(kind), born=one.born, ward=asked.ward)
        may_be_issued(wanted, on=today, parameters=office.parameters)
    must_decide(office, one, ward=asked.ward, represented_by=asked.represented_by)
    opening = Opening(
        purpose=PROCEDURE,
        pins=(*asked.kinds, "resident_register", "face_item"),
        told={"papers": list(asked.papers)},
    )
    return open_case(office, asked, one, opening, left_behind(office, asked.card))


def continue_(office: Office, step: ContinueHandOver) -> HandOverStep:
    """Have the certificates issued, and hand back what loads them."""
    case = the_case(office, step.case, PROCEDURE, during=("begun", "asked", "certified"))
    one = office.known(case.resident)
    card = own_card(one, office.cards_of(one), case.card)
    last_days = expiries(office, one, card, Standing(), case.kinds)
    return certify(office, step, case=case, ends=_earlier(office, case), expires=last_days)


def complete(office: Office, done: CompleteHandOver) -> ResidentView:
    """The chip has committed: the card is the holder's from today."""
    case = committed(office, done, PROCEDURE)
    one = office.known(case.resident)
    mine = office.cards_of(one)
    # Who takes a new card gives the old one back (RETURN-01).
    earlier = tuple(card for card in mine if card.card != case.card and card.state == "delivered")
    today = office.clock.today()
    with office.store.writing() as unit:

        def act() -> Done:
            cases.step_case(unit.connection, case.case, "done")
            records.hand_over_happened(unit.connection, case.card, today)
            unit.record(
                event=LifeEvent.HANDED_OVER.value,
                subject=case.card,
                procedure=PROCEDURE,
                by=done.clerk,
                content={"resident": one.resident},
            )
            for event, concerned in (
                (LifeEvent.HANDED_OVER, tuple(card for card in mine if card.card == case.card)),
                (LifeEvent.CARD_RENEWED, earlier),
            ):
                carry_out(office, unit, one, event, key=f"{done.key}:{event}", cards=concerned)
            return Done()

        unit.once(done, Done, act)
    return office.view(one)


def _check_what_was_asked(asked: BeginHandOver) -> None:
    if not asked.papers:
        raise Malformed("nobody is handed a card unseen: name the identity papers that were shown")
    each_once(asked.kinds)
    if "signature" in asked.kinds and "user" not in asked.kinds:
        raise Malformed("a signature certificate needs the user certificate beside it")


def _earlier(office: Office, case: CardCase) -> Ends:
    """A renewed card's certificates take the place of the old ones, of which a person has one each.

    The old card lies on the desk by then (RETURN-01); it is returned when the new one is delivered.
    """
    with office.store.reading() as at:
        mine = records.certificates_of(at, case.resident)
    return tuple(
        (old, LifeEvent.CARD_RENEWED)
        for old in mine
        if old.card != case.card and old.ended_on is None
    )
