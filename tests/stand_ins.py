"""Clock and chance for tests: small classes, no patches."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count

_TOKYO = timezone(timedelta(hours=9))


class StandingClock:
    """A dial that stands until it is turned."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Where the dial stands, in UTC."""
        return self.at.astimezone(UTC)

    def today(self) -> date:
        """Its legal day."""
        return self.at.astimezone(_TOKYO).date()

    def turn(self, **by: float) -> None:
        """Forward by `days`, `hours`, `seconds` …"""
        self.at += timedelta(**by)


class CountingRandomness:
    """Never the same twice, and the same in every run."""

    def __init__(self) -> None:
        self._count = count(1)

    def token(self) -> str:
        """The next token."""
        return f"token-{next(self._count)}"

    def octets(self, count: int) -> bytes:
        """The next bytes."""
        return (
            (next(self._count) * 0x9E3779B97F4A7C15 % 2**64)
            .to_bytes(8)
            .ljust(count, b"\x5a")[:count]
        )
