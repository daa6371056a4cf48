"""GET CHALLENGE."""

from fuda.card.apdu import Command, Refuses
from fuda.card.interface import StatusWord
from fuda.card.power import Power

_LONGEST_CHALLENGE = 0x100


def get_challenge(card: Power, command: Command) -> bytes:
    """GET CHALLENGE: unpredictable bytes, for whatever the selected application proves by them."""
    if command.p1p2:
        raise Refuses(StatusWord.WRONG_P1P2)
    if command.data or command.expected is None or command.expected > _LONGEST_CHALLENGE:
        raise Refuses(StatusWord.WRONG_LENGTH)
    card.challenge = card.octets(command.expected)
    return card.challenge
