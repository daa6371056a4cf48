"""A certificate's life; both kinds share it. It begins valid; expiry is computed from the day."""

from enum import StrEnum

from fuda.rules.lifecycle.machine import Goes, Machine, Refuses, Why


class Certificate(StrEnum):
    """Where a certificate stands."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class CertificateEvent(StrEnum):
    """What can happen to a certificate."""

    SUSPEND = "suspend"
    LIFT = "lift"
    REVOKE = "revoke"


class RevocationReason(StrEnum):
    """Why a certificate ended, in the words of doors.jpki and RFC 5280."""

    UNSPECIFIED = "unspecified"
    KEY_COMPROMISE = "key_compromise"
    AFFILIATION_CHANGED = "affiliation_changed"
    SUPERSEDED = "superseded"
    CESSATION_OF_OPERATION = "cessation_of_operation"


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

CERTIFICATE: Machine[Certificate, CertificateEvent] = Machine(
    "certificate",
    Certificate,
    CertificateEvent,
    (
        Goes(
            Certificate.VALID, CertificateEvent.SUSPEND, Certificate.SUSPENDED, "CERT-31, ARA p10"
        ),
        Refuses(Certificate.VALID, CertificateEvent.LIFT, _NOT_SUSPENDED, "LOST-16, ARA p10"),
        Goes(Certificate.VALID, CertificateEvent.REVOKE, Certificate.REVOKED, "CERT-23, CHI p26"),
        Refuses(
            Certificate.SUSPENDED, CertificateEvent.SUSPEND, _SUSPENDED_BEFORE, "CERT-31, ARA p10"
        ),
        Goes(Certificate.SUSPENDED, CertificateEvent.LIFT, Certificate.VALID, "LOST-16, ARA p10"),
        Goes(
            Certificate.SUSPENDED, CertificateEvent.REVOKE, Certificate.REVOKED, "CERT-23, CHI p26"
        ),
        Refuses(Certificate.REVOKED, CertificateEvent.SUSPEND, _REVOKED, "CERT-24, CHI p26"),
        Refuses(Certificate.REVOKED, CertificateEvent.LIFT, _REVOKED, "CERT-24, CHI p26"),
        Refuses(Certificate.REVOKED, CertificateEvent.REVOKE, _REVOKED, "CERT-24, CHI p26"),
    ),
)
