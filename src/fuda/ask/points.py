"""points.amount, vaccination.app and account.register."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import ON_IN_NATION
from fuda.ask.days import of_the_nation
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
from fuda.rules.points import (
    PointsPart,
    account_registration,
    points_amount,
    vaccination_app,
)


def _points(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    part, on, applied = PointsPart(given["part"]), given["on"], given["card_applied"]
    in_order(card_applied=applied, on=on)
    if part is PointsPart.CHARGE and given["spent"] is None:
        raise BadInputError("spent is missing: with part=charge give the yen charged or paid")
    stated = points_amount(
        part,
        on=on,
        card_applied=applied,
        spent=given["spent"] or 0,
        first_round=given["first_round"],
        parameters=parameters,
    )
    facts, grounds = stated_facts({"most": "points.most"}, city=None, on=on, parameters=parameters)
    return Found(
        answer=str(stated.value.points),
        because=(*stated.because, *grounds),
        facts={
            "points_from": stated.value.first_day.isoformat(),
            "points_until": stated.value.last_day.isoformat(),
            **facts,
        },
    )


def _vaccination(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = vaccination_app(on=of_the_nation(given, parameters), parameters=parameters)
    return Found(answer="offered", because=stated.because, facts={"pin": stated.value})


def _account(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_nation(given, parameters)
    stated = account_registration(accounts=given["accounts"], on=on, parameters=parameters)
    facts, grounds = stated_facts(
        {"optional": "account.optional", "uses": "account.uses", "needs": "account.needs"},
        city=None,
        on=on,
        parameters=parameters,
    )
    return Found(answer="registered", because=(*stated.because, *grounds), facts=facts)


POINTS_AMOUNT = Question(
    name="points.amount",
    about="how many points the second round gave for one part",
    inputs=(
        Input(name="part", kind=word("points_part"), about="what earns points", required=True),
        Input(
            name="card_applied",
            kind=DAY,
            about="the day on which the card was applied for",
            required=True,
        ),
        Input(name="on", kind=DAY, about="the day of application for the points", required=True),
        Input(name="spent", kind=NUMBER, about="yen charged or paid, for part=charge"),
        Input(
            name="first_round",
            kind=YES_NO,
            about="the person took part in the first round",
            default="no",
        ),
    ),
    answer=NUMBER,
    facts={"points_from": DAY, "points_until": DAY, "most": NUMBER},
    find=_points,
)

VACCINATION_APP = Question(
    name="vaccination.app",
    about="whether the vaccination certificate app can be used on a day, and with which PIN",
    inputs=(ON_IN_NATION,),
    answer=word("app_outcome"),
    facts={"pin": word("pin_kind")},
    find=_vaccination,
)

ACCOUNT_REGISTER = Question(
    name="account.register",
    about="whether a public-money account can be registered",
    inputs=(
        Input(
            name="accounts",
            kind=NUMBER,
            about="how many the person has registered before",
            default="0",
        ),
        ON_IN_NATION,
    ),
    answer=word("account_outcome"),
    facts={"optional": YES_NO, "uses": words("account_use"), "needs": words("account_need")},
    find=_account,
)

QUESTIONS = (
    POINTS_AMOUNT,
    VACCINATION_APP,
    ACCOUNT_REGISTER,
)
