"""What municipalities may ask of jlis.numbering (住基ネット): a number for a resident code."""

from typing import Protocol

from fuda.doors.message import message
from fuda.doors.person import FourItems
from fuda.rules.number import IndividualNumber


@message
class AssignNumber:
    """A person gets a resident record: one number, once and for life (NUM-01, NUM-02)."""

    key: str
    resident_code: str
    """住民票コード: eleven digits, the last a check digit."""
    items: FourItems


@message
class NumberAssigned:
    """The number that belongs to the resident record code."""

    number: IndividualNumber


@message
class ReportItems:
    """The four items changed in the register (address, name …): the copy follows."""

    key: str
    resident_code: str
    items: FourItems


class Numbering(Protocol):
    """Called by municipalities only."""

    def assign(self, asked: AssignNumber) -> NumberAssigned:
        """The number of this code: made on the first call, the same ever after (NUM-05)."""
        ...

    def report_items(self, report: ReportItems) -> None:
        """Keep the copied four items as the municipality's register has them."""
        ...
