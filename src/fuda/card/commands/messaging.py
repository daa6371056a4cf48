"""Secure messaging of the 券面事項入力補助 application: SET SESSION KEY, then commands of class 08.

The key comes encrypted for EF 0006, after the PIN in the clear. A secured command brings its data
as `86` (01, then the cryptogram) or its Le as `96`; a response with data is `86` too.
"""

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.hashes import SHA256

from fuda.card.apdu import Command, Refuses, read_tlv, tlv
from fuda.card.applications.face_item import FACE_ITEM
from fuda.card.interface import FaceItem, Ins, StatusWord
from fuda.card.keys import MODULUS
from fuda.card.power import Power
from fuda.card.session import KEY_LENGTH, Session, Undecipherable

ENCIPHERED, AUTHENTICATED = 0x08, 0x0C
"""Classes of secured commands; the card has no MAC and so not the second."""

_SEED = 32
_SEED_HEADER = tlv(0xA0, tlv(0x80, bytes(_SEED)))[:-_SEED]
_OAEP = OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None)
_DATA, _EXPECTED = 0x86, 0x96
_PADDED = b"\x01"
_EXPECTED_LENGTH = 3
_OBJECT_OF = {Ins.SELECT: _DATA, Ins.VERIFY: _DATA, Ins.READ_BINARY: _EXPECTED}
"""What a command brings, of those that may come secured."""


def set_session_key(card: Power, command: Command) -> bytes:
    """SET SESSION KEY: begin a session with a key that only this card can read."""
    if command.p1p2:
        raise Refuses(StatusWord.WRONG_P1P2)
    if card.application is not FACE_ITEM:
        raise Refuses(StatusWord.CONDITIONS)
    stored = _stored_key(card)
    if FaceItem.PIN not in card.verified:
        raise Refuses(StatusWord.SECURITY_STATUS)
    if len(command.data) != MODULUS:
        raise Refuses(StatusWord.WRONG_LENGTH)
    try:
        said = card.private_key(stored).decrypt(command.data, _OAEP)
    except ValueError:
        raise Refuses(StatusWord.WRONG_DATA) from None
    seed = said[-_SEED:]
    if said != _SEED_HEADER + seed:
        raise Refuses(StatusWord.WRONG_DATA)
    card.session = Session(seed[:KEY_LENGTH])
    return b""


def opened(card: Power, command: Command) -> tuple[Session, Command]:
    """What a secured command says, and the session that its response belongs to."""
    if card.application is not FACE_ITEM:
        raise Refuses(StatusWord.UNKNOWN_CLASS)
    if command.cla == AUTHENTICATED:
        raise Refuses(StatusWord.SECURED_DATA_MISSING)
    _stored_key(card)
    session = card.session
    if session is None:
        raise Refuses(StatusWord.NO_SESSION)
    session.next_command()
    if command.ins not in _OBJECT_OF:
        raise Refuses(StatusWord.NOT_SECURED)
    try:
        tag, value = read_tlv(command.data) if command.data else (None, b"")
        if tag not in {_DATA, _EXPECTED, None}:
            raise Undecipherable
        if tag != _OBJECT_OF[Ins(command.ins)]:
            raise Refuses(StatusWord.SECURED_DATA_MISSING)
        data, expected = _said(session, tag, value)
    except ValueError:
        card.session = None
        raise Refuses(StatusWord.SEAL_BROKEN) from None
    return session, Command(0x00, command.ins, command.p1, command.p2, data, expected)


def sealed(session: Session, answer: bytes) -> bytes:
    """The response to a secured command."""
    return tlv(_DATA, _PADDED + session.encrypt(answer)) if answer else b""


def _said(session: Session, tag: int | None, value: bytes) -> tuple[bytes, int | None]:
    if tag == _DATA:
        if not value.startswith(_PADDED):
            raise Undecipherable
        return session.decrypt(value[len(_PADDED) :]), None
    if len(value) != _EXPECTED_LENGTH or value[0]:
        raise Undecipherable
    return b"", int.from_bytes(value, "big") or 0x10000


def _stored_key(card: Power) -> bytes:
    stored = card.image.keys.get(FACE_ITEM.place(FaceItem.SESSION_KEY))
    if stored is None:
        raise Refuses(StatusWord.NO_SECURE_MESSAGING)
    return stored
