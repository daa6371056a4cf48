"""certificate.false-application: what the law threatens."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import ON_IN_NATION
from fuda.ask.days import of_the_nation
from fuda.ask.inputs import NUMBER, word
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.false_application import false_application


def _penalty(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = false_application(on=of_the_nation(given, parameters), parameters=parameters)
    penalty = stated.value
    return Found(
        answer=penalty.prison,
        because=stated.because,
        facts={"prison_years": penalty.years, "fine": penalty.fine},
    )


FALSE_APPLICATION = Question(
    name="certificate.false-application",
    about="the penalty for having an untrue electronic certificate issued by a false application:"
    " prison or a fine",
    inputs=(ON_IN_NATION,),
    answer=word("prison"),
    facts={"prison_years": NUMBER, "fine": NUMBER},
    find=_penalty,
)

QUESTIONS = (FALSE_APPLICATION,)
