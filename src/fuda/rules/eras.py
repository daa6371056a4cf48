"""Japanese eras: days as 令和8年11月20日, and days that people write with an era.

An era's first day belongs to it; on the first days of 大正 and 昭和 the old era's text is
understood too, because both were in use. Days before 明治6年 follow another calendar: refused.
"""

import re
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """An era: its name, the letter of forms, the digit of data files, and its first day here."""

    name: str
    letter: str
    number: int
    year_zero: int
    first: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EraYear:
    """A year of an era: 令和8年 is R, 5, 8."""

    era: Era
    year: int


ERAS = (
    Era(name="明治", letter="M", number=1, year_zero=1867, first=date(1873, 1, 1)),
    Era(name="大正", letter="T", number=2, year_zero=1911, first=date(1912, 7, 30)),
    Era(name="昭和", letter="S", number=3, year_zero=1925, first=date(1926, 12, 25)),
    Era(name="平成", letter="H", number=4, year_zero=1988, first=date(1989, 1, 8)),
    Era(name="令和", letter="R", number=5, year_zero=2018, first=date(2019, 5, 1)),
)

# On these days the old era's name stood in law and in registers beside the new one.
_SHARED_FIRST_DAYS = (date(1912, 7, 30), date(1926, 12, 25))

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_LETTERED = re.compile(r"([MTSHR])(\d{1,2})[-./](\d{1,2})[-./](\d{1,2})", re.ASCII)
_NAMED = re.compile(r"(明治|大正|昭和|平成|令和)(元|\d{1,2})年(\d{1,2})月(\d{1,2})日", re.ASCII)


def era_year(day: date) -> EraYear:
    """The era of that day and its year in it; ValueError before 明治6年1月1日."""
    for era in reversed(ERAS):
        if day >= era.first:
            return EraYear(era=era, year=day.year - era.year_zero)
    raise ValueError(f"{day} is before 明治6年1月1日; no era is known here for it")


def era_text(day: date) -> str:
    """The day as Japanese forms write it: 令和8年11月20日, 令和元年5月1日."""
    found = era_year(day)
    year = "元" if found.year == 1 else str(found.year)
    return f"{found.era.name}{year}年{day.month}月{day.day}日"


def day_from_text(text: str) -> date:
    """The day of 2026-11-20, S55-02-17 or 平成2年2月28日; one clear ValueError otherwise."""
    plain = normalize("NFKC", text).strip()
    if iso := _ISO.fullmatch(plain):
        return _day(text, *(int(part) for part in iso.groups()))
    found = _LETTERED.fullmatch(plain.upper()) or _NAMED.fullmatch(plain)
    if found is None:
        raise ValueError(
            f"{text!r} is no date; write it like 2026-11-20, R8-11-20 or 令和8年11月20日"
        )
    name, year, month, day = found.groups()
    era = next(era for era in ERAS if name in (era.letter, era.name))
    return _in_era(text, era, 1 if year == "元" else int(year), int(month), int(day))


def _in_era(text: str, era: Era, year: int, month: int, number: int) -> date:
    if year < 1:
        raise ValueError(f"{text!r} is no date: {era.name} has no year {year}; its first is 元年")
    day = _day(text, era.year_zero + year, month, number)
    if day < era.first:
        raise ValueError(f"{text!r} is no date of {era.name}; it is counted from {era.first} on")
    shared_first_day = day in _SHARED_FIRST_DAYS and era_year(day).era.number == era.number + 1
    if era_year(day).era != era and not shared_first_day:
        raise ValueError(f"{text!r} is no date: {era.name} had ended; write {era_text(day)}")
    return day


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(
            f"{text!r} is no date: {year} has no day {day} in month {month}; correct it"
        ) from None
