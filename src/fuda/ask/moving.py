"""move.card, move.deadlines, move.in and move.online-out."""

from typing import Any

from fuda.ask.answers import Fact, Found
from fuda.ask.common_inputs import ON_IN_CITY
from fuda.ask.days import of_the_city
from fuda.ask.facts import stated_facts
from fuda.ask.inputs import (
    CITY,
    DAY,
    YES_NO,
    BadInputError,
    Input,
    in_order,
    word,
    words,
)
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.moving import (
    Move,
    MoveLimits,
    Mover,
    MovingOut,
    move_card,
    move_limits,
    move_online_out,
)


def _move(given: dict[str, Any]) -> Move:
    """The days in their order: nobody files before living there, nor continues before filing."""
    in_order(**{name: given.get(name) for name in ("moved", "filed", "continued")})
    if given.get("continued") is not None and given.get("filed") is None:
        raise BadInputError(
            "filed is missing: give the day of the move-in notice, which comes before continued"
        )
    return Move(
        planned_out=given["planned_out"],
        moved=given["moved"],
        filed=given.get("filed"),
        continued=given.get("continued"),
    )


def _last_days(limits: MoveLimits) -> dict[str, Fact]:
    days = {"notice_last": limits.notice, "planned_last": limits.planned}
    said: dict[str, Fact] = {name: day.isoformat() for name, day in days.items()}
    if limits.continuation is not None:
        said["continuation_last"] = limits.continuation.isoformat()
    return said


def _card(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    move = _move(given)
    stated = move_card(move, on=given["on"], parameters=parameters)
    return Found(
        answer=stated.value.state,
        because=stated.because,
        facts={"missed": list(stated.value.missed), **_last_days(stated.value.limits)},
    )


def _deadlines(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = move_limits(_move(given), parameters=parameters)
    return Found(
        answer=stated.value.notice_by.isoformat(),
        because=stated.because,
        facts=_last_days(stated.value),
    )


def _in(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city, on = given["city"].id, of_the_city(given)
    steps = parameters.value("moving.steps", city=city, on=on)
    keys = {"special": "moving.special_transfer", "transfer_pins": "moving.special_transfer.pins"}
    if given["filed_online"]:
        keys["form_needed"] = "moving.online.form"
    facts, grounds = stated_facts(keys, city=city, on=on, parameters=parameters)
    return Found(answer=",".join(steps.of(tuple)), because=(steps.because, *grounds), facts=facts)


def _online_out(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city, on = given["city"].id, of_the_city(given)
    stated = move_online_out(
        MovingOut(
            movers=Mover(given["movers"]),
            proxy=given["filed_by"] == "proxy",
            abroad=given["abroad"],
            valid_certificates=given["valid_certificates"],
            card_among_movers=given["card_among_movers"],
        ),
        city=city,
        on=on,
        parameters=parameters,
    )
    keys = {"visit_needed": "moving.online.visit", "form_needed": "moving.online.form"}
    facts, grounds = stated_facts(keys, city=city, on=on, parameters=parameters)
    return Found(answer="possible", because=(*stated.because, *grounds), facts=facts)


_PLANNED = Input(
    name="planned_out",
    kind=DAY,
    about="the planned day of moving out, as the moving-out notice says",
    required=True,
)
_MOVED = Input(
    name="moved", kind=DAY, about="the day from which the person really lives there", required=True
)
_FILED = Input(name="filed", kind=DAY, about="the day of the move-in notice (default: not yet)")
_CITY = Input(name="city", kind=CITY, about="the city whose guidebook is asked", required=True)
_LAST_DAYS = {"notice_last": DAY, "planned_last": DAY, "continuation_last": DAY}

MOVE_CARD = Question(
    name="move.card",
    about="how the card of somebody who moved to another municipality stands on a day",
    inputs=(
        _PLANNED,
        _MOVED,
        _FILED,
        Input(
            name="continued",
            kind=DAY,
            about="the day of the continued-use procedure (default: not yet)",
        ),
        Input(name="on", kind=DAY, about="the day that is asked about", required=True),
    ),
    answer=word("move_state"),
    facts={"missed": words("move_limit"), **_LAST_DAYS},
    find=_card,
)

MOVE_DEADLINES = Question(
    name="move.deadlines",
    about="until when the move-in notice and the continued-use procedure keep the card in use",
    inputs=(_PLANNED, _MOVED, _FILED),
    answer=DAY,
    facts=_LAST_DAYS,
    find=_deadlines,
)

MOVE_IN = Question(
    name="move.in",
    about="what is done with the card at the counter of the new municipality",
    inputs=(
        _CITY,
        Input(
            name="filed_online",
            kind=YES_NO,
            about="the moving-out notice was filed through Mynaportal",
            default="no",
        ),
        ON_IN_CITY,
    ),
    answer=words("move_step"),
    facts={"special": YES_NO, "transfer_pins": words("pin_kind"), "form_needed": YES_NO},
    find=_in,
)

MOVE_ONLINE_OUT = Question(
    name="move.online-out",
    about="whether a moving-out notice can be filed through Mynaportal",
    inputs=(
        _CITY,
        Input(name="movers", kind=word("mover"), about="who moves", default="self"),
        Input(name="filed_by", kind=word("move_filer"), about="who files it", default="self"),
        Input(name="abroad", kind=YES_NO, about="the move goes abroad", default="no"),
        Input(
            name="valid_certificates",
            kind=YES_NO,
            about="the certificates of the card are valid",
            default="yes",
        ),
        Input(
            name="card_among_movers",
            kind=YES_NO,
            about="somebody of those who move has a card",
            default="yes",
        ),
        ON_IN_CITY,
    ),
    answer=word("move_online"),
    facts={"visit_needed": YES_NO, "form_needed": YES_NO},
    find=_online_out,
)

QUESTIONS = (
    MOVE_CARD,
    MOVE_DEADLINES,
    MOVE_IN,
    MOVE_ONLINE_OUT,
)
