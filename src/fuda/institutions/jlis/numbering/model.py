"""What jlis.numbering knows of a person."""

from dataclasses import dataclass, field
from datetime import datetime

from fuda.doors.person import FourItems
from fuda.rules.number import IndividualNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A person with a number. `person` is an id of this register alone, for its log."""

    person: str
    code: str = field(repr=False)
    """住民票コード."""
    number: IndividualNumber
    items: FourItems
    assigned: datetime
