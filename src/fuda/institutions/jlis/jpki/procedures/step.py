"""One step in a certificate's life after its issue, as the life-cycle table allows it.

What is on a phone goes with the card's certificate that it derives from, in the same transaction.
"""

from fuda.doors.errors import Malformed, Unreachable
from fuda.doors.jpki import ReasonOnList
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki import store_phones as phones
from fuda.institutions.jlis.jpki.model import STATE_AFTER, Event, EventState, Issued
from fuda.institutions.jlis.jpki.office import Office
from fuda.kit.caller import caller
from fuda.kit.store import Writing
from fuda.rules.certificate_allowed import CertificateKind as RulesKind
from fuda.rules.lifecycle.certificate import CERTIFICATES, Certificate, CertificateEvent

_LEAVES: dict[CertificateEvent, EventState] = {
    CertificateEvent.SUSPEND: "held",
    CertificateEvent.LIFT: "released",
    CertificateEvent.REVOKE: "revoked",
}


def issued(writing: Writing, kind: CertificateKind, serial: int) -> Issued:
    """The certificate that an order names; Malformed where none was issued."""
    one = register.certificate(writing.connection, kind, serial)
    if one is None:
        raise Malformed(f"serial: no {kind} certificate {serial} was issued")
    return one


def state_of(writing: Writing, one: Issued) -> Certificate:
    """Where it stands now."""
    return _left(register.last_event(writing.connection, one.kind, one.serial))


def _left(last: Event | None) -> Certificate:
    return Certificate.VALID if last is None else STATE_AFTER[last.state]


def step(
    office: Office,
    writing: Writing,
    one: Issued,
    what: CertificateEvent,
    *,
    reason: ReasonOnList | None,
    event: str,
    procedure: str,
) -> None:
    """Enter it; Refused with the table's words where the certificate's state does not allow it."""
    before = register.last_event(writing.connection, one.kind, one.serial)
    CERTIFICATES[RulesKind(one.kind)].step(_left(before), what)
    n = register.next_change(writing.connection)
    register.add_event(
        writing.connection,
        Event(
            kind=one.kind,
            serial=one.serial,
            n=n,
            generation=one.generation,
            point=one.point,
            at=office.now(),
            state=_LEAVES[what],
            reason=reason,
            expires=one.expires,
            event=event,
            by=caller(),
        ),
    )
    writing.record(
        event=f"certificate_{_LEAVES[what]}",
        subject=f"{one.kind}:{one.serial}",
        procedure=procedure,
        content={"reason": reason, "event": event},
    )
    try:
        office.kept.count_from(one.kind, one.serial, n)  # before the commit: responder/kept.py
    except OSError as full:
        raise Unreachable(
            f"the kept answers have no room to write ({full.strerror}); make room, then ask again"
        ) from full
    if one.carrier != "card":
        return
    since = 0 if before is None else before.n
    for phone in phones.derived_from(writing.connection, one.kind, one.serial):
        if _follows(writing, phone, what, since):
            follower = issued(writing, phone.kind, phone.serial)
            step(office, writing, follower, what, reason=reason, event=event, procedure=procedure)


def _follows(writing: Writing, phone: phones.OnPhone, what: CertificateEvent, since: int) -> bool:
    """Whether it goes with the card's certificate; `since` is the card's last change before.

    A hold is lifted with the card's only where it was put with the card's, and where the phone
    was not reported lost since.
    """
    last = register.last_event(writing.connection, phone.kind, phone.serial)
    match what:
        case CertificateEvent.SUSPEND:
            return _left(last) is Certificate.VALID
        case CertificateEvent.LIFT:
            return (
                last is not None
                and last.state == "held"
                and last.n > since
                and not phones.lost_since(writing.connection, phone, last.n)
            )
        case _:
            return _left(last) is not Certificate.REVOKED
