"""What the door to jlis.numbering promises, kept by the real desk through both carriers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from doors.offices import CARRIERS, KAMAKURA, KIOSK, MINATO, Office, new_town
from fuda.doors.errors import Malformed
from fuda.doors.numbering import AssignNumber, Numbering, ReportItems
from fuda.doors.person import FourItems
from fuda.kit.access import NotAllowed
from fuda.rules.resident_code import resident_code_check_digit

ITEMS = FourItems(
    name="見本　花子", address="東京都港区芝公園1-5-25", born=date(1990, 2, 17), sex="female"
)


def code(ten: str) -> str:
    """A resident record code."""
    return ten + resident_code_check_digit(ten)


def asked(key: str, ten: str) -> AssignNumber:
    """A request for the number of a code."""
    return AssignNumber(key=key, resident_code=code(ten), items=ITEMS)


@pytest.fixture(scope="module", params=CARRIERS)
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office[Numbering]]:
    """jlis.numbering, direct or in another process."""
    town = new_town(tmp_path_factory.mktemp("town"))
    office: Office[Any] = CARRIERS[request.param]("jlis.numbering", Numbering, town)
    yield office
    office.close()


def test_a_code_has_one_number_for_ever(office: Office[Numbering]) -> None:
    """Asked again under another key, by another municipality: the same number (NUM-02, NUM-05)."""
    first = office.door(MINATO).assign(asked("a1", "1000000001"))

    assert office.door(MINATO).assign(asked("a2", "1000000001")) == first
    assert office.door(KAMAKURA).assign(asked("a3", "1000000001")) == first
    assert office.door(MINATO).assign(asked("a4", "1000000002")) != first


def test_the_same_key_gives_the_same_answer(office: Office[Numbering]) -> None:
    """Whoever does not know whether it was done asks again and nothing is done twice."""
    door = office.door(MINATO)

    assert door.assign(asked("b1", "2000000001")) == door.assign(asked("b1", "2000000001"))


def test_a_key_serves_one_message_of_one_caller(office: Office[Numbering]) -> None:
    """Another message under the key is refused; another caller's key is another key."""
    office.door(MINATO).assign(asked("c1", "3000000001"))
    with pytest.raises(Malformed) as error:
        office.door(MINATO).assign(asked("c1", "3000000002"))

    assert code("3000000002") not in str(error.value)
    office.door(KAMAKURA).assign(asked("c1", "3000000002"))


def test_a_call_without_answer_answers_none(office: Office[Numbering]) -> None:
    """The four items follow the municipality's register."""
    door = office.door(MINATO)
    door.assign(asked("d1", "4000000001"))
    moved = replace(ITEMS, address="東京都港区芝2-1-1")
    report = ReportItems(key="d2", resident_code=code("4000000001"), items=moved)
    door.report_items(report)
    door.report_items(report=report)


def test_a_wrong_code_is_malformed_and_not_repeated(office: Office[Numbering]) -> None:
    """One line says what is wrong; the digits stay out of it."""
    wrong = replace(asked("e1", "5000000001"), resident_code="50000000019")
    with pytest.raises(Malformed, match="check digit of this resident record code") as error:
        office.door(MINATO).assign(wrong)

    assert "5000000001" not in str(error.value)


def test_a_kiosk_has_no_business_here(office: Office[Numbering]) -> None:
    """Only municipalities may ask for a number."""
    with pytest.raises(NotAllowed, match="kiosk has no business at Numbering"):
        office.door(KIOSK).assign(asked("f1", "6000000001"))


def test_nothing_that_was_said_is_in_the_log(
    office: Office[Numbering], caplog: pytest.LogCaptureFixture
) -> None:
    """No number, no resident record code, no name: whatever was answered or refused."""
    caplog.set_level("DEBUG")
    door = office.door(MINATO)
    number = door.assign(asked("g1", "7000000001")).number.digits
    with pytest.raises(Malformed):
        door.assign(replace(asked("g2", "7000000001"), resident_code="70000000019"))
    with pytest.raises(Malformed):
        door.assign(asked("g1", "7000000002"))
    said = office.log() + caplog.text

    assert not [each for each in (number, "700000000", "花子", "芝公園") if each in said]
