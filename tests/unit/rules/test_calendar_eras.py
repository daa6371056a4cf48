"""Days with Japanese eras."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuda.rules.eras import ERAS, day_from_text, era_text, era_year

TURNS = [
    (date(1873, 1, 1), "明治6年1月1日"),
    (date(1912, 7, 29), "明治45年7月29日"),
    (date(1912, 7, 30), "大正元年7月30日"),
    (date(1926, 12, 24), "大正15年12月24日"),
    (date(1926, 12, 25), "昭和元年12月25日"),
    (date(1989, 1, 7), "昭和64年1月7日"),
    (date(1989, 1, 8), "平成元年1月8日"),
    (date(2019, 4, 30), "平成31年4月30日"),
    (date(2019, 5, 1), "令和元年5月1日"),
    (date(2026, 11, 20), "令和8年11月20日"),
]


@pytest.mark.parametrize(("day", "text"), TURNS)
def test_the_days_on_which_an_era_turns(day: date, text: str) -> None:
    """The last day of an era and the first of the next are written in their own."""
    assert era_text(day) == text
    assert day_from_text(text) == day


@given(st.dates(date(1873, 1, 1), date(2099, 12, 31)))
def test_every_day_comes_back_from_its_era(day: date) -> None:
    """In words, in letters and in ISO form."""
    found = era_year(day)

    assert day_from_text(era_text(day)) == day
    assert day_from_text(f"{found.era.letter}{found.year}-{day:%m-%d}") == day
    assert day_from_text(day.isoformat()) == day


def test_an_era_has_a_letter_and_a_digit() -> None:
    """令和 is R on forms and 5 in data files."""
    found = era_year(date(2026, 11, 20))

    assert (found.era.name, found.era.letter, found.era.number, found.year) == ("令和", "R", 5, 8)
    assert [era.number for era in ERAS] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("S55-02-17", date(1980, 2, 17)),
        ("s55.2.17", date(1980, 2, 17)),
        ("昭和５５年２月１７日", date(1980, 2, 17)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("明治45年7月30日", date(1912, 7, 30)),
        ("T15-12-25", date(1926, 12, 25)),
        (" 2026-11-20 ", date(2026, 11, 20)),
    ],
)
def test_what_people_write(text: str, day: date) -> None:
    """Letters in either case, full-width figures, year 1 for 元年, both eras of a shared day."""
    assert day_from_text(text) == day


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("平成2年2月29日", "1990 has no day 29 in month 2"),
        ("2026-13-01", "2026 has no day 1 in month 13"),
        ("平成31年5月1日", "平成 had ended; write 令和元年5月1日"),
        ("S64-01-08", "昭和 had ended; write 平成元年1月8日"),
        ("明治60年1月1日", "明治 had ended; write 昭和2年1月1日"),
        ("平成元年1月7日", "it is counted from 1989-01-08 on"),
        ("明治5年12月2日", "it is counted from 1873-01-01 on"),
        ("R0-01-01", "令和 has no year 0"),
        ("20261120", "is no date; write it like 2026-11-20"),
        ("2026/11/20", "is no date; write it like 2026-11-20"),
        ("2026-1-2", "is no date; write it like 2026-11-20"),
        ("", "is no date; write it like 2026-11-20"),
    ],
)
def test_an_impossible_day_is_one_clear_line(text: str, said: str) -> None:
    """The text, what is wrong with it, and what to write."""
    with pytest.raises(ValueError, match=said) as refused:
        day_from_text(text)

    assert "\n" not in str(refused.value)
    assert repr(text) in str(refused.value)


def test_a_day_before_the_solar_calendar_has_no_era_here() -> None:
    """明治5年 ended on a day of another calendar."""
    with pytest.raises(ValueError, match="before 明治6年1月1日"):
        era_text(date(1872, 12, 31))
