"""The direct carrier: the keeper behind a proxy that shows the door's calls only."""

from datetime import date

import pytest

from fuda.doors.errors import Refused
from fuda.doors.numbering import AssignNumber, NumberAssigned, Numbering, ReportItems
from fuda.doors.person import FourItems
from fuda.kit.access import AccessTable, May, NotAllowed
from fuda.kit.caller import Caller, caller
from fuda.kit.carrier import Door
from fuda.kit.here import one_transaction
from fuda.rules.number import IndividualNumber, check_digit
from fuda.rules.refusal import Refusal
from fuda.world.access import ACCESS

MINATO = Caller("m/131032")
ITEMS = FourItems(name="見本　花子", address="港区芝公園", born=date(1990, 4, 1), sex="female")
REPORT = ReportItems(key="k2", resident_code="11111111111", items=ITEMS)


def assign(code: str = "11111111111") -> AssignNumber:
    """A message as a municipality sends it."""
    return AssignNumber(key="k1", resident_code=code, items=ITEMS)


class Keeper:
    """Keeps Numbering in memory, and a secret."""

    def __init__(self) -> None:
        self.secret = "the key of all numbers"
        self.callers: list[Caller] = []

    def assign(self, asked: AssignNumber) -> NumberAssigned:
        """A number made of the code."""
        self.callers.append(caller())
        if asked.resident_code == "0":
            raise Refused(Refusal(rule="NUM-01", msgid="no such code", instead="ask"))
        eleven = asked.resident_code
        return NumberAssigned(number=IndividualNumber(eleven + check_digit(eleven)))

    def report_items(self, report: ReportItems) -> None:
        """Note who reported."""
        self.callers.append(Caller(f"{caller()} {report.key}"))


def test_calls_go_through_by_place_and_by_name() -> None:
    """The proxy is called as its Protocol says."""
    keeper = Keeper()
    door = Door(Numbering).direct(keeper, MINATO)

    assert door.assign(assign()) == door.assign(asked=assign())
    door.report_items(report=REPORT)
    assert keeper.callers == [MINATO, MINATO, "m/131032 k2"]


def test_the_caller_is_gone_after_the_call() -> None:
    """Who is asking is known inside a call only."""
    Door(Numbering).direct(Keeper(), MINATO).assign(assign())
    with pytest.raises(LookupError):
        caller()


def test_nothing_but_the_doors_calls_can_be_seen() -> None:
    """The keeper's own attributes do not cross, and nothing can be put on the proxy."""
    door = Door(Numbering).direct(Keeper(), MINATO)

    assert not hasattr(door, "secret")
    with pytest.raises(AttributeError):
        door.assign = None  # type: ignore[method-assign, assignment]


def test_a_refusal_passes_and_leaves_no_caller_behind() -> None:
    """A rule's no reaches the caller as it was raised."""
    with pytest.raises(Refused, match="NUM-01"):
        Door(Numbering).direct(Keeper(), MINATO).assign(assign("0"))
    with pytest.raises(LookupError):
        caller()


def test_no_door_is_called_inside_a_transaction() -> None:
    """Ask, then write: the other side would be told of what may be rolled back."""
    keeper = Keeper()
    door = Door(Numbering).direct(keeper, MINATO)
    with one_transaction("a test"), pytest.raises(RuntimeError, match="ask first, then write"):
        door.assign(assign())

    assert keeper.callers == []


def test_another_message_is_a_bug_at_once() -> None:
    """A message of another call never reaches the keeper."""
    door = Door(Numbering).direct(Keeper(), MINATO)
    with pytest.raises(TypeError, match="assign takes AssignNumber, not ReportItems"):
        door.assign(REPORT)  # type: ignore[arg-type]


def test_a_keeper_that_lacks_a_call_is_refused_at_binding() -> None:
    """What mypy would say, said at start-up too."""
    with pytest.raises(TypeError, match=r"int keeps no Numbering\.assign"):
        Door(Numbering).direct(1, MINATO)  # type: ignore[arg-type]


def test_the_access_table_stops_a_stranger_at_binding() -> None:
    """A kiosk has no business at jlis.numbering."""
    with pytest.raises(NotAllowed, match="kiosk has no business at Numbering"):
        Door(Numbering, ACCESS.at("jlis.numbering")).direct(Keeper(), Caller("kiosk"))


def test_the_access_table_stops_a_call_that_this_caller_may_not_make() -> None:
    """The least door: some of its calls, not all."""
    table = AccessTable([May(at="here", door=Numbering, caller="m/{code}", calls=("assign",))])
    keeper = Keeper()
    door = Door(Numbering, table.at("here")).direct(keeper, MINATO)
    door.assign(assign())
    with pytest.raises(NotAllowed, match=r"m/131032 may not call Numbering\.report_items"):
        door.report_items(REPORT)

    assert keeper.callers == [MINATO]


def test_a_served_door_needs_its_table() -> None:
    """No table, no socket."""
    with pytest.raises(TypeError, match="needs its access table"):
        Door(Numbering).served(Keeper())
