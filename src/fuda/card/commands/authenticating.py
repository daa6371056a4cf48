"""Who is who: GET CHALLENGE, INTERNAL AUTHENTICATE, and how a terminal becomes known to the card.

A known terminal (特定機関認証) shows a card-verifiable certificate from the authority that the card
holds in EF 0016 (SET PUBLIC IC KEY), and proves that it holds the certified key by signing the
card's challenge (EXTERNAL AUTHENTICATE; our own, `terminal_proves_key`). The user key then serves
without PIN until the application is left. The form of the certificate is inferred from the card's
own ones, its place in the command was seen (docs/interfaces.md).
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from fuda.card.apdu import Command, Refuses, tlv
from fuda.card.applications.jpki import JPKI
from fuda.card.commands.signing import private_key, usable_key
from fuda.card.interface import Jpki, StatusWord
from fuda.card.keys import MODULUS, PUBLIC_KEY_OBJECT, read_public_key_object
from fuda.card.power import Power

_LONGEST_CHALLENGE = 0x100
_LONGEST_TO_SIGN = 0xFF
_SHORTEST_FOR_TERMINAL = 16
_PUBLIC_KEY = 0x00C1
"""P1 and P2 of SET PUBLIC IC KEY."""
_IDENTIFIER = 16
_BODY = 2 * _IDENTIFIER + PUBLIC_KEY_OBJECT
_BODY_HEADER = tlv(0x5F4E, bytes(_BODY))[:-_BODY]
_SIGNATURE_HEADER = tlv(0x5F37, bytes(MODULUS))[:-MODULUS]
_SIGNATURE_AT = len(_BODY_HEADER) + _BODY
_CERTIFICATE = _SIGNATURE_AT + len(_SIGNATURE_HEADER) + MODULUS


def get_challenge(card: Power, command: Command) -> bytes:
    """GET CHALLENGE: unpredictable bytes, for whatever the selected application proves by them."""
    if command.p1p2:
        raise Refuses(StatusWord.WRONG_P1P2)
    if command.data or command.expected is None or command.expected > _LONGEST_CHALLENGE:
        raise Refuses(StatusWord.WRONG_LENGTH)
    card.challenge = card.octets(command.expected)
    return card.challenge


def internal_authenticate(card: Power, command: Command) -> bytes:
    """INTERNAL AUTHENTICATE: sign the other side's challenge with a key that is made for it."""
    if command.p1:
        raise Refuses(StatusWord.WRONG_P1P2)
    file, found = private_key(card.addressed(command.p2))
    key = usable_key(card, file, found)
    if not found.authenticates:
        raise Refuses(StatusWord.CONDITIONS)
    if not 0 < len(command.data) <= _LONGEST_TO_SIGN:
        raise Refuses(StatusWord.WRONG_LENGTH)
    if command.expected is None or command.expected < MODULUS:
        raise Refuses(StatusWord.WRONG_LENGTH)
    return key.sign(command.data, PKCS1v15(), SHA256())


def set_public_key(card: Power, command: Command) -> bytes:
    """SET PUBLIC IC KEY: the certificate of a terminal, EF 0016 being the current file."""
    if command.p1p2 != _PUBLIC_KEY:
        raise Refuses(StatusWord.WRONG_P1P2)
    file, _ = card.current()
    if card.application is not JPKI or file != Jpki.TERMINAL_AUTHORITY:
        raise Refuses(StatusWord.CONDITIONS)
    _forget_terminal(card)
    identifier, authority = _authority(card.content(file))
    if len(command.data) != _CERTIFICATE:
        raise Refuses(StatusWord.WRONG_LENGTH)
    body = command.data[len(_BODY_HEADER) : _SIGNATURE_AT]
    signature = command.data[-MODULUS:]
    if command.data != _BODY_HEADER + body + _SIGNATURE_HEADER + signature:
        raise Refuses(StatusWord.WRONG_DATA)
    if not body.startswith(identifier):
        raise Refuses(StatusWord.SECURITY_STATUS)
    _check(authority, signature, body)
    try:
        card.terminal = read_public_key_object(body[-PUBLIC_KEY_OBJECT:])
    except ValueError:
        raise Refuses(StatusWord.WRONG_DATA) from None
    if not card.image.profile.terminal_proves_key:
        card.verified.add(Jpki.TERMINAL_AUTHORITY)
    return b""


def external_authenticate(card: Power, command: Command) -> bytes:
    """EXTERNAL AUTHENTICATE: the terminal signs the card's challenge with its certified key."""
    if command.p1p2:
        raise Refuses(StatusWord.WRONG_P1P2)
    challenge, card.challenge = card.challenge, None
    if card.terminal is None or challenge is None or len(challenge) < _SHORTEST_FOR_TERMINAL:
        raise Refuses(StatusWord.CONDITIONS)
    if len(command.data) != MODULUS:
        raise Refuses(StatusWord.WRONG_LENGTH)
    _check(card.terminal, command.data, challenge)
    card.verified.add(Jpki.TERMINAL_AUTHORITY)
    return b""


def _authority(written: bytes) -> tuple[bytes, RSAPublicKey]:
    try:
        key = read_public_key_object(written[_IDENTIFIER:])
    except ValueError:
        raise Refuses(StatusWord.CONDITIONS) from None
    return written[:_IDENTIFIER], key


def _check(key: RSAPublicKey, signature: bytes, signed: bytes) -> None:
    try:
        key.verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise Refuses(StatusWord.SECURITY_STATUS) from None


def _forget_terminal(card: Power) -> None:
    card.terminal = None
    card.verified.discard(Jpki.TERMINAL_AUTHORITY)
