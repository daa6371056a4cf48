"""window.open, window.next and window.list."""

from collections.abc import Mapping
from typing import Any

from fuda.ask.answers import Fact, Found
from fuda.ask.common_inputs import AT, ON_IN_CITY
from fuda.ask.days import of_the_city
from fuda.ask.inputs import (
    CITY,
    DAY,
    TEXT,
    TEXTS,
    YES_NO,
    BadInputError,
    Input,
    texts,
    word,
    words,
)
from fuda.ask.question import Question
from fuda.ask.values import shown
from fuda.parameters import LoadedParameters
from fuda.rules.procedures import Judged, done_here
from fuda.rules.stated import Stated
from fuda.rules.window_kinds import Opening, Window
from fuda.rules.windows import next_opening, window_open, windows_of


def must_be_there(given: dict[str, Any], parameters: LoadedParameters) -> None:
    """A window of another city is a slip of the pen."""
    city, day = given["city"], of_the_city(given)
    known = windows_of(city=city.id, on=day, parameters=parameters).value
    if given["window"] not in known:
        raise BadInputError(
            "window: {window!r} is no window of {city}; accepted: one of {known}",
            window=given["window"],
            city=city.id,
            known=", ".join(known),
        )


def _done_here(given: dict[str, Any], parameters: LoadedParameters) -> Stated[Judged] | None:
    if given["procedure"] is None:
        return None
    return done_here(
        city=given["city"].id,
        procedure=given["procedure"],
        window=given["window"],
        on=given["at"].date(),
        parameters=parameters,
    )


def _open(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    must_be_there({**given, "on": given["at"].date()}, parameters)
    judged = _done_here(given, parameters)
    stated = window_open(
        city=given["city"].id,
        window=given["window"],
        at=given["at"],
        card_procedure=judged is not None,
        parameters=parameters,
    )
    today = stated.value.today
    facts: dict[str, Fact] = {
        **_hours(today.opening),
        "card_procedures": today.card_procedures,
        **condition_of(judged),
    }
    grounds = stated.because if judged is None else (*stated.because, *judged.because)
    return Found(answer=stated.value.state, because=grounds, facts=facts)


def condition_of(judged: Stated[Judged] | None) -> dict[str, Fact]:
    """The condition in both languages, where there is one."""
    said = judged and judged.value.condition
    return {"condition": {"ja": said.ja, "en": said.en}} if said else {}


def _hours(opening: Opening | None) -> dict[str, Fact]:
    if opening is None:
        return {}
    return {
        "opens": f"{opening.opens:%H:%M}",
        "closes": f"{opening.closes:%H:%M}",
        "last_reception": f"{opening.last:%H:%M}",
    }


def _next(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    must_be_there({**given, "on": given["at"].date()}, parameters)
    judged = _done_here(given, parameters)
    stated = next_opening(
        city=given["city"].id,
        window=given["window"],
        at=given["at"],
        card_procedure=judged is not None,
        parameters=parameters,
    )
    return Found(
        answer=stated.value.day.isoformat(),
        because=stated.because,
        facts=_hours(stated.value.opening),
    )


def _list(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_city(given)
    stated = windows_of(city=given["city"].id, on=on, parameters=parameters)
    there = {name: one for name, one in stated.value.items() if one.is_there(on)}
    return Found(
        answer=",".join(there),
        because=stated.because,
        facts={"windows": {name: _stated(one) for name, one in there.items()}},
    )


def _stated(window: Window) -> Fact:
    """What the guide says of the window beside its name."""
    told = shown(window)
    if not isinstance(told, Mapping):
        raise TypeError(f"a window is shown as {told!r}")
    return {name: part for name, part in told.items() if name != "id" and part not in (None, [])}


_CITY = Input(name="city", kind=CITY, about="the city of the window", required=True)
_WINDOW = Input(name="window", kind=word("window"), about="which window", required=True)
_PROCEDURE = Input(name="procedure", kind=word("procedure"), about="what is to be done there")

WINDOW_OPEN = Question(
    name="window.open",
    about="whether a window takes people at a moment, and what it does then",
    inputs=(_CITY, _WINDOW, AT, _PROCEDURE),
    answer=word("window_state"),
    facts={
        "opens": TEXT,
        "closes": TEXT,
        "last_reception": TEXT,
        "card_procedures": YES_NO,
        "condition": TEXTS,
    },
    find=_open,
)

WINDOW_NEXT = Question(
    name="window.next",
    about="the next day on which a window opens, from a moment on",
    inputs=(_CITY, _WINDOW, AT, _PROCEDURE),
    answer=DAY,
    facts={"opens": TEXT, "closes": TEXT, "last_reception": TEXT},
    find=_next,
)

WINDOW_LIST = Question(
    name="window.list",
    about="the windows of a city, with address, telephone and access where stated",
    inputs=(
        _CITY,
        ON_IN_CITY,
    ),
    answer=words("window"),
    facts={"windows": texts("window")},
    find=_list,
)

QUESTIONS = (
    WINDOW_OPEN,
    WINDOW_NEXT,
    WINDOW_LIST,
)
