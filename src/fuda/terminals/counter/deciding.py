"""Who decides for the holder and sets the PINs, as the clerk says on a form (CERT-07, MINOR-03)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from fuda.doors.municipality import Representation, ResidentView
from fuda.kit.i18n import Text
from fuda.kit.web import WrongField
from fuda.rules.representative import SetBy, decides
from fuda.rules.values import Parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """What the clerk said; an adult ward has shown the registration certificate."""

    ward: bool = False
    represented_by: Representation | None = None


ALONE = Deciding()
"""The holder decides."""


def is_child(view: ResidentView, *, on: date, parameters: Parameters) -> bool:
    """Whether the age alone has the legal representative decide."""
    by = decides(born=view.items.born, ward=False, on=on, parameters=parameters)
    return by.value is SetBy.REPRESENTATIVE


def read_deciding(
    said: Mapping[str, object], *, child: bool
) -> tuple[Deciding, tuple[WrongField, ...]]:
    """From the form's fields `represented_by`, of a child, and `ward`, of everyone else."""
    if not child:
        ward = bool(said.get("ward"))
        return (
            Deciding(ward=ward, represented_by="guardianship_registration" if ward else None),
            (),
        )
    for paper in get_args(Representation):
        if said.get("represented_by") == paper:
            return Deciding(represented_by=paper), ()
    missing = Text("counter", "Say what showed who the legal representative is.")
    return ALONE, (WrongField(field="represented_by", what=missing),)
