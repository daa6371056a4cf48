"""Every way in which the verifier says no to a person. Domain of the sentences: `verifier`.

Refused, before a login begins
├── unknown_service   who asks is not registered (CERT-30)
└── not_in_order      the request cannot be answered by redirect
Refused, before the card is looked at
├── unknown_login     no such login here
├── login_over        it took too long
├── login_used        it was completed or given up before
├── not_proved        no card has been checked for it yet
└── other_browser     begun in one browser, continued in another
Refused, for the card
├── not_trusted       not issued by the user authority (or the signature certificate)
├── not_yet_usable    the certificate begins later
├── expired           its last valid day has passed (C5, CERT-23)
├── revoked           it was ended (CERT-23; a move does not do that, CERT-22)
├── status_unknown    the authority's list of ended certificates cannot be used now
└── wrong_signature   the card did not sign this login
"""

from datetime import date

from fuda.rules.refusal import Because, Refusal, Refused

OWN = "own: login"
"""What no guidebook says and the protocol demands."""

_AGAIN = "Go back to the service and start the sign-in again."
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


def unknown_service() -> Refused:
    """Only registered services may have certificates checked."""
    return _refused(
        "CERT-30",
        "The service that sent you here is not registered for signing in with the card.",
        "Nothing about you was handed over. Close this page, or ask the service.",
        Because(rule="CERT-30", guidebook="TOM", page="p8"),
    )


def not_in_order(why: str) -> Refused:
    """The service's request is wrong in a way that it cannot be told by redirect."""
    return _refused(
        OWN,
        "The service that sent you here asked in a way that cannot be answered: {why}",
        "Nothing about you was handed over. Tell the service what is written here.",
        why=why,
    )


def unknown_login() -> Refused:
    """No login of that id, or it was forgotten long after its end."""
    return _refused(OWN, "This sign-in is not known here.", _AGAIN)


def login_over() -> Refused:
    """The login's time has passed, by the machine's clock."""
    return _refused(OWN, "This sign-in took too long and has ended.", _AGAIN)


def login_used() -> Refused:
    """A login is completed once: neither its challenge nor its way back works again."""
    return _refused(OWN, "This sign-in has been completed or given up already.", _AGAIN)


def not_proved() -> Refused:
    """The browser came back without the card having been checked."""
    return _refused(
        OWN,
        "No card has been checked for this sign-in yet.",
        "Lay the card on the reader and enter the user PIN first.",
    )


def other_browser() -> Refused:
    """Someone else's sign-in would be completed here, or this one elsewhere."""
    return _refused(
        OWN,
        "This sign-in was begun in another browser.",
        "If someone sent you this address, do not use it. "
        "To sign in yourself, start again at the service.",
    )


def not_trusted() -> Refused:
    """The chain does not end at the user authority."""
    return _refused(
        OWN,
        "This card's certificate was not issued by the user certificate authority.",
        "Use a My Number Card with a user certificate.",
        Because(rule="PORTAL-01", guidebook="MIN", page="p3"),
    )


def not_yet_usable(since: date) -> Refused:
    """Its first valid instant lies ahead of the dial."""
    return _refused(
        OWN,
        "This card's user certificate is valid from {since} only.",
        "Sign in on or after that day.",
        since=since.isoformat(),
    )


def expired(last_day: date) -> Refused:
    """The last valid day has passed."""
    return _refused(
        "CERT-23",
        "This card's user certificate has expired: {last_day} was its last valid day.",
        _COUNTER,
        *_ENDS,
        _LAST_DAY,
        last_day=last_day.isoformat(),
    )


def revoked(since: date) -> Refused:
    """It stands on the authority's list."""
    return _refused(
        "CERT-23",
        "This card's user certificate was revoked on {since} and cannot be used any more.",
        _COUNTER,
        *_ENDS,
        _SPARED,
        since=since.isoformat(),
    )


def status_unknown() -> Refused:
    """Nothing in force says whether it was revoked; then it is not relied on."""
    return _refused(
        OWN,
        "It cannot be told at the moment whether this card's certificate was revoked.",
        "Try again later.",
    )


def wrong_signature() -> Refused:
    """The signature is not by the certificate's key over this login's challenge."""
    return _refused(
        OWN,
        "The card's signature does not belong to this sign-in.",
        "Lay the card on the reader again and repeat the sign-in.",
    )


def _refused(rule: str, msgid: str, instead: str, *because: Because, **facts: str) -> Refused:
    return Refused(
        Refusal(
            rule=rule,
            msgid=msgid,
            instead=instead,
            facts=facts,
            because=because or (Because(rule=rule),),
            domain="verifier",
        )
    )
