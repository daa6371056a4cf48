"""What a terminal tells when the card on its reader says no. Domain of the sentences: `reader`."""

from fuda.rules.refusal import Because, Refusal
from fuda.terminals.rack import CardLiesElsewhere, NoSuchCard
from fuda.terminals.reader.errors import (
    CardErased,
    CardError,
    CardRemoved,
    NotOnCard,
    PinLocked,
    PinNotSet,
    PinUnfit,
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
_COUNTER = (
    Because(rule="RESET-01", guidebook="MIN", page="p10"),
    Because(rule="RESET-01", guidebook="KAM", page="p8"),
    Because(rule="RESET-01", guidebook="ARA", page="p18"),
    Because(rule="RESET-01", guidebook="TOM", page="p6"),
    Because(rule="RESET-01", guidebook="CHI", page="p11"),
)


def refusal_of(error: CardError | CardLiesElsewhere | NoSuchCard) -> Refusal:
    """One clear answer for each thing that can happen at the reader."""
    if isinstance(error, WrongPin):
        return _wrong_pin(error.tries_left)
    if isinstance(error, CardLiesElsewhere):
        return _elsewhere(error.where)
    return _ANSWERS.get(type(error), _NO_ANSWER)


def _elsewhere(where: str) -> Refusal:
    take = "Take the card from there and repeat the step."
    if where.startswith("counter/"):
        return _no(_OWN, "The card lies on the reader of a counter.", take)
    if where == "kiosk":
        return _no(_OWN, "The card lies on the reader of the kiosk.", take)
    if where == "desktop":
        return _no(_OWN, "The card lies on the reader of a computer at home.", take)
    return _no(_OWN, "The card lies on another reader: {where}.", take, where=where)


def _wrong_pin(tries_left: int) -> Refusal:
    if tries_left == 1:
        instead = (
            "Enter the right PIN. After one more wrong entry it locks, "
            "and only a counter can set it anew (RESET-01)."
        )
    else:
        instead = "Enter the right PIN. Wrong entries count on, whatever the day (LOCK-03)."
    return _no(
        "LOCK-02",
        "The user PIN is wrong. Tries left: {tries_left}.",
        instead,
        *_TRIES,
        tries_left=str(tries_left),
    )


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
    PinLocked: _no(
        "LOCK-02",
        "The user PIN is locked: it was entered wrongly too often. "
        "Time does not unlock it (LOCK-03).",
        "Have it set anew in person at a counter of your municipality; "
        "bring the card and an ID document (RESET-01).",
        *_TRIES,
        *_COUNTER,
    ),
    PinNotSet: _no(
        "PIN-13",
        "This card has no user PIN.",
        "Have one set in person at a counter of your municipality.",
        Because(rule="PIN-13", guidebook="KAM", page="p13"),
    ),
    PinUnfit: _no(
        "PIN-04",
        "The user PIN has exactly four digits. The card was not asked: no try is lost.",
        "Enter the four digits of the user PIN.",
        Because(rule="PIN-04", guidebook="MIN", page="p3"),
        Because(rule="PIN-04", guidebook="CHI", page="p19"),
    ),
    NotOnCard: _no(
        "PORTAL-01",
        "There is no user certificate on this card.",
        "Have one issued in person at a counter of your municipality; bring the card (CERT-24).",
        Because(rule="PORTAL-01", guidebook="MIN", page="p3"),
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
