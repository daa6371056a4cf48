"""face-card.offered, face-card.can, face-card.return and face-card.marking."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import HOLDERS_CITY, ON_IN_CITY
from fuda.ask.days import of_the_city, of_the_nation
from fuda.ask.inputs import CITY, DAY, YES_NO, BadInputError, Input, word, words
from fuda.ask.question import Question
from fuda.parameters import City, LoadedParameters
from fuda.rules.face_card import (
    Becomes,
    PinlessCard,
    card_without_pins_can,
    face_card_can,
    face_card_marking,
    face_card_offered,
    face_card_return,
)


def _offered(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city = given["city"]
    stated = face_card_offered(
        city=city.id,
        who=given["visitor"],
        switched=given["switched"],
        on=of_the_city(given),
        parameters=parameters,
    )
    return Found(answer="offered", because=stated.because)


def _can(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city: City | None = given["city"]
    on = of_the_nation(given, parameters) if city is None else of_the_city(given)
    if PinlessCard(given["pinless_card"]) is PinlessCard.FACE_AUTHENTICATION:
        stated = face_card_can(given["face_use"], on=on, parameters=parameters)
    elif city is None:
        raise BadInputError(
            "city is missing: what a card without PINs can do differs by city;"
            " accepted: a city, or pinless_card=face_authentication"
        )
    else:
        stated = card_without_pins_can(
            given["face_use"], city=city.id, on=on, parameters=parameters
        )
    facts = {"checks": stated.value} if stated.value else {}
    return Found(answer="can", because=stated.because, facts=facts)


def _return(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city = given["city"]
    stated = face_card_return(
        city=city.id, who=given["visitor"], on=of_the_city(given), parameters=parameters
    )
    return Found(
        answer="same_day" if stated.value.same_day else "not_same_day",
        because=stated.because,
        facts={"steps": stated.value.steps},
    )


def _marking(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city = given["city"]
    stated = face_card_marking(
        Becomes(given["becomes"]),
        panel_full=given["panel_full"],
        city=city.id,
        on=of_the_city(given),
        parameters=parameters,
    )
    return Found(
        answer=stated.value.marking,
        because=stated.because,
        facts={"carry_case": stated.value.carry_case},
    )


_WHO = Input(name="visitor", kind=word("visitor"), about="who comes", default="self")

FACE_CARD_OFFERED = Question(
    name="face-card.offered",
    about="whether a face-authentication card can be chosen, by whom and on what occasion",
    inputs=(
        HOLDERS_CITY,
        _WHO,
        Input(
            name="switched",
            kind=word("face_switched"),
            about="on what occasion it is chosen",
            default="existing_card",
        ),
        ON_IN_CITY,
    ),
    answer=word("face_offered"),
    find=_offered,
)

FACE_CARD_CAN = Question(
    name="face-card.can",
    about="what a card without a PIN can be used for",
    inputs=(
        Input(
            name="face_use",
            kind=word("face_use"),
            about="what the card is to be used for",
            required=True,
        ),
        Input(
            name="pinless_card",
            kind=word("pinless_card"),
            about="which kind of card without a PIN",
            default="face_authentication",
        ),
        Input(name="city", kind=CITY, about="the city (default: what is said for all)"),
        Input(name="on", kind=DAY, about="the day (default: that of the guidebook)"),
    ),
    answer=word("face_can"),
    facts={"checks": words("face_check")},
    find=_can,
)

FACE_CARD_RETURN = Question(
    name="face-card.return",
    about="how a face-authentication card becomes a normal one again",
    inputs=(
        HOLDERS_CITY,
        Input(name="visitor", kind=word("self_or_proxy"), about="who comes", default="self"),
        ON_IN_CITY,
    ),
    answer=word("face_return"),
    facts={"steps": words("face_step")},
    find=_return,
)

FACE_CARD_MARKING = Question(
    name="face-card.marking",
    about="how a face-authentication card is marked, and what becomes of the mark",
    inputs=(
        HOLDERS_CITY,
        Input(
            name="becomes",
            kind=word("face_becomes"),
            about="what the card becomes",
            default="face_authentication",
        ),
        Input(
            name="panel_full",
            kind=YES_NO,
            about="whether the sign panel has no room, so that the case bears the mark",
            default="no",
        ),
        ON_IN_CITY,
    ),
    answer=word("face_marking"),
    facts={"carry_case": YES_NO},
    find=_marking,
)

QUESTIONS = (
    FACE_CARD_OFFERED,
    FACE_CARD_CAN,
    FACE_CARD_RETURN,
    FACE_CARD_MARKING,
)
