"""kiosk.fee, .refund, .free-certificate, .shops, .juminhyo and .reflects."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import CERTIFICATE, HOLDERS_CITY, ON_IN_CITY, RESIDENCE
from fuda.ask.days import of_the_city
from fuda.ask.facts import stated_facts
from fuda.ask.inputs import NUMBER, TEXTS, YES_NO, BadInputError, Input, word, words
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.card_expiry import Residence
from fuda.rules.kiosk_shop import Mishap, free_certificate, kiosk_fee, kiosk_refund
from fuda.rules.values import silent_on


def _fee(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    copies = given["how_many"]
    if copies < 1:
        raise BadInputError("how_many: 0 is no copy; accepted: 1 or more")
    stated = kiosk_fee(
        city=given["city"].id,
        certificate=given["certificate"],
        on=of_the_city(given),
        parameters=parameters,
    )
    one = stated.value
    counter = (
        {"counter_fee": one.counter, "cheaper_by": one.counter - one.fee}
        if one.counter is not None
        else {}
    )
    return Found(
        answer=str(one.fee * copies), because=stated.because, facts={"fee": one.fee, **counter}
    )


def _refund(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city, on = given["city"].id, of_the_city(given)
    stated = kiosk_refund(city=city, mishap=Mishap(given["mishap"]), on=on, parameters=parameters)
    facts, grounds = stated_facts(
        {"hand_in": "kiosk.refund.with", "void_stamp": "kiosk.refund.void_stamp"},
        city=city,
        on=on,
        parameters=parameters,
    )
    return Found(answer="refunded", because=(*stated.because, *grounds), facts=facts)


def _free(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    because = free_certificate(city=given["city"].id, on=of_the_city(given), parameters=parameters)
    return Found(answer="offered", because=because)


_SHOPS = {
    "others": "kiosk.shops.others",
    "about_count": "kiosk.shops.count",
    "hours_limit": "kiosk.shops.hours_limit",
    "own_machine": "kiosk.own_machine",
    "registration_needed": "kiosk.registration_needed",
}


def _shops(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city, on = given["city"].id, of_the_city(given)
    shops = parameters.value("kiosk.shops", city=city, on=on)
    facts, grounds = stated_facts(_SHOPS, city=city, on=on, parameters=parameters)
    return Found(answer=",".join(shops.of(tuple)), because=(shops.because, *grounds), facts=facts)


def _juminhyo(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city, on = given["city"].id, of_the_city(given)
    japanese = Residence(given["residence"]) is Residence.JAPANESE
    key = "kiosk.juminhyo.items_japanese" if japanese else "kiosk.juminhyo.items_foreign"
    items = parameters.value(key, city=city, on=on)
    facts, grounds = stated_facts(
        {
            "address_lines": "kiosk.juminhyo.address_lines",
            "number_possible": "kiosk.juminhyo.my_number",
            "household_possible": "kiosk.juminhyo.household",
        },
        city=city,
        on=on,
        parameters=parameters,
    )
    return Found(answer=",".join(items.of(tuple)), because=(items.because, *grounds), facts=facts)


def _reflects(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city, on = given["city"].id, of_the_city(given)
    after_card = parameters.value("kiosk.change_shown_after_card", city=city, on=on)
    if not after_card.of(bool):
        raise silent_on("kiosk.change_shown_after_card", city=city, on=on, parameters=parameters)
    return Found(answer="new" if given["card_changed"] else "old", because=(after_card.because,))


KIOSK_FEE = Question(
    name="kiosk.fee",
    about="what copies of a certificate cost at a kiosk, beside the counter, in yen",
    inputs=(
        HOLDERS_CITY,
        CERTIFICATE,
        Input(name="how_many", kind=NUMBER, about="how many copies", default="1"),
        ON_IN_CITY,
    ),
    answer=NUMBER,
    facts={"fee": NUMBER, "counter_fee": NUMBER, "cheaper_by": NUMBER},
    find=_fee,
)

KIOSK_REFUND = Question(
    name="kiosk.refund",
    about="whether the fee of a print is given back",
    inputs=(
        HOLDERS_CITY,
        Input(name="mishap", kind=word("kiosk_mishap"), about="what went wrong", required=True),
        ON_IN_CITY,
    ),
    answer=word("refund"),
    facts={"hand_in": words("refund_paper"), "void_stamp": YES_NO},
    find=_refund,
)

KIOSK_FREE_CERTIFICATE = Question(
    name="kiosk.free-certificate",
    about="whether a certificate that is free of charge is issued at a kiosk",
    inputs=(HOLDERS_CITY, ON_IN_CITY),
    answer=word("kiosk_outcome"),
    find=_free,
)

KIOSK_SHOPS = Question(
    name="kiosk.shops",
    about="in which shops kiosks stand",
    inputs=(HOLDERS_CITY, ON_IN_CITY),
    answer=words("shop"),
    facts={
        "others": YES_NO,
        "about_count": NUMBER,
        "hours_limit": YES_NO,
        "own_machine": TEXTS,
        "registration_needed": YES_NO,
    },
    find=_shops,
)

KIOSK_JUMINHYO = Question(
    name="kiosk.juminhyo",
    about="what a resident can have on a 住民票 from a kiosk",
    inputs=(
        HOLDERS_CITY,
        RESIDENCE,
        ON_IN_CITY,
    ),
    answer=words("juminhyo_item"),
    facts={
        "address_lines": words("juminhyo_address"),
        "number_possible": YES_NO,
        "household_possible": YES_NO,
    },
    find=_juminhyo,
)

KIOSK_REFLECTS = Question(
    name="kiosk.reflects",
    about="whether a certificate shows a change of name or address",
    inputs=(
        HOLDERS_CITY,
        Input(
            name="card_changed",
            kind=YES_NO,
            about="the change was written on the card",
            required=True,
        ),
        ON_IN_CITY,
    ),
    answer=word("kiosk_shows"),
    find=_reflects,
)

QUESTIONS = (
    KIOSK_FEE,
    KIOSK_REFUND,
    KIOSK_FREE_CERTIFICATE,
    KIOSK_SHOPS,
    KIOSK_JUMINHYO,
    KIOSK_REFLECTS,
)
