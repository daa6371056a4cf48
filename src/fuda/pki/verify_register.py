"""What the authority itself has entered of a certificate, where the verifier is the authority."""

from dataclasses import dataclass
from datetime import datetime

from fuda.pki.verify_verdict import ended


@dataclass(frozen=True, slots=True)
class ByRegister:
    """How it stands: `since` and `reason` of a revocation or hold; None where it is good."""

    since: datetime | None = None
    reason: str | None = None


def check_by_register(given: ByRegister, at: datetime) -> None:
    """Revoked or OnHold where it had been ended by `at`."""
    if given.since is not None and given.reason is not None and given.since <= at:
        raise ended(given.since, given.reason)
