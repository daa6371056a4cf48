"""Values of windows, procedures, reservations and menus: as they are read, and what is refused."""

from collections.abc import Mapping
from datetime import date, time

import pytest

from fuda.parameters import ParameterFileError, load
from fuda.parameters.kinds import read_kind
from fuda.parameters.strict import Place
from fuda.rules.kinds import Bilingual
from fuda.rules.window_kinds import Allowed, NthWeekday, Opening, Reservation, Window, WindowHours

PLACE = Place("city.yaml", "key")
AMONG = {
    "center": Bilingual(ja="センター", en="Center"),
    "shiba": Bilingual(ja="芝", en="Shiba"),
}
DAY = {"opens": "09:00", "closes": "19:00"}
GROUP = {"windows": ["center"], "week": {"weekdays": DAY}}
SATURDAY: Mapping[str, object] = {"weekday": "saturday", "nth": [3], "on_holiday": "next"}


def test_a_window_has_the_name_of_its_word() -> None:
    """What is left out is not stated."""
    raw = {"center": {"kind": "center", "parking": False, "opened": date(2026, 4, 13)}}

    assert read_kind("windows", raw, PLACE, AMONG) == {
        "center": Window(
            id="center",
            ja="センター",
            en="Center",
            kind="center",
            parking=False,
            opened=date(2026, 4, 13),
        )
    }


def test_hours_of_a_group_stand_for_each_of_its_windows() -> None:
    """Reception ends with the hours; an n-th weekday may have none."""
    raw = [{**GROUP, "windows": ["center", "shiba"], "nth": [SATURDAY]}]

    opening = Opening(opens=time(9), closes=time(19), last=time(19))
    hours = WindowHours(
        week=(*(opening,) * 5, None, None),
        nth=(NthWeekday(weekday=5, nth=frozenset({3}), opening=None, on_holiday="next"),),
    )
    assert read_kind("window_hours", raw, PLACE, AMONG) == {"center": hours, "shiba": hours}


def test_words_are_allowed_or_not_or_on_a_condition() -> None:
    """A condition stands for each word under it."""
    raw = {"yes": ["center"], "if": [{"of": ["shiba"], "ja": "予約", "en": "booked"}]}

    assert read_kind("allowed", raw, PLACE, AMONG) == Allowed(
        yes=("center",), conditions={"shiba": Bilingual(ja="予約", en="booked")}
    )


def test_a_reservation_and_a_menu() -> None:
    """Telephone and days ahead may be left out; a menu's keys are pressed one after the other."""
    raw = [{"windows": ["shiba"], "need": "required", "business_days": 5}]

    assert read_kind("reservations", raw, PLACE, AMONG) == (
        Reservation(windows=frozenset({"shiba"}), need="required", business_days=5),
    )
    assert read_kind("menu", {"shiba": [1, 2]}, PLACE, AMONG) == {"shiba": (1, 2)}


@pytest.mark.parametrize(
    ("kind", "raw", "said"),
    [
        ("windows", {}, "no window stands here"),
        ("windows", {"azabu": {"kind": "branch"}}, "'azabu' is not allowed here"),
        ("windows", {"shiba": {"kind": "branch", "fax": "1"}}, "shiba > fax: unknown key"),
        ("window_hours", [GROUP, GROUP], "center: its hours are said twice"),
        ("window_hours", [{**GROUP, "week": {}}], "week: no hours"),
        (
            "window_hours",
            [{**GROUP, "week": {"monday": {**DAY, "last": "19:01"}}}],
            "it ends before",
        ),
        (
            "window_hours",
            [{**GROUP, "week": {"monday": {**DAY, "opens": "9:60"}}}],
            "no time of day",
        ),
        ("window_hours", [{**GROUP, "nth": [{**SATURDAY, "on_holiday": "moved"}]}], "not allowed"),
        ("allowed", {}, "no word"),
        ("allowed", {"yes": ["shiba"], "no": ["shiba"]}, "one word twice"),
        ("allowed", {"maybe": ["shiba"]}, "maybe: unknown key"),
        ("reservations", [{"windows": ["shiba"], "need": "perhaps"}], "'perhaps' is not allowed"),
        ("menu", {}, "no entry stands here"),
        ("menu", {"shiba": ["1"]}, "is of type str"),
    ],
)
def test_a_wrong_value_is_one_line(kind: str, raw: object, said: str) -> None:
    """File, key, what is wrong and what to do."""
    with pytest.raises(ParameterFileError, match=f"city.yaml: key.*{said}.*; "):
        read_kind(kind, raw, PLACE, AMONG)


def test_every_window_of_a_city_has_a_kind_that_has_a_name() -> None:
    """And whatever speaks of windows names windows of that city."""
    parameters = load()
    kinds = parameters.words("window_kind")
    for city in parameters.cities():
        windows = parameters.value("windows", city=city.id, on=city.as_of).of(dict)
        assert {window.kind for window in windows.values()} <= set(kinds)
        for key in parameters.keys("procedure."):
            if key.endswith(".where"):
                for value in parameters.history(key, city=city.id):
                    said = value.of(Allowed)
                    assert {*said.yes, *said.no, *said.conditions} <= set(windows), key
        for value in parameters.history("window.hours", city=city.id):
            assert set(value.of(dict)) <= set(windows)
