"""device.needs: what using the certificates at home takes."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import ON_IN_NATION
from fuda.ask.days import of_the_nation
from fuda.ask.facts import stated_facts
from fuda.ask.inputs import NUMBER, Input, word, words
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.device import device_needs


def _needs(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on, device = of_the_nation(given, parameters), given["device"]
    stated = device_needs(device, service=given["home_service"], on=on, parameters=parameters)
    facts, grounds = stated_facts(
        {"models": "device.smartphone.models"} if device == "smartphone" else {},
        city=None,
        on=on,
        parameters=parameters,
    )
    return Found(answer=",".join(stated.value), because=(*stated.because, *grounds), facts=facts)


DEVICE_NEEDS = Question(
    name="device.needs",
    about="what is needed to use the electronic certificates at home",
    inputs=(
        Input(name="device", kind=word("device"), about="on what", required=True),
        Input(
            name="home_service",
            kind=word("home_service"),
            about="for which service (default: the certificates themselves)",
        ),
        ON_IN_NATION,
    ),
    answer=words("device_need"),
    facts={"models": NUMBER},
    find=_needs,
)

QUESTIONS = (DEVICE_NEEDS,)
