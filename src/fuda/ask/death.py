"""death.return and death.kiosk."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import ON_IN_CITY
from fuda.ask.days import of_the_city
from fuda.ask.inputs import CITY, YES_NO, Input, word
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.death import death_return, no_kiosk_for_the_dead


def _return(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city = given["city"]
    stated = death_return(
        given["deceased_paper"],
        city=city.id,
        on=of_the_city(given),
        parameters=parameters,
    )
    found = stated.value
    return Found(
        answer="required" if found.required else "not_required",
        because=stated.because,
        facts={"return_accepted": found.accepted, "return_after": found.after},
    )


def _kiosk(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city = given["city"]
    on = of_the_city(given)
    raise no_kiosk_for_the_dead(city=city.id, on=on, parameters=parameters)


_CITY = Input(name="city", kind=CITY, about="the last city of residence", required=True)

DEATH_RETURN = Question(
    name="death.return",
    about="whether the card of a deceased person must be returned",
    inputs=(
        _CITY,
        Input(
            name="deceased_paper",
            kind=word("deceased_paper"),
            about="what the deceased left",
            default="card",
        ),
        ON_IN_CITY,
    ),
    answer=word("death_return"),
    facts={"return_accepted": YES_NO, "return_after": word("death_return_after")},
    find=_return,
)

DEATH_KIOSK = Question(
    name="death.kiosk",
    about="whether a kiosk issues certificates of a deceased person",
    inputs=(_CITY, ON_IN_CITY),
    answer=word("kiosk_outcome"),
    find=_kiosk,
)

QUESTIONS = (
    DEATH_RETURN,
    DEATH_KIOSK,
)
