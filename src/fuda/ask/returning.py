"""return.card and lapse.cause."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import HOLDERS_CITY, ON_IN_CITY, ON_IN_NATION
from fuda.ask.days import of_the_city, of_the_nation
from fuda.ask.inputs import YES_NO, Input, word
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.returning import CardReturn, LapseCause, card_returned, lapses


def _card(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = card_returned(
        city=given["city"].id,
        occasion=CardReturn(given["card_return"]),
        on=of_the_city(given),
        parameters=parameters,
    )
    return Found(
        answer="required" if stated.value.required else "not_required",
        because=stated.because,
        facts={"handed_back": stated.value.handed_back},
    )


def _cause(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = lapses(
        LapseCause(given["lapse_of"]),
        on=of_the_nation(given, parameters),
        parameters=parameters,
    )
    return Found(answer=stated.value, because=stated.because)


RETURN_CARD = Question(
    name="return.card",
    about="whether a card is returned to the municipality, and whether it is handed back",
    inputs=(
        HOLDERS_CITY,
        Input(
            name="card_return",
            kind=word("card_return_occasion"),
            about="what happened to the card or its holder",
            required=True,
        ),
        ON_IN_CITY,
    ),
    answer=word("return_answer"),
    facts={"handed_back": YES_NO},
    find=_card,
)

LAPSE_CAUSE = Question(
    name="lapse.cause",
    about="whether something makes the card lapse, which cannot be undone",
    inputs=(
        Input(
            name="lapse_of",
            kind=word("lapse_cause"),
            about="what happened to the card or its holder",
            required=True,
        ),
        ON_IN_NATION,
    ),
    answer=word("lapse_effect"),
    find=_cause,
)

QUESTIONS = (
    RETURN_CARD,
    LAPSE_CAUSE,
)
