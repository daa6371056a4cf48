"""住基: the name of a key, the same as in 共通; nothing of the holder."""

from collections.abc import Mapping

from fuda.card.interface import ResidentRegister
from fuda.card.records.identifiers import COMMON_REFERENCE
from fuda.card.simple_tlv import record

_KEY = 0x01


def resident_register_files() -> Mapping[int, bytes]:
    """Its one record."""
    return {ResidentRegister.KEY_IDENTIFIER: record(_KEY, COMMON_REFERENCE)}
