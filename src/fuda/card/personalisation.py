"""What each order of the issuer does to the draft of the chip's image.

An order that does not fit the card, or the state it is in, is refused with 6985; one whose content
the card cannot hold with 6A80. A phone has no card's key, no data objects, and does not become a
face-authentication card.
"""

from concurrent.futures import ThreadPoolExecutor

from fuda.card import keys
from fuda.card.apdu import Refuses, tlv
from fuda.card.applications import applications, card_key, jpki
from fuda.card.applications.face_item import FACE_ITEM
from fuda.card.files import Application, Records, Transparent
from fuda.card.image import Image
from fuda.card.interface import HOLDER_PINS, CertificateKind, DataObject, FaceItem, StatusWord
from fuda.card.orders import (
    Answer,
    BecomeFaceAuthentication,
    BecomeNormal,
    Done,
    MakeCardKey,
    MakeKeyPair,
    PermitPin,
    SetCheckNumber,
    Terminate,
    WriteCertificates,
    WriteFile,
    WriteObject,
)
from fuda.card.power import Channel, Power
from fuda.card.simple_tlv import NotRecords, split_records

_LONGEST_FILE = 0x7FFF
"""As far as the offset of READ BINARY reaches."""
_FACE_AUTHENTICATION_HAS_NO: CertificateKind = "signature"
_CHIP_SAYS = {DataObject.CARD_NUMBER, DataObject.ATR_TAIL}
"""Data objects that no order changes."""


def carry_out(card: Power, channel: Channel, order: object) -> Answer:  # noqa: C901, PLR0911 - a case each
    """Do what an order says to the draft, and answer it."""
    match order:
        case MakeKeyPair():
            return _make_key_pair(channel, order)
        case WriteCertificates():
            return _write_certificates(card, channel, order)
        case MakeCardKey():
            return _make_card_key(channel, order)
        case WriteFile():
            return _write_file(channel, order)
        case WriteObject():
            return _write_object(channel, order)
        case PermitPin():
            return _permit_pin(channel, order)
        case SetCheckNumber():
            return _set_check_number(channel, order)
        case BecomeFaceAuthentication():
            return _become_face_authentication(channel)
        case BecomeNormal():
            return _become_normal(channel)
        case Terminate():
            return _terminate(channel)
        case _:
            raise Refuses(StatusWord.WRONG_DATA)


def _make_key_pair(channel: Channel, order: MakeKeyPair) -> Answer:
    if order.kind == _FACE_AUTHENTICATION_HAS_NO:
        _only(channel, "normal")
    key = keys.make_key()
    channel.draft = jpki.with_key(channel.draft, order.kind, keys.stored(key))
    return keys.proved(key, order.challenge)


def _write_certificates(card: Power, channel: Channel, order: WriteCertificates) -> Answer:
    space = channel.draft.profile.certificate_space
    if max(len(order.certificate), len(order.authority)) > space:
        raise Refuses(StatusWord.WRONG_DATA)
    stored = jpki.key(channel.draft, order.kind)
    if stored is None:
        raise Refuses(StatusWord.CONDITIONS)
    if keys.spki(card.private_key(stored).public_key()) not in order.certificate:
        raise Refuses(StatusWord.WRONG_DATA)
    channel.draft = jpki.with_certificates(
        channel.draft, order.kind, order.certificate, order.authority
    )
    return Done()


def _make_card_key(channel: Channel, order: MakeCardKey) -> Answer:
    """With it the session key of secure messaging: decrypting is not for a key that signs."""
    _not_a_phone(channel)
    with ThreadPoolExecutor(1) as beside:  # two keys take as long as one where a core is free
        second = beside.submit(keys.make_key) if channel.draft.profile.secure_messaging else None
        key = keys.make_key()
    draft = channel.draft.with_key(card_key.PLACE, keys.stored(key))
    if second is not None:
        session_key = second.result()
        place = FACE_ITEM.place(FaceItem.SESSION_KEY)
        shown = tlv(0xA1, keys.public_key_object(session_key.public_key()))
        draft = draft.with_key(place, keys.stored(session_key)).with_file(place, shown)
    channel.draft = draft
    return keys.proved(key, order.challenge)


def _write_file(channel: Channel, order: WriteFile) -> Answer:
    application = _application(channel, order.application)
    number = int.from_bytes(order.file, "big")
    file = application.files.get(number)
    if not isinstance(file, Transparent | Records) or not file.issuer_writes:
        raise Refuses(StatusWord.CONDITIONS)
    if isinstance(file, Records):
        try:
            split_records(order.content)
        except NotRecords:
            raise Refuses(StatusWord.WRONG_DATA) from None
    _fitting(channel, channel.draft.with_file(application.place(number), order.content))
    return Done()


def _application(channel: Channel, name: bytes) -> Application:
    for application in applications(channel.draft.profile):
        if application.aid == name:
            return application
    raise Refuses(StatusWord.CONDITIONS)


def _write_object(channel: Channel, order: WriteObject) -> Answer:
    _not_a_phone(channel)
    tag = int.from_bytes(order.name, "big")
    if tag not in set(DataObject) - _CHIP_SAYS:
        raise Refuses(StatusWord.CONDITIONS)
    _fitting(channel, channel.draft.with_object(tag, order.content))
    return Done()


def _fitting(channel: Channel, draft: Image) -> None:
    written = [*draft.files.values(), *draft.objects.values()]
    lengths = [len(each) for each in written]
    if max(lengths) > _LONGEST_FILE or sum(lengths) > draft.profile.file_space:
        raise Refuses(StatusWord.WRONG_DATA)
    channel.draft = draft


def _permit_pin(channel: Channel, order: PermitPin) -> Answer:
    _only(channel, "normal")
    if order.pin not in channel.draft.profile.pins:
        raise Refuses(StatusWord.CONDITIONS)
    channel.permitted.add(order.pin)
    return Done()


def _set_check_number(channel: Channel, order: SetCheckNumber) -> Answer:
    form = channel.draft.profile.pins.get(order.name)
    if form is None or order.name in {*HOLDER_PINS, "face_item_second"}:
        raise Refuses(StatusWord.CONDITIONS)
    if not form.has_its_length(order.value) or not form.may_hold(order.value):
        raise Refuses(StatusWord.WRONG_DATA)
    channel.draft = channel.draft.with_pin(order.name, order.value)
    channel.tries[order.name] = form.tries
    return Done()


def _become_face_authentication(channel: Channel) -> Answer:
    """FACE-02, PIN-13: none of the four PINs is left; FACE-19: no signature certificate."""
    _not_a_phone(channel)
    _only(channel, "normal")
    channel.permitted.clear()
    channel.draft = (
        jpki.without_key(channel.draft, _FACE_AUTHENTICATION_HAS_NO)
        .without_pins(HOLDER_PINS)
        .in_state("face_authentication")
    )
    channel.tries.update(dict.fromkeys(HOLDER_PINS, 0))
    return Done()


def _become_normal(channel: Channel) -> Answer:
    _only(channel, "face_authentication")
    channel.draft = channel.draft.in_state("normal")
    return Done()


def _terminate(channel: Channel) -> Answer:
    channel.permitted.clear()
    draft = channel.draft
    channel.draft = Image(
        profile=draft.profile,
        state="terminated",
        issuer_key=b"",
        objects={tag: draft.objects[tag] for tag in draft.objects if tag == DataObject.CARD_NUMBER},
        files={},
        keys={},
        pins={},
    )
    channel.tries.update(dict.fromkeys(draft.pins, 0))
    return Done()


def _not_a_phone(channel: Channel) -> None:
    if channel.draft.profile.is_phone:
        raise Refuses(StatusWord.CONDITIONS)


def _only(channel: Channel, state: str) -> None:
    if channel.draft.state != state:
        raise Refuses(StatusWord.CONDITIONS)
