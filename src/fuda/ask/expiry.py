"""card.expiry and certificate.expiry."""

from datetime import date
from typing import Any

from fuda.ask.answers import Found
from fuda.ask.inputs import DAY, BadInputError, Input, word
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.card_expiry import Residence, card_expiry
from fuda.rules.certificate_allowed import CertificateKind
from fuda.rules.certificate_expiry import Caps, certificate_expiry
from fuda.rules.stated import Stated


def _day(stated: Stated[date]) -> Found:
    return Found(answer=stated.value.isoformat(), because=stated.because)


def _not_before(later: str, earlier: str, given: dict[str, Any]) -> None:
    """Two days whose order is not the rules' business but a slip of the pen."""
    if given[later] is not None and given[later] < given[earlier]:
        raise BadInputError(
            f"{later}: {given[later]} is before {earlier} {given[earlier]};"
            f" accepted: that day or a later one"
        )


def card_ends(given: dict[str, Any], parameters: LoadedParameters) -> Stated[date]:
    """The last valid day by `born`, `issued`, `applied`, `residence` and `stay_until`."""
    residence = Residence(given["residence"])
    limited = residence is Residence.LIMITED_STAY
    if limited and given["stay_until"] is None:
        raise BadInputError(
            "stay_until is missing: with residence=limited_stay give the last day of the stay"
        )
    if not limited and given["stay_until"] is not None:
        raise BadInputError(
            f"stay_until: only a limited stay has a last day, residence is {residence};"
            " accepted: leave it out, or residence=limited_stay"
        )
    given = {**given, "applied": given["applied"] or given["issued"]}
    _not_before("issued", "born", given)
    _not_before("issued", "applied", given)
    _not_before("applied", "born", given)
    return card_expiry(
        born=given["born"],
        issued=given["issued"],
        applied=given["applied"],
        residence=residence,
        stay_until=given["stay_until"],
        parameters=parameters,
    )


def _card(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    return _day(card_ends(given, parameters))


def _certificate(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    kind = CertificateKind(given["kind"])
    if kind is CertificateKind.USER and given["user_expires"] is not None:
        raise BadInputError(
            "user_expires: only a signature certificate is bounded by the user certificate;"
            " accepted: leave it out, or kind=signature"
        )
    _not_before("issued", "born", given)
    return _day(
        certificate_expiry(
            kind,
            born=given["born"],
            issued=given["issued"],
            caps=Caps(card=given["card_expires"], user=given["user_expires"]),
            renewed_from=given["renewed_from"],
            parameters=parameters,
        )
    )


_BORN = Input(name="born", kind=DAY, about="the holder's birthday", required=True)

CARD_EXPIRY = Question(
    name="card.expiry",
    about="the last valid day of a card",
    inputs=(
        _BORN,
        Input(name="issued", kind=DAY, about="the day the card is made", required=True),
        Input(name="applied", kind=DAY, about="the day of application (default: issued)"),
        Input(
            name="residence",
            kind=word("residence"),
            about="on what ground the person lives in Japan",
            default="japanese",
        ),
        Input(name="stay_until", kind=DAY, about="the last day of a limited stay"),
    ),
    answer=DAY,
    find=_card,
)

CERTIFICATE_EXPIRY = Question(
    name="certificate.expiry",
    about="the last valid day of an electronic certificate",
    inputs=(
        Input(name="kind", kind=word("certificate_kind"), about="which certificate", required=True),
        _BORN,
        Input(name="issued", kind=DAY, about="the day of issue or renewal", required=True),
        Input(name="card_expires", kind=DAY, about="the card's last valid day", required=True),
        Input(
            name="user_expires",
            kind=DAY,
            about="the user certificate's last valid day, for a signature certificate",
        ),
        Input(
            name="renewed_from",
            kind=DAY,
            about="the last valid day of the certificate that is being renewed",
        ),
    ),
    answer=DAY,
    find=_certificate,
)

QUESTIONS = (
    CARD_EXPIRY,
    CERTIFICATE_EXPIRY,
)
