"""Who may call what: one table door x caller x call, used by both carriers.

The rows stand in `world.access`; the least door is the rule (each caller gets only the calls that
its work needs).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fuda.kit.caller import Caller


class NotAllowed(Exception):  # noqa: N818 - said at the edge only (401, 403), never by an institution
    """This caller may not make this call, or cannot be told from its certificate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class May:
    """One row: at this institution, through this door, this caller may make these calls.

    `at` and `caller` are names; `{code}` stands for a municipality's code, the same one in both.
    """

    at: str
    door: Callable[..., object]
    caller: str
    calls: tuple[str, ...]

    def covers(self, at: str, caller: Caller) -> bool:
        """Whether the row speaks of this institution and this caller."""
        here = re.fullmatch(_pattern(self.at), at)
        if here is None:
            return False
        code = here.groupdict().get("code")
        return re.fullmatch(_pattern(self.caller, code), caller) is not None


def _pattern(name: str, code: str | None = None) -> str:
    return re.escape(name).replace(r"\{code\}", code or r"(?P<code>\d{6})")


@dataclass(frozen=True, slots=True)
class Access:
    """The rows that speak of one institution."""

    rows: tuple[May, ...]
    at: str

    def calls(self, door: Callable[..., object], caller: Caller) -> frozenset[str]:
        """The calls that `caller` may make through this door; NotAllowed where there is none."""
        calls = frozenset(
            call
            for row in self.rows
            if row.door is door and row.covers(self.at, caller)
            for call in row.calls
        )
        if not calls:
            raise NotAllowed(f"{caller} has no business at {door.__name__} of {self.at}")
        return calls

    def check(self, door: Callable[..., object], caller: Caller, call: str) -> None:
        """NotAllowed, unless the table lets `caller` make this call."""
        if call not in self.calls(door, caller):
            raise NotAllowed(f"{caller} may not call {door.__name__}.{call} of {self.at}")


class AccessTable:
    """All rows of a country. TypeError at start-up for a call that its door does not have."""

    def __init__(self, rows: Sequence[May]) -> None:
        for row in rows:
            for call in row.calls:
                if not callable(getattr(row.door, call, None)):
                    raise TypeError(f"access table: {row.door.__name__} has no call {call!r}")
        self.rows = tuple(rows)

    def at(self, institution: str) -> Access:
        """What the table says for one institution."""
        return Access(self.rows, institution)
