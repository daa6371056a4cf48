"""The chip's end of the issuer channel (our own): mutual authentication, then sealed orders.

The reader selects the issuer application and asks for a challenge; the first sealed order shows
that the host knows this card's issuer key, the first sealed response that the chip does. All
changes are made to a draft in RAM. The commit writes it at one stroke; anything else that ends the
channel (power-off, another SELECT, a refusal) leaves the card as it was.
"""

from fuda.card.apdu import Command, Refuses
from fuda.card.applications.issuer import ISSUER_CHANNEL
from fuda.card.image import counter
from fuda.card.interface import StatusWord
from fuda.card.orders import Answer, Commit, Committed, Done, Unreadable, decode, encode
from fuda.card.personalisation import carry_out
from fuda.card.power import Channel, Power
from fuda.card.sealing import CHALLENGE_LENGTH, OPENING, SealBroken, Seals


def issuer_order(card: Power, command: Command) -> bytes:
    """Carry out one sealed order; any refusal ends the channel and rolls everything back."""
    if card.application is not ISSUER_CHANNEL:
        raise Refuses(StatusWord.CONDITIONS)
    try:
        return _open(card, command) if command.p1 == OPENING else _carry_out(card, command)
    except SealBroken:
        card.forget()
        raise Refuses(StatusWord.SEAL_BROKEN) from None
    except (Refuses, OSError):
        card.forget()
        raise


def _open(card: Power, command: Command) -> bytes:
    challenge, card.challenge = card.challenge, None
    if challenge is None or len(challenge) != CHALLENGE_LENGTH:
        raise Refuses(StatusWord.CONDITIONS)
    host_challenge, sealed = command.data[:CHALLENGE_LENGTH], command.data[CHALLENGE_LENGTH:]
    if len(host_challenge) != CHALLENGE_LENGTH:
        raise Refuses(StatusWord.WRONG_LENGTH)
    seals = Seals(card.image.issuer_key, challenge, host_challenge)
    seals.open_command(command.header, sealed)
    card.channel = Channel(seals, card.image)
    return seals.seal_response(encode(Done()))


def _carry_out(card: Power, command: Command) -> bytes:
    channel = card.channel
    if channel is None:
        raise Refuses(StatusWord.CONDITIONS)
    try:
        order = decode(channel.seals.open_command(command.header, command.data))
    except Unreadable:
        raise Refuses(StatusWord.WRONG_DATA) from None
    answer: Answer
    if isinstance(order, Commit):
        answer = _commit(card, channel)
    elif channel.draft.state == "terminated":
        raise Refuses(StatusWord.CONDITIONS)
    else:
        answer = carry_out(card, channel, order)
    return channel.seals.seal_response(encode(answer))


def _commit(card: Power, channel: Channel) -> Committed:
    if channel.permitted:
        raise Refuses(StatusWord.CONDITIONS)
    card.save(
        channel.draft, restore={counter(name): tries for name, tries in channel.tries.items()}
    )
    card.reset()
    return Committed()
