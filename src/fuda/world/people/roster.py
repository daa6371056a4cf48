"""people.json: who of the town's residents the town page shows, and the sandbox's PINs of them.

The registers know everyone; this file only joins a story to a resident of a municipality.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from fuda.card.interface import PinName
from fuda.kit.damage import StoreDamaged
from fuda.world.shared_file import alone_with, replace_text


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
        """In the order in which they came; StoreDamaged where the file cannot be read."""
        try:
            return tuple(Townsperson(**each) for each in json.loads(self._file.read_text("utf-8")))
        except FileNotFoundError:
            return ()
        except (ValueError, TypeError):
            raise StoreDamaged(self._file, "is damaged") from None

    def person(self, person: str) -> Townsperson | None:
        """One of them."""
        return next((each for each in self.everyone() if each.person == person), None)

    def add(self, new: Townsperson) -> None:
        """Someone more; an earlier entry of the same person is replaced."""
        with alone_with(self._file):
            others = [each for each in self.everyone() if each.person != new.person]
            self._write([*others, new])

    def has_card(self, person: str, card: str) -> None:
        """The person holds this card now."""
        with alone_with(self._file):
            self._write(
                [
                    replace(each, card=card) if each.person == person else each
                    for each in self.everyone()
                ]
            )

    def _write(self, people: list[Townsperson]) -> None:
        everyone = [asdict(each) for each in people]
        replace_text(self._file, json.dumps(everyone, ensure_ascii=False, indent=1))
