"""共通カード: one record that says which card this is."""

from collections.abc import Mapping

from fuda.card.interface import Common
from fuda.card.printed import Printed
from fuda.card.records.identifiers import COMMON_REFERENCE
from fuda.card.records.objects import day_digits, digits
from fuda.card.simple_tlv import record

_SERIAL_DIGITS, _CODE_DIGITS = 15, 5
_CARD, _KEY = 0x01, 0x01


def common_files(printed: Printed, *, serial: str) -> Mapping[int, bytes]:
    """The card's serial number (15 digits), municipality and last day; and the key's name."""
    said = (
        digits("a card's serial number", serial, _SERIAL_DIGITS)
        + digits("a municipality's code", printed.municipality, _CODE_DIGITS)
        + day_digits(printed.expires)
    )
    return {
        Common.CARD: record(_CARD, said),
        Common.KEY_IDENTIFIER: record(_KEY, COMMON_REFERENCE),
    }
