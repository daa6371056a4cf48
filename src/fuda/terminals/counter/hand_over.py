"""The hand-over at the reader: three door calls and what the chip does between them (CARD-42).

Until the chip commits, nothing has changed on it; cut off anywhere, the hand-over begins again.
"""

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
from fuda.terminals.counter.deciding import ALONE, Deciding
from fuda.terminals.reader.issuing import begin_channel, run_script, set_pins


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
    beginning = begin_channel(transport)
    # A new try is a new challenge of the chip, and so a new key: an old script opens nothing.
    key = f"{decided.key}:{beginning.chip_challenge.hex()}"
    first = counter.begin_hand_over(
        BeginHandOver(
            key=f"begin:{key}",
            clerk=decided.clerk,
            resident=decided.resident,
            card=decided.card,
            papers=decided.papers,
            kinds=decided.kinds,
            chip_challenge=beginning.chip_challenge,
            ward=decided.deciding.ward,
            represented_by=decided.deciding.represented_by,
        )
    )
    second = counter.continue_hand_over(
        ContinueHandOver(
            key=f"continue:{key}",
            clerk=decided.clerk,
            case=first.case,
            responses=run_script(transport, first.commands),
        )
    )
    responses = run_script(transport, second.commands)
    set_pins(transport, {pin: pins[pin] for pin in second.pins})
    return counter.complete_hand_over(
        CompleteHandOver(
            key=f"complete:{key}",
            clerk=decided.clerk,
            case=first.case,
            responses=responses + run_script(transport, second.closing),
        )
    )
