"""people.json: who of the town's residents the town page shows, and the sandbox's PINs of them.

The registers know everyone; this file only joins a story to a resident of a municipality.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from fuda.card.interface import PinName


@dataclass(frozen=True, slots=True, kw_only=True)
class Townsperson:
    """Someone whom the town page shows; `pins` only where the sandbox published them."""

    person: str
    name: str
    municipality: str
    resident: str
    story: str
    card: str | None = None
    pins: Mapping[PinName, str] = field(default_factory=dict)


class Roster:
    """The people of a town, kept in one file that is replaced as a whole."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def everyone(self) -> tuple[Townsperson, ...]:
        """In the order in which they came."""
        try:
            stored = json.loads(self._file.read_text("utf-8"))
        except FileNotFoundError:
            return ()
        return tuple(Townsperson(**each) for each in stored)

    def person(self, person: str) -> Townsperson | None:
        """One of them."""
        return next((each for each in self.everyone() if each.person == person), None)

    def add(self, new: Townsperson) -> None:
        """Someone more; an earlier entry of the same person is replaced."""
        with self._alone():
            others = [each for each in self.everyone() if each.person != new.person]
            self._write([*others, new])

    def has_card(self, person: str, card: str) -> None:
        """The person holds this card now."""
        with self._alone():
            self._write(
                [
                    replace(each, card=card) if each.person == person else each
                    for each in self.everyone()
                ]
            )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _write(self, people: list[Townsperson]) -> None:
        fresh = self._file.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as out:
            json.dump([asdict(each) for each in people], out, ensure_ascii=False, indent=1)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self._file)
