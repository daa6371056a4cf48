"""A counter's camera, for who brings no photo (CARD-41): it draws, since nobody here exists."""

from dataclasses import dataclass
from datetime import date

from fuda.doors.municipality import ResidentView
from fuda.doors.person import Sex
from fuda.kit.clock import Clock
from fuda.rules.calendar import age_on
from fuda.world.people.portrait import portrait
from fuda.world.people.roster import Roster


def photograph(seed: str, *, born: date, sex: Sex, on: date) -> bytes:
    """PNG of a person as on that day; the same seed is the same face, grown older."""
    return portrait(seed, age=age_on(born, on), sex=sex)


@dataclass(frozen=True, slots=True)
class Camera:
    """It knows the people of the town by their faces."""

    roster: Roster
    clock: Clock

    def __call__(self, view: ResidentView) -> bytes:
        """The photo of a resident, today."""
        known = (one.person for one in self.roster.everyone() if one.resident == view.resident)
        return photograph(
            next(known, view.resident),
            born=view.items.born,
            sex=view.items.sex,
            on=self.clock.today(),
        )
