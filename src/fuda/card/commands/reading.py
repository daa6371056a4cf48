"""READ BINARY, READ RECORD, GET DATA."""

from fuda.card.apdu import Command, Refuses
from fuda.card.applications.manager import MANAGER_LEVEL
from fuda.card.files import Records, Transparent
from fuda.card.interface import DataObject, StatusWord
from fuda.card.power import Power
from fuda.card.simple_tlv import split_records

_ONE, _TO_LAST, _FROM_LAST = 4, 5, 6
"""Bits 1 to 3 of P2 of READ RECORD."""
_RESERVED = 0x1F


def read_binary(card: Power, command: Command) -> bytes:
    """READ BINARY: to Le or the end of the file, whichever comes first."""
    if command.data or command.expected is None:
        raise Refuses(StatusWord.WRONG_LENGTH)
    short_id, offset = 0, command.p1p2
    if command.p1 & 0x80:
        if command.p1 & 0x60 or not command.p1 & 0x1F:
            raise Refuses(StatusWord.WRONG_P1P2)
        short_id, offset = command.p1 & 0x1F, command.p2
    which, file = card.current(short_id)
    if not isinstance(file, Transparent):
        raise Refuses(StatusWord.WRONG_FILE_STRUCTURE)
    if not file.read.met(card.verified):
        raise Refuses(StatusWord.SECURITY_STATUS)
    content = card.content(which)
    if offset >= len(content):
        raise Refuses(StatusWord.WRONG_OFFSET)
    return content[offset : offset + command.expected]


def read_record(card: Power, command: Command) -> bytes:
    """READ RECORD by number (P2 4), or from a number to the last one (P2 5)."""
    if command.data or command.expected is None:
        raise Refuses(StatusWord.WRONG_LENGTH)
    short_id, how = command.p2 >> 3, command.p2 & 0x07
    if how == _FROM_LAST or (how == _TO_LAST and not card.image.profile.many_records):
        raise Refuses(StatusWord.NOT_SUPPORTED)
    if how not in {_ONE, _TO_LAST} or short_id == _RESERVED:
        raise Refuses(StatusWord.WRONG_P1P2)
    which, file = card.current(short_id)
    if not isinstance(file, Records):
        raise Refuses(StatusWord.WRONG_FILE_STRUCTURE)
    if not file.read.met(card.verified):
        raise Refuses(StatusWord.SECURITY_STATUS)
    records = split_records(card.content(which))
    if not 0 < command.p1 <= len(records):
        raise Refuses(StatusWord.NO_RECORD)
    last = command.p1 if how == _ONE else len(records)
    return b"".join(records[command.p1 - 1 : last])[: command.expected]


def get_data(card: Power, command: Command) -> bytes:
    """GET DATA of the card as a whole, at power-on or after SELECT of the card manager."""
    if command.data or command.expected is None:
        raise Refuses(StatusWord.WRONG_LENGTH)
    if card.application not in (None, MANAGER_LEVEL):
        raise Refuses(StatusWord.NO_DATA_OBJECT)
    objects = dict(card.image.objects)
    if card.image.state != "terminated" and not card.image.profile.is_phone:
        objects[DataObject.ATR_TAIL] = card.atr[1:]
    if command.p1p2 not in objects:
        raise Refuses(StatusWord.NO_DATA_OBJECT)
    value = objects[command.p1p2]
    if len(value) > command.expected:
        raise Refuses(StatusWord.WRONG_LENGTH)
    return value
