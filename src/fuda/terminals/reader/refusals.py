"""What a terminal tells when the card on its reader says no. Domain of the sentences: `reader`."""

from collections.abc import Mapping
from dataclasses import dataclass

from fuda.card.interface import ReferenceName
from fuda.rules.refusal import Because, Refusal
from fuda.terminals.rack import CardLiesElsewhere, NoSuchCard
from fuda.terminals.reader.errors import (
    CardErased,
    CardError,
    CardRemoved,
    NotAuthentic,
    NotOnCard,
    PinLocked,
    PinNotSet,
    PinUnfit,
    SecureMessagingLost,
    UnreadableFile,
    WrongPin,
)

_OWN = "own: reader"
_TRIES = (
    Because(rule="LOCK-02", guidebook="MIN", page="p3"),
    Because(rule="LOCK-02", guidebook="KAM", page="p8"),
    Because(rule="LOCK-02", guidebook="ARA", page="p8"),
    Because(rule="LOCK-02", guidebook="TOM", page="p6"),
    Because(rule="LOCK-02", guidebook="CHI", page="p11"),
)
_SIGNATURE_TRIES = (
    Because(rule="LOCK-01", guidebook="MIN", page="p3"),
    Because(rule="LOCK-01", guidebook="KAM", page="p8"),
    Because(rule="LOCK-01", guidebook="ARA", page="p15"),
    Because(rule="LOCK-01", guidebook="TOM", page="p6"),
    Because(rule="LOCK-01", guidebook="CHI", page="p11"),
)
_FOUR_DIGITS = (
    Because(rule="PIN-04", guidebook="MIN", page="p3"),
    Because(rule="PIN-04", guidebook="CHI", page="p19"),
)
_SIGNATURE_FORM = (
    Because(rule="PIN-02", guidebook="MIN", page="p3"),
    Because(rule="PIN-02", guidebook="CHI", page="p19"),
)
_COUNTER = (
    Because(rule="RESET-01", guidebook="MIN", page="p10"),
    Because(rule="RESET-01", guidebook="KAM", page="p8"),
    Because(rule="RESET-01", guidebook="ARA", page="p18"),
    Because(rule="RESET-01", guidebook="TOM", page="p6"),
    Because(rule="RESET-01", guidebook="CHI", page="p11"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What is said of one PIN, or of the check numbers, which are not PINs."""

    wrong: str
    locked: str
    unset: str
    unfit: str
    form: str
    enter: str = "Enter the right PIN. Wrong entries count on, whatever the day (LOCK-03)."
    last: str = (
        "Enter the right PIN. After one more wrong entry it locks, "
        "and only a counter can set it anew (RESET-01)."
    )
    anew: str = (
        "Have it set anew in person at a counter of your municipality; "
        "bring the card and an ID document (RESET-01)."
    )
    setting: str = "Have one set in person at a counter of your municipality."
    lock_rule: str = "LOCK-02"
    form_rule: str = "PIN-04"
    tries: tuple[Because, ...] = _TRIES
    forms: tuple[Because, ...] = _FOUR_DIGITS


_USER = _Words(
    wrong="The user PIN is wrong. Tries left: {tries_left}.",
    locked=(
        "The user PIN is locked: it was entered wrongly too often. "
        "Time does not unlock it (LOCK-03)."
    ),
    unset="This card has no user PIN.",
    unfit="The user PIN has exactly four digits. The card was not asked: no try is lost.",
    form="Enter the four digits of the user PIN.",
)
_SIGNATURE = _Words(
    wrong="The signature PIN is wrong. Tries left: {tries_left}.",
    locked=(
        "The signature PIN is locked: it was entered wrongly too often. "
        "Time does not unlock it (LOCK-03)."
    ),
    unset="This card has no signature PIN.",
    unfit=(
        "The signature PIN has 6 to 16 characters, digits and capital letters. "
        "The card was not asked: no try is lost."
    ),
    form="Enter the signature PIN in half-width capital letters and digits.",
    lock_rule="LOCK-01",
    form_rule="PIN-02",
    tries=_SIGNATURE_TRIES,
    forms=_SIGNATURE_FORM,
)
_RESIDENT_REGISTER = _Words(
    wrong="The resident register PIN is wrong. Tries left: {tries_left}.",
    locked=(
        "The resident register PIN is locked: it was entered wrongly too often. "
        "Time does not unlock it (LOCK-03)."
    ),
    unset="This card has no resident register PIN.",
    unfit=(
        "The resident register PIN has exactly four digits. The card was not asked: no try is lost."
    ),
    form="Enter the four digits of the resident register PIN.",
)
_FACE_ITEM = _Words(
    wrong="The face-item PIN is wrong. Tries left: {tries_left}.",
    locked=(
        "The face-item PIN is locked: it was entered wrongly too often. "
        "Time does not unlock it (LOCK-03)."
    ),
    unset="This card has no face-item PIN.",
    unfit="The face-item PIN has exactly four digits. The card was not asked: no try is lost.",
    form="Enter the four digits of the face-item PIN.",
)
_COMMON = _Words(
    wrong="The common card PIN is wrong. Tries left: {tries_left}.",
    locked=(
        "The common card PIN is locked: it was entered wrongly too often. "
        "Time does not unlock it (LOCK-03)."
    ),
    unset="This card has no common card PIN.",
    unfit="The common card PIN has exactly four digits. The card was not asked: no try is lost.",
    form="Enter the four digits of the common card PIN.",
)
_CHECK_NUMBER = _Words(
    wrong="The check number is not this card's. Tries left: {tries_left}.",
    locked="The check number is locked: it was entered wrongly too often.",
    unset="This card has no such check number.",
    unfit="A check number cannot look like that. The card was not asked: no try is lost.",
    form=(
        "Enter 12 digits (the number on the back), 14 digits (birth date as YYMMDD of the era, "
        "year of expiry, security code), or 6 digits (that birth date alone)."
    ),
    enter="Copy it from the card again. Wrong entries count on, whatever the day.",
    last="Copy it from the card again. After one more wrong entry it locks.",
    anew="Take the card to a counter of your municipality.",
    setting="Take the card to a counter of your municipality.",
    lock_rule=_OWN,
    form_rule=_OWN,
    tries=(),
    forms=(),
)
_WORDS: Mapping[ReferenceName, _Words] = {
    "user": _USER,
    "signature": _SIGNATURE,
    "resident_register": _RESIDENT_REGISTER,
    "face_item": _FACE_ITEM,
    "common": _COMMON,
}


def refusal_of(error: CardError | CardLiesElsewhere | NoSuchCard) -> Refusal:
    """One clear answer for each thing that can happen at the reader."""
    if isinstance(error, WrongPin | PinLocked | PinNotSet | PinUnfit):
        return _of_pin(error, _WORDS.get(error.pin, _CHECK_NUMBER))
    if isinstance(error, CardLiesElsewhere):
        return _elsewhere(error.where)
    return _ANSWERS.get(type(error), _NO_ANSWER)


def _of_pin(error: WrongPin | PinLocked | PinNotSet | PinUnfit, words: _Words) -> Refusal:
    if isinstance(error, WrongPin):
        instead = words.last if error.tries_left == 1 else words.enter
        left = str(error.tries_left)
        return _no(words.lock_rule, words.wrong, instead, *words.tries, tries_left=left)
    if isinstance(error, PinLocked):
        because = (*words.tries, *_COUNTER) if words.tries else ()
        return _no(words.lock_rule, words.locked, words.anew, *because)
    if isinstance(error, PinNotSet):
        why = Because(rule="PIN-13", guidebook="KAM", page="p13")
        return _no("PIN-13", words.unset, words.setting, why)
    return _no(words.form_rule, words.unfit, words.form, *words.forms)


def _elsewhere(where: str) -> Refusal:
    take = "Take the card from there and repeat the step."
    if where.startswith("counter/"):
        return _no(_OWN, "The card lies on the reader of a counter.", take)
    if where == "kiosk":
        return _no(_OWN, "The card lies on the reader of the kiosk.", take)
    if where == "desktop":
        return _no(_OWN, "The card lies on the reader of a computer at home.", take)
    return _no(_OWN, "The card lies on another reader: {where}.", take, where=where)


def _no(rule: str, msgid: str, instead: str, *because: Because, **facts: str) -> Refusal:
    return Refusal(
        rule=rule,
        msgid=msgid,
        instead=instead,
        facts=facts,
        because=because or (Because(rule=rule),),
        domain="reader",
    )


_ANSWERS: dict[type[Exception], Refusal] = {
    NotOnCard: _no(
        "PORTAL-01",
        "There is no user certificate on this card.",
        "Have one issued in person at a counter of your municipality; bring the card (CERT-24).",
        Because(rule="PORTAL-01", guidebook="MIN", page="p3"),
    ),
    UnreadableFile: _no(
        _OWN,
        "A file on this card cannot be read: it is not laid out as it should be.",
        "Take the card to a counter of your municipality (CARD-28).",
    ),
    NotAuthentic: _no(
        _OWN,
        "What this card shows is not signed by its issuer, or it is a copy.",
        "Do not accept the card. Ask for another ID document.",
    ),
    SecureMessagingLost: _no(
        _OWN,
        "The card has ended the enciphered session.",
        "Lay the card on the reader again and repeat the step.",
    ),
    CardRemoved: _no(
        _OWN,
        "The card was taken away before it had finished.",
        "Lay the card on the reader again, leave it there, and repeat the step.",
    ),
    CardErased: _no(
        _OWN,
        "The chip of this card was tampered with and has erased itself.",
        "Apply for a new card at a counter of your municipality.",
    ),
    NoSuchCard: _no(
        _OWN,
        "This card is not here any more.",
        "Choose another card.",
    ),
}
_NO_ANSWER = _no(
    _OWN,
    "The card does not do what it was asked.",
    "Lay the card on the reader again and repeat the step.",
)
