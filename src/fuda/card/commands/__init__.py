"""What the chip can be told. A new command is a function in a module here and a row below."""

from collections.abc import Callable, Mapping

from fuda.card.apdu import Command
from fuda.card.commands import (
    authenticating,
    channel,
    messaging,
    pins,
    reading,
    selecting,
    signing,
)
from fuda.card.interface import Ins
from fuda.card.power import Power

STANDARD, PROPRIETARY = 0x00, 0x80
"""The classes of commands that are not secured."""

COMMANDS: Mapping[int, tuple[int, Callable[[Power, Command], bytes]]] = {
    Ins.SELECT: (STANDARD, selecting.select),
    Ins.READ_BINARY: (STANDARD, reading.read_binary),
    Ins.READ_RECORD: (STANDARD, reading.read_record),
    Ins.GET_DATA: (STANDARD, reading.get_data),
    Ins.UNLOCK_KEY: (PROPRIETARY, pins.unlock),
    Ins.GET_CHALLENGE: (STANDARD, authenticating.get_challenge),
    Ins.VERIFY: (STANDARD, pins.verify),
    Ins.CHANGE_REFERENCE_DATA: (STANDARD, pins.change),
    Ins.CHANGE_KEY: (PROPRIETARY, pins.change),
    Ins.COMPUTE_DIGITAL_SIGNATURE: (PROPRIETARY, signing.compute_digital_signature),
    Ins.INTERNAL_AUTHENTICATE: (STANDARD, authenticating.internal_authenticate),
    Ins.EXTERNAL_AUTHENTICATE: (STANDARD, authenticating.external_authenticate),
    Ins.SET_PUBLIC_IC_KEY: (PROPRIETARY, authenticating.set_public_key),
    Ins.SET_SESSION_KEY: (PROPRIETARY, messaging.set_session_key),
    Ins.ISSUER_ORDER: (PROPRIETARY, channel.issuer_order),
    Ins.SET_PERMITTED_PIN: (PROPRIETARY, pins.set_permitted),
}
"""Which instruction exists in which class, and who carries it out."""
