"""The hand-over at the reader: its three door calls (CARD-42). What the chip does: `card_work`."""

from collections.abc import Mapping
from dataclasses import dataclass

from fuda.card.interface import PinName, Transport
from fuda.doors.municipality import (
    BeginHandOver,
    CompleteHandOver,
    ContinueHandOver,
    Counter,
    ResidentView,
)
from fuda.doors.person import CertificateKind
from fuda.terminals.counter.card_work import DoorCalls, work_on_card
from fuda.terminals.counter.deciding import ALONE, Deciding


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """What the clerk decided: whose card, by which papers, with which certificates."""

    key: str
    clerk: str
    resident: str
    card: str
    papers: tuple[str, ...]
    kinds: tuple[CertificateKind, ...]
    deciding: Deciding = ALONE


def hand_over(
    counter: Counter, transport: Transport, decided: HandOver, pins: Mapping[PinName, str]
) -> ResidentView:
    """Do all of it on the card that lies on the reader; `pins` go from the pad to the chip."""
    clerk = decided.clerk
    calls = DoorCalls(
        begin=lambda key, chip_challenge: counter.begin_hand_over(
            BeginHandOver(
                key=key,
                clerk=clerk,
                resident=decided.resident,
                card=decided.card,
                papers=decided.papers,
                kinds=decided.kinds,
                chip_challenge=chip_challenge,
                ward=decided.deciding.ward,
                represented_by=decided.deciding.represented_by,
            )
        ),
        go_on=lambda key, case, responses: counter.continue_hand_over(
            ContinueHandOver(key=key, clerk=clerk, case=case, responses=responses)
        ),
        complete=lambda key, case, responses: counter.complete_hand_over(
            CompleteHandOver(key=key, clerk=clerk, case=case, responses=responses)
        ),
    )
    return work_on_card(transport, calls, decided.key, pins)
