"""express.eligible and express.first-fee."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import HOLDERS_CITY
from fuda.ask.days import of_the_city
from fuda.ask.facts import stated_facts
from fuda.ask.inputs import (
    DAY,
    NUMBER,
    YES_NO,
    BadInputError,
    Input,
    in_order,
    word,
    words,
)
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.express import ExpressReason, express_eligible
from fuda.rules.reissue import reissue_ready
from fuda.rules.values import Value

_FACTS = {"delivery": "express.delivery", "at_counter": "express.at_counter"}
_OF_A_CHILD = {"with_birth_notice": "express.with_birth_notice"}


def _eligible(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city, reason, born = given["city"].id, ExpressReason(given["reason"]), given["born"]
    on = of_the_city(given)
    child = reason is ExpressReason.UNDER_ONE
    if child and born is None:
        raise BadInputError("born is missing: with reason=under_one give the child's birthday")
    in_order(born=born, on=on)
    stated = express_eligible(
        city=city, reason=reason, on=on, born=born if child else None, parameters=parameters
    )
    express, ordinary = (
        reissue_ready(city=city, applied=on, express=quickly, on=on, parameters=parameters)
        for quickly in (True, False)
    )
    facts, grounds = stated_facts(
        {**_FACTS, **(_OF_A_CHILD if child else {})}, city=city, on=on, parameters=parameters
    )
    return Found(
        answer="eligible",
        because=(*stated.because, *express.because, *ordinary.because, *grounds),
        facts={
            "from_day": express.value.sure_from.isoformat(),
            "ordinary_day": ordinary.value.sure_from.isoformat(),
            **facts,
        },
    )


def _first_fee(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_city(given)
    fee: Value = parameters.value("express.fee.first_issue", city=given["city"].id, on=on)
    return Found(answer=str(fee.of(int)), because=(fee.because,))


_ON = Input(name="on", kind=DAY, about="the day of application (default: that of the guidebook)")

EXPRESS_ELIGIBLE = Question(
    name="express.eligible",
    about="whether a card can be issued express, and about when it arrives",
    inputs=(
        HOLDERS_CITY,
        Input(
            name="reason",
            kind=word("express_reason"),
            about="why the card is wanted quickly",
            required=True,
        ),
        Input(name="born", kind=DAY, about="the child's birthday, for reason=under_one"),
        _ON,
    ),
    answer=word("express_outcome"),
    facts={
        "from_day": DAY,
        "ordinary_day": DAY,
        "delivery": word("express_delivery"),
        "at_counter": words("express_step"),
        "with_birth_notice": YES_NO,
    },
    find=_eligible,
)

EXPRESS_FIRST_FEE = Question(
    name="express.first-fee",
    about="what a first card costs when it is issued express, in yen",
    inputs=(HOLDERS_CITY, _ON),
    answer=NUMBER,
    find=_first_fee,
)

QUESTIONS = (
    EXPRESS_ELIGIBLE,
    EXPRESS_FIRST_FEE,
)
