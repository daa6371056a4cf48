"""The access table of the town, row by row and for every stranger."""

import pytest

from doors.examples import DOORS
from fuda.doors.jpki import Jpki
from fuda.doors.municipality import Counter
from fuda.doors.numbering import Numbering
from fuda.kit.access import AccessTable, May, NotAllowed
from fuda.kit.caller import Caller
from fuda.kit.calls import calls_of
from fuda.world.access import ACCESS


def test_every_call_of_every_door_has_a_caller() -> None:
    """A call that nobody may make is dead, or its row was forgotten."""
    for door in DOORS:
        answered = {call for row in ACCESS.rows if row.door is door for call in row.calls}

        assert answered == {call.name for call in calls_of(door)}


def test_a_counter_reaches_its_own_municipality_only() -> None:
    """港区's clerk sees nobody in 鎌倉市 (NUM-14)."""
    minato = ACCESS.at("m/131032")

    assert "find" in minato.calls(Counter, Caller("counter/131032"))
    with pytest.raises(NotAllowed):
        minato.calls(Counter, Caller("counter/142042"))


def test_who_only_looks_cannot_revoke() -> None:
    """The verifier asks whether a certificate stands; it never ends one."""
    jpki = ACCESS.at("jlis.jpki")
    jpki.check(Jpki, Caller("verifier"), "status")
    with pytest.raises(NotAllowed, match=r"verifier may not call Jpki\.revoke"):
        jpki.check(Jpki, Caller("verifier"), "revoke")


@pytest.mark.parametrize("stranger", ["", "m/", "m/1310329", "xm/131032", "m/131032\n", "kiosk"])
def test_a_name_must_match_whole(stranger: str) -> None:
    """No name passes for another by what stands before or after it."""
    with pytest.raises(NotAllowed):
        ACCESS.at("jlis.numbering").calls(Numbering, Caller(stranger))


def test_a_row_with_a_call_that_does_not_exist_is_refused() -> None:
    """A misspelt call would lock somebody out in silence."""
    with pytest.raises(TypeError, match="Numbering has no call 'asign'"):
        AccessTable([May(at="here", door=Numbering, caller="x", calls=("asign",))])
