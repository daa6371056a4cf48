"""交付: the card is handed over, its keys are made on the chip and its certificates loaded.

A saga in three calls (model.HandOver). The four PINs are set by the resident on the pad between the
second script and its closing; they never come here (PIN-17, CARD-42).
"""

from datetime import date

from fuda.doors.cards import (
    AskCards,
    CardView,
    CloseChannel,
    ContinueChannel,
    KeyMade,
    LoadCertificate,
    MakeKey,
    OpenChannel,
    PermitPin,
    PinName,
    ReadChannel,
)
from fuda.doors.errors import Malformed
from fuda.doors.jpki import AskChallenge, CertificateIssued, RequestCertificate, RevokeCertificate
from fuda.doors.message import Done
from fuda.doors.municipality import (
    BeginHandOver,
    CompleteHandOver,
    ContinueHandOver,
    HandOverStep,
    ResidentView,
)
from fuda.doors.person import CertificateKind
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.consequences import carry_out, end_certificate
from fuda.institutions.municipality.model import (
    HandOver,
    HandOverState,
    LoadedCertificate,
    Resident,
)
from fuda.institutions.municipality.office import Office
from fuda.institutions.municipality.procedures.holder import capacity, must_decide
from fuda.kit.store import Writing
from fuda.rules.certificate_allowed import CertificateKind as RulesKind
from fuda.rules.certificate_expiry import Caps, certificate_expiry
from fuda.rules.certificate_issue import CertificateAsked, may_be_issued
from fuda.rules.lifecycle.card import CARD, Card, CardEvent
from fuda.rules.lifecycle.what_happens import LifeEvent, what_happens
from fuda.rules.validity import card_must_be_valid

PROCEDURE = "hand_over"
_ALWAYS: tuple[PinName, ...] = ("resident_register", "face_item")


def begin(office: Office, asked: BeginHandOver) -> HandOverStep:
    """Check who and what may be handed over, and open the channel to the chip."""
    one = office.known(asked.resident)
    card = _card(one, _held(office, one), asked.card)
    CARD.step(Card(card.state), CardEvent.HANDED_OVER)
    today = office.clock.today()
    _check_what_was_asked(asked)
    # What matters of the card that is about to be delivered is its expiry.
    card_must_be_valid(state=Card.DELIVERED, expires=_expires(card), on=today)
    for kind in asked.kinds:
        wanted = CertificateAsked(kind=RulesKind(kind), born=one.born, ward=asked.ward)
        may_be_issued(wanted, on=today, parameters=office.parameters)
    must_decide(office, one, ward=asked.ward, represented_by=asked.represented_by)

    challenges = tuple(
        office.jpki.challenge(AskChallenge(key=f"{asked.key}:{kind}")).challenge
        for kind in asked.kinds
    )
    script = office.cards.open_channel(
        OpenChannel(
            key=asked.key,
            card=asked.card,
            chip_challenge=asked.chip_challenge,
            orders=tuple(
                MakeKey(kind=kind, challenge=challenge)
                for kind, challenge in zip(asked.kinds, challenges, strict=True)
            ),
        )
    )
    with office.store.writing() as unit:

        def open_case() -> HandOverStep:
            records.give_up_hand_overs(unit.connection, asked.card)
            for left in records.certificates_of(unit.connection, one.resident):
                if left.card == asked.card and left.ended_on is None:
                    _never_loaded(office, unit, left)
            case = office.randomness.token()
            records.add_hand_over(
                unit.connection,
                HandOver(
                    case=case,
                    resident=one.resident,
                    card=asked.card,
                    kinds=asked.kinds,
                    challenges=challenges,
                    session=script.session,
                    state="begun",
                    ward=asked.ward,
                    represented_by=asked.represented_by,
                ),
            )
            unit.record(
                event="hand_over_begun",
                subject=asked.card,
                procedure=PROCEDURE,
                by=asked.clerk,
                content={
                    "papers": list(asked.papers),
                    "resident": one.resident,
                    "ward": asked.ward,
                    "represented_by": asked.represented_by,
                },
            )
            return HandOverStep(case=case, commands=script.commands)

        return unit.once(asked, HandOverStep, open_case)


def continue_(office: Office, step: ContinueHandOver) -> HandOverStep:
    """Have a certificate issued for each key that the chip made, and hand back what loads them."""
    case = _case(office, step.case, during=("begun", "certified"))
    one = office.known(case.resident)
    card = _card(one, _held(office, one), case.card)
    outcomes = office.cards.read_channel(
        ReadChannel(session=case.session, responses=step.responses)
    ).outcomes
    keys = {outcome.kind: outcome for outcome in outcomes if isinstance(outcome, KeyMade)}
    _end_earlier(office, case, step)
    issued: dict[CertificateKind, CertificateIssued] = {}
    # The user certificate first: the signature certificate may not outlive it (CERT-16).
    for kind in sorted(case.kinds, key=lambda each: each != "user"):
        issued[kind] = _issue(
            office,
            case,
            keys[kind],
            card=card,
            user=issued.get("user"),
        )
    _keep_issued(office, case, tuple(issued.values()), step)

    pins: tuple[PinName, ...] = (*case.kinds, *_ALWAYS)
    script = office.cards.continue_channel(
        ContinueChannel(
            key=step.key,
            session=case.session,
            responses=step.responses,
            orders=(
                *(
                    LoadCertificate(
                        kind=kind,
                        certificate=each.certificate,
                        authority=each.authority,
                    )
                    for kind, each in issued.items()
                ),
                *(PermitPin(pin=pin) for pin in pins),
            ),
        )
    )
    return HandOverStep(case=case.case, commands=script.commands, pins=pins, closing=script.closing)


def complete(office: Office, done: CompleteHandOver) -> ResidentView:
    """The chip has committed: the card is the holder's from today."""
    case = _case(office, done.case, during=("certified", "done"))
    one = office.known(case.resident)
    office.cards.close_channel(
        CloseChannel(key=done.key, session=case.session, responses=done.responses)
    )
    cards = _held(office, one)
    # Who takes a new card gives the old one back (RETURN-01).
    earlier = tuple(card for card in cards if card.card != case.card and card.state == "delivered")
    today = office.clock.today()
    with office.store.writing() as unit:

        def act() -> Done:
            records.step_hand_over(unit.connection, case.case, "done")
            records.hand_over_happened(unit.connection, case.card, today)
            unit.record(
                event=LifeEvent.HANDED_OVER.value,
                subject=case.card,
                procedure=PROCEDURE,
                by=done.clerk,
                content={"resident": one.resident},
            )
            for event, concerned in (
                (LifeEvent.HANDED_OVER, tuple(card for card in cards if card.card == case.card)),
                (LifeEvent.CARD_RENEWED, earlier),
            ):
                carry_out(office, unit, one, event, key=f"{done.key}:{event}", cards=concerned)
            return Done()

        unit.once(done, Done, act)
    return office.view(one)


def _held(office: Office, one: Resident) -> tuple[CardView, ...]:
    return office.cards.cards(AskCards(holder=one.cards_holder)).cards


def _card(one: Resident, held: tuple[CardView, ...], card: str) -> CardView:
    for each in held:
        if each.card == card:
            return each
    raise Malformed(f"the card on the reader is not a card of {one.name}: take the right one")


def _expires(card: CardView) -> date:
    if card.expires is None:
        raise Malformed("this card has not been made yet")
    return card.expires


def _case(office: Office, case_id: str, *, during: tuple[HandOverState, ...]) -> HandOver:
    with office.store.reading() as at:
        case = records.hand_over(at, case_id)
    if case is None or case.state not in during:
        raise Malformed("there is no such hand-over now: begin again with the card on the reader")
    return case


def _check_what_was_asked(asked: BeginHandOver) -> None:
    if not asked.papers:
        raise Malformed("nobody is handed a card unseen: name the identity papers that were shown")
    if len(set(asked.kinds)) != len(asked.kinds):
        raise Malformed("a card holds one certificate of a kind: name each kind once")
    if "signature" in asked.kinds and "user" not in asked.kinds:
        raise Malformed("a signature certificate needs the user certificate beside it")


def _issue(
    office: Office,
    case: HandOver,
    made: KeyMade,
    *,
    card: CardView,
    user: CertificateIssued | None,
) -> CertificateIssued:
    card_expires = _expires(card)
    one = office.known(case.resident)
    today = office.clock.today()
    expires = certificate_expiry(
        RulesKind(made.kind),
        born=one.born,
        issued=today,
        caps=Caps(card=card_expires, user=user.expires if user is not None else None),
        renewed_from=None,
        parameters=office.parameters,
    ).value
    return office.jpki.issue(
        RequestCertificate(
            key=f"{case.case}:{made.kind}",
            kind=made.kind,
            holder=one.jpki_holder,
            municipality=office.code,
            public_key=made.public_key,
            challenge=case.challenges[case.kinds.index(made.kind)],
            proof=made.proof,
            expires=expires,
            card_expires=card_expires,
            card_state=card.state,
            items=one.items if made.kind == "signature" else None,
            capacity=capacity(office, one, ward=case.ward),
            represented=case.represented_by is not None,
        )
    )


def _end_earlier(office: Office, case: HandOver, step: ContinueHandOver) -> None:
    """A renewed card's certificates take the place of the old ones, of which a person has one each.

    The old card lies on the desk by then (RETURN-01); it is returned when the new one is delivered.
    """
    row = what_happens(LifeEvent.CARD_RENEWED)
    with office.store.writing() as unit:
        for old in records.certificates_of(unit.connection, case.resident):
            if old.card != case.card and old.ended_on is None:
                end_certificate(office, unit, old, row, key=step.key)
                unit.record(
                    event=row.event.value,
                    subject=f"{old.kind}:{old.serial}",
                    procedure=PROCEDURE,
                    by=step.clerk,
                )


def _keep_issued(
    office: Office,
    case: HandOver,
    issued: tuple[CertificateIssued, ...],
    step: ContinueHandOver,
) -> None:
    with office.store.writing() as unit:

        def keep() -> Done:
            now = records.hand_over(unit.connection, case.case)
            # Another case for the card may have begun while these were being issued.
            given_up = now is not None and now.state == "given_up"
            for each in issued:
                loaded = LoadedCertificate(
                    kind=each.kind,
                    serial=each.serial,
                    resident=case.resident,
                    card=case.card,
                    issued=office.clock.today(),
                    expires=each.expires,
                    ended_on=None,
                )
                records.add_certificate(unit.connection, loaded)
                unit.record(
                    event="certificate_issued",
                    subject=f"{each.kind}:{each.serial}",
                    procedure=PROCEDURE,
                    by=step.clerk,
                )
                if given_up:
                    _never_loaded(office, unit, loaded)
            if not given_up:
                records.step_hand_over(unit.connection, case.case, "certified")
            return Done()

        unit.once(step, Done, keep)


def _never_loaded(office: Office, unit: Writing, left: LoadedCertificate) -> None:
    """A certificate of a hand-over that was cut off never reached the chip: it is revoked."""
    records.end_certificate(unit.connection, left.kind, left.serial, office.clock.today())
    unit.send(
        door="jlis.jpki",
        call="revoke",
        message=RevokeCertificate(
            key=f"unloaded:{left.kind}:{left.serial}",
            kind=left.kind,
            serial=left.serial,
            reason="unspecified",
            event=LifeEvent.HANDED_OVER.value,
        ),
        subject=f"{left.kind}:{left.serial}",
    )
