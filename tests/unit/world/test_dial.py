"""The dial: forward only, ticking or standing, whole after any crash, and clear when it is not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fuda.world.dial import Dial, DialError, MachineClock, parse_turn

NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


class Machine(MachineClock):
    """A machine whose clock goes when it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2030, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """Where it is."""
        return self.at


def begun(folder: Path, *, ticking: bool = False) -> tuple[Dial, Machine]:
    """A dial at noon in Tokyo."""
    machine = Machine()
    dial = Dial(folder / "dial.json", machine)
    dial.begin(NOON, ticking=ticking)
    return dial, machine


def test_a_standing_dial_stands_and_a_ticking_one_goes(tmp_path: Path) -> None:
    """Only a ticking dial follows the machine's clock."""
    dial, machine = begun(tmp_path)

    machine.at += timedelta(hours=1)
    assert dial.now() == NOON

    dial.tick(on=True)
    machine.at += timedelta(hours=2)
    assert dial.now() == NOON + timedelta(hours=2)

    dial.tick(on=False)
    machine.at += timedelta(hours=4)
    assert dial.now() == NOON + timedelta(hours=2)


def test_the_legal_day_begins_at_midnight_in_tokyo(tmp_path: Path) -> None:
    """14:59:59 UTC is still the day, 15:00 UTC the next."""
    dial, _ = begun(tmp_path)

    dial.turn_to(datetime(2026, 11, 20, 14, 59, 59, tzinfo=UTC))
    assert dial.today().isoformat() == "2026-11-20"

    dial.turn_to(datetime(2026, 11, 20, 15, 0, tzinfo=UTC))
    assert dial.today().isoformat() == "2026-11-21"


def test_it_turns_forward_only_and_says_so_in_one_line(tmp_path: Path) -> None:
    """A second back is refused, and nothing has changed."""
    dial, _ = begun(tmp_path)

    with pytest.raises(DialError, match=r"forward only: it shows 2026-11-20 12:00, .*--fresh"):
        dial.turn_to(NOON - timedelta(seconds=60))

    assert dial.now() == NOON


def test_another_process_reads_the_same_time_and_sees_a_turn(tmp_path: Path) -> None:
    """The file is the dial: a second reader follows the first one's turns."""
    dial, machine = begun(tmp_path, ticking=True)
    other = Dial(tmp_path / "dial.json", machine)
    assert other.now() == NOON

    dial.turn_to(NOON + timedelta(days=90))

    assert other.now() == NOON + timedelta(days=90)


def test_it_survives_a_restart(tmp_path: Path) -> None:
    """What was turned stays turned, and the time between was legal time if it ticked."""
    dial, machine = begun(tmp_path, ticking=True)
    dial.turn_to(NOON + timedelta(days=1))
    machine.at += timedelta(hours=8)

    assert Dial(tmp_path / "dial.json", machine).now() == NOON + timedelta(days=1, hours=8)


@pytest.mark.parametrize("content", ["", "{", '{"legal": "yesterday"}', "[]", '{"legal": 1}'])
def test_a_damaged_dial_is_one_clear_line(tmp_path: Path, content: str) -> None:
    """The line names the file and what to do."""
    begun(tmp_path)
    (tmp_path / "dial.json").write_text(content)

    with pytest.raises(DialError, match=r"dial\.json is damaged .*--fresh"):
        Dial(tmp_path / "dial.json").now()


def test_a_missing_dial_names_the_command(tmp_path: Path) -> None:
    """No file: the town was never started."""
    with pytest.raises(DialError, match="fuda up"):
        Dial(tmp_path / "dial.json").now()


def test_a_town_begins_once(tmp_path: Path) -> None:
    """A second beginning would be a second past."""
    dial, _ = begun(tmp_path)

    with pytest.raises(DialError, match="already"):
        dial.begin(NOON, ticking=False)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("+1d", "2026-11-21T12:00:00+09:00"),
        ("+3h", "2026-11-20T15:00:00+09:00"),
        ("+15m", "2026-11-20T12:15:00+09:00"),
        ("22:59", "2026-11-20T22:59:00+09:00"),
        ("2036-04-02", "2036-04-02T12:00:00+09:00"),
        ("2036-04-02T23:00", "2036-04-02T23:00:00+09:00"),
        ("2036-04-02 23:00", "2036-04-02T23:00:00+09:00"),
    ],
)
def test_how_a_turn_is_written(said: str, meant: str) -> None:
    """A day keeps the time of day, a time keeps the day, a span counts from now."""
    assert parse_turn(said, NOON) == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    "said", ["2026-02-29", "25:00", "2026-13-01T10:00", "+999999d9", "noon", ""]
)
def test_a_mistyped_turn_is_one_clear_line(said: str) -> None:
    """A day that does not exist, or no day at all."""
    with pytest.raises(DialError, match=r"does not|is not|understood"):
        parse_turn(said, NOON)


def test_a_turn_past_the_end_of_time_is_refused() -> None:
    """The calendar ends with year 9999; the line says so instead of failing."""
    with pytest.raises(DialError, match="exists"):
        parse_turn("+999999d", NOON.replace(year=9998))
