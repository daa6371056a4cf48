"""SELECT."""

from fuda.card.apdu import Command, Refuses, tlv
from fuda.card.applications import applications
from fuda.card.applications.manager import MANAGER_LEVEL
from fuda.card.interface import StatusWord
from fuda.card.power import Power

_SHORTEST_NAME = 5
_FILE_NAME = 2
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
    image = card.image
    terminated = image.state == "terminated"
    for application in (MANAGER_LEVEL,) if terminated else applications(image.profile):
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
