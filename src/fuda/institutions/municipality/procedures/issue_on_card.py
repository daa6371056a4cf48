"""発行・更新: certificates onto a card that its holder has (CERT-09, CERT-18, CERT-24, RENEW-10).

A renewed certificate counts from the old one's last day if it is renewed in time (CERT-14), and is
a new issue otherwise: the first of its kind, after expiry, after a change of the four items
(CERT-13, CERT-17). The saga is that of `card_cases`. Cut off after the old certificate has ended
and before the chip has committed, the holder has none of that kind until the next try, which the
resident's page says; the next try counts from the old one's last day all the same.
"""

from datetime import date

from fuda.doors.cards import CardView
from fuda.doors.errors import Malformed
from fuda.doors.message import Done
from fuda.doors.municipality import (
    AskIssuable,
    BeginIssue,
    CompleteIssue,
    ContinueIssue,
    HandOverStep,
    Issuable,
    IssuableList,
    ResidentView,
)
from fuda.doors.person import CertificateKind
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality import store_cases as cases
from fuda.institutions.municipality.model import CasePurpose, Resident
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
from fuda.rules.calendar import is_expired
from fuda.rules.certificate_allowed import CertificateKind as RulesKind
from fuda.rules.certificate_issue import CertificateAsked, may_be_issued
from fuda.rules.lifecycle.card import Card
from fuda.rules.lifecycle.what_happens import LifeEvent
from fuda.rules.pin import PinKind
from fuda.rules.renewal import Renewable, renewal_allowed
from fuda.rules.validity import card_must_be_valid

PROCEDURE: CasePurpose = "issue"
_RENEWED = {"signature": LifeEvent.SIGNATURE_RENEWED, "user": LifeEvent.USER_RENEWED}


def issuable(office: Office, asked: AskIssuable) -> IssuableList:
    """The PINs to be typed and the last days, if all of these may be issued now; else Refused."""
    one = office.known(asked.resident)
    office.must_be_open(one)
    card = own_card(one, office.cards_of(one), asked.card)
    office.certificates(one)  # what its holder has ended meanwhile is not renewed
    standing = _standing(office, one, asked.card)
    pins = _must_be_allowed(office, one, card, standing, asked.kinds, ward=asked.ward)
    last_days = expiries(office, one, card, standing, asked.kinds)
    return IssuableList(
        pins=tuple(pin.value for pin in pins),
        certificates=tuple(
            Issuable(kind=kind, renewed_from=standing.renewed_from(kind), expires=last_days[kind])
            for kind in asked.kinds
        ),
    )


def begin(office: Office, asked: BeginIssue) -> HandOverStep:
    """Check what may be issued and who decides, and open the channel to the chip."""
    one = office.known(asked.resident)
    office.must_be_open(one)
    card = own_card(one, office.cards_of(one), asked.card)
    office.certificates(one)
    standing = _standing(office, one, asked.card)
    pins = _must_be_allowed(office, one, card, standing, asked.kinds, ward=asked.ward)
    must_decide(office, one, ward=asked.ward, represented_by=asked.represented_by)
    expiries(office, one, card, standing, asked.kinds)
    _must_be_typed(asked, pins)
    opening = Opening(
        purpose=PROCEDURE,
        pins=tuple(kind for kind in asked.kinds if kind in asked.never_set),
        told={"kinds": list(asked.kinds)},
    )
    return open_case(office, asked, one, opening, left_behind(office, asked.card))


def continue_(office: Office, step: ContinueIssue) -> HandOverStep:
    """End what is renewed, have the new ones issued, and hand back what loads them."""
    case = the_case(office, step.case, PROCEDURE, during=("begun", "asked", "certified"))
    one = office.known(case.resident)
    card = own_card(one, office.cards_of(one), case.card)
    standing = _standing(office, one, case.card)
    if case.state == "begun":
        office.must_be_open(one)
        _must_be_allowed(office, one, card, standing, case.kinds, ward=case.ward)
    last_days = expiries(office, one, card, standing, case.kinds)
    return certify(
        office, step, case=case, ends=_renewed(office, standing, case.kinds), expires=last_days
    )


def complete(office: Office, done: CompleteIssue) -> ResidentView:
    """The chip has committed: the new certificates are on the card."""
    case = committed(office, done, PROCEDURE)
    with office.store.writing() as unit:

        def act() -> Done:
            cases.step_case(unit.connection, case.case, "done")
            unit.record(
                event="certificates_loaded",
                subject=case.card,
                procedure=PROCEDURE,
                by=done.clerk,
                content={"kinds": list(case.kinds), "resident": case.resident},
            )
            return Done()

        unit.once(done, Done, act)
    return office.view(office.known(case.resident))


def _standing(office: Office, one: Resident, card: str) -> Standing:
    """What is on the card for sure, and what tries that were left have ended."""
    with office.store.reading() as at:
        left = cases.unfinished(at, card=card)
        mine = records.certificates_of(at, one.resident)
    never_loaded = {case.case for case in left}
    there = [
        each
        for each in reversed(mine)  # the newest last, which stays
        if each.card == card and each.ended_on is None and each.case not in never_loaded
    ]
    return Standing(
        certificates={each.kind: each for each in there},
        superseded={kind: day for case in left for kind, day in case.superseded.items()},
    )


def _must_be_allowed(
    office: Office,
    one: Resident,
    card: CardView,
    standing: Standing,
    kinds: tuple[CertificateKind, ...],
    *,
    ward: bool,
) -> tuple[PinKind, ...]:
    """The PINs that are to be typed; Refused by the first rule that says no."""
    if not kinds:
        raise Malformed("name the certificates that are wanted")
    each_once(kinds)
    today, parameters = office.clock.today(), office.parameters
    card_must_be_valid(state=Card(card.state), expires=expiry(card), on=today)
    pins: dict[PinKind, None] = {}
    for kind in kinds:
        wanted = CertificateAsked(
            kind=RulesKind(kind), born=one.born, ward=ward, registered_here=_lives_here(one, today)
        )
        stated = may_be_issued(wanted, on=today, parameters=parameters).value
        pins |= dict.fromkeys(stated.pins)
        there = standing.certificates.get(kind)
        if there is not None:
            renewal_allowed(
                Renewable.CERTIFICATE, expires=there.expires, on=today, parameters=parameters
            )
    if "signature" in kinds and "user" not in {*standing.certificates, *kinds}:
        raise Malformed("a signature certificate needs the user certificate beside it")
    return tuple(pins)


def _lives_here(one: Resident, today: date) -> bool:
    """Until the planned day of moving out (CERT-10, CERT-11)."""
    return one.moving_out_on is None or today <= one.moving_out_on


def _must_be_typed(asked: BeginIssue, pins: tuple[PinKind, ...]) -> None:
    """CERT-10, CERT-11, CERT-18: the chip has agreed to each PIN, or was never given it."""
    for pin in (*(each.value for each in pins), *asked.kinds):
        if pin not in asked.verified and not (pin in asked.kinds and pin in asked.never_set):
            raise Malformed(f"the chip has not heard the {pin} PIN: have it typed on the pad")


def _renewed(office: Office, standing: Standing, kinds: tuple[CertificateKind, ...]) -> Ends:
    """Those that are still in force: an expired one is over already."""
    today = office.clock.today()
    return tuple(
        (old, _RENEWED[kind])
        for kind, old in standing.certificates.items()
        if kind in kinds and not is_expired(old.expires, today)
    )
