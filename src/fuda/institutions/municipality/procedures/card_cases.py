"""What every work on a card at the counter's reader has in common (model.CardCase).

A saga in three calls: `open_case` has the keys made, `certify.certify` has certificates issued for
them, and the procedure's own last call hears that the chip has committed (`committed`). Left
anywhere before that, the card is as it was, and the next case makes good what the last one left.
PINs are set by the resident on the pad between the second script and its closing; they never come
here (PIN-17, CARD-42).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fuda.doors.cards import CardView, CloseChannel, MakeKey, OpenChannel, PinName
from fuda.doors.errors import Malformed, Refused
from fuda.doors.jpki import AskChallenge, CertificateIssued
from fuda.doors.municipality import (
    BeginHandOver,
    BeginIssue,
    CompleteHandOver,
    CompleteIssue,
    HandOverStep,
)
from fuda.doors.person import CertificateKind
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality import store_cases as cases
from fuda.institutions.municipality.consequences import revoke
from fuda.institutions.municipality.model import (
    CardCase,
    CasePurpose,
    CaseState,
    LoadedCertificate,
    Resident,
)
from fuda.institutions.municipality.office import Office
from fuda.kit.store import Writing
from fuda.rules.lifecycle.what_happens import LifeEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a procedure has decided about the case that it begins."""

    purpose: CasePurpose
    pins: tuple[PinName, ...]
    told: Mapping[str, object] = field(default_factory=dict)
    """More for the audit log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Cases for the card that were left, and what jlis.jpki had issued for them."""

    cases: tuple[CardCase, ...]
    issued: tuple[tuple[CardCase, CertificateIssued], ...]

    @property
    def ids(self) -> frozenset[str]:
        """Of the cases."""
        return frozenset(case.case for case in self.cases)

    @property
    def superseded(self) -> dict[CertificateKind, date]:
        """What they ended in order to renew it."""
        return {kind: day for case in self.cases for kind, day in case.superseded.items()}


def own_card(one: Resident, cards: tuple[CardView, ...], card: str) -> CardView:
    """The card on the reader; Malformed where it is somebody else's."""
    for each in cards:
        if each.card == card:
            return each
    raise Malformed(f"the card on the reader is not a card of {one.name}: take the right one")


def expiry(card: CardView) -> date:
    """Its last valid day."""
    if card.expires is None:
        raise Malformed("this card has not been made yet")
    return card.expires


def each_once(kinds: tuple[CertificateKind, ...]) -> None:
    """Malformed where a kind is named twice."""
    if len(set(kinds)) != len(kinds):
        raise Malformed("a card holds one certificate of a kind: name each kind once")


def left_behind(office: Office, card: str) -> Left:
    """What earlier cases for the card left, learned before a transaction begins.

    Where certificates had been asked for and nothing was entered, the same question is asked again:
    jlis.jpki answers with what it issued then, however long ago, or refuses: then it was nothing.
    """
    with office.store.reading() as at:
        left = cases.unfinished(at, card=card)
    issued: list[tuple[CardCase, CertificateIssued]] = []
    for case in left:
        if case.state != "asked":
            continue
        for request in case.requests:
            try:
                issued.append((case, office.jpki.issue(request)))
            except Refused:
                continue
    return Left(cases=left, issued=tuple(issued))


def open_case(
    office: Office, asked: BeginHandOver | BeginIssue, one: Resident, opening: Opening, left: Left
) -> HandOverStep:
    """Open the channel to the chip with one key order for each certificate; keep the case.

    The cases that were left are given up, and their certificates, which the card's holder never
    had for sure, are revoked.
    """
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

        def begin() -> HandOverStep:
            _give_up(office, unit, asked.card, left)
            case = office.randomness.token()
            cases.add_case(
                unit.connection,
                CardCase(
                    case=case,
                    purpose=opening.purpose,
                    resident=one.resident,
                    card=asked.card,
                    kinds=asked.kinds,
                    challenges=challenges,
                    pins=opening.pins,
                    session=script.session,
                    state="begun",
                    ward=asked.ward,
                    represented_by=asked.represented_by,
                    superseded=left.superseded,
                ),
            )
            unit.record(
                event=f"{opening.purpose}_begun",
                subject=asked.card,
                procedure=opening.purpose,
                by=asked.clerk,
                content={
                    "resident": one.resident,
                    "ward": asked.ward,
                    "represented_by": asked.represented_by,
                    **opening.told,
                },
            )
            return HandOverStep(case=case, commands=script.commands)

        return unit.once(asked, HandOverStep, begin)


def the_case(
    office: Office, case_id: str, purpose: CasePurpose, *, during: tuple[CaseState, ...]
) -> CardCase:
    """The case that a step names; Malformed where it cannot go on."""
    with office.store.reading() as at:
        case = cases.card_case(at, case_id)
    if case is None or case.purpose != purpose or case.state not in during:
        raise Malformed("there is no such case now: begin again with the card on the reader")
    return case


def committed(
    office: Office, done: CompleteHandOver | CompleteIssue, purpose: CasePurpose
) -> CardCase:
    """The chip has committed, as jlis.cards has seen in its answers."""
    case = the_case(office, done.case, purpose, during=("certified", "done"))
    office.cards.close_channel(
        CloseChannel(key=done.key, session=case.session, responses=done.responses)
    )
    return case


def loaded_in(office: Office, case: CardCase, issued: CertificateIssued) -> LoadedCertificate:
    """How the register keeps a certificate that was issued in a case."""
    return LoadedCertificate(
        kind=issued.kind,
        serial=issued.serial,
        resident=case.resident,
        card=case.card,
        case=case.case,
        issued=office.clock.today(),
        expires=issued.expires,
        ended_on=None,
    )


def never_loaded(office: Office, unit: Writing, left: LoadedCertificate) -> None:
    """A certificate of a case that was cut off never reached the chip: it is revoked."""
    event = LifeEvent.HANDED_OVER
    revoke(office, unit, left, key="unloaded", reason="unspecified", event=event)


def _give_up(office: Office, unit: Writing, card: str, left: Left) -> None:
    for case in cases.unfinished(unit.connection, card=card):
        if case.case not in left.ids or (case.state == "asked" and case not in left.cases):
            raise Malformed("the card is at work at another window: begin again")
        cases.step_case(unit.connection, case.case, "given_up")
    for case, issued in left.issued:
        if records.certificate(unit.connection, issued.kind, issued.serial) is None:
            records.add_certificate(unit.connection, loaded_in(office, case, issued))
    for case in left.cases:
        for each in records.certificates_of(unit.connection, case.resident):
            if each.case == case.case and each.ended_on is None:
                never_loaded(office, unit, each)
