"""procedure.where, procedure.who, procedure.bring, procedure.channels and reservation.needed."""

from typing import Any

from fuda.ask.answers import Fact, Found
from fuda.ask.common_inputs import HOLDERS_CITY, ON_IN_CITY
from fuda.ask.days import of_the_city
from fuda.ask.facts import stated_facts
from fuda.ask.inputs import DAY, NUMBER, TEXT, TEXTS, Input, Kind, texts, word, words
from fuda.ask.question import Question
from fuda.ask.windows import condition_of, must_be_there
from fuda.parameters import LoadedParameters
from fuda.rules.kinds import Bilingual
from fuda.rules.procedures import facet, may_come, where
from fuda.rules.reservations import reservation_needed
from fuda.rules.stated import Stated
from fuda.rules.window_kinds import Allowed


def _texts(conditions: dict[str, Bilingual]) -> Fact:
    return {name: {"ja": said.ja, "en": said.en} for name, said in conditions.items()}


def _where(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = where(
        city=given["city"].id,
        procedure=given["procedure"],
        on=of_the_city(given),
        parameters=parameters,
    )
    found = stated.value
    return Found(
        answer=",".join(window.id for window in found.at),
        because=stated.because,
        facts={
            "on_condition": [window.id for window, _ in found.on_condition],
            "conditions": _texts({window.id: said for window, said in found.on_condition}),
            "not_at": [window.id for window in found.not_at],
        },
    )


def _who(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = may_come(
        city=given["city"].id,
        procedure=given["procedure"],
        visitor=given["who"],
        on=of_the_city(given),
        parameters=parameters,
    )
    return Found(answer=stated.value.whether, because=stated.because, facts=condition_of(stated))


def _facet(what: str, given: dict[str, Any], parameters: LoadedParameters) -> Stated[Allowed]:
    return facet(
        given["procedure"],
        what,
        city=given["city"].id,
        on=of_the_city(given),
        parameters=parameters,
    )


def _said(stated: Stated[Allowed]) -> Found:
    """The words of a facet, and those that are meant on a condition only."""
    allowed = stated.value
    return Found(
        answer=",".join(allowed.yes),
        because=stated.because,
        facts={
            "on_condition": list(allowed.conditions),
            "conditions": _texts(dict(allowed.conditions)),
        },
    )


def _channels(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    return _said(_facet("channels", given, parameters))


_PHOTO = {
    "photo_height": "application.photo.height",
    "photo_width": "application.photo.width",
    "photo_months": "application.photo.months",
}
"""What the photo has to be: height and width in mm, and how many months old at most (CARD-39)."""


def _bring(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = _facet("bring", given, parameters)
    found = _said(stated)
    if "photo" not in {*stated.value.yes, *stated.value.conditions}:
        return found
    on = of_the_city(given)
    photo, grounds = stated_facts(_PHOTO, city=None, on=on, parameters=parameters)
    because = (*found.because, *grounds)
    return Found(answer=found.answer, because=because, facts={**found.facts, **photo})


def _reservation(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    must_be_there(given, parameters)
    stated = reservation_needed(
        city=given["city"].id,
        procedure=given["procedure"],
        window=given["window"],
        on=of_the_city(given),
        parameters=parameters,
    )
    booking = stated.value
    facts: dict[str, Fact] = {}
    if booking.reservation.phone is not None:
        facts["telephone"] = booking.reservation.phone
    if booking.earliest is not None:
        facts["business_days"] = booking.reservation.business_days
        facts["earliest"] = booking.earliest.isoformat()
    return Found(answer=booking.reservation.need, because=stated.because, facts=facts)


_PROCEDURE = Input(
    name="procedure", kind=word("procedure"), about="what is to be done", required=True
)


def _conditional(vocabulary: str) -> dict[str, Kind]:
    return {"on_condition": words(vocabulary), "conditions": texts(vocabulary)}


PROCEDURE_WHERE = Question(
    name="procedure.where",
    about="which windows do a procedure, and which do on a condition",
    inputs=(HOLDERS_CITY, _PROCEDURE, ON_IN_CITY),
    answer=words("window"),
    facts={**_conditional("window"), "not_at": words("window")},
    find=_where,
)

PROCEDURE_WHO = Question(
    name="procedure.who",
    about="whether somebody may come for a procedure",
    inputs=(
        HOLDERS_CITY,
        _PROCEDURE,
        Input(name="who", kind=word("visitor"), about="who comes", required=True),
        ON_IN_CITY,
    ),
    answer=word("whether"),
    facts={"condition": TEXTS},
    find=_who,
)

PROCEDURE_BRING = Question(
    name="procedure.bring",
    about="what to bring for a procedure",
    inputs=(HOLDERS_CITY, _PROCEDURE, ON_IN_CITY),
    answer=words("bring_item"),
    facts={**_conditional("bring_item"), **dict.fromkeys(_PHOTO, NUMBER)},
    find=_bring,
)

PROCEDURE_CHANNELS = Question(
    name="procedure.channels",
    about="by which ways a procedure is done, besides or instead of a window",
    inputs=(HOLDERS_CITY, _PROCEDURE, ON_IN_CITY),
    answer=words("channel"),
    facts=_conditional("channel"),
    find=_channels,
)

RESERVATION_NEEDED = Question(
    name="reservation.needed",
    about="whether a window wants a reservation, and the first day that can be had",
    inputs=(
        HOLDERS_CITY,
        _PROCEDURE,
        Input(name="window", kind=word("window"), about="which window", required=True),
        Input(
            name="on",
            kind=DAY,
            about="the day on which it is reserved (default: that of the city's guidebook)",
        ),
    ),
    answer=word("need"),
    facts={"telephone": TEXT, "business_days": NUMBER, "earliest": DAY},
    find=_reservation,
)

QUESTIONS = (
    PROCEDURE_WHERE,
    PROCEDURE_WHO,
    PROCEDURE_BRING,
    PROCEDURE_CHANNELS,
    RESERVATION_NEEDED,
)
