"""The lives of the two certificates, each from its issue to its end.

One certificate goes through it: a new one has a life of its own. `NOT_ISSUED` and `EXPIRED` are
never written: `rules.validity` computes them from the day.
"""

from collections.abc import Mapping
from enum import StrEnum

from fuda.rules.certificate_allowed import CertificateKind
from fuda.rules.lifecycle.machine import Goes, Machine, Refuses, Why


class Certificate(StrEnum):
    """Where a certificate stands."""

    NOT_ISSUED = "not_issued"
    VALID = "valid"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REVOKED = "revoked"


class CertificateEvent(StrEnum):
    """What can happen to a certificate."""

    ISSUE = "issue"
    SUSPEND = "suspend"
    LIFT = "lift"
    ITEMS_CHANGED = "items_changed"
    REVOKE = "revoke"
    EXPIRE = "expire"


class RevocationReason(StrEnum):
    """Why a certificate ended, in the words of doors.jpki and RFC 5280."""

    UNSPECIFIED = "unspecified"
    KEY_COMPROMISE = "key_compromise"
    AFFILIATION_CHANGED = "affiliation_changed"
    SUPERSEDED = "superseded"
    CESSATION_OF_OPERATION = "cessation_of_operation"


_NO_SUCH = Why(
    "There is no such certificate on the card.",
    "Please have it issued at the counter of your municipality, with the card.",
)
_ISSUED_BEFORE = Why(
    "This certificate has been issued already.",
    "Revoke that certificate first; then issue the new one.",
)
_NOT_SUSPENDED = Why(
    "This certificate is not suspended.",
    "Nothing needs to be lifted; the certificate can be used.",
)
_SUSPENDED_BEFORE = Why(
    "This certificate is suspended already.",
    "It comes back when the suspension of the card is lifted.",
)
_REVOKED = Why(
    "This certificate has ended, and that cannot be undone.",
    "Please have a new certificate issued at the counter, with the card.",
)
_EXPIRED = Why(
    "This certificate has expired, and an expired one does not come back.",
    "Please have a new certificate issued at the counter, with the card.",
)

_Row = Goes[Certificate, CertificateEvent] | Refuses[Certificate, CertificateEvent]
_ISSUED = {CertificateKind.SIGNATURE: "CERT-10, ARA p14", CertificateKind.USER: "CERT-11, ARA p17"}
_EXPIRES = {CertificateKind.SIGNATURE: "CERT-23, ARA p16", CertificateKind.USER: "CERT-23, ARA p18"}


def _when_items_change(kind: CertificateKind) -> tuple[_Row, ...]:
    """A change of name, former surname, alias, address, birth date or sex (CERT-21, CERT-22)."""
    event = CertificateEvent.ITEMS_CHANGED
    ends = kind is CertificateKind.SIGNATURE
    source = "CERT-21, ARA p16" if ends else "CERT-22, ARA p18"
    return tuple(
        Goes(
            state,
            event,
            Certificate.REVOKED
            if ends and state in {Certificate.VALID, Certificate.SUSPENDED}
            else state,
            source,
        )
        for state in Certificate
    )


def _machine(kind: CertificateKind) -> Machine[Certificate, CertificateEvent]:
    """The life of a certificate of this kind."""
    state, event, expires = Certificate, CertificateEvent, _EXPIRES[kind]
    rows: tuple[_Row, ...] = (
        Goes(state.NOT_ISSUED, event.ISSUE, state.VALID, _ISSUED[kind]),
        Refuses(state.NOT_ISSUED, event.SUSPEND, _NO_SUCH, "CERT-01, ARA p20"),
        Refuses(state.NOT_ISSUED, event.LIFT, _NO_SUCH, "CERT-01, ARA p20"),
        Refuses(state.NOT_ISSUED, event.REVOKE, _NO_SUCH, "CERT-01, ARA p20"),
        Goes(state.NOT_ISSUED, event.EXPIRE, state.NOT_ISSUED, "CERT-01, ARA p20"),
        Refuses(state.VALID, event.ISSUE, _ISSUED_BEFORE, "CERT-24, CHI p26"),
        Goes(state.VALID, event.SUSPEND, state.SUSPENDED, "CERT-31, ARA p10"),
        Refuses(state.VALID, event.LIFT, _NOT_SUSPENDED, "LOST-16, ARA p10"),
        Goes(state.VALID, event.REVOKE, state.REVOKED, "CERT-23, CHI p26"),
        Goes(state.VALID, event.EXPIRE, state.EXPIRED, expires),
        Refuses(state.SUSPENDED, event.ISSUE, _ISSUED_BEFORE, "CERT-24, CHI p26"),
        Refuses(state.SUSPENDED, event.SUSPEND, _SUSPENDED_BEFORE, "CERT-31, ARA p10"),
        Goes(state.SUSPENDED, event.LIFT, state.VALID, "LOST-16, ARA p10"),
        Goes(state.SUSPENDED, event.REVOKE, state.REVOKED, "CERT-23, CHI p26"),
        Goes(state.SUSPENDED, event.EXPIRE, state.EXPIRED, expires),
        Refuses(state.EXPIRED, event.ISSUE, _EXPIRED, "RENEW-04, MIN p10"),
        Goes(state.EXPIRED, event.SUSPEND, state.EXPIRED, expires),
        Goes(state.EXPIRED, event.LIFT, state.EXPIRED, expires),
        Goes(state.EXPIRED, event.REVOKE, state.REVOKED, "CERT-23, CHI p26"),
        Goes(state.EXPIRED, event.EXPIRE, state.EXPIRED, expires),
        Refuses(state.REVOKED, event.ISSUE, _REVOKED, "CERT-24, CHI p26"),
        Refuses(state.REVOKED, event.SUSPEND, _REVOKED, "CERT-24, CHI p26"),
        Refuses(state.REVOKED, event.LIFT, _REVOKED, "CERT-24, CHI p26"),
        Refuses(state.REVOKED, event.REVOKE, _REVOKED, "CERT-24, CHI p26"),
        Goes(state.REVOKED, event.EXPIRE, state.REVOKED, expires),
        *_when_items_change(kind),
    )
    return Machine(f"certificate_{kind}", Certificate, CertificateEvent, rows)


CERTIFICATES: Mapping[CertificateKind, Machine[Certificate, CertificateEvent]] = {
    kind: _machine(kind) for kind in CertificateKind
}
