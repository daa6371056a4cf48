"""A town: its past is lived through its own doors, its dial brings what is due, people join it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from card_made import PINS
from country_made import CITIES, KAMAKURA, Chance
from fuda.doors.municipality import ApplyAtCounter, RegisterResident
from fuda.kit.tables import answers
from fuda.parameters import UnknownCityError, load
from fuda.terminals.counter.hand_over import HandOver, hand_over
from fuda.world.country import open_country
from fuda.world.data_folder import past_begins, past_is_unfinished
from fuda.world.dial import CannotTurn, Dial
from fuda.world.people.genesis import first_instant, live_through
from fuda.world.people.newcomer import newcomer_record
from fuda.world.people.roster import Roster, Townsperson
from fuda.world.people.story import Event, Story
from fuda.world.settings import TownSettings
from fuda.world.town import Town
from photo_made import PHOTO
from stand_ins import StandingClock

TODAY = date(2026, 11, 20)
BEGAN = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PARAMETERS = load()


def days_ago(count: int) -> date:
    """Before the town's first day."""
    return TODAY - timedelta(days=count)


def story(*events: Event, person: str = "hanako") -> Story:
    """Someone of 鎌倉市."""
    return Story(
        person=person,
        municipality=KAMAKURA,
        name="札野　花子",
        reading="フダノ　ハナコ",
        sex="female",
        born=date(1990, 2, 17),
        address="神奈川県鎌倉市御成町",
        relationship="世帯主",
        story="She lives here.",
        pins=PINS,
        events=events,
    )


REGISTERED = Event(on=days_ago(200), do="register")
APPLIED = Event(on=days_ago(100), do="apply")
TAKEN = Event(on=days_ago(30), do="hand_over", kinds=("user",))


@contextmanager
def a_town(data: Path, *past: Story) -> Iterator[Town]:
    """A town with that past before it; none: it is open."""
    data.mkdir(exist_ok=True)
    dial = Dial(data / "dial.json", StandingClock(BEGAN))  # type: ignore[arg-type]
    if not dial.exists():
        dial.begin(first_instant(past) if past else BEGAN, ticking=False)
    with open_country(
        data=data,
        municipalities=CITIES,
        clock=dial,
        machine_clock=StandingClock(BEGAN),
        randomness=Chance(),
        parameters=PARAMETERS,
        public_url="http://127.0.0.1:8400",
    ) as country:
        yield Town(
            country=country,
            dial=dial,
            roster=Roster(data / "people.json"),
            data=data,
            past=past,
            world_began=BEGAN,
            sample_secret="a secret",
            settings=TownSettings(data=data, answers_kept_days=30),
        )


def record(key: str) -> RegisterResident:
    """Someone new in 鎌倉市."""
    return newcomer_record(
        PARAMETERS.city(KAMAKURA),
        key=key,
        born=date(1990, 2, 17),
        name=None,
        reading=None,
        sex="other",
        residence="japanese",
        stay_until=None,
        on=TODAY,
    )


def takes_the_card(town: Town, person: Townsperson) -> str:
    """The whole way; the counter is cut off before the card leaves the drawer."""
    counter = town.country.counters[KAMAKURA]
    counter.apply_for_card(
        ApplyAtCounter(key="a", clerk="c", resident=person.resident, photo=PHOTO)
    )
    town.turn("+62d")
    (view,) = town.view(person).cards
    assert view.card
    with town.country.wallet.rack("drawer", KAMAKURA).lay(view.card, "counter") as chip:
        decided = HandOver(
            key="h",
            clerk="c",
            resident=person.resident,
            card=view.card,
            papers=("passport",),
            kinds=("user",),
        )
        hand_over(counter, chip, decided, PINS)
    return view.card


def test_a_past_is_lived_through_in_order(tmp_path: Path) -> None:
    """She registered, applied and took her card on those days; the dial stands at the last."""
    heard: list[tuple[int, int]] = []
    past = (story(REGISTERED, APPLIED, TAKEN),)
    with a_town(tmp_path / "town", *past) as town:
        live_through(town.country, town.dial, town.roster, past, lambda *step: heard.append(step))
        (hanako,) = town.roster.everyone()
        view = town.view(hanako)

        assert town.dial.today() == TAKEN.on
    assert [(one.state, one.applied) for one in view.cards] == [("delivered", APPLIED.on)]
    assert [one.issued for one in view.certificates] == [TAKEN.on]
    assert hanako.card == view.cards[0].card
    assert heard == [(step, 4) for step in range(5)]


def test_a_card_still_being_made_when_the_past_ends(tmp_path: Path) -> None:
    """The dial does not run ahead of the town's first day for it."""
    past = (story(REGISTERED, Event(on=days_ago(3), do="apply")),)
    with a_town(tmp_path / "town", *past) as town:
        town.stop()
        live_through(town.country, town.dial, town.roster, past, lambda *_: None)
        assert town.dial.today() == days_ago(3)


def test_stopped_in_the_past_the_town_is_not_whole(tmp_path: Path) -> None:
    """The mark stays, so that the next start begins anew; nobody is in it."""
    data = tmp_path / "town"
    data.mkdir()
    past_begins(data)
    with a_town(data, story(REGISTERED)) as town:
        town.stop()
        town.run()
        assert not town.progress.whole
        assert town.progress.failed is None
        assert town.roster.everyone() == ()
    assert past_is_unfinished(data)


@pytest.mark.parametrize(
    ("events", "line"),
    [
        ((REGISTERED, APPLIED, Event(on=days_ago(95), do="hand_over")), "no card ready"),
        ((APPLIED,), "named before being registered"),
    ],
)
def test_a_story_that_cannot_be_lived_says_whose(
    tmp_path: Path, events: tuple[Event, ...], line: str
) -> None:
    """The opening page shows one line, and the town stays closed."""
    past = (story(*events),)
    with a_town(tmp_path / "town", *past) as town, pytest.raises(LookupError) as no:
        live_through(town.country, town.dial, town.roster, past, lambda *_: None)
    assert "hanako" in str(no.value)
    assert line in str(no.value)


def test_the_dial_turned_has_its_effect_on_return(tmp_path: Path) -> None:
    """And it does not turn back."""
    with a_town(tmp_path / "town") as town:
        new = town.newcomer("k", record("k"), KAMAKURA)
        counter = town.country.counters[KAMAKURA]
        counter.apply_for_card(
            ApplyAtCounter(key="a", clerk="c", resident=new.resident, photo=PHOTO)
        )
        assert town.turn("+62d") == BEGAN + timedelta(days=62)
        assert [one.state for one in town.view(new).cards] == ["ready"]
        with pytest.raises(CannotTurn):
            town.turn("2026-11-20")
        assert town.dial.now() == BEGAN + timedelta(days=62)


def test_what_is_kept_for_repeated_calls_is_dropped_in_time(tmp_path: Path) -> None:
    """On the thirtieth day a repetition is known, on the thirty-first its answer is gone."""
    with a_town(tmp_path / "town") as town:
        town.newcomer("k", record("k"), KAMAKURA)
        store = town.country.institutions[f"m/{KAMAKURA}"].store

        def kept() -> int:
            with store.reading() as at:
                return int(at.execute(select(func.count()).select_from(answers)).scalar_one())

        before = kept()
        town.turn("+30d")
        assert kept() == before > 0
        town.turn("+1d")
        assert kept() == 0


def test_a_newcomer_comes_once_for_a_key(tmp_path: Path) -> None:
    """The same key is the same person; keys that begin alike are two."""
    with a_town(tmp_path / "town") as town:
        keys = ("person-number-1", "person-number-2", "person-number-1")
        one, two, again = (town.newcomer(key, record(key), KAMAKURA) for key in keys)

        assert one == again
        assert one.person != two.person
        assert town.roster.everyone() == (one, two)


def test_a_newcomers_card_is_found_and_leaves_the_drawer(tmp_path: Path) -> None:
    """Handed over at the counter, which was cut off then: the next moment finds it in her hands."""
    with a_town(tmp_path / "town") as town:
        new = town.newcomer("k", record("k"), KAMAKURA)
        card = takes_the_card(town, new)
        assert [one.place for one in town.country.wallet.cards()] == ["drawer"]
        town.turn("+1m")

        found = town.roster.person(new.person)
        assert found is not None
        assert found.card == card
        assert [one.place for one in town.country.wallet.cards()] == ["holder"]


def test_a_city_without_a_counter_is_named(tmp_path: Path) -> None:
    """With those that have one."""
    with a_town(tmp_path / "town") as town:
        assert town.counter_of("kamakura") == KAMAKURA
        with pytest.raises(UnknownCityError, match="no counter in this town; there are: 131032"):
            town.counter_of("tomakomai")
