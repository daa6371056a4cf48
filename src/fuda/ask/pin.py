"""pin.acceptable. The value is judged and never repeated."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.days import of_the_nation
from fuda.ask.inputs import DAY, NUMBER, SECRET, Input, word
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.pin import PinKind, acceptable, tries


def _acceptable(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    kind = PinKind(given["kind"])
    on = of_the_nation(given, parameters)
    stated = acceptable(kind, given["value"], on=on, parameters=parameters)
    locks = tries(kind, on=on, parameters=parameters)
    return Found(
        answer="acceptable",
        because=(*stated.because, *locks.because),
        facts={"locks_after": locks.value},
    )


PIN_ACCEPTABLE = Question(
    name="pin.acceptable",
    about="whether a PIN has the form that is asked for",
    inputs=(
        Input(name="kind", kind=word("pin_kind"), about="which of the four PINs", required=True),
        Input(
            name="value",
            kind=SECRET,
            about="the PIN, never a real one: addresses are kept in many places",
            required=True,
        ),
        Input(name="on", kind=DAY, about="the day (default: that of the newest guidebook)"),
    ),
    answer=word("pin_form_outcome"),
    facts={"locks_after": NUMBER},
    find=_acceptable,
)
