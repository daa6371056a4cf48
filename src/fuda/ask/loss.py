"""loss.steps, suspension.stops, suspension.phones and suspension.lift."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import HOLDERS_CITY, ON_IN_CITY, ON_IN_NATION
from fuda.ask.days import of_the_city, of_the_nation
from fuda.ask.inputs import NUMBER, TEXT, YES_NO, Input, word, words
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.lifecycle.card import Card
from fuda.rules.loss import (
    LossPlace,
    loss_steps,
    phones_suspended,
    suspension_lifted,
    suspension_stops,
)


def _steps(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = loss_steps(
        city=given["city"].id,
        place=LossPlace(given["place"]),
        on=of_the_city(given),
        parameters=parameters,
    )
    steps = stated.value
    facts = {
        "menu": steps.menu,
        "police": steps.police,
        "bring": None if steps.papers is None else list(steps.papers),
        "same_visit": steps.same_visit,
    }
    said = {name: fact for name, fact in facts.items() if fact is not None}
    return Found(answer=steps.line, because=stated.because, facts=said)


def _stops(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = suspension_stops(on=of_the_nation(given, parameters), parameters=parameters)
    return Found(answer=",".join(stated.value), because=stated.because)


def _phones(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = phones_suspended(on=of_the_nation(given, parameters), parameters=parameters)
    return Found(answer="yes" if stated.value else "no", because=stated.because)


def _lift(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = suspension_lifted(
        city=given["city"].id,
        state=Card(given["card_state"]),
        papers=given["papers"],
        on=of_the_city(given),
        parameters=parameters,
    )
    return Found(answer="lifted", because=stated.because, facts={"bring": list(stated.value)})


LOSS_STEPS = Question(
    name="loss.steps",
    about="what to do when a card is lost or stolen: whom to call, the police, what to bring",
    inputs=(
        HOLDERS_CITY,
        Input(
            name="place",
            kind=word("loss_place"),
            about="where or how the card went",
            required=True,
        ),
        ON_IN_CITY,
    ),
    answer=TEXT,
    facts={
        "menu": NUMBER,
        "police": word("police_report"),
        "bring": words("loss_paper"),
        "same_visit": YES_NO,
    },
    find=_steps,
)

SUSPENSION_STOPS = Question(
    name="suspension.stops",
    about="what stops when a card is suspended, until the suspension is lifted",
    inputs=(ON_IN_NATION,),
    answer=words("stopped"),
    find=_stops,
)

SUSPENSION_PHONES = Question(
    name="suspension.phones",
    about="whether a lost phone with certificates is suspended on the same line",
    inputs=(ON_IN_NATION,),
    answer=YES_NO,
    find=_phones,
)

SUSPENSION_LIFT = Question(
    name="suspension.lift",
    about="whether the suspension of a card is lifted at the counter, and with which papers",
    inputs=(
        HOLDERS_CITY,
        Input(
            name="card_state",
            kind=word("card_life"),
            about="where the card stands",
            default="suspended",
        ),
        Input(
            name="papers",
            kind=words("loss_paper"),
            about="what the holder brings",
            required=True,
        ),
        ON_IN_CITY,
    ),
    answer=word("suspension_lift"),
    facts={"bring": words("loss_paper")},
    find=_lift,
)

QUESTIONS = (
    LOSS_STEPS,
    SUSPENSION_STOPS,
    SUSPENSION_PHONES,
    SUSPENSION_LIFT,
)
