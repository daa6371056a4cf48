"""life.event: the row of the cascade that an event in a life has."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.inputs import Input, word
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.lifecycle.machine import because
from fuda.rules.lifecycle.what_happens import LifeEvent, what_happens


def _event(given: dict[str, Any], _parameters: LoadedParameters) -> Found:
    row = what_happens(LifeEvent(given["event"]))
    effects = {
        "card_event": row.card,
        "signature_event": row.signature,
        "user_event": row.user,
        "pin_event": row.pin,
        "number_event": row.number,
        "booking_event": row.booking,
        "paper_event": row.paper,
        "honseki_event": row.honseki,
        "form_event": row.form,
    }
    happens = {name: str(one) for name, one in effects.items() if one is not None}
    return Found(
        answer="changes" if happens else "stays",
        because=(because(row.source),),
        facts=happens,
    )


LIFE_EVENT = Question(
    name="life.event",
    about="what an event in a life does to the card, its certificates, its PINs and the number",
    inputs=(Input(name="event", kind=word("life_event"), about="what happened", required=True),),
    answer=word("life_outcome"),
    facts={
        "card_event": word("card_event"),
        "signature_event": word("certificate_effect"),
        "user_event": word("certificate_effect"),
        "pin_event": word("pin_event"),
        "number_event": word("number_event"),
        "booking_event": word("booking_event"),
        "paper_event": word("paper_event"),
        "honseki_event": word("honseki_step"),
        "form_event": word("form_event"),
    },
    find=_event,
)

QUESTIONS = (LIFE_EVENT,)
