"""Every way in which jlis.jpki says no. Domain of the sentences: `rules`.

Refused
├── no_open_challenge   never given, given to another, used, or too old
├── not_possessed       the proof is not by the key's private half
├── key_seen_before     one key, one certificate
├── has_live_one        a certificate of that kind stands: revoke it first
├── over_already        its last day has passed
├── after_the_card      past the card (CERT-15, CERT-16)
└── after_the_user      a signature certificate past the user certificate (CERT-16)
"""

from datetime import date

from fuda.doors.errors import Refused
from fuda.doors.person import CertificateKind
from fuda.rules.refusal import Because
from fuda.rules.stated import refused

_OWN = "own: certificate issue"
_AGAIN = "Begin the procedure again with the card on the reader."
_CHECK = "Compute the certificate's expiry again from the card's and ask once more."


def no_open_challenge() -> Refused:
    """A challenge serves one caller for one certificate, for an hour of legal time."""
    return refused(
        _OWN,
        "The time for this certificate has run out, or its challenge was used before.",
        instead=_AGAIN,
        because=(Because(rule=_OWN),),
    )


def not_possessed() -> Refused:
    """Whoever asks must hold the private key."""
    return refused(
        _OWN,
        "The card did not prove that it holds the key of the certificate.",
        instead=_AGAIN,
        because=(Because(rule=_OWN),),
    )


def key_seen_before() -> Refused:
    """Two certificates on one key could be taken for each other."""
    return refused(
        _OWN,
        "A certificate was issued for this key before; the card must make a new key.",
        instead=_AGAIN,
        because=(Because(rule=_OWN),),
    )


def has_live_one(kind: CertificateKind, expires: date) -> Refused:
    """One certificate of each kind (CERT-01)."""
    held = {
        "signature": "The holder has a signature certificate that is valid until {expires}.",
        "user": "The holder has a user certificate that is valid until {expires}.",
    }
    return refused(
        "CERT-01",
        held[kind],
        instead="Revoke that certificate first; then issue the new one.",
        because=(
            Because(rule="CERT-01", guidebook="MIN", page="p3"),
            Because(rule="CERT-01", guidebook="KAM", page="p9"),
        ),
        expires=expires,
    )


def over_already(expires: date) -> Refused:
    """A certificate is issued for days to come."""
    return refused(
        "C5",
        "The certificate would have expired on {expires}.",
        instead=_CHECK,
        because=(Because(rule="C5"),),
        expires=expires,
    )


def after_the_card(kind: CertificateKind, card_expires: date) -> Refused:
    """No certificate outlives the card."""
    rule, page = ("CERT-16", "p15") if kind == "signature" else ("CERT-15", "p17")
    return refused(
        rule,
        "A certificate cannot be valid longer than the card, which expires on {expires}.",
        instead=_CHECK,
        because=(Because(rule=rule, guidebook="ARA", page=page),),
        expires=card_expires,
    )


def after_the_user(user_expires: date) -> Refused:
    """The signature certificate does not outlive the user certificate."""
    return refused(
        "CERT-16",
        "The signature certificate cannot be valid longer than the user certificate, which"
        " expires on {expires}.",
        instead=_CHECK,
        because=(Because(rule="CERT-16", guidebook="ARA", page="p15"),),
        expires=user_expires,
    )
