"""card.expiry and certificate.expiry."""

from datetime import date
from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import BORN, ISSUED, RESIDENCE
from fuda.ask.inputs import (
    DAY,
    BadInputError,
    Input,
    in_order,
    word,
)
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.card_expiry import Residence, card_expiry
from fuda.rules.certificate_allowed import CertificateKind
from fuda.rules.certificate_expiry import Caps, certificate_expiry
from fuda.rules.stated import Stated


def _day(stated: Stated[date]) -> Found:
    return Found(answer=stated.value.isoformat(), because=stated.because)


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
            "stay_until: only a limited stay has a last day;"
            " accepted: leave it out, or residence=limited_stay"
        )
    in_order(born=given["born"], applied=given["applied"], issued=given["issued"])
    given = {**given, "applied": given["applied"] or given["issued"]}
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
    in_order(born=given["born"], issued=given["issued"])
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


CARD_EXPIRY = Question(
    name="card.expiry",
    about="the last valid day of a card",
    inputs=(
        BORN,
        ISSUED,
        Input(name="applied", kind=DAY, about="the day of application (default: issued)"),
        RESIDENCE,
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
        BORN,
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
