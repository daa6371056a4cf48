"""abroad.card."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.inputs import DAY, YES_NO, Input, word
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.abroad import Nationality, moving_abroad


def _card(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = moving_abroad(
        nationality=Nationality(given["nationality"]),
        departs=given["departs"],
        continued_on=given["continued_on"],
        parameters=parameters,
    )
    found = stated.value
    last = {} if found.last_day is None else {"last_day": found.last_day.isoformat()}
    return Found(
        answer=found.card,
        because=stated.because,
        facts={**last, "keep_card": found.keep_card},
    )


ABROAD_CARD = Question(
    name="abroad.card",
    about="what moving abroad does to the card, and by when its use can be continued",
    inputs=(
        Input(
            name="nationality",
            kind=word("abroad_nationality"),
            about="whether the holder is a national of Japan",
            default="japanese",
        ),
        Input(name="departs", kind=DAY, about="the planned day of moving out", required=True),
        Input(
            name="continued_on",
            kind=DAY,
            about="the day on which the use of the card was continued, if at all",
        ),
    ),
    answer=word("abroad_card"),
    facts={"last_day": DAY, "keep_card": YES_NO},
    find=_card,
)

QUESTIONS = (ABROAD_CARD,)
