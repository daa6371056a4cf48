"""One number for one resident record code, for ever, and never in a log (NUM-01, -02, -05)."""

import logging
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from fuda.doors.errors import Malformed
from fuda.doors.numbering import AssignNumber, ReportItems
from fuda.doors.person import FourItems
from fuda.institutions.jlis.numbering import store as register
from fuda.institutions.jlis.numbering.api import NumberingKeeper
from fuda.institutions.jlis.numbering.number import number_of
from fuda.kit.caller import Caller, acting_as
from fuda.kit.damage import KeyFileRefused
from fuda.parameters.loader import load
from fuda.rules.number import IndividualNumber, check_digit
from fuda.rules.resident_code import check_resident_code, resident_code_check_digit
from stand_ins import CountingRandomness, StandingClock

PARAMETERS = load()
MINATO = Caller("m/131032")
KAMAKURA = Caller("m/142042")
HANAKO = FourItems(
    name="札幌　花子", address="東京都港区芝公園1-5-25", born=date(1990, 2, 17), sex="female"
)

ten_digits = st.integers(0, 10**10 - 1).map(lambda value: f"{value:010}")
codes = ten_digits.map(lambda ten: ten + resident_code_check_digit(ten))
aes_keys = st.binary(min_size=32, max_size=32)


def a_code(n: int) -> str:
    """The nth code."""
    ten = f"{n:010}"
    return ten + resident_code_check_digit(ten)


def opened(folder: Path) -> NumberingKeeper:
    """The keeper over its folder."""
    return NumberingKeeper(
        url=f"sqlite:///{folder / 'numbering.sqlite'}",
        keys=folder / "keys",
        clock=StandingClock(datetime(2026, 4, 1, tzinfo=UTC)),
        randomness=CountingRandomness(),
        parameters=PARAMETERS,
    )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[NumberingKeeper]:
    """A new register, asked by 港区."""
    office = opened(tmp_path)
    with acting_as(MINATO):
        yield office
    office.close()


def asking(key: str, code: str, items: FourItems = HANAKO) -> AssignNumber:
    """The municipality's question."""
    return AssignNumber(key=key, resident_code=code, items=items)


@settings(deadline=None)
@given(st.sets(codes, min_size=2, max_size=40), aes_keys)
def test_no_two_codes_get_one_number(given_codes: set[str], key: bytes) -> None:
    """Every number has a right check digit, and there are as many as codes."""
    numbers = {number_of(code, key).digits for code in given_codes}

    assert len(numbers) == len(given_codes)
    assert all(check_digit(digits[:-1]) == digits[-1] for digits in numbers)


@settings(deadline=None)
@given(codes, aes_keys, aes_keys)
def test_without_the_key_the_number_tells_nothing(code: str, key: bytes, other: bytes) -> None:
    """Another key makes another number, and no number starts as its code does (NUM-05)."""
    number = number_of(code, key).digits

    assert (number_of(code, other).digits == number) == (key == other)
    assert not number.startswith(code)


def test_neighbouring_codes_have_unlike_numbers() -> None:
    """A thousand codes in a row: their numbers are in no order and share no more than chance."""
    numbers = [number_of(a_code(n), bytes(32)).digits for n in range(1000)]

    falls = sum(one > other for one, other in pairwise(numbers))
    assert 400 < falls < 600
    assert len({number[:4] for number in numbers}) > 900


@settings(deadline=None)
@given(ten_digits, st.integers(0, 9), st.integers(1, 9))
def test_a_changed_digit_of_a_code_is_mostly_seen(ten: str, place: int, by: int) -> None:
    """One wrong digit passes only where the remainders 0 and 1 share the check digit 0."""
    right = ten + resident_code_check_digit(ten)
    wrong = right[:place] + str((int(right[place]) + by) % 10) + right[place + 1 :]

    check_resident_code(right)
    if right[-1] != "0":
        with pytest.raises(ValueError, match="check digit"):
            check_resident_code(wrong)


@settings(deadline=None)
@given(codes, aes_keys)
def test_no_digits_in_repr(code: str, key: bytes) -> None:
    """A number shows in no repr and no str, its own message's included."""
    number = number_of(code, key)
    asked = AssignNumber(key="k", resident_code=code, items=HANAKO)

    assert number.digits not in f"{number} {number!r} {[number]}"
    with pytest.raises(ValueError, match="check digit") as wrong:
        IndividualNumber(number.digits[:-1] + str((int(number.digits[-1]) + 1) % 10))
    assert number.digits[:-1] not in str(wrong.value)
    assert asked.resident_code == code


def test_the_same_code_has_the_same_number_for_ever(tmp_path: Path) -> None:
    """From another municipality, with other items, after a restart (NUM-02)."""
    first = opened(tmp_path)
    with acting_as(MINATO):
        made = first.assign(asking("a", a_code(7)))
        again = first.assign(asking("a", a_code(7)))
    first.close()
    second = opened(tmp_path)
    moved = FourItems(
        name=HANAKO.name, address="神奈川県鎌倉市御成町18-10", born=HANAKO.born, sex="female"
    )
    with acting_as(KAMAKURA):
        later = second.assign(asking("a", a_code(7), moved))
        with second.store.reading() as connection:
            kept = register.numbered(connection, a_code(7))
    second.close()

    assert made == again == later
    assert kept is not None
    assert kept.items == moved


@pytest.mark.parametrize(
    "code", ["", "1234567890", "12345678901", "１２３４５６７８９０１", "1234567890x"]
)
def test_a_wrong_code_is_malformed(code: str, office: NumberingKeeper) -> None:
    """One line that says what to do, and not the digits."""
    with pytest.raises(Malformed, match=r"resident_code: .*read it again") as said:
        office.assign(asking("a", code))

    assert not code or code not in str(said.value)


def test_two_people_never_share_a_code(office: NumberingKeeper) -> None:
    """Two towns that drew one code: the second is told to draw another (NUM-01)."""
    stranger = FourItems(
        name="見本　真", address=HANAKO.address, born=date(1980, 2, 17), sex="other"
    )
    office.assign(asking("a", a_code(5)))

    with pytest.raises(Malformed, match="another birth date"):
        office.assign(asking("b", a_code(5), stranger))


def test_items_follow_the_register(office: NumberingKeeper) -> None:
    """A change is copied once; the number stays; an unknown code is malformed."""
    number = office.assign(asking("a", a_code(1)))
    married = FourItems(name="鎌倉　花子", address=HANAKO.address, born=HANAKO.born, sex="female")
    for _ in range(2):
        office.report_items(ReportItems(key="b", resident_code=a_code(1), items=married))

    with office.store.reading() as connection:
        kept = register.numbered(connection, a_code(1))
        events = connection.execute(select(register.history.c.event)).scalars().all()
    assert kept is not None
    assert (kept.items, kept.number) == (married, number.number)
    assert events == ["number_assigned", "items_reported"]
    with pytest.raises(Malformed, match="never numbered"):
        office.report_items(ReportItems(key="c", resident_code=a_code(2), items=married))


def test_a_key_used_for_another_code_is_malformed(office: NumberingKeeper) -> None:
    """The second message under one key is refused, and nothing is written."""
    office.assign(asking("a", a_code(1)))
    with pytest.raises(Malformed):
        office.assign(asking("a", a_code(2)))

    with office.store.reading() as connection:
        assert register.numbered(connection, a_code(2)) is None


def test_nobody_changes_a_number(office: NumberingKeeper) -> None:
    """The register refuses UPDATE and DELETE, also to its own SQL."""
    office.assign(asking("a", a_code(1)))
    for statement in (
        update(register.numbers).values(number="0"),
        delete(register.history),
    ):
        with pytest.raises(DBAPIError), office.store.writing() as writing:
            writing.connection.execute(statement)


def test_a_lost_or_exchanged_key_is_refused(tmp_path: Path) -> None:
    """With another key living people would get second numbers: the start is refused."""
    opened(tmp_path).close()
    other = tmp_path / "other"
    other.mkdir()
    NumberingKeeper(
        url=f"sqlite:///{other / 'numbering.sqlite'}",
        keys=other / "keys",
        clock=StandingClock(datetime(2026, 4, 1, tzinfo=UTC)),
        randomness=_Other(),
        parameters=PARAMETERS,
    ).close()
    shutil.copy2(other / "keys" / "numbering.key", tmp_path / "keys" / "numbering.key")

    with pytest.raises(KeyFileRefused, match="numbers were made"):
        opened(tmp_path)


class _Other(CountingRandomness):
    def octets(self, count: int) -> bytes:
        """Other bytes than those of the first."""
        return super().octets(count)[::-1]


def test_no_number_and_no_code_reaches_a_log(
    office: NumberingKeeper, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in the program's log, an error's text or the audit rows (NUM-10, NUM-13)."""
    caplog.set_level(logging.DEBUG)
    code = a_code(4711)
    digits = office.assign(asking("a", code)).number.digits
    with office.store.reading() as connection:
        known = register.numbered(connection, code)
    assert known is not None
    with pytest.raises(DBAPIError) as clash, office.store.writing() as writing:
        register.add(writing.connection, known)

    told = caplog.text + str(clash.value) + repr(known) + _audit_rows(office)
    assert digits not in told
    assert digits[:-1] not in told
    assert code not in told


def _audit_rows(office: NumberingKeeper) -> str:
    with office.store.reading() as connection:
        tables = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%audit%'"
        ).scalars()
        return "".join(
            str(connection.exec_driver_sql(f'SELECT * FROM "{table}"').all())  # noqa: S608
            for table in tables.all()
        )
