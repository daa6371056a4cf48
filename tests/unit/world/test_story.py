"""The eight stories: relative days, and what each person's story promises on any world's day."""

from datetime import date
from pathlib import Path

import pytest

from fuda.kit.damage import StoreDamaged
from fuda.parameters import load
from fuda.rules.birthdays import age
from fuda.world.people.roster import Roster, Townsperson
from fuda.world.people.story import StoryError, relative, stories

TODAY = date(2026, 11, 20)
DAYS = [date(2026, 11, 20), date(2028, 2, 29), date(2027, 3, 31), date(2030, 12, 31)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("+1d", date(2026, 11, 21)),
        ("-3d", date(2026, 11, 17)),
        ("-10y", date(2016, 11, 20)),
        ("-10y+60d", date(2017, 1, 19)),
        ("-9m", date(2026, 2, 20)),
    ],
)
def test_relative_days(said: str, meant: date) -> None:
    """Years and months first, then days."""
    assert relative(said, TODAY) == meant


@pytest.mark.parametrize("said", ["", "10y", "-10w", "-10y 3d", "yesterday"])
def test_a_mistyped_relative_day_is_refused(said: str) -> None:
    """One line shows how to write it."""
    with pytest.raises(StoryError, match=r"write it like -10y\+60d"):
        relative(said, TODAY)


def test_a_story_with_an_unknown_field_names_whose_it_is(tmp_path: Path) -> None:
    """A typing slip in the data is found at the start, by name."""
    file = tmp_path / "stories.yaml"
    file.write_text("- {person: taro, born: -30y, events: [], hobby: chess}")

    with pytest.raises(StoryError, match=r"taro: .*hobby"):
        stories(TODAY, file)


@pytest.mark.parametrize("today", DAYS)
def test_every_story_is_lived_in_order_and_in_the_past(today: date) -> None:
    """Register, then apply, then hand over; nothing lies ahead of the world's day."""
    told = stories(today)

    assert len(told) == 8
    for story in told:
        acts = [event.do for event in story.events]
        days = [event.on for event in story.events]
        assert acts[:3] == ["register", "apply", "hand_over"], story.person
        assert days == sorted(days), story.person
        assert story.born <= days[0] <= days[-1] < today, story.person


@pytest.mark.parametrize("today", DAYS)
def test_who_they_are_on_any_day(today: date) -> None:
    """Seventeen, fourteen, an adult: on whichever day the town begins."""
    parameters = load()
    born = {story.person: story.born for story in stories(today)}

    assert age(born["takumi"], today, parameters) == 17
    assert age(born["hina"], today, parameters) == 14
    assert age(born["hanako"], today, parameters) >= 18


def test_the_roster_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """People come in order, an entry is replaced by its person, and a card is joined."""
    roster = Roster(tmp_path / "people.json")
    one = Townsperson(
        person="taro", name="例田　真", municipality="131032", resident="r", story="s"
    )
    assert roster.everyone() == ()

    roster.add(one)
    roster.has_card("taro", "c-1")

    assert [each.card for each in Roster(tmp_path / "people.json").everyone()] == ["c-1"]
    assert roster.person("nobody") is None
    assert not list(tmp_path.glob("*.new"))
    assert one.card is None


@pytest.mark.parametrize("content", ["", "{", '{"person": "taro"}', '[{"person": "taro"}]'])
def test_a_damaged_roster_is_one_clear_line(tmp_path: Path, content: str) -> None:
    """The line names the file and what to do."""
    (tmp_path / "people.json").write_text(content)

    with pytest.raises(StoreDamaged, match=r"people\.json: is damaged; .*--fresh"):
        Roster(tmp_path / "people.json").everyone()
