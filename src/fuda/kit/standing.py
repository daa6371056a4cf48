"""Whether a card's user certificate may be relied on now, for whoever meets a card (C5, CERT-23).

The certificate of the generation that issued it and the list of its partition come through the
door and `pki.verify` judges. A phone's certificate serves as a card's does (PHONE-02). Every no is
a Refused in the catalogue `standing`:

├── not_trusted       not issued by the user authority (or the signature certificate)
├── not_yet_usable    the certificate begins later
├── expired           its last valid day has passed
├── revoked           it was ended (CERT-23; a move does not do that, CERT-22)
├── on_hold           it is suspended with its card or phone (CERT-31, LOST-17)
├── status_unknown    the authority's list of ended certificates cannot be used now
└── wrong_signature   the card did not sign what it was asked to sign
"""

from datetime import date, datetime

from fuda.doors.jpki import AskAuthority, AskList, Jpki
from fuda.pki import verify as pki
from fuda.rules.calendar import legal_day
from fuda.rules.refusal import Because, Refusal, Refused

OWN = "own: certificate check"
"""What no guidebook says and the technique demands."""

_COUNTER = (
    "Get a new certificate in person at a counter of your municipality; bring the card (CERT-24)."
)
_ENDS = (
    Because(rule="CERT-23", guidebook="MIN", page="p12"),
    Because(rule="CERT-23", guidebook="KAM", page="p14"),
    Because(rule="CERT-23", guidebook="CHI", page="p26"),
    Because(rule="CERT-23", guidebook="ARA", page="p18"),
)
_SPARED = Because(rule="CERT-22", guidebook="KAM", page="p14")
_LAST_DAY = Because(rule="C5")
_LIFTED = (
    Because(rule="LOST-16", guidebook="ARA", page="p10"),
    Because(rule="LOST-16", guidebook="CHI", page="p12"),
)
_SUSPENDED = (
    Because(rule="CERT-31", guidebook="ARA", page="p10"),
    Because(rule="LOST-17", guidebook="ARA", page="p10"),
)
_WHERE_LIFTED = (
    Because(rule="LOST-07", guidebook="CHI", page="p12"),
    Because(rule="LOST-07", guidebook="ARA", page="p10"),
    Because(rule="LOST-07", guidebook="MIN", page="p13"),
    Because(rule="LOST-07", guidebook="KAM", page="p8"),
    Because(rule="LOST-07", guidebook="TOM", page="p3"),
)


def user_certificate(certificate: bytes, jpki: Jpki, *, at: datetime) -> pki.Certificate:
    """What the certificate says, if it stands at `at`."""
    try:
        asked = pki.read(certificate)
        authority, crl = _of_generation(jpki, asked)
        return pki.verify(
            certificate, [authority], pki.ByList(crl), at=at, kinds=pki.kinds_for("user")
        )
    except pki.NotVerified as no:
        raise _refusal(no) from no


def _of_generation(jpki: Jpki, asked: pki.Certificate) -> tuple[bytes, bytes]:
    """Certificate of the generation, and list of the partition; NotTrusted where there is none."""
    key = asked.authority_key
    try:
        authority = jpki.authority(AskAuthority(kind="user", key_identifier=key))
        crl = jpki.crl(AskList(kind="user", key_identifier=key, point=asked.point))
    except Refused as unknown:
        raise pki.NotTrusted("the authority has had no such key") from unknown
    return authority.der, crl.der


def signed_by(certificate: bytes, signature: bytes, signed: bytes) -> None:
    """Refused unless the card that shows this certificate signed these bytes."""
    try:
        pki.check_signature(certificate, signature, signed)
    except pki.NotVerified as no:
        raise _refusal(no) from no


def _refusal(no: pki.NotVerified) -> Refused:
    match no:
        case pki.NotYetValid() | pki.Expired() | pki.Revoked():
            return _of_its_days(no)
        case pki.StatusUnknown():
            return not_told()
        case pki.WrongSignature():
            return _refused(
                OWN,
                "The card's signature does not belong to what it was asked to sign.",
                "Lay the card on the reader again and repeat the step.",
            )
        case _:
            return _refused(
                OWN,
                "This card's certificate was not issued by the user certificate authority.",
                "Use a My Number Card with a user certificate.",
                Because(rule="PORTAL-01", guidebook="MIN", page="p3"),
            )


def not_told() -> Refused:
    """Where the authority does not say whether the certificate stands."""
    return _refused(
        OWN,
        "It cannot be told at the moment whether this card's certificate was revoked.",
        "Try again later.",
    )


def _of_its_days(no: pki.NotYetValid | pki.Expired | pki.Revoked) -> Refused:
    match no:
        case pki.NotYetValid():
            return _not_yet_usable(legal_day(no.since))
        case pki.Expired():
            return _expired(no.last_day)
        case pki.OnHold():
            return _on_hold(legal_day(no.since))
        case pki.Revoked():
            return _revoked(legal_day(no.since))


def _not_yet_usable(since: date) -> Refused:
    return _refused(
        OWN,
        "This card's user certificate is valid from {since} only.",
        "Come again on or after that day.",
        since=since.isoformat(),
    )


def _expired(last_day: date) -> Refused:
    return _refused(
        "CERT-23",
        "This card's user certificate has expired: {last_day} was its last valid day.",
        _COUNTER,
        *_ENDS,
        _LAST_DAY,
        last_day=last_day.isoformat(),
    )


def _revoked(since: date) -> Refused:
    return _refused(
        "CERT-23",
        "This card's user certificate was revoked on {since} and cannot be used any more.",
        _COUNTER,
        *_ENDS,
        _SPARED,
        since=since.isoformat(),
    )


def _on_hold(since: date) -> Refused:
    return _refused(
        "CERT-31",
        "This card's user certificate has been suspended since {since}, as after a loss, and "
        "cannot be used until the suspension is lifted.",
        "If you have found it, bring it to a counter of your municipality, with proof of who you "
        "are: nothing is lost while it is suspended (LOST-07, LOST-16).",
        *_SUSPENDED,
        *_WHERE_LIFTED,
        *_LIFTED,
        since=since.isoformat(),
    )


def _refused(rule: str, msgid: str, instead: str, *because: Because, **facts: str) -> Refused:
    return Refused(
        Refusal(
            rule=rule,
            msgid=msgid,
            instead=instead,
            facts=facts,
            because=because or (Because(rule=rule),),
            domain="standing",
        )
    )
