"""Every value of every city is told in words, not in those of the code."""

import re

import pytest

from fuda.kit.i18n import Names, Translator
from fuda.parameters import load
from fuda.rules.values import Value
from fuda.terminals.guide.telling import value_said

PARAMETERS = load()
ENGLISH = re.compile(r"[a-z]{3,}")


def values(kind: str) -> list[Value]:
    """Every dated value of that kind."""
    found: list[Value] = []
    for key in PARAMETERS.keys():  # noqa: SIM118 - not a mapping
        definition = PARAMETERS.definition(key)
        municipal = definition.decided_by == "municipality"
        for city in [one.id for one in PARAMETERS.cities()] if municipal else [None]:
            if definition.kind == kind:
                found += PARAMETERS.history(key, city=city)
    return found


KINDS = {PARAMETERS.definition(key).kind for key in PARAMETERS.keys()}  # noqa: SIM118


@pytest.mark.parametrize("kind", sorted(KINDS - {"text", "bilingual", "bilinguals"}))
def test_no_word_of_the_code_is_seen(kind: str) -> None:
    """Parts and words have Japanese names; English ones may name a Japanese term."""
    ja = Translator("ja", Names())
    for value in values(kind):
        assert not ENGLISH.search(value_said(value, PARAMETERS, ja)), value


@pytest.mark.parametrize(
    ("key", "city", "ja"),
    [
        ("calendar.year_end", None, "12/29–1/3"),
        ("procedure.card_application.where", "minato", "可: 港区マイナンバーカードセンター"),
    ],
)
def test_a_structured_value_in_words(key: str, city: str | None, ja: str) -> None:
    """Days, hours and permissions as a person says them."""
    value = PARAMETERS.history(key, city=city)[-1]
    assert value_said(value, PARAMETERS, Translator("ja", Names())) == ja


def test_weekdays_of_the_same_hours_are_one_span() -> None:
    """Arakawa's counter: late on Wednesday, and on two Sundays a month."""
    hours = PARAMETERS.history("window.hours", city="arakawa")[-1]
    said = value_said(hours, PARAMETERS, Translator("ja", Names()))
    assert "木曜日–金曜日 08:30–17:15" in said
    assert "毎月第2、4 日曜日 09:00–12:00 祝日も開く" in said
