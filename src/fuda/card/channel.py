"""The chip's end of the issuer channel (our own): mutual authentication, then sealed orders.

The reader selects the issuer application and asks for a challenge; the first sealed order shows
that the host knows this card's issuer key, the first sealed response that the chip does. All
changes are made to a draft in RAM. The commit writes it at one stroke; anything else that ends the
channel (power-off, another SELECT, a refusal) leaves the card as it was.
"""

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from fuda.card.apdu import Command, Refuses
from fuda.card.applications import ISSUER_CHANNEL, jpki
from fuda.card.image import counter
from fuda.card.interface import StatusWord
from fuda.card.orders import (
    Answer,
    Commit,
    Committed,
    Done,
    KeyPairMade,
    MakeKeyPair,
    PermitPin,
    Unreadable,
    WriteCertificates,
    decode,
    encode,
)
from fuda.card.power import Channel, Power
from fuda.card.sealing import CHALLENGE_LENGTH, OPENING, SealBroken, Seals

_KEY_SIZE = 2048
_EXPONENT = 65537


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
    answer: Answer = Done()
    match order:
        case MakeKeyPair():
            answer = _make_key_pair(channel, order)
        case WriteCertificates():
            _write_certificates(card, channel, order)
        case PermitPin(pin):
            if pin not in channel.draft.profile.pins:
                raise Refuses(StatusWord.CONDITIONS)
            channel.permitted.add(pin)
        case Commit():
            answer = _commit(card, channel)
        case _:
            raise Refuses(StatusWord.WRONG_DATA)
    return channel.seals.seal_response(encode(answer))


def _make_key_pair(channel: Channel, order: MakeKeyPair) -> KeyPairMade:
    key = generate_private_key(_EXPONENT, _KEY_SIZE)
    stored = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    channel.draft = jpki.with_key(channel.draft, order.kind, stored)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return KeyPairMade(public, key.sign(order.challenge, PKCS1v15(), SHA256()))


def _write_certificates(card: Power, channel: Channel, order: WriteCertificates) -> None:
    space = channel.draft.profile.certificate_space
    if max(len(order.certificate), len(order.authority)) > space:
        raise Refuses(StatusWord.WRONG_DATA)
    stored = jpki.key(channel.draft, order.kind)
    if stored is None:
        raise Refuses(StatusWord.CONDITIONS)
    public = card.private_key(stored).public_key()
    if (
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        not in order.certificate
    ):
        raise Refuses(StatusWord.WRONG_DATA)
    channel.draft = jpki.with_certificates(
        channel.draft, order.kind, order.certificate, order.authority
    )


def _commit(card: Power, channel: Channel) -> Committed:
    if channel.permitted:
        raise Refuses(StatusWord.CONDITIONS)
    forms = channel.draft.profile.pins
    card.save(
        channel.draft, restore={counter(name): forms[name].tries for name in channel.set_pins}
    )
    card.forget()
    return Committed()
