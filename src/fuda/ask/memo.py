"""memo.sheet: what a holder gets to write the PINs down (MEMO-01, MEMO-02)."""

from typing import Any

from fuda.ask.answers import Fact, Found
from fuda.ask.common_inputs import HOLDERS_CITY, ON_IN_CITY
from fuda.ask.days import of_the_city
from fuda.ask.facts import stated_facts
from fuda.ask.inputs import NUMBER, YES_NO, word, words
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.kinds import PinForm


def _sheet(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city = given["city"]
    on = of_the_city(given)
    sheet = parameters.value("memo.sheet", city=city.id, on=on)
    facts, grounds = stated_facts(
        {"memo_pins": "memo.pins", "expiry_boxes": "memo.expiry"},
        city=city.id,
        on=on,
        parameters=parameters,
    )
    boxes = {
        name: parameters.value(f"pin.{kind}.form", city=None, on=on)
        for name, kind in (("signature_boxes", "signature"), ("digit_boxes", "user"))
    }
    counted: dict[str, Fact] = {name: form.of(PinForm).longest for name, form in boxes.items()}
    return Found(
        answer=sheet.of(str),
        because=(sheet.because, *grounds, *(form.because for form in boxes.values())),
        facts={**facts, **counted},
    )


MEMO_SHEET = Question(
    name="memo.sheet",
    about="what a holder gets to write PINs and dates of expiry down",
    inputs=(
        HOLDERS_CITY,
        ON_IN_CITY,
    ),
    answer=word("memo_sheet"),
    facts={
        "memo_pins": words("pin_kind"),
        "expiry_boxes": YES_NO,
        "signature_boxes": NUMBER,
        "digit_boxes": NUMBER,
    },
    find=_sheet,
)

QUESTIONS = (MEMO_SHEET,)
