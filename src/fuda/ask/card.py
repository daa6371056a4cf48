"""card.valid, card.shows, card.writing and card.first-fee."""

from typing import Any

from fuda.ask.answers import Fact, Found
from fuda.ask.common_inputs import HOLDERS_CITY, ISSUED, ON_IN_CITY, ON_IN_NATION
from fuda.ask.days import of_the_city, of_the_nation
from fuda.ask.facts import stated_facts
from fuda.ask.inputs import (
    DAY,
    NUMBER,
    BadInputError,
    Input,
    in_order,
    word,
    words,
)
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.card_shows import CardField, CardItem, CardWriter, card_shows, card_written
from fuda.rules.lifecycle.card import Card
from fuda.rules.lifecycle.machine import because
from fuda.rules.validity import card_must_be_valid


def _valid(given: dict[str, Any], _parameters: LoadedParameters) -> Found:
    card_must_be_valid(state=Card(given["card_state"]), expires=given["expires"], on=given["on"])
    return Found(answer="valid", because=(because("CARD-36, ARA p11"), because("RENEW-03, MIN p9")))


def _shows(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_nation(given, parameters)
    in_order(issued=given["issued"], on=on)
    item = CardItem(given["card_item"])
    if given["entered"] is not None and item is not CardItem.FORMER_SURNAME:
        raise BadInputError(
            "entered: only a former surname is entered in the register so;"
            " accepted: leave it out, or card_item=former_surname"
        )
    stated = card_shows(
        item,
        issued=given["issued"],
        entered=given["entered"],
        on=on,
        parameters=parameters,
    )
    return Found(answer=stated.value, because=stated.because)


def _writing(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city, on = given["city"].id, of_the_city(given)
    field = CardField(given["field"])
    stated = card_written(
        field, CardWriter(given["written_by"]), city=city, on=on, parameters=parameters
    )
    facts: dict[str, Fact] = {"writers": list(stated.value)}
    grounds = stated.because
    if field is CardField.REMARKS:
        said, why = stated_facts(
            {"if_holder": "card.field.remarks.if_holder"},
            city=city,
            on=on,
            parameters=parameters,
        )
        facts, grounds = {**facts, **said}, (*grounds, *why)
    return Found(answer="right", because=grounds, facts=facts)


def _first_fee(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    fee = parameters.value("card.first_issue.fee", city=None, on=of_the_nation(given, parameters))
    return Found(answer=str(fee.of(int)), because=(fee.because,))


CARD_VALID = Question(
    name="card.valid",
    about="whether a card works on a day, by how it stands and when it expires",
    inputs=(
        Input(
            name="card_state", kind=word("card_life"), about="how the card stands", required=True
        ),
        Input(name="expires", kind=DAY, about="the card's last valid day", required=True),
        Input(name="on", kind=DAY, about="the day that is asked about", required=True),
    ),
    answer=word("card_validity"),
    find=_valid,
)

CARD_SHOWS = Question(
    name="card.shows",
    about="where a card shows something, a former surname and the reading of the name among it",
    inputs=(
        Input(name="card_item", kind=word("card_item"), about="what it is", required=True),
        ISSUED,
        Input(
            name="entered",
            kind=DAY,
            about="the day a former surname was entered in the register (default: before issue)",
        ),
        ON_IN_NATION,
    ),
    answer=word("card_place"),
    find=_shows,
)

CARD_WRITING = Question(
    name="card.writing",
    about="who may write into a field of the card",
    inputs=(
        HOLDERS_CITY,
        Input(name="field", kind=word("card_field"), about="which field", required=True),
        Input(name="written_by", kind=word("card_writer"), about="who writes", default="holder"),
        ON_IN_CITY,
    ),
    answer=word("card_writing"),
    facts={"writers": words("card_writer"), "if_holder": word("card_if_written")},
    find=_writing,
)

CARD_FIRST_FEE = Question(
    name="card.first-fee",
    about="what a first card costs, in yen",
    inputs=(ON_IN_NATION,),
    answer=NUMBER,
    find=_first_fee,
)

QUESTIONS = (
    CARD_VALID,
    CARD_SHOWS,
    CARD_WRITING,
    CARD_FIRST_FEE,
)
