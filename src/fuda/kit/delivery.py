"""Handing outbox rows to their doors, one lane in order, and hearing what became of each.

A message's class is looked up by name among the classes that the program has loaded already:
nothing is imported on the word of a database, and a proxy of any carrier will do as an outlet.
"""

import logging
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, is_dataclass
from threading import Lock
from traceback import format_tb

from fuda.doors.errors import Malformed, Refused, Unreachable
from fuda.kit import wire
from fuda.kit.numbers import without_numbers
from fuda.kit.outbox import ARRIVED, REFUSED, Lane, Outcome, Waiting

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """The outcomes of a lane's rows up to the first that stays; whether its door was silent."""

    outcomes: tuple[Outcome, ...]
    silent: bool


class LanesUnderWay:
    """The lanes that threads of this process are delivering, so that the sweeper leaves them."""

    def __init__(self) -> None:
        self._count: Counter[Lane] = Counter()
        self._counting = Lock()

    @contextmanager
    def delivering(self, lane: Lane) -> Iterator[None]:
        """Count this thread in while the block runs."""
        with self._counting:
            self._count[lane] += 1
        try:
            yield
        finally:
            with self._counting:
                self._count[lane] -= 1
                if not self._count[lane]:
                    del self._count[lane]

    def __contains__(self, lane: Lane) -> bool:
        with self._counting:
            return lane in self._count


def deliver(outlets: Mapping[str, object], lane: Lane, rows: Sequence[Waiting]) -> Attempt:
    """Deliver rows of one lane in order, until one gets no answer."""
    outcomes: list[Outcome] = []
    for row in rows:
        try:
            outcomes.append(_answered(outlets, lane, row))
        except Unreachable as lost:
            _log.warning("outbox row %d to %s stays: %s", row.n, lane.door, lost)
            return Attempt(tuple(outcomes), silent=True)
        except Exception as fault:  # noqa: BLE001 - the act here stands all the same
            # The text of a fault may hold what the message held: its kind and place are logged.
            trace = "".join(format_tb(fault.__traceback__))
            kind = type(fault).__name__
            _log.error("outbox row %d to %s stays: %s\n%s", row.n, lane.door, kind, trace)
            break
    return Attempt(tuple(outcomes), silent=False)


def _answered(outlets: Mapping[str, object], lane: Lane, row: Waiting) -> Outcome:
    kind = loaded_message(row.kind)
    if kind is None:
        raise LookupError(f"no message class {row.kind} is loaded")
    message = wire.adapter(kind).validate_json(row.message)
    try:
        answer = getattr(outlets[lane.door], row.call)(message)
    except Refused as no:
        return Outcome(row.n, REFUSED, without_numbers(": ".join(map(str, no.args))))
    except Malformed as no:
        return Outcome(row.n, REFUSED, without_numbers(f"malformed: {no}"))
    return Outcome(row.n, ARRIVED, effective=getattr(answer, "effective", True) is not False)


def message_name(kind: type) -> str:
    """How a row names the class of a message; TypeError if it could not be found again."""
    name = f"{kind.__module__}:{kind.__qualname__}"
    if loaded_message(name) is not kind:
        raise TypeError(f"{kind.__qualname__} is not a message of a loaded module")
    return name


def loaded_message(name: str) -> type | None:
    """The message class of that name, if the program has loaded one."""
    module, _, qualified = name.partition(":")
    found = getattr(sys.modules.get(module), qualified, None)
    is_message = (
        isinstance(found, type) and is_dataclass(found) and hasattr(found, "__pydantic_validator__")
    )
    return found if is_message else None
