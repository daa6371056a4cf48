"""The ways in which a certificate, or a signature, cannot be relied on.

NotVerified
├── NotTrusted      unreadable, not of this authority, or its signature is wrong
├── WrongUse        of this authority, but not a kind that was asked for
├── NotYetValid     before `since`
├── Expired         after `until`
├── StatusUnknown   no CRL or OCSP answer of this authority that tells of that instant
├── Revoked         ended, `since` and for `reason`
│   └── OnHold      suspended only: the hold may be lifted (CERT-31, LOST-16)
└── WrongSignature  the signature is not by this key over these bytes
"""

from datetime import date, datetime

from fuda.pki.profile import JST

HOLD = "certificate_hold"


class NotVerified(Exception):  # noqa: N818 - an answer, not an error of the program
    """The certificate, or the signature, may not be relied on."""


class NotTrusted(NotVerified):
    """Not a readable certificate of this authority."""


class WrongUse(NotVerified):
    """A certificate of another kind than was asked for."""


class NotYetValid(NotVerified):
    """The certificate begins later."""

    def __init__(self, since: datetime) -> None:
        super().__init__(f"not valid before {since.isoformat()}")
        self.since = since


class Expired(NotVerified):
    """The certificate has ended."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"expired after {until.isoformat()}")
        self.until = until

    @property
    def last_day(self) -> date:
        """The last legal day on which it was valid."""
        return self.until.astimezone(JST).date()


class StatusUnknown(NotVerified):
    """Whether it was revoked by that instant cannot be said from what was handed in."""


class Revoked(NotVerified):
    """The certificate was ended for good, unless this is an `OnHold`."""

    def __init__(self, since: datetime, reason: str) -> None:
        super().__init__(f"{self._state} since {since.isoformat()}: {reason}")
        self.since = since
        self.reason = reason
        """RFC 5280's reason in snake_case, as doors.jpki.ReasonOnList."""

    _state = "revoked"


class OnHold(Revoked):
    """The certificate was suspended; it is good again when that is lifted."""

    _state = "on hold"


class WrongSignature(NotVerified):
    """The bytes were not signed by this key."""


def ended(since: datetime, reason: str) -> Revoked:
    """The verdict on a certificate that is listed for this reason."""
    return OnHold(since, reason) if reason == HOLD else Revoked(since, reason)
