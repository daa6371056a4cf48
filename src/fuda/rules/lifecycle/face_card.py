"""What kind of card it is: a normal one, or a face-authentication card (顔認証マイナンバーカード).

Since when it can be chosen is a parameter (FACE-01); the card's own state is another machine.
"""

from datetime import date
from enum import StrEnum

from fuda.rules.lifecycle.machine import Goes, Machine, Refuses, Why
from fuda.rules.stated import refused
from fuda.rules.values import Parameters


class Kind(StrEnum):
    """With PINs, or without (FACE-02)."""

    NORMAL = "normal"
    FACE_AUTHENTICATION = "face_authentication"


class KindEvent(StrEnum):
    """What the issuer may be asked to do to it, and how it is used."""

    CHOOSE_FACE = "choose_face"
    GIVE_UP_FACE = "give_up_face"
    SET_PIN = "set_pin"
    SIGNATURE_KEY = "signature_key"
    PIN_ENTRY = "pin_entry"
    """A service asks for a PIN."""
    FACE_CHECK = "face_check"
    """A medical facility looks at the face, by machine or by eye."""


_FACE_BEFORE = Why(
    "This card is a face-authentication card already.",
    "Nothing more needs to be done; it works without a PIN.",
)
_NORMAL_BEFORE = Why(
    "This card is not a face-authentication card.",
    "Nothing more needs to be done; it works with its PINs.",
)
_NO_PIN = Why(
    "A face-authentication card has no PIN.",
    "Please have the card turned into a normal card first, at the counter of your municipality.",
)
_NO_SIGNATURE = Why(
    "A face-authentication card holds no signature certificate.",
    "Please have the card turned into a normal card first, at the counter of your municipality.",
)

FACE_CARD: Machine[Kind, KindEvent] = Machine(
    "face_card",
    Kind,
    KindEvent,
    (
        Goes(Kind.NORMAL, KindEvent.CHOOSE_FACE, Kind.FACE_AUTHENTICATION, "FACE-06, CHI p13"),
        Refuses(Kind.NORMAL, KindEvent.GIVE_UP_FACE, _NORMAL_BEFORE, "FACE-09, CHI p15"),
        Goes(Kind.NORMAL, KindEvent.SET_PIN, Kind.NORMAL, "PIN-08, ARA p8"),
        Goes(Kind.NORMAL, KindEvent.SIGNATURE_KEY, Kind.NORMAL, "PIN-08, ARA p8"),
        Goes(Kind.NORMAL, KindEvent.PIN_ENTRY, Kind.NORMAL, "PIN-06, CHI p24"),
        Goes(Kind.NORMAL, KindEvent.FACE_CHECK, Kind.NORMAL, "FACE-15, CHI p24"),
        Refuses(Kind.FACE_AUTHENTICATION, KindEvent.CHOOSE_FACE, _FACE_BEFORE, "FACE-06, CHI p13"),
        Goes(Kind.FACE_AUTHENTICATION, KindEvent.GIVE_UP_FACE, Kind.NORMAL, "FACE-09, CHI p15"),
        Refuses(Kind.FACE_AUTHENTICATION, KindEvent.SET_PIN, _NO_PIN, "FACE-02, CHI p13"),
        Refuses(
            Kind.FACE_AUTHENTICATION, KindEvent.SIGNATURE_KEY, _NO_SIGNATURE, "FACE-19, CHI p15"
        ),
        Refuses(Kind.FACE_AUTHENTICATION, KindEvent.PIN_ENTRY, _NO_PIN, "FACE-04, CHI p13"),
        Goes(
            Kind.FACE_AUTHENTICATION,
            KindEvent.FACE_CHECK,
            Kind.FACE_AUTHENTICATION,
            "FACE-15, CHI p16",
        ),
    ),
)


def face_card_must_be_offered(*, on: date, parameters: Parameters) -> None:
    """Refused before the day on which the scheme began (FACE-01)."""
    offered = parameters.value("card.face_authentication.offered", city=None, on=on)
    if not offered.of(bool):
        raise refused(
            "FACE-01",
            "There are no face-authentication cards yet.",
            instead="Please keep the card with its PINs for the time being.",
            because=(offered.because,),
        )
