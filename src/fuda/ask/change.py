"""change.card."""

from typing import Any

from fuda.ask.answers import Fact, Found
from fuda.ask.common_inputs import HOLDERS_CITY, ON_IN_CITY, RESIDENCE
from fuda.ask.days import of_the_city
from fuda.ask.facts import stated_facts
from fuda.ask.inputs import DAY, YES_NO, Input, word, words
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.card_expiry import Residence
from fuda.rules.change import ChangeItem, change_card


def _card(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city, on = given["city"].id, of_the_city(given)
    stated = change_card(
        ChangeItem(given["change_item"]),
        changed=given["changed"],
        residence=Residence(given["residence"]),
        city=city,
        on=on,
        parameters=parameters,
    )
    change = stated.value
    keys = {"pins": "change.pins", "kiosk_after": "kiosk.change_shown_after_card"}
    if change.signature_lapses:
        keys["signature_by"] = "change.signature.by"
    said, grounds = stated_facts(keys, city=city, on=on, parameters=parameters)
    facts: dict[str, Fact] = {
        "signature_lapses": change.signature_lapses,
        "user_lapses": change.user_lapses,
        **said,
    }
    if change.change_by is not None:
        facts["change_by"] = change.change_by.isoformat()
    return Found(answer=",".join(change.steps), because=(*stated.because, *grounds), facts=facts)


CHANGE_CARD = Question(
    name="change.card",
    about="what a change of name, address or other data asks for, within the city",
    inputs=(
        HOLDERS_CITY,
        Input(name="change_item", kind=word("change_item"), about="what changed", required=True),
        Input(name="changed", kind=DAY, about="the day of the change"),
        RESIDENCE,
        ON_IN_CITY,
    ),
    answer=words("change_step"),
    facts={
        "signature_lapses": YES_NO,
        "user_lapses": YES_NO,
        "pins": words("pin_kind"),
        "signature_by": word("change_signature_by"),
        "kiosk_after": YES_NO,
        "change_by": DAY,
    },
    find=_card,
)

QUESTIONS = (CHANGE_CARD,)
