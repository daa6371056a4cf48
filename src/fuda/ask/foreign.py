"""stay.extension, stay.card-until and stay.change-by."""

from datetime import date
from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import BORN, HOLDERS_CITY, ISSUED, ON_IN_CITY
from fuda.ask.days import of_the_city
from fuda.ask.inputs import (
    DAY,
    YES_NO,
    BadInputError,
    Input,
    in_order,
    word,
    words,
)
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.foreign import (
    HeldCard,
    StayExtension,
    StayKind,
    card_until,
    certificates_separate,
    change_by,
    stay_extension,
)


def _extension(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    kind = StayExtension(given["extension"])
    on = of_the_city(given)
    if kind is StayExtension.NORMAL and given["stay_until"] is None:
        raise BadInputError("stay_until is missing: give the last day of the new period of stay")
    in_order(born=given["born"], issued=given["issued"], card_expires=given["card_expires"])
    in_order(received=given["received"], on=on)
    stated = stay_extension(
        kind,
        city=given["city"].id,
        card=HeldCard(
            born=given["born"],
            issued=given["issued"],
            applied=given["applied"] or given["issued"],
            expires=given["card_expires"],
        ),
        stay_until=given["stay_until"],
        received=given["received"],
        evidence=given["evidence"] or (),
        on=on,
        parameters=parameters,
    )
    separate = certificates_separate(on=on, parameters=parameters)
    found = stated.value
    return Found(
        answer=found.until.isoformat(),
        because=(*stated.because, *separate.because),
        facts={
            "capped": found.capped,
            "lapsed": found.lapsed,
            "certificates_separate": separate.value,
        },
    )


def _card_until(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    kind = StayKind(given["stay_kind"])
    try:
        stated = card_until(
            kind,
            stay_until=given["stay_until"],
            since=given["since"],
            parameters=parameters,
        )
    except ValueError as missing:
        raise BadInputError(str(missing).replace("hand in", "give")) from None
    until: date | None = stated.value
    if until is None:
        return Found(answer="by_birthday", because=stated.because)
    return Found(answer="by_stay", because=stated.because, facts={"until": until.isoformat()})


def _change_by(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = change_by(given["changed"], parameters=parameters)
    return Found(answer=stated.value.isoformat(), because=stated.because)


STAY_EXTENSION = Question(
    name="stay.extension",
    about="until when a card is extended after, or while awaiting, a new period of stay",
    inputs=(
        HOLDERS_CITY,
        Input(
            name="extension",
            kind=word("stay_extension"),
            about="while the renewal is pending, or to the new stay",
            required=True,
        ),
        BORN,
        ISSUED,
        Input(name="applied", kind=DAY, about="the day of application (default: issued)"),
        Input(name="card_expires", kind=DAY, about="the card's last valid day", required=True),
        Input(name="stay_until", kind=DAY, about="the last day of the new period of stay"),
        Input(name="received", kind=DAY, about="the day the new residence card was received"),
        Input(
            name="evidence",
            kind=words("stay_evidence"),
            about="what shows that the renewal of stay is pending",
        ),
        ON_IN_CITY,
    ),
    answer=DAY,
    facts={"capped": YES_NO, "lapsed": YES_NO, "certificates_separate": YES_NO},
    find=_extension,
)

STAY_CARD_UNTIL = Question(
    name="stay.card-until",
    about="whether a foreign resident's card ends with the stay, and when",
    inputs=(
        Input(
            name="stay_kind",
            kind=word("stay_kind"),
            about="on what ground the person stays",
            required=True,
        ),
        Input(name="stay_until", kind=DAY, about="the last day of a limited stay"),
        Input(name="since", kind=DAY, about="the day of birth or of the loss of nationality"),
    ),
    answer=word("stay_bound"),
    facts={"until": DAY},
    find=_card_until,
)

STAY_CHANGE_BY = Question(
    name="stay.change-by",
    about="by when the card must follow a new address or a new name on the residence card",
    inputs=(Input(name="changed", kind=DAY, about="the day of the change", required=True),),
    answer=DAY,
    find=_change_by,
)

QUESTIONS = (
    STAY_EXTENSION,
    STAY_CARD_UNTIL,
    STAY_CHANGE_BY,
)
