"""What an event in a life does elsewhere: `what_happens`, carried out through doors."""

from collections.abc import Collection
from typing import cast

from fuda.doors.cards import CardEventName, CardView, ReportCardEvent
from fuda.doors.jpki import (
    LiftSuspension,
    RevocationReason,
    RevokeCertificate,
    SuspendCertificate,
)
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.model import LoadedCertificate, Resident
from fuda.institutions.municipality.office import Office
from fuda.kit.store import Writing
from fuda.rules.lifecycle.card import CARD, Card
from fuda.rules.lifecycle.certificate import CertificateEvent
from fuda.rules.lifecycle.what_happens import LifeEvent, Row, what_happens


def carry_out(
    office: Office,
    unit: Writing,
    one: Resident,
    event: LifeEvent,
    *,
    key: str,
    cards: tuple[CardView, ...],
) -> None:
    """Put into the outbox what `event` means for this resident's cards and certificates.

    `cards` are those of the holder's cards that it concerns, as jlis.cards told before the
    transaction began.
    """
    row = what_happens(event)
    going = set[str]()
    if row.card is not None:
        for card in cards:
            if card.card is None or not CARD.goes(Card(card.state), row.card):
                continue
            going.add(card.card)
            unit.send(
                door="jlis.cards",
                call="report",
                message=ReportCardEvent(
                    key=f"{key}:{card.card}",
                    card=card.card,
                    event=cast("CardEventName", row.card.value),
                    on=office.clock.today(),
                ),
                subject=card.card,
            )
    on_cards = {card.card for card in cards if card.card is not None}
    _tell_certificates(office, unit, one, row, key=key, on_cards=on_cards, going=going)


def carry_on(
    office: Office, unit: Writing, one: Resident, event: LifeEvent, *, key: str, card: str
) -> None:
    """The same for the certificates alone, where jlis.cards has moved the card itself."""
    row, cards = what_happens(event), (card,)
    _tell_certificates(office, unit, one, row, key=key, on_cards=cards, going=cards)


def _tell_certificates(
    office: Office,
    unit: Writing,
    one: Resident,
    row: Row,
    *,
    key: str,
    on_cards: Collection[str],
    going: Collection[str],
) -> None:
    """What `row` does to the certificates on these cards; `going` are those whose state moves."""
    happens = {"signature": row.signature, "user": row.user}
    for loaded in records.certificates_of(unit.connection, one.resident):
        if loaded.card not in on_cards or loaded.ended_on is not None:
            continue
        match happens[loaded.kind]:
            case CertificateEvent.REVOKE:
                end_certificate(office, unit, loaded, row, key=key)
            # A hold begins and ends with the card's own (CERT-31, LOST-16).
            case CertificateEvent.SUSPEND if loaded.card in going:
                _tell_hold(unit, "suspend", SuspendCertificate, loaded, row, key=key)
            case CertificateEvent.LIFT if loaded.card in going:
                _tell_hold(unit, "lift", LiftSuspension, loaded, row, key=key)


def _tell_hold(
    unit: Writing,
    call: str,
    order: type[SuspendCertificate | LiftSuspension],
    loaded: LoadedCertificate,
    row: Row,
    *,
    key: str,
) -> None:
    """The same certificate goes on afterwards, so nothing is entered of it here."""
    unit.send(
        door="jlis.jpki",
        call=call,
        message=order(
            key=f"{key}:{loaded.kind}:{loaded.serial}",
            kind=loaded.kind,
            serial=loaded.serial,
            event=row.event.value,
        ),
        subject=f"{loaded.kind}:{loaded.serial}",
    )


def end_certificate(
    office: Office, unit: Writing, loaded: LoadedCertificate, row: Row, *, key: str
) -> None:
    """It has ended here, and the authority is told why."""
    reason = cast("RevocationReason", row.reason.value if row.reason else None)
    revoke(office, unit, loaded, key=key, reason=reason, event=row.event)


def revoke(
    office: Office,
    unit: Writing,
    loaded: LoadedCertificate,
    *,
    key: str,
    reason: RevocationReason,
    event: LifeEvent,
) -> None:
    """The same for a reason that stands in no row."""
    records.end_certificate(unit.connection, loaded.kind, loaded.serial, office.clock.today())
    unit.send(
        door="jlis.jpki",
        call="revoke",
        message=RevokeCertificate(
            key=f"{key}:{loaded.kind}:{loaded.serial}",
            kind=loaded.kind,
            serial=loaded.serial,
            reason=reason,
            event=event.value,
        ),
        subject=f"{loaded.kind}:{loaded.serial}",
    )
