"""advice: what a guidebook tells people that no rule decides (the information rows of every group).

A text is the value of a key `advice.<topic>.<name>` of type bilingual, in our own words, decided by
the nation or, where one city says it, by that city. A text that is not in force on the day, or on
which the city is silent, is left out.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from fuda.ask.answers import Found
from fuda.ask.days import of_the_city, of_the_nation
from fuda.ask.inputs import CITY, DAY, TEXT, TEXTS, Input, word
from fuda.ask.question import Question
from fuda.parameters import City, LoadedParameters
from fuda.rules.kinds import Bilingual, Office
from fuda.rules.refusal import NotStated
from fuda.rules.values import Value


def _advice(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city: City | None = given["city"]
    on = of_the_nation(given, parameters) if city is None else of_the_city(given)
    under = f"advice.{given['topic']}."
    texts: dict[str, Bilingual] = {}
    grounds = []
    for value in _said(under, city, on, parameters):
        texts[value.key.removeprefix(under)] = value.of(Bilingual)
        grounds.append(value.because)
    if not texts:
        office = "contact.national" if city is None else "contact.office"
        whom = parameters.value(office, city=city.id if city else None, on=on).of(Office)
        raise NotStated(key=under + "*", city=city.id if city else None, on=on, ask=str(whom))
    return Found(
        answer=",".join(texts),
        because=tuple(grounds),
        facts={"texts": {name: {"ja": text.ja, "en": text.en} for name, text in texts.items()}},
    )


def _said(under: str, city: City | None, on: date, parameters: LoadedParameters) -> Iterator[Value]:
    for key in parameters.keys(under):
        if city is None and parameters.definition(key).decided_by == "municipality":
            continue
        try:
            value = parameters.value(key, city=city.id if city else None, on=on)
        except NotStated:
            continue
        if value.value is not None:
            yield value


ADVICE = Question(
    name="advice",
    about="what the guidebooks tell people about a topic, in our own words",
    inputs=(
        Input(name="topic", kind=word("advice_topic"), about="which topic", required=True),
        Input(name="city", kind=CITY, about="the city (default: what is said for all)"),
        Input(name="on", kind=DAY, about="the day (default: that of the guidebook)"),
    ),
    answer=TEXT,
    facts={"texts": TEXTS},
    find=_advice,
)

QUESTIONS = (ADVICE,)
