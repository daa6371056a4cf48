"""Every way in which jlis.jpki says no. Domain of the sentences: `rules`.

Refused
├── no_open_challenge   never given, given to another, used, or too old
├── not_possessed       the proof is not by the key's private half
├── key_seen_before     one key, one certificate
├── card_expired        the card has lapsed by its day (CERT-10, CERT-11)
├── card_not_in_hand    suspended, ended, or not there yet (CERT-10, CERT-11)
├── adult_ward          no signature certificate for an adult ward (CERT-06)
├── not_represented     the legal representative decides (CERT-07)
├── has_live_one        a certificate of that kind stands there: revoke it first (CERT-01)
├── over_already        its last day has passed
├── too_long            longer than any certificate lasts (CERT-14)
├── after_the_card      past the card (CERT-15, CERT-16)
├── after_the_user      a signature certificate past the user certificate (CERT-16)
├── no_such_generation  no key of this authority is meant
├── no_such_point       no certificate names that distribution point
├── not_own             the order is not signed by the certificate's key (CERT-25)
└── (the life-cycle table's own, for a step that a certificate's state does not allow)
"""

from datetime import date

from fuda.doors.errors import Refused
from fuda.doors.person import CertificateKind
from fuda.rules.lifecycle.machine import because
from fuda.rules.refusal import Because
from fuda.rules.stated import refused

_OWN = "own: certificate issue"
_OWN_REVOCATION = "CERT-25"
_GENERATIONS = "own: generations of an authority"
_POINTS = "own: points of a list"
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


def card_expired(kind: CertificateKind, card_expires: date) -> Refused:
    """A certificate needs a valid card."""
    return refused(
        "CERT-11" if kind == "user" else "CERT-10",
        "The card expired on {expires}; a certificate needs a valid card.",
        instead="Please apply for a new card at the counter of your municipality.",
        because=(because("CERT-11, ARA p17") if kind == "user" else because("CERT-10, ARA p14"),),
        expires=card_expires,
    )


def card_not_in_hand(kind: CertificateKind) -> Refused:
    """A suspended card, one that has ended, and one that is not made are no valid cards."""
    return refused(
        "CERT-11" if kind == "user" else "CERT-10",
        "The card is not valid now; a certificate needs a valid card.",
        instead="Have the card's suspension lifted at the counter, or apply for a new card.",
        because=(because("CERT-11, ARA p17") if kind == "user" else because("CERT-10, ARA p14"),),
    )


def adult_ward() -> Refused:
    """In principle: what exceptions there are no guidebook says."""
    return refused(
        "CERT-06",
        "A signature certificate is, in principle, not issued to an adult ward.",
        instead="The card can have the user certificate, if the legal representative decides so;"
        " ask the authority about exceptions, of which the guidebooks say nothing.",
        because=(
            because("CERT-06, ARA p14"),
            because("CERT-06, CHI p19"),
            because("CERT-06, TOM p6"),
        ),
    )


def not_represented() -> Refused:
    """A minor under 15 and an adult ward do not decide alone."""
    return refused(
        "CERT-07",
        "For a person under 15 and for an adult ward the legal representative decides on the"
        " user certificate.",
        instead="Have the legal representative ask for the certificate and set its PIN.",
        because=(because("CERT-07, TOM p6"),),
    )


def too_long(longest: date) -> Refused:
    """Five years, and the months in which a renewal may come early."""
    return refused(
        "CERT-14",
        "No certificate that is issued today lasts longer than until {expires}.",
        instead="Compute the certificate's expiry again from the birth date and ask once more.",
        because=(because("CERT-14, ARA p15"), because("CERT-13, KAM p7")),
        expires=longest,
    )


def no_such_generation(kind: CertificateKind) -> Refused:
    """Generations share their name: only the key tells them apart."""
    return refused(
        _GENERATIONS,
        "The {kind} certificate authority has had no such key.",
        instead="Look at the certificate's authority key identifier, and at the other authority.",
        because=(Because(rule=_GENERATIONS),),
        kind=kind,
    )


def no_such_point(kind: CertificateKind) -> Refused:
    """A partition is asked for by the name that its certificates bear."""
    return refused(
        _POINTS,
        "No certificate of the {kind} certificate authority names this distribution point.",
        instead="Ask with the distribution point of the certificate, or for the complete list.",
        because=(Because(rule=_POINTS),),
        kind=kind,
    )


def no_open_challenge_to_revoke() -> Refused:
    """As for an issue, but there is no card on a counter's reader."""
    return refused(
        _OWN_REVOCATION,
        "The time for this revocation has run out, or its challenge was used before.",
        instead="Begin again in the client software, with the card on the reader.",
        because=(because("CERT-25, ARA p18"),),
    )


def not_own() -> Refused:
    """Client software revokes the certificate whose key it can use, and no other."""
    return refused(
        "CERT-25",
        "The order to revoke is not signed with the certificate's own key.",
        instead="Lay the card with that certificate on the reader; if it was lost, telephone the"
        " suspension line.",
        because=(because("CERT-25, ARA p18"), because("CERT-32, ARA p18")),
    )
