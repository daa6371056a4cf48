"""Every way in which jlis.jpki says no about a phone. Domain of the sentences: `rules`.

Refused
├── not_signed_with_card   the application is not signed by the certificate that came with it
├── card_not_trusted       … and that is no signature certificate of a card of this authority
├── card_expired           its last day has passed
├── card_on_hold           it, or the other one that is derived from, is suspended with the card
├── card_ended             it was revoked
├── nothing_to_derive_from the card has no certificate of that kind that stands
├── another_day            the application was signed on another day
├── others_phone           certificates of somebody else stand on that phone
├── lost_before            the phone was reported lost before
└── nothing_stands         every certificate of that phone has ended
"""

from datetime import date

from fuda.doors.errors import Refused
from fuda.doors.person import CertificateKind
from fuda.rules.lifecycle.machine import because
from fuda.rules.refusal import Because
from fuda.rules.stated import refused

_OWN = "own: certificates on a phone"
_DERIVES = Because(rule="PHONE-04", guidebook="MIN", page="p1")


def not_signed_with_card() -> Refused:
    """It names phone, day and keys: for other ones it is not signed."""
    return refused(
        _OWN,
        "The card did not sign this application, for this phone and these keys.",
        instead="Begin again on the phone, with the card laid on it.",
        because=(Because(rule=_OWN),),
    )


def card_not_trusted() -> Refused:
    """A phone's certificate, a user certificate, and those of others do not apply."""
    return refused(
        _OWN,
        "An application for certificates on a phone is signed with the signature certificate of a"
        " card; this is none.",
        instead="Lay the My Number Card on the phone and enter its signature PIN.",
        because=(Because(rule=_OWN),),
    )


def card_expired(last_day: date) -> Refused:
    """C5: the last day still counts."""
    return refused(
        "CERT-23",
        "The card's signature certificate expired on {expires}.",
        instead="Please have a new certificate issued at the counter, with the card.",
        because=(because("CERT-23, ARA p16"), _DERIVES),
        expires=last_day,
    )


def card_on_hold() -> Refused:
    """Nothing new derives from it, and nothing on a phone is good while it is not."""
    return refused(
        "PHONE-04",
        "The certificates of the card are suspended, and those on a phone derive from them.",
        instead="Have the card's suspension lifted at the counter of your municipality first.",
        because=(because("CERT-31, ARA p10"), _DERIVES),
    )


def card_ended() -> Refused:
    """Revoked with a move, with the card, or by the holder."""
    return refused(
        "CERT-23",
        "The card's signature certificate has ended.",
        instead="Please have a new certificate issued at the counter, with the card.",
        because=(because("CERT-23, ARA p16"), _DERIVES),
    )


def nothing_to_derive_from(kind: CertificateKind) -> Refused:
    """The other kind, too, must be on the card and stand."""
    lacks = {
        "signature": "No signature certificate of the card stands from which the phone's could"
        " derive.",
        "user": "No user certificate of the card stands from which the phone's could derive.",
    }
    return refused(
        "PHONE-04",
        lacks[kind],
        instead="Please have a new certificate issued at the counter, with the card.",
        because=(_DERIVES,),
    )


def another_day(on: date) -> Refused:
    """So that what was signed once is not carried here much later."""
    return refused(
        _OWN,
        "The application was signed on {day}, which is not today.",
        instead="Begin again on the phone, with the card laid on it.",
        because=(Because(rule=_OWN),),
        day=on,
    )


def others_phone() -> Refused:
    """Before a phone is passed on, what is on it is revoked."""
    return refused(
        _OWN,
        "Certificates of somebody else stand on this phone.",
        instead="Have its former holder revoke them on the phone first.",
        because=(Because(rule=_OWN),),
    )


def lost_before() -> Refused:
    """Once is enough."""
    return refused(
        "LOST-02",
        "This phone has been reported lost already, and its certificates are suspended.",
        instead="Nothing more needs to be done by telephone. Apply again with the card on another"
        " phone.",
        because=(because("LOST-02, CHI p17"),),
    )


def nothing_stands() -> Refused:
    """There is nothing to suspend."""
    return refused(
        "LOST-02",
        "No certificate stands on this phone any more.",
        instead="Nothing needs to be suspended.",
        because=(because("LOST-02, CHI p17"),),
    )
