"""Commands to a chip as hexadecimal digits, as a trace shows them."""

from collections.abc import Mapping

from card_made import CHECK_NUMBERS, PINS
from fuda.card import interface
from fuda.card.interface import Transport


def say(chip: Transport, *commands: str) -> str:
    """Send commands; the last response as hexadecimal digits."""
    response = b""
    for each in commands:
        response = chip.transmit(bytes.fromhex(each))
    return response.hex().upper()


def select(aid: bytes) -> str:
    """SELECT of an application."""
    return f"00A4040C{len(aid):02X}{aid.hex().upper()}"


def ef(file: int) -> str:
    """SELECT of an elementary file."""
    return f"00A4020C02{file:04X}"


def verify(pin: str, p2: int = 0x80) -> str:
    """VERIFY of a PIN or check number."""
    return f"002000{p2:02X}{len(pin):02X}{pin.encode().hex()}"


def reading(file: int) -> str:
    """READ BINARY of a whole file by its short identifier."""
    return f"00B0{0x80 | file:02X}00000000"


EVERYTHING: Mapping[bytes, list[str]] = {
    interface.JPKI: [verify(PINS["user"], 0x98), verify(PINS["signature"], 0x9B)],
    interface.FACE_ITEM: [
        verify(PINS["face_item"], 0x91),
        verify(CHECK_NUMBERS["face_item_number_a"], 0x94),
        verify(CHECK_NUMBERS["face_item_number_b"], 0x95),
    ],
    interface.FACE_CHECK: [
        verify(CHECK_NUMBERS["face_check_birth"], 0x91),
        verify(CHECK_NUMBERS["face_check_number_b"], 0x92),
        verify(CHECK_NUMBERS["face_check_number_a"], 0x93),
    ],
    interface.RESIDENT_REGISTER: [verify(PINS["resident_register"], 0x9C)],
    interface.COMMON: [verify(PINS["resident_register"], 0x9C)],
}
"""Every VERIFY that a `make_full` card answers 9000, by application."""
