"""What a case does at the reader: a script of the issuer's, another one, the PINs, the closing.

Until the chip commits, nothing has changed on it; cut off anywhere, the case begins again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fuda.card.interface import PinName, Transport
from fuda.doors.municipality import HandOverStep, ResidentView
from fuda.terminals.reader.issuing import begin_channel, run_script, set_pins

Responses = tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorCalls:
    """The municipality's side of a case, its messages made of what changes from call to call."""

    begin: Callable[[str, bytes], HandOverStep]
    """Of the message's key and the chip's challenge."""
    go_on: Callable[[str, str, Responses], HandOverStep]
    """Of the message's key, the case and the chip's responses."""
    complete: Callable[[str, str, Responses], ResidentView]
    """Likewise."""


def work_on_card(
    transport: Transport, calls: DoorCalls, key: str, pins: Mapping[PinName, str]
) -> ResidentView:
    """Do all of it; of `pins` those are set that the municipality has permitted."""
    beginning = begin_channel(transport)
    # A new try is a new challenge of the chip, and so a new key: an old script opens nothing.
    key = f"{key}:{beginning.chip_challenge.hex()}"
    first = calls.begin(f"begin:{key}", beginning.chip_challenge)
    second = calls.go_on(f"continue:{key}", first.case, run_script(transport, first.commands))
    responses = run_script(transport, second.commands)
    set_pins(transport, {pin: pins[pin] for pin in second.pins})
    responses += run_script(transport, second.closing)
    return calls.complete(f"complete:{key}", first.case, responses)
