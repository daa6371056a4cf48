"""The second call of a case at the reader: certificates for the keys that the chip has made.

What they take the place of ends first, for jlis.jpki issues no second one of a kind (CERT-01). In
the same transaction the case keeps what will be asked: cut off between that and the answers, it is
known what may have been issued (`card_cases.left_behind`).
"""

from collections.abc import Iterable
from datetime import date

from fuda.doors.cards import (
    CardView,
    ContinueChannel,
    KeyMade,
    LoadCertificate,
    PermitPin,
    ReadChannel,
)
from fuda.doors.errors import Malformed, Unreachable
from fuda.doors.jpki import CertificateIssued, RequestCertificate
from fuda.doors.message import Done
from fuda.doors.municipality import ContinueHandOver, ContinueIssue, HandOverStep
from fuda.doors.person import CertificateKind
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality import store_cases as cases
from fuda.institutions.municipality.consequences import end_certificate
from fuda.institutions.municipality.model import CardCase, LoadedCertificate, Resident
from fuda.institutions.municipality.office import Office
from fuda.institutions.municipality.procedures.card_cases import (
    expiry,
    loaded_in,
    never_loaded,
    own_card,
)
from fuda.institutions.municipality.procedures.holder import capacity
from fuda.kit.outbox import WAITING
from fuda.kit.store import Writing
from fuda.rules.lifecycle.what_happens import LifeEvent, what_happens

Ends = tuple[tuple[LoadedCertificate, LifeEvent], ...]
"""The certificates that end for the new ones, each with the event that ends it."""


def certify(
    office: Office,
    step: ContinueHandOver | ContinueIssue,
    *,
    case: CardCase,
    ends: Ends,
    expires: dict[CertificateKind, date],
) -> HandOverStep:
    """Have a certificate issued for each key that the chip made, and hand back what loads them.

    `expires` are the last days of the new ones.
    """
    one = office.known(case.resident)
    card = own_card(one, office.cards_of(one), case.card)
    outcomes = office.cards.read_channel(
        ReadChannel(session=case.session, responses=step.responses)
    ).outcomes
    made = [outcome for outcome in outcomes if isinstance(outcome, KeyMade)]
    # The user certificate first: the signature certificate may not outlive it (CERT-16).
    made.sort(key=lambda each: each.kind != "user")
    wanted = tuple(
        _request(office, case, one, card, each, expires=expires[each.kind]) for each in made
    )
    requests = _ask_for(office, case, wanted, ends, step)
    _must_have_ended(office, one)
    issued = tuple(office.jpki.issue(request) for request in requests)
    _keep_issued(office, case, issued, step)
    script = office.cards.continue_channel(
        ContinueChannel(
            key=step.key,
            session=case.session,
            responses=step.responses,
            orders=(
                *(
                    LoadCertificate(
                        kind=each.kind, certificate=each.certificate, authority=each.authority
                    )
                    for each in issued
                ),
                *(PermitPin(pin=pin) for pin in case.pins),
            ),
        )
    )
    return HandOverStep(
        case=case.case, commands=script.commands, pins=case.pins, closing=script.closing
    )


def _request(
    office: Office, case: CardCase, one: Resident, card: CardView, made: KeyMade, *, expires: date
) -> RequestCertificate:
    return RequestCertificate(
        key=f"{case.case}:{made.kind}",
        kind=made.kind,
        holder=one.jpki_holder,
        municipality=office.code,
        public_key=made.public_key,
        challenge=case.challenges[case.kinds.index(made.kind)],
        proof=made.proof,
        expires=expires,
        card_expires=expiry(card),
        card_state=card.state,
        items=one.items if made.kind == "signature" else None,
        capacity=capacity(office, one, ward=case.ward),
        represented=case.represented_by is not None,
    )


def _ask_for(
    office: Office,
    case: CardCase,
    wanted: tuple[RequestCertificate, ...],
    ends: Ends,
    step: ContinueHandOver | ContinueIssue,
) -> tuple[RequestCertificate, ...]:
    """What is asked in this case, whoever asks again; and the end of what it takes the place of."""
    with office.store.writing() as unit:
        now = cases.card_case(unit.connection, case.case)
        if now is None or now.state == "given_up":
            raise Malformed("the card is at work at another window: begin again")
        if now.state != "begun":
            return now.requests
        superseded = dict(now.superseded)
        for old, event in _still_there(unit, ends):
            row = what_happens(event)
            end_certificate(office, unit, old, row, key=f"{case.case}:{event}")
            unit.record(
                event=event.value,
                subject=f"{old.kind}:{old.serial}",
                procedure=case.purpose,
                by=step.clerk,
            )
            if old.card == case.card:
                superseded[old.kind] = old.expires
        cases.ask_for(unit.connection, case.case, wanted, superseded)
    return wanted


def _still_there(unit: Writing, ends: Ends) -> Iterable[tuple[LoadedCertificate, LifeEvent]]:
    for old, event in ends:
        now = records.certificate(unit.connection, old.kind, old.serial)
        if now is not None and now.ended_on is None:
            yield old, event


def _must_have_ended(office: Office, one: Resident) -> None:
    """Unreachable while jlis.jpki has not heard that an earlier certificate ended."""
    with office.store.reading() as at:
        ended = {
            f"{each.kind}:{each.serial}"
            for each in records.certificates_of(at, one.resident)
            if each.ended_on is not None
        }
    if not ended & _waiting(office):
        return
    office.store.sweep()
    if ended & _waiting(office):
        raise Unreachable(
            "jlis.jpki has not heard yet that the earlier certificate ended; ask again"
        )


def _waiting(office: Office) -> set[str]:
    """What jlis.jpki is to be told of; what it has refused for good changes nothing any more."""
    return {
        row.subject
        for row in office.store.undelivered()
        if row.door == "jlis.jpki" and row.state == WAITING
    }


def _keep_issued(
    office: Office,
    case: CardCase,
    issued: tuple[CertificateIssued, ...],
    step: ContinueHandOver | ContinueIssue,
) -> None:
    with office.store.writing() as unit:

        def keep() -> Done:
            now = cases.card_case(unit.connection, case.case)
            # Another case for the card may have begun while these were being issued.
            given_up = now is not None and now.state == "given_up"
            for each in issued:
                if records.certificate(unit.connection, each.kind, each.serial) is not None:
                    continue
                loaded = loaded_in(office, case, each)
                records.add_certificate(unit.connection, loaded)
                unit.record(
                    event="certificate_issued",
                    subject=f"{each.kind}:{each.serial}",
                    procedure=case.purpose,
                    by=step.clerk,
                )
                if given_up:
                    never_loaded(office, unit, loaded)
            if not given_up:
                cases.step_case(unit.connection, case.case, "certified")
            return Done()

        unit.once(step, Done, keep)
