"""One step in a certificate's life after its issue, as the life-cycle table allows it."""

from fuda.doors.errors import Malformed, Unreachable
from fuda.doors.jpki import ReasonOnList
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki import store as register
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
    last = register.last_event(writing.connection, one.kind, one.serial)
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
    CERTIFICATES[RulesKind(one.kind)].step(state_of(writing, one), what)
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
