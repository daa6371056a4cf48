"""A country in one process: doors as the access table has them, and time for every institution."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from country_made import APPLIED, KAMAKURA, MINATO, Town, open_town
from fuda.doors.errors import Malformed
from fuda.doors.municipality import AskResident


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Two cities, nobody in them."""
    with open_town(tmp_path / "data", APPLIED) as town:
        yield town


@dataclass
class Office:
    """An institution to which time brings work; `broken`: it cannot do it."""

    broken: bool = False
    done: list[str] = field(default_factory=list)
    store: object = None

    def due(self) -> None:
        """Do it."""
        if self.broken:
            raise OSError("disk full")
        self.done.append("due")


def test_a_card_from_application_to_hand_over_and_all_books_whole(town: Town) -> None:
    """Every institution's log is whole and nothing waits."""
    town.register("hanako", MINATO, name="札野　花子")
    town.apply("hanako")
    town.dial.turn(days=62)
    town.country.due()
    town.hand_over("hanako")

    assert [one.state for one in town.view("hanako").cards] == ["delivered"]
    for name, institution in town.country.institutions.items():
        assert institution.store.verify_audit().ok, name
        assert institution.store.undelivered() == (), name


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    """Closed and opened again over the same folder."""
    with open_town(tmp_path / "data", APPLIED) as town:
        town.register("hanako", KAMAKURA, name="札野　花子")
        before = town.view("hanako")
    with open_town(tmp_path / "data", APPLIED) as again:
        again.residents, again.cities = town.residents, town.cities
        assert again.view("hanako") == before


def test_a_counter_sees_its_own_residents_only(town: Town) -> None:
    """The other city does not know the id."""
    town.register("hanako", MINATO, name="札野　花子")
    with pytest.raises(Malformed, match="no resident"):
        town.country.counters[KAMAKURA].resident(
            AskResident(clerk="c", resident=town.residents["hanako"])
        )


def test_a_door_shows_its_calls_and_nothing_else(town: Town) -> None:
    """No way from a terminal to an institution's store."""
    for door in (*town.country.counters.values(), town.country.center, town.country.login_desk):
        assert not hasattr(door, "store")
        assert not hasattr(door, "office")
        assert not hasattr(door, "due")


@pytest.mark.parametrize("broken", [1, 2])
def test_one_institutions_trouble_stops_no_other(town: Town, broken: int) -> None:
    """Each has its turn; what went wrong is raised when all had it."""
    offices = [Office(broken=place < broken) for place in range(3)]
    country = replace(
        town.country,
        institutions={str(place): one for place, one in enumerate(offices)},  # type: ignore[misc]
    )
    with pytest.raises(OSError if broken == 1 else ExceptionGroup):
        country.due()
    assert [one.done for one in offices[broken:]] == [["due"]] * (3 - broken)
