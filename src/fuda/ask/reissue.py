"""reissue.fee and reissue.ready."""

from datetime import date
from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import HOLDERS_CITY, RESIDENCE
from fuda.ask.days import of_the_city
from fuda.ask.facts import stated_facts
from fuda.ask.inputs import (
    DAY,
    NUMBER,
    YES_NO,
    Input,
    in_order,
    word,
)
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.card_expiry import Residence
from fuda.rules.reissue import ReissueReason, reissue_fee, reissue_ready


def _fee(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city = given["city"].id
    on = of_the_city(given)
    stated = reissue_fee(
        city=city,
        reason=ReissueReason(given["reason"]),
        certificates=given["certificates"],
        old_card_returned=given["old_card_returned"],
        residence=Residence(given["residence"]),
        express=given["express"],
        on=on,
        parameters=parameters,
    )
    fee = stated.value
    paid, grounds = stated_facts(
        {"paid": "reissue.fee.paid"} if fee.total else {}, city=city, on=on, parameters=parameters
    )
    return Found(
        answer=str(fee.total),
        because=(*stated.because, *grounds),
        facts={
            "charge": str(fee.charge),
            "card_fee": fee.card,
            "certificates_fee": fee.certificates,
            **paid,
        },
    )


def _ready(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    applied: date = given["applied"]
    on: date = given["on"] or applied
    in_order(applied=applied, on=on)
    stated = reissue_ready(
        city=given["city"].id,
        applied=applied,
        express=given["express"],
        on=on,
        parameters=parameters,
    )
    return Found(
        answer=stated.value.usable,
        because=stated.because,
        facts={
            "ready_may": stated.value.may_from.isoformat(),
            "ready_sure": stated.value.sure_from.isoformat(),
        },
    )


_ON = Input(name="on", kind=DAY, about="the day of application (default: that of the guidebook)")
_EXPRESS = Input(
    name="express", kind=YES_NO, about="the card is to be issued express", default="no"
)

REISSUE_FEE = Question(
    name="reissue.fee",
    about="what a new card costs in place of another, by reason, in yen",
    inputs=(
        HOLDERS_CITY,
        Input(
            name="reason", kind=word("reissue_reason"), about="why it is made again", required=True
        ),
        Input(
            name="certificates",
            kind=YES_NO,
            about="the card is to carry electronic certificates",
            default="yes",
        ),
        Input(
            name="old_card_returned",
            kind=YES_NO,
            about="the old card is given back",
            default="yes",
        ),
        RESIDENCE,
        _EXPRESS,
        _ON,
    ),
    answer=NUMBER,
    facts={
        "charge": word("reissue_charge"),
        "card_fee": NUMBER,
        "certificates_fee": NUMBER,
        "paid": word("reissue_paid"),
    },
    find=_fee,
)

REISSUE_READY = Question(
    name="reissue.ready",
    about="whether a card that was applied for is ready on a day",
    inputs=(
        HOLDERS_CITY,
        Input(name="applied", kind=DAY, about="the day of application", required=True),
        _EXPRESS,
        Input(name="on", kind=DAY, about="the day (default: that of application)"),
    ),
    answer=word("readiness"),
    facts={"ready_may": DAY, "ready_sure": DAY},
    find=_ready,
)

QUESTIONS = (
    REISSUE_FEE,
    REISSUE_READY,
)
