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
Refused, for the card: kit.standing
"""

from fuda.rules.refusal import Because, Refusal, Refused

OWN = "own: login"
"""What no guidebook says and the protocol demands."""

_AGAIN = "Go back to the service and start the sign-in again."


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
