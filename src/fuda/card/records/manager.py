"""The data objects at the card manager's level: facts of the card, and a chain of certificates."""

from collections.abc import Mapping

from fuda.card.apdu import tlv
from fuda.card.interface import DataObject
from fuda.card.printed import Printed
from fuda.card.records.certificates import signed_by, without_wrapper
from fuda.card.records.identifiers import ROOT
from fuda.card.records.objects import day_digits, digits

_CODE_DIGITS = 5
_GLOBAL_PLATFORM = bytes.fromhex("2A864886FC6B")
_VERSION = bytes([2, 2, 1])


def data_objects(
    printed: Printed, *, upper: bytes, lower: bytes | None = None
) -> Mapping[int, bytes]:
    """All but the card's number and its answer to reset, which the chip knows.

    `upper` is the root's certificate for an intermediate key, `lower` that key's for the next one.
    """
    objects: dict[int, bytes] = {
        DataObject.ISSUER_KEY_IDENTIFIER: ROOT,
        DataObject.CARD_DATA: _card_data(),
        DataObject.MUNICIPALITY: digits(
            "a municipality's code", printed.municipality, _CODE_DIGITS
        ),
        DataObject.EXPIRES: day_digits(printed.expires),
        DataObject.UPPER_CERTIFICATE: without_wrapper(upper),
    }
    if lower is not None:
        objects[DataObject.KEY_IDENTIFIER] = signed_by(lower)
        objects[DataObject.LOWER_CERTIFICATE] = without_wrapper(lower)
    return objects


def _card_data() -> bytes:
    """Card recognition data (GlobalPlatform Card Specification, H.2), without a channel of its."""

    def named(*arc: int) -> bytes:
        return tlv(0x06, _GLOBAL_PLATFORM + bytes(arc))

    return tlv(0x73, named(1) + tlv(0x60, named(2, *_VERSION)) + tlv(0x63, named(3)))
