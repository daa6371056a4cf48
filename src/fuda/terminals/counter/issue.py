"""Certificates onto the holder's card at the reader: PINs first, then three door calls (CERT-09).

The chip compares the PINs before anything else happens: a wrong one costs a try and nothing more.
What it does then is `card_work`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fuda.card.interface import PinName, Transport
from fuda.doors.municipality import (
    BeginIssue,
    CompleteIssue,
    ContinueIssue,
    Counter,
    ResidentView,
)
from fuda.doors.person import CertificateKind
from fuda.terminals.counter.card_work import DoorCalls, work_on_card
from fuda.terminals.counter.deciding import ALONE, Deciding
from fuda.terminals.reader.errors import PinLocked
from fuda.terminals.reader.pins import pin_standing, verify_pin


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What the clerk decided: onto whose card, with which certificates."""

    key: str
    clerk: str
    resident: str
    card: str
    kinds: tuple[CertificateKind, ...]
    deciding: Deciding = ALONE


def never_set(
    transport: Transport, kinds: tuple[CertificateKind, ...]
) -> tuple[CertificateKind, ...]:
    """Of these certificates' PINs those that the chip has none of; PinLocked where one is locked.

    A locked PIN is set anew before certificates are issued; that is another procedure (CERT-20).
    """
    found: list[CertificateKind] = []
    for kind in kinds:
        standing = pin_standing(transport, kind)
        if standing == "locked":
            raise PinLocked(kind)
        if standing == "never_set":
            found.append(kind)
    return tuple(found)


def issue(
    counter: Counter,
    transport: Transport,
    decided: Issue,
    *,
    typed: Mapping[PinName, str],
    new: Mapping[PinName, str],
) -> ResidentView:
    """Do all of it on the card on the reader: `typed` are compared by the chip, `new` are set."""
    for pin, value in typed.items():
        verify_pin(transport, pin, value)
    clerk = decided.clerk
    calls = DoorCalls(
        begin=lambda key, chip_challenge: counter.begin_issue(
            BeginIssue(
                key=key,
                clerk=clerk,
                resident=decided.resident,
                card=decided.card,
                kinds=decided.kinds,
                chip_challenge=chip_challenge,
                verified=tuple(typed),
                never_set=tuple(new),
                ward=decided.deciding.ward,
                represented_by=decided.deciding.represented_by,
            )
        ),
        go_on=lambda key, case, responses: counter.continue_issue(
            ContinueIssue(key=key, clerk=clerk, case=case, responses=responses)
        ),
        complete=lambda key, case, responses: counter.complete_issue(
            CompleteIssue(key=key, clerk=clerk, case=case, responses=responses)
        ),
    )
    return work_on_card(transport, calls, decided.key, new)
