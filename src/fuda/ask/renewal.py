"""renewal.opens, renewal.allowed, renewal.notice and renewal.hand-over."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import HOLDERS_CITY, ON_IN_CITY, RESIDENCE
from fuda.ask.days import of_the_city
from fuda.ask.facts import stated_facts
from fuda.ask.inputs import DAY, NUMBER, YES_NO, Input, word
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.card_expiry import Residence
from fuda.rules.renewal import Renewable, renewal_allowed, renewal_opens
from fuda.rules.renewal_notice import OldCard, renewal_notice, renewed_card_handed_over


def _opens(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = renewal_opens(given["expires"], parameters=parameters)
    return Found(answer=stated.value.isoformat(), because=stated.because)


def _allowed(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = renewal_allowed(
        Renewable(given["what"]),
        expires=given["expires"],
        on=given["on"],
        parameters=parameters,
    )
    opens = renewal_opens(given["expires"], parameters=parameters).value
    return Found(answer=stated.value, because=stated.because, facts={"opens": opens.isoformat()})


_NOTICE_SAYS = {
    "notice_sender": "renewal.notice.sender",
    "notice_delivery": "renewal.notice.delivery",
    "form_enclosed": "renewal.form_enclosed",
}


def _notice(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city, expires = given["city"].id, given["expires"]
    stated = renewal_notice(
        Renewable(given["what"]),
        expires=expires,
        residence=Residence(given["residence"]),
        city=city,
        parameters=parameters,
    )
    if not stated.value.sent:
        return Found(answer="not_sent", because=stated.because)
    keys = {
        name: key
        for name, key in _NOTICE_SAYS.items()
        if name != "form_enclosed" or given["what"] == Renewable.CARD
    }
    facts, grounds = stated_facts(keys, city=city, on=expires, parameters=parameters)
    if stated.value.about_from is not None:
        facts["about_from"] = stated.value.about_from.isoformat()
    return Found(answer="sent", because=(*stated.because, *grounds), facts=facts)


def _hand_over(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = renewed_card_handed_over(
        OldCard(given["old_card"]),
        certificates=given["certificates"],
        residence=Residence(given["residence"]),
        city=given["city"].id,
        on=of_the_city(given),
        parameters=parameters,
    )
    fee = stated.value
    return Found(answer=str(fee.total), because=stated.because, facts={"charge": str(fee.charge)})


_EXPIRES = Input(
    name="expires", kind=DAY, about="the last valid day of the card or certificate", required=True
)

RENEWAL_OPENS = Question(
    name="renewal.opens",
    about="the first day on which a card or certificate may be renewed",
    inputs=(_EXPIRES,),
    answer=DAY,
    find=_opens,
)

RENEWAL_ALLOWED = Question(
    name="renewal.allowed",
    about="whether a card or certificate may be renewed on a day",
    inputs=(
        Input(name="what", kind=word("renewable"), about="what is renewed", required=True),
        _EXPIRES,
        Input(name="on", kind=DAY, about="the day of the visit", required=True),
    ),
    answer=word("renewal"),
    facts={"opens": DAY},
    find=_allowed,
)


RENEWAL_NOTICE = Question(
    name="renewal.notice",
    about="whether the holder is told by mail that a card or certificate expires soon",
    inputs=(
        HOLDERS_CITY,
        Input(name="what", kind=word("renewable"), about="what is renewed", required=True),
        _EXPIRES,
        RESIDENCE,
    ),
    answer=word("renewal_notice"),
    facts={
        "notice_sender": word("notice_sender"),
        "notice_delivery": word("notice_delivery"),
        "about_from": DAY,
        "form_enclosed": YES_NO,
    },
    find=_notice,
)

RENEWAL_HAND_OVER = Question(
    name="renewal.hand-over",
    about="what a renewed card costs by what became of the old one, in yen",
    inputs=(
        HOLDERS_CITY,
        Input(
            name="old_card",
            kind=word("old_card"),
            about="what has become of the old card",
            default="brought",
        ),
        Input(
            name="certificates",
            kind=YES_NO,
            about="the card is to carry electronic certificates",
            default="yes",
        ),
        RESIDENCE,
        ON_IN_CITY,
    ),
    answer=NUMBER,
    facts={"charge": word("reissue_charge")},
    find=_hand_over,
)

QUESTIONS = (
    RENEWAL_OPENS,
    RENEWAL_ALLOWED,
    RENEWAL_NOTICE,
    RENEWAL_HAND_OVER,
)
