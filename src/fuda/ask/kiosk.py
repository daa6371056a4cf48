"""kiosk.offer and kiosk.usable."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import AT, CERTIFICATE, HOLDERS_CITY, ON_IN_CITY
from fuda.ask.days import since_and_on
from fuda.ask.inputs import (
    DAY,
    NUMBER,
    TEXT,
    YES_NO,
    Input,
    word,
)
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.kiosk import Situation, kiosk_offer
from fuda.rules.phone import PhoneKind
from fuda.rules.usable import After, kiosk_usable


def _offer(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = kiosk_offer(
        city=given["city"].id,
        certificate=given["certificate"],
        at=given["at"],
        situation=Situation(
            face_auth_card=given["card"] == "face_auth",
            juki_card=given["card"] == "juki_card",
            phone=PhoneKind(given["card"]) if given["card"] in set(PhoneKind) else None,
            **{name: given[name] for name in _NAMES},
        ),
        parameters=parameters,
    )
    offer = stated.value
    return Found(
        answer="offered",
        because=stated.because,
        facts={
            "fee": offer.fee,
            "opens": f"{offer.hours.opens:%H:%M}",
            "closes": f"{offer.hours.closes:%H:%M}",
            **({"accepted": offer.phone} if offer.phone else {}),
        },
    )


def _usable(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city = given["city"]
    since, on = since_and_on(given)
    stated = kiosk_usable(
        city=city.id,
        after=After(given["after"]),
        since=since,
        on=on,
        parameters=parameters,
    )
    found = stated.value
    return Found(
        answer=found.usable,
        because=stated.because,
        facts={
            "may_from": found.may_from.isoformat(),
            "sure_from": found.sure_from.isoformat(),
        },
    )


def _flag(name: str, about: str, *, default: str = "no") -> Input:
    return Input(name=name, kind=YES_NO, about=about, default=default)


_KNOWN = (
    _flag("my_number", "the 住民票 is to show the Individual Number"),
    _flag("household", "the 住民票 is to cover other members of the household"),
    _flag("household_moving_out", "a member of the household plans to move out"),
    _flag("moving_out", "the holder plans to move out"),
    _flag("moved_out", "the holder has moved out"),
    _flag("deceased", "the person on the certificate has died"),
    _flag("issue_restricted", "certificates of the person are restricted on request"),
    _flag("unsupported_characters", "name or address has a character that cannot be printed"),
    _flag("tax_just_filed", "the tax return was filed a few days ago"),
    _flag("seal_registered", "a seal is registered in the city", default="yes"),
    _flag("honseki_here", "the family register is kept in the city", default="yes"),
    _flag("resident_here", "the holder lives in the city", default="yes"),
    _flag("user_certificate", "the card has a valid user certificate", default="yes"),
    Input(name="variant", kind=word("juminhyo_variant"), about="a special kind of 住民票"),
    Input(name="register_variant", kind=word("koseki_variant"), about="a kind of family register"),
    Input(
        name="honseki_registered",
        kind=DAY,
        about="the day on which a holder who lives elsewhere registered the card for the city",
    ),
    Input(
        name="register_notified",
        kind=DAY,
        about="the day of a notice such as marriage or death that changes the register",
    ),
)
_NAMES = tuple(one.name for one in _KNOWN)

KIOSK_OFFER = Question(
    name="kiosk.offer",
    about="whether a kiosk issues a certificate to a holder now, and for how much",
    inputs=(
        HOLDERS_CITY,
        CERTIFICATE,
        AT,
        Input(
            name="card",
            kind=word("kiosk_device"),
            about="what is held out: a card with a PIN, another card, or a phone",
            default="normal",
        ),
        *_KNOWN,
    ),
    answer=word("kiosk_outcome"),
    facts={"fee": NUMBER, "opens": TEXT, "closes": TEXT, "accepted": word("phone_accepted")},
    find=_offer,
)

KIOSK_USABLE = Question(
    name="kiosk.usable",
    about="whether a card that was just handed over or continued works at a kiosk on a day",
    inputs=(
        HOLDERS_CITY,
        Input(name="after", kind=word("usable_after"), about="what was done", required=True),
        Input(name="since", kind=DAY, about="the day it was done", required=True),
        ON_IN_CITY,
    ),
    answer=word("usable"),
    facts={"may_from": DAY, "sure_from": DAY},
    find=_usable,
)

QUESTIONS = (
    KIOSK_OFFER,
    KIOSK_USABLE,
)
