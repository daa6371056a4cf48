"""Whether a card or a certificate works on a day: its state, and its expiry day, which counts (C5).

State and expiry are two things: nothing is written when a day passes.
"""

from datetime import date

from fuda.rules.lifecycle.card import Card
from fuda.rules.lifecycle.certificate import Certificate
from fuda.rules.lifecycle.machine import because
from fuda.rules.stated import refused

_CARD_SAYS = {
    Card.APPLIED: (
        "CARD-40, ARA p12",
        "The card has not been made yet.",
        "Please wait for the notice that the card is ready, and bring that notice.",
    ),
    Card.ISSUED: (
        "CARD-40, ARA p12",
        "The card is on its way to the municipality.",
        "Please wait for the notice that the card is ready, and bring that notice.",
    ),
    Card.READY: (
        "CARD-42, ARA p8",
        "The card has not been handed over yet.",
        "Please collect the card at the counter of your municipality.",
    ),
    Card.SUSPENDED: (
        "LOST-17, ARA p10",
        "The card is suspended because it was reported lost.",
        "If you have found it, bring it with an identity document to have the suspension lifted.",
    ),
    Card.LAPSED: (
        "RETURN-02, ARA p11",
        "The card has lapsed and cannot be used any more.",
        "Please apply for a new card at the counter of your municipality.",
    ),
    Card.ABOLISHED: (
        "LOST-10, ARA p11",
        "The card was abolished and cannot be used any more.",
        "Please return the card if you have it, and apply for a new one if you wish.",
    ),
    Card.RETURNED: (
        "RETURN-01, ARA p11",
        "The card has been returned.",
        "Please apply for a new card if you wish to have one.",
    ),
}

_CERTIFICATE_SAYS = {
    Certificate.SUSPENDED: (
        "CERT-31, ARA p10",
        "The certificate is suspended together with the card.",
        "If you have found it, bring it with an identity document to have the suspension lifted.",
    ),
    Certificate.REVOKED: (
        "CERT-24, CHI p26",
        "The certificate has been revoked and cannot be used any more.",
        "Please have a new certificate issued at the counter of your municipality, with the card.",
    ),
}


def card_must_be_valid(*, state: Card, expires: date, on: date) -> None:
    """Refused unless the card was handed over, is in force, and its expiry day has not passed."""
    if state in _CARD_SAYS:
        source, msgid, instead = _CARD_SAYS[state]
        ground = because(source)
        raise refused(ground.rule, msgid, instead=instead, because=(ground,))
    if on > expires:
        raise refused(
            "RENEW-03",
            "The card expired on {expires}.",
            instead="Please apply for a new card at the counter of your municipality.",
            because=(because("RENEW-03, MIN p9"),),
            expires=expires,
        )


def certificate_on(*, state: Certificate, issued: date, expires: date, on: date) -> Certificate:
    """Where a certificate stands on that day, `state` being what was last written of it.

    What was revoked stays so; otherwise the day decides, both ends included.
    """
    if state is Certificate.REVOKED:
        return state
    if on < issued:
        return Certificate.NOT_ISSUED
    return Certificate.EXPIRED if on > expires else state


def certificate_must_be_valid(*, state: Certificate, issued: date, expires: date, on: date) -> None:
    """Refused unless the certificate is in force on that day, both ends included."""
    today = certificate_on(state=state, issued=issued, expires=expires, on=on)
    if today in _CERTIFICATE_SAYS:
        source, msgid, instead = _CERTIFICATE_SAYS[today]
        ground = because(source)
        raise refused(ground.rule, msgid, instead=instead, because=(ground,))
    if today is Certificate.NOT_ISSUED:
        raise refused(
            "CERT-03",
            "The certificate is valid from {issued} on.",
            instead="Please come back on that day or later.",
            because=(because("CERT-03, ARA p15"),),
            issued=issued,
        )
    if today is Certificate.EXPIRED:
        raise refused(
            "CERT-23",
            "The certificate expired on {expires}.",
            instead="It can be renewed at any time: please come to the counter of your"
            " municipality with the card.",
            because=(because("RENEW-04, MIN p10"),),
            expires=expires,
        )
