"""tax.available, seal.counter and online.application."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import CERTIFICATE, HOLDERS_CITY, ON_IN_CITY
from fuda.ask.days import of_the_city
from fuda.ask.facts import stated_facts
from fuda.ask.inputs import NUMBER, YES_NO, Input, word, words
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.online import online_application
from fuda.rules.seal import seal_at_counter
from fuda.rules.tax import tax_available


def _tax(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = tax_available(
        city=given["city"].id,
        certificate=given["certificate"],
        years_back=given["years_back"],
        registered_in_january=given["registered_in_january"],
        filed=given["tax_filed"],
        just_filed=given["tax_just_filed"],
        resident_throughout=given["resident_throughout"],
        on=of_the_city(given),
        parameters=parameters,
    )
    return Found(answer="available", because=stated.because, facts={"years": stated.value})


def _seal(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    because = seal_at_counter(
        city=given["city"].id,
        brings=given["brings"],
        on=of_the_city(given),
        parameters=parameters,
    )
    return Found(answer="issued", because=because)


_ONLINE = {
    "online_channel": "online.channel",
    "payment": "online.payment",
    "cost": "online.cost",
    "sent_to": "online.sent_to",
    "slower_than_kiosk": "online.slower_than_kiosk",
}


def _online(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city, on = given["city"].id, of_the_city(given)
    because = online_application(
        city=city,
        certificate=given["certificate"],
        own_city=given["own_city"],
        on=on,
        parameters=parameters,
    )
    facts, grounds = stated_facts(_ONLINE, city=city, on=on, parameters=parameters)
    return Found(answer="possible", because=(*because, *grounds), facts=facts)


TAX_AVAILABLE = Question(
    name="tax.available",
    about="whether a kiosk issues the tax certificate of a year",
    inputs=(
        HOLDERS_CITY,
        CERTIFICATE,
        Input(
            name="years_back",
            kind=NUMBER,
            about="how many years before the newest tax year; 0 is the newest",
            default="0",
        ),
        Input(
            name="registered_in_january",
            kind=YES_NO,
            about="registered in the city on 1 January of that year",
            default="yes",
        ),
        Input(
            name="resident_throughout",
            kind=YES_NO,
            about="a resident of the city ever since",
            default="yes",
        ),
        Input(
            name="tax_filed", kind=YES_NO, about="the tax of that year was declared", default="yes"
        ),
        Input(
            name="tax_just_filed",
            kind=YES_NO,
            about="the tax return was filed a few days ago",
            default="no",
        ),
        ON_IN_CITY,
    ),
    answer=word("tax_outcome"),
    facts={"years": NUMBER},
    find=_tax,
)

SEAL_COUNTER = Question(
    name="seal.counter",
    about="whether the counter issues a seal certificate against what is brought",
    inputs=(
        HOLDERS_CITY,
        Input(name="brings", kind=words("seal_paper"), about="what is brought", required=True),
        ON_IN_CITY,
    ),
    answer=word("seal_outcome"),
    find=_seal,
)

ONLINE_APPLICATION = Question(
    name="online.application",
    about="whether a certificate can be applied for online and sent by post",
    inputs=(
        HOLDERS_CITY,
        CERTIFICATE,
        Input(
            name="own_city", kind=YES_NO, about="it is a certificate of that city", default="yes"
        ),
        ON_IN_CITY,
    ),
    answer=word("online_outcome"),
    facts={
        "online_channel": word("online_channel"),
        "payment": word("online_payment"),
        "cost": words("online_cost"),
        "sent_to": word("online_sent_to"),
        "slower_than_kiosk": YES_NO,
    },
    find=_online,
)

QUESTIONS = (
    TAX_AVAILABLE,
    SEAL_COUNTER,
    ONLINE_APPLICATION,
)
