"""What a new card shows of a person, and what staff write on it later."""

from datetime import date

import pytest

from fuda.parameters import load
from fuda.rules.lifecycle.face_card import face_card_must_be_offered
from fuda.rules.printed_face import (
    photo_is_upright,
    photo_must_be_there,
    printed_name,
    printed_reading,
)
from fuda.rules.refusal import Refused
from fuda.rules.remarks import Changed, entry, lines_left, must_fit, reading_may_be_added

PARAMETERS = load()
LAW = date(2024, 12, 2)


def shown(*, born: date, applied: date, there: bool = True) -> bool:
    """Whether that applicant's card has a photo."""
    return photo_must_be_there(there=there, born=born, applied=applied, parameters=PARAMETERS).value


@pytest.mark.parametrize(
    ("born", "applied", "photo"),
    [
        (date(2024, 12, 1), date(2024, 12, 1), True),
        (date(2024, 12, 1), LAW, False),
        (date(2025, 12, 2), date(2026, 12, 1), False),
        (date(2025, 12, 2), date(2026, 12, 2), True),
        (date(1990, 2, 17), date(2026, 12, 2), True),
    ],
)
def test_who_applies_at_the_age_of_0_has_no_photo(
    born: date, applied: date, *, photo: bool
) -> None:
    """MINOR-06: from 2024-12-02 on; the first birthday is not 0 any more."""
    assert shown(born=born, applied=applied) is photo


def test_everyone_else_needs_one() -> None:
    """CARD-39: refused without, with the size that is asked for; a newborn needs none."""
    with pytest.raises(Refused, match="photo of the face") as no:
        shown(born=date(1990, 2, 17), applied=LAW, there=False)

    assert no.value.refusal.rule == "CARD-39"
    assert no.value.refusal.facts == {"months": "6", "height": "45", "width": "35"}
    assert shown(born=LAW, applied=LAW, there=False) is False


@pytest.mark.parametrize(
    ("width", "height", "upright"),
    [(35, 45, True), (350, 450, True), (351, 450, True), (400, 450, False), (45, 35, False)],
)
def test_a_photo_is_35_to_45(width: int, height: int, *, upright: bool) -> None:
    """ARA p12, whatever its pixels; one pixel more or less is no other photo."""
    assert photo_is_upright(width, height, applied=LAW, parameters=PARAMETERS) is upright


def test_nothing_is_no_photo() -> None:
    """Not even one that keeps the proportions."""
    assert not photo_is_upright(0, 0, applied=LAW, parameters=PARAMETERS)


@pytest.mark.parametrize(
    ("issued", "name"),
    [(date(2019, 11, 4), "番号　花子"), (date(2019, 11, 5), "番号　[見本]　花子")],
)
def test_a_former_surname_stands_in_brackets(issued: date, name: str) -> None:
    """CARD-11, CARD-12, TOM p4: from 2019-11-05, as surname [former] given."""
    assert printed_name("番号　花子", "見本", issued=issued, parameters=PARAMETERS) == name
    assert printed_name("番号　花子", None, issued=issued, parameters=PARAMETERS) == "番号　花子"


def test_the_reading_is_printed_from_its_day() -> None:
    """CARD-10, MIN p1: from 2026-06 on, and where the register has one; a remark likewise."""
    before, since = date(2026, 5, 31), date(2026, 6, 1)

    assert printed_reading("カナ", issued=before, parameters=PARAMETERS) is None
    assert printed_reading("カナ", issued=since, parameters=PARAMETERS) == "カナ"
    assert printed_reading("", issued=since, parameters=PARAMETERS) is None
    reading_may_be_added(on=since, parameters=PARAMETERS)
    with pytest.raises(Refused, match="do not show the reading"):
        reading_may_be_added(on=before, parameters=PARAMETERS)


def test_entries_say_what_changed() -> None:
    """CHG-01: in the words of the card."""
    assert entry(Changed.ADDRESS, "鎌倉市小町") == "住所 鎌倉市小町"
    assert entry(Changed.SEX, "female") == "性別 女"
    assert entry(Changed.BORN, date(1990, 2, 17)) == "生年月日 平成2年2月17日"


def test_a_full_field_takes_no_entry() -> None:
    """CHG-07, TOM p15: the last one fits, one more is refused and leads to a free new card."""
    left = lines_left(4, on=LAW, parameters=PARAMETERS).value
    assert left == 1
    must_fit(1, left=left)
    with pytest.raises(Refused, match="has 1 free lines") as no:
        must_fit(2, left=left)

    assert no.value.refusal.rule == "CHG-07"
    assert "free of charge" in no.value.refusal.instead
    assert lines_left(9, on=LAW, parameters=PARAMETERS).value == 0


def test_face_authentication_begins_on_its_day() -> None:
    """FACE-01, CHI p13: 2023-12-15."""
    with pytest.raises(Refused) as no:
        face_card_must_be_offered(on=date(2023, 12, 14), parameters=PARAMETERS)
    assert no.value.refusal.rule == "FACE-01"
    face_card_must_be_offered(on=date(2023, 12, 15), parameters=PARAMETERS)
