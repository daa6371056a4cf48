"""`fuda why` and `fuda diff`: the parameters themselves, their sources and neighbours."""

from datetime import date
from json import loads

import pytest
from typer.testing import CliRunner

from fuda.ask import BadInputError
from fuda.ask.values import diff, shown, why
from fuda.cli import build
from fuda.parameters import load

PARAMETERS = load()
MINATO, KAMAKURA = PARAMETERS.city("minato"), PARAMETERS.city("kamakura")
OPENING = date(2026, 4, 13)
"""The Card Center of 港区 opens (MIN cover)."""


def fuda(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command line."""
    ran = CliRunner().invoke(build(arguments), list(arguments))
    return ran.exit_code, ran.stdout, ran.stderr


@pytest.mark.parametrize(
    ("on", "value", "before", "after"),
    [
        (date(2022, 3, 31), 20, None, 18),
        (date(2022, 4, 1), 18, 20, None),
        (date(2022, 4, 2), 18, 20, None),
    ],
)
def test_a_value_with_its_neighbours(
    on: date, value: int, before: int | None, after: int | None
) -> None:
    """D-05: the age of adults on the day before, the day and the day after the change."""
    found = why("card.adult_age", city=None, on=on, parameters=PARAMETERS)

    assert [one and one.value for one in (found.value, found.before, found.after)] == [
        value,
        before,
        after,
    ]
    assert found.value is not None
    assert found.value.because.page == ("p4" if value == 20 else "p6")


def test_a_silent_guidebook_says_whom_to_ask() -> None:
    """港区 does not say when kiosks work after a hand-over: exit 4, and no other city's value."""
    found = why("usable_after.hand_over.kiosk", city=MINATO, on=None, parameters=PARAMETERS)
    code, said, _ = fuda("why", "usable_after.hand_over.kiosk", "--city", "minato", "--json")

    assert found.value is None
    assert found.on == MINATO.as_of
    assert (code, loads(said)["value"]) == (4, "not_stated")
    assert "03-3578-3111" in loads(said)["ask"]


def test_a_citys_key_needs_a_city() -> None:
    """One line that names the cities; an unknown key suggests the nearest."""
    with pytest.raises(BadInputError, match="differs by city: give a city, one of tomakomai, "):
        why("kiosk.juminhyo.fee", city=None, on=None, parameters=PARAMETERS)
    with pytest.raises(BadInputError, match=r"did you mean kiosk\.juminhyo\.fee"):
        why("kiosk.juminhyo.fe", city=None, on=None, parameters=PARAMETERS)


def test_two_cities_differ_in_what_their_pages_say() -> None:
    """鎌倉市 300 yen, 港区 10 yen; the national values are no difference."""
    found = {
        one.definition.key: one for one in diff((KAMAKURA, OPENING), (MINATO, OPENING), PARAMETERS)
    }

    fee = found["kiosk.juminhyo.fee"]
    assert fee.one is not None
    assert fee.other is not None
    assert (fee.one.value, fee.other.value) == (300, 10)
    assert all(one.definition.decided_by == "municipality" for one in found.values())
    assert "kiosk.juminhyo.hours" not in found


@pytest.mark.parametrize(
    ("days", "differs"),
    [
        ((date(2026, 4, 11), date(2026, 4, 12)), False),
        ((date(2026, 4, 12), date(2026, 4, 13)), True),
        ((date(2026, 4, 13), date(2026, 4, 14)), False),
    ],
)
def test_one_city_on_two_days(days: tuple[date, date], *, differs: bool) -> None:
    """Whom to ask in 港区 changes on the day on which the Center opens."""
    keys = [one.definition.key for one in diff((MINATO, days[0]), (MINATO, days[1]), PARAMETERS)]

    assert ("contact.office" in keys) == differs


def test_every_value_has_a_plain_form() -> None:
    """What is loaded can be told as JSON, whatever its type."""
    for key in PARAMETERS.keys():  # noqa: SIM118 - not a mapping
        municipal = PARAMETERS.definition(key).decided_by == "municipality"
        for city in [one.id for one in PARAMETERS.cities()] if municipal else [None]:
            for value in PARAMETERS.history(key, city=city):
                shown(value.value)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("why",), "key '' is not known"),
        (("why", "card.adult_age", "--on", "2026-02-29"), "--on: '2026-02-29' is not a day"),
        (("why", "card.adult_age", "--city", "atlantis"), "city 'atlantis' is no city"),
        (("diff", "minato"), "accepted: CITY CITY [--on DAY], or CITY --from DAY --to DAY"),
        (("diff", "minato", "kamakura", "--from", "2026-04-01"), "accepted: CITY CITY"),
        (
            ("diff", "minato", "--from", "2026-04-13", "--to", "2026-04-01"),
            "--to: 2026-04-01 is before --from 2026-04-13; give the later day",
        ),
    ],
)
def test_bad_input_is_one_line(arguments: tuple[str, ...], line: str) -> None:
    """Exit 2, and what is accepted."""
    code, said, wrong = fuda(*arguments)

    assert (code, said) == (2, "")
    assert line in wrong
    assert wrong.count("\n") == 1


def test_diff_counts_what_differs() -> None:
    """In words and as JSON, with both sources."""
    code, said, _ = fuda("diff", "minato", "--from", "2026-04-12", "--to", "2026-04-13")
    _, json, _ = fuda("diff", "minato", "--from", "2026-04-12", "--to", "2026-04-13", "--json")

    assert code == 0
    assert f"{len(loads(json))} of {len(PARAMETERS.keys())} parameters differ" in said
    assert "MIN cover, since 2026-04-13: 「2026年4月13日オープン」" in said
