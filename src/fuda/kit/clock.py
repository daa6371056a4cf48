"""The dial that every institution reads instead of the system's clock."""

from datetime import date, datetime
from typing import Protocol


class Clock(Protocol):
    """Legal time. Implemented by `world.dial` for a town and by plain classes in tests."""

    def now(self) -> datetime:
        """The instant, timezone-aware, in UTC."""
        ...

    def today(self) -> date:
        """The legal day in Asia/Tokyo."""
        ...
