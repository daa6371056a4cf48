"""The dial: a town's legal time, one file that every process reads.

It ticks with the machine's clock or stands still, and turns forward only (ARCHITECTURE.md, "Time").
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fuda.kit.i18n import Text
from fuda.rules.calendar import TOKYO, instant_from_text, instant_to_text, legal_day
from fuda.world.shared_file import alone_with, replace_text


class DialError(Exception):
    """The dial cannot be turned or read; one line says why and what to do."""


class CannotTurn(DialError):  # noqa: N818 - whoever turned it is told, on a screen or at a shell
    """The dial does not go there; `text` says so on a screen."""

    def __init__(self, msgid: str, **facts: str) -> None:
        super().__init__(msgid.format_map(facts))
        self.text = Text("world", msgid, facts)


@dataclass(frozen=True, slots=True)
class _Setting:
    legal: datetime
    """Legal time at the machine's `real` time."""
    real: datetime
    ticking: bool

    def at(self, real: datetime) -> datetime:
        return self.legal + (real - self.real) if self.ticking else self.legal


class MachineClock:
    """The machine's own time, for what is not law: timeouts, retries, tokens of other people."""

    def now(self) -> datetime:
        """The instant in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day in Asia/Tokyo."""
        return legal_day(self.now())


class Dial:
    """Implements `kit.clock.Clock` for a town."""

    def __init__(self, file: Path, machine: MachineClock | None = None) -> None:
        self._file = file
        self._machine = machine or MachineClock()
        self._seen: tuple[int, int] | None = None
        self._setting: _Setting | None = None

    def exists(self) -> bool:
        """Whether the town's time has begun."""
        return self._file.exists()

    def now(self) -> datetime:
        """The legal instant in UTC."""
        return self._read().at(self._machine.now())

    def today(self) -> date:
        """The legal day in Asia/Tokyo."""
        return legal_day(self.now())

    def ticking(self) -> bool:
        """Whether legal time goes on by itself."""
        return self._read().ticking

    def begin(self, legal: datetime, *, ticking: bool) -> None:
        """Set the first legal instant of a new town."""
        with alone_with(self._file):
            if self._file.exists():
                raise DialError(f"{self._file} is there already: this town's time has begun.")
            self._write(_Setting(legal, self._machine.now(), ticking))

    def turn_to(self, legal: datetime) -> None:
        """Turn forward to `legal`; DialError where that is in the town's past."""
        with alone_with(self._file):
            setting = self._read()
            now = setting.at(self._machine.now())
            if legal < now:
                raise CannotTurn(
                    "The dial turns forward only: it shows {now}, {wanted} has passed. "
                    "To start over: fuda up --fresh",
                    now=_shown(now),
                    wanted=_shown(legal),
                )
            self._write(_Setting(legal, self._machine.now(), setting.ticking))

    def tick(self, *, on: bool) -> None:
        """Let legal time go on by itself from here, or let it stand still."""
        with alone_with(self._file):
            machine = self._machine.now()
            self._write(_Setting(self._read().at(machine), machine, on))

    def _read(self) -> _Setting:
        try:
            stat = self._file.stat()
        except FileNotFoundError:
            raise DialError(f"{self._file} is missing: start the town with fuda up.") from None
        seen = (stat.st_mtime_ns, stat.st_ino)
        if self._setting is None or seen != self._seen:
            self._setting = self._parse(self._file.read_text("utf-8"))
            self._seen = seen
        return self._setting

    def _parse(self, text: str) -> _Setting:
        try:
            stored = json.loads(text)
            return _Setting(
                instant_from_text(stored["legal"]),
                instant_from_text(stored["real"]),
                bool(stored["ticking"]),
            )
        except (ValueError, KeyError, TypeError):
            raise DialError(
                f"{self._file} is damaged and the town's time is lost: "
                "put its backup back, or start over with fuda up --fresh"
            ) from None

    def _write(self, setting: _Setting) -> None:
        text = json.dumps(
            {
                "legal": instant_to_text(setting.legal),
                "real": instant_to_text(setting.real),
                "ticking": setting.ticking,
            }
        )
        replace_text(self._file, text)


def _shown(instant: datetime) -> str:
    return instant.astimezone(TOKYO).strftime("%Y-%m-%d %H:%M")


_SPAN = re.compile(r"\+(\d{1,6})([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def parse_turn(text: str, now: datetime) -> datetime:
    """Where the dial is to go: 2036-04-02, 2036-04-02T22:59, 22:59 (today), +90d, +3h, +15m.

    A day without a time keeps the time of day that the dial shows.
    """
    span = _SPAN.fullmatch(text.strip())
    local = now.astimezone(TOKYO)
    try:
        if span:
            return now + timedelta(**{_UNITS[span[2]]: int(span[1])})
        if re.fullmatch(r"\d{2}:\d{2}", text):
            return datetime.combine(local.date(), datetime.strptime(text, "%H:%M").time(), TOKYO)  # noqa: DTZ007 - a time of day has no zone
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return datetime.combine(date.fromisoformat(text), local.timetz())
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", text):
            return datetime.fromisoformat(text).replace(tzinfo=TOKYO)
    except (ValueError, OverflowError):
        raise CannotTurn("{text} is not a day or a time that exists.", text=text) from None
    raise CannotTurn(
        "“{text}” is not understood: give 2036-04-02, 2036-04-02T22:59, 22:59 or +90d.", text=text
    )
