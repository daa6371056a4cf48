"""追記欄: what staff write into a card's remarks field, and how much of it is left (CHG-01, -07).

A struck entry stays on the card and keeps its place (FACE-12).
"""

from datetime import date
from enum import StrEnum

from fuda.rules.eras import era_text
from fuda.rules.lifecycle.machine import because
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters

_SEXES = {"male": "男", "female": "女", "other": "その他"}


class Changed(StrEnum):
    """What changed, in the word that the entry begins with."""

    NAME = "氏名"
    FORMER_SURNAME = "旧氏"
    READING = "フリガナ"
    ADDRESS = "住所"
    BORN = "生年月日"
    SEX = "性別"


def entry(changed: Changed, value: str | date) -> str:
    """The text of an entry: the day is written before it, the seal of the office behind it."""
    if isinstance(value, date):
        value = era_text(value)
    return f"{changed} {_SEXES[value] if changed is Changed.SEX else value}"


def lines_left(written: int, *, on: date, parameters: Parameters) -> Stated[int]:
    """How many more lines fit; an entry takes as many as its text needs."""
    fit = parameters.value("card.remarks.lines", city=None, on=on)
    return Stated(max(0, fit.of(int) - written), (fit.because,))


def must_fit(new: int, *, left: int) -> None:
    """Refused where so many new lines do not fit: the holder gets a new card free of charge."""
    if new > left:
        raise refused(
            "CHG-07",
            "The remarks field of this card has {left} free lines; {new} are needed.",
            instead="Please apply for a new card: with a full remarks field it is free of charge"
            " if this card is given back.",
            because=(because("CHG-07, TOM p15"), because("CHG-07, ARA p19")),
            left=left,
            new=new,
        )


def reading_may_be_added(*, on: date, parameters: Parameters) -> None:
    """Refused before the day from which cards show the reading of the name (CARD-10)."""
    shown = parameters.value("card.reading.printed", city=None, on=on)
    if not shown.of(bool):
        raise refused(
            "CARD-10",
            "Cards do not show the reading of the name yet.",
            instead="Please come again when it can be added.",
            because=(shown.because, because("CARD-10, MIN p1")),
        )
