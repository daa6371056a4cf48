"""住民票の写し: what a copy of the resident record shows of a household or of some of its members.

Shown only where asked for: relationship, domicile, nationality and stay, My Number (KIOSK-15,
KIOSK-16). The layout is our own, marked as a specimen on every page; no official form is imitated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from fuda.doors.person import Residence, Sex
from fuda.kit.typesetting import Typesetter
from fuda.rules.eras import era_text
from fuda.rules.number import IndividualNumber

_TEMPLATE: Final = Path(__file__).with_suffix(".typ")
_SEX: Final[Mapping[Sex, str]] = {"male": "男", "female": "女", "other": "その他"}
_STAY: Final[Mapping[Residence, str]] = {
    "japanese": "",
    "permanent": "永住者",
    "limited_stay": "中長期在留者",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person of the household. None: not asked for, and said to be left out."""

    name: str
    """As registered, never normalised."""
    reading: str
    born: date
    sex: Sex
    since: date
    """住民となった年月日."""
    residence: Residence
    previous_address: str | None = None
    """従前の住所; None where the register has none."""
    relationship: str | None = None
    honseki: str | None = None
    nationality: str | None = None
    stay_until: date | None = None
    """Shown with the nationality."""
    number: IndividualNumber | None = None

    def content(self) -> dict[str, object]:
        """The lines of this person, each a label and a text."""
        lines = [
            ("生年月日", _day(self.born, foreign=self.residence != "japanese")),
            ("性別", _SEX[self.sex]),
            ("続柄", self.relationship or _LEFT_OUT),
            ("住民となった年月日", era_text(self.since)),
        ]
        wide = [("従前の住所", self.previous_address or "記載なし")]
        if self.residence == "japanese":
            wide.append(("本籍・筆頭者", self.honseki or _LEFT_OUT))
        else:
            wide.append(("国籍・地域", self.nationality or _LEFT_OUT))
            wide.append(("在留資格等", self._stay() if self.nationality else _LEFT_OUT))
        wide.append(("個人番号", _spaced(self.number) if self.number else _LEFT_OUT))
        return {"name": self.name, "reading": self.reading, "lines": lines, "wide": wide}

    def _stay(self) -> str:
        until = f"　在留期間の満了日　{era_text(self.stay_until)}" if self.stay_until else ""
        return _STAY[self.residence] + until


@dataclass(frozen=True, slots=True, kw_only=True)
class Juminhyo:
    """A copy of the resident record for one address, in `copies` equal copies."""

    municipality: str
    """As printed: 鎌倉市."""
    address: str
    head: str | None
    """世帯主's name; None where the relationship is left out."""
    whole_household: bool
    entries: tuple[Entry, ...]
    issued: date
    copies: int
    reference: str
    """The paper's own number, which leads to the record of its issue and to nobody's number."""

    def content(self) -> dict[str, object]:
        """What is printed, as plain JSON values: this is what is frozen until it is paid."""
        return {
            "municipality": self.municipality,
            "address": self.address,
            "head": self.head or _LEFT_OUT,
            "scope": "世帯全員" if self.whole_household else "世帯の一部",
            "entries": [one.content() for one in self.entries],
            "issued": era_text(self.issued),
            "copies": self.copies,
            "reference": self.reference,
        }

    def texts(self) -> str:
        """Every name and address on it, to ask the font before any money (KIOSK-09)."""
        told = [self.address, self.head or ""]
        for one in self.entries:
            told += [
                one.name,
                one.reading,
                one.relationship or "",
                one.previous_address or "",
                one.honseki or "",
                one.nationality or "",
            ]
        return "\u3000".join(told)


_LEFT_OUT: Final = "省略"


def print_juminhyo(typesetter: Typesetter, content: Mapping[str, object], *, at: datetime) -> bytes:
    """The PDF/A of a frozen `Juminhyo.content()`: the same octets for the same instant."""
    return typesetter.typeset(_TEMPLATE, content, at=at)


def _day(day: date, *, foreign: bool) -> str:
    return f"西暦{day.year}年{day.month}月{day.day}日" if foreign else era_text(day)


def _spaced(number: IndividualNumber) -> str:
    digits = number.digits
    return f"{digits[:4]} {digits[4:8]} {digits[8:]}"
