"""SELECT, READ BINARY, GET DATA, GET CHALLENGE."""

from fuda.card.apdu import Command, Refuses, tlv
from fuda.card.applications import APPLICATIONS, ISSUER_CHANNEL, MANAGER_LEVEL
from fuda.card.files import Transparent
from fuda.card.interface import ATR, DataObject, StatusWord
from fuda.card.power import Power

_SHORTEST_NAME = 5
_FILE_NAME = 2
_LONGEST_CHALLENGE = 0x100
_BY_NAME, _BY_FILE, _MASTER_FILE = 0x04, 0x02, 0x00
_NO_ANSWER = 0x0C


def select(card: Power, command: Command) -> bytes:
    """SELECT an application by (the beginning of) its name, or a file of the selected one."""
    if command.p2 not in {0x00, _NO_ANSWER}:
        raise Refuses(StatusWord.WRONG_P1P2)
    if command.p1 == _BY_NAME:
        answer = _select_application(card, command.data)
    elif command.p1 == _BY_FILE:
        answer = _select_file(card, command.data)
    elif command.p1 == _MASTER_FILE:
        answer = _select_master_file(card, command.data)
    else:
        raise Refuses(StatusWord.WRONG_P1P2)
    return b"" if command.p2 == _NO_ANSWER else answer


def _select_application(card: Power, name: bytes) -> bytes:
    if len(name) < _SHORTEST_NAME:
        raise Refuses(StatusWord.NO_FILE)
    for application in APPLICATIONS:
        if application.aid.startswith(name):
            card.select(application)
            return tlv(0x6F, tlv(0x84, application.aid))
    raise Refuses(StatusWord.NO_FILE)


def _select_file(card: Power, name: bytes) -> bytes:
    if len(name) != _FILE_NAME:
        raise Refuses(StatusWord.WRONG_LENGTH)
    file = int.from_bytes(name, "big")
    card.found(file)
    card.file = file
    return tlv(0x6F, tlv(0x83, name))


def _select_master_file(card: Power, name: bytes) -> bytes:
    if name:
        raise Refuses(StatusWord.NO_FILE)
    if card.application is None:
        raise Refuses(StatusWord.WRONG_P1P2)
    return b""


def read_binary(card: Power, command: Command) -> bytes:
    """READ BINARY: to Le or the end of the file, whichever comes first."""
    if command.data or command.expected is None:
        raise Refuses(StatusWord.WRONG_LENGTH)
    offset = command.p1p2
    if command.p1 & 0x80:
        if command.p1 & 0x60 or not command.p1 & 0x1F:
            raise Refuses(StatusWord.WRONG_P1P2)
        card.found(command.p1 & 0x1F)
        card.file, offset = command.p1 & 0x1F, command.p2
    if card.file is None:
        raise Refuses(StatusWord.NO_CURRENT_FILE)
    file = card.found(card.file)
    if not isinstance(file, Transparent):
        raise Refuses(StatusWord.WRONG_FILE_STRUCTURE)
    if not file.read.met(card.verified):
        raise Refuses(StatusWord.SECURITY_STATUS)
    content = card.image.files.get(card.place(card.file), b"")
    if offset >= len(content):
        raise Refuses(StatusWord.WRONG_OFFSET)
    return content[offset : offset + command.expected]


def get_data(card: Power, command: Command) -> bytes:
    """GET DATA of the card as a whole, at power-on or after SELECT of the card manager."""
    if command.data or command.expected is None:
        raise Refuses(StatusWord.WRONG_LENGTH)
    if card.application not in (None, MANAGER_LEVEL):
        raise Refuses(StatusWord.NO_DATA_OBJECT)
    objects = {DataObject.ATR_TAIL: ATR[1:], **card.image.objects}
    if command.p1p2 not in objects:
        raise Refuses(StatusWord.NO_DATA_OBJECT)
    value = objects[command.p1p2]
    if len(value) > command.expected:
        raise Refuses(StatusWord.WRONG_LENGTH)
    return value


def get_challenge(card: Power, command: Command) -> bytes:
    """GET CHALLENGE; in the issuer application it is the chip's half of the authentication."""
    if command.p1p2:
        raise Refuses(StatusWord.WRONG_P1P2)
    if command.data or command.expected is None or command.expected > _LONGEST_CHALLENGE:
        raise Refuses(StatusWord.WRONG_LENGTH)
    challenge = card.octets(command.expected)
    card.challenge = challenge if card.application is ISSUER_CHANNEL else None
    return challenge
