"""The front (おもて): photo, four items, last day, security code, fields to write in (CARD-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Final, Protocol

from fuda.card.face.ground import (
    DEEP,
    LABEL,
    RED,
    document,
    header,
    hidden_letters,
    micro_line,
    paper,
    white,
)
from fuda.card.face.lettering import HAND, Box, broken, paragraph, text, width
from fuda.card.face.pieces import photo_piece, piece
from fuda.card.printed import Remark, Sex

REMARK_LINES: Final = 5
"""So many lines does the remarks field hold."""

_LEFT, _FIELD_WIDTH = 40.0, 540.0
_PHOTO: Final = Box(612, 84, 204, 262.3)
_NAME: Final = Box(_LEFT, 102, _FIELD_WIDTH, 62)
_ADDRESS: Final = Box(_LEFT, 190, _FIELD_WIDTH, 62)
_PANEL: Final = Box(_LEFT, 398, _FIELD_WIDTH, 122)
_REMARKS: Final = Box(78, 404, 472, 112)
_REMARK_SIZE, _REMARK_STEP = 17.0, 21.0
_WRITTEN: Final = Box(330, 338, 250, 42)
_SEXES: Final = {"male": "男", "female": "女", "other": "その他"}


class Front(Protocol):
    """What stands on the front: `Printed`, or a card's front kept without its back."""

    @property
    def name(self) -> str:
        """As printed."""

    @property
    def reading(self) -> str | None:
        """Over the name, where there is one."""

    @property
    def address(self) -> str:
        """As printed."""

    @property
    def sex(self) -> Sex:
        """One of the four items."""

    @property
    def expires(self) -> date:
        """The card's last day."""

    @property
    def security_code(self) -> str:
        """Four digits."""

    @property
    def photo(self) -> bytes | None:
        """PNG."""

    @property
    def remarks(self) -> Sequence[Remark]:
        """In the order in which they were written."""

    @property
    def certificate_expires(self) -> str | None:
        """In the holder's hand."""


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """A line of the remarks field; the last one of an entry carries the office's seal."""

    text: str
    last: bool
    struck: bool


@dataclass(frozen=True, slots=True)
class RemarksField:
    """How the remarks field is filled."""

    lines: tuple[RemarkLine, ...]

    @property
    def fits(self) -> bool:
        """Whether everything stands on the card itself."""
        return len(self.lines) <= REMARK_LINES

    @property
    def full(self) -> bool:
        """Whether no line is free."""
        return len(self.lines) >= REMARK_LINES


def remarks_field(remarks: Sequence[Remark]) -> RemarksField:
    """How the entries fill the field (CARD-08); an entry takes the lines that it needs."""
    lines: list[RemarkLine] = []
    for one in remarks:
        written = f"{one.on:%Y.%m.%d} {one.text}"
        broken_up = tuple(broken(written, _REMARKS.width / _REMARK_SIZE))
        lines += (
            RemarkLine(line, last=at == len(broken_up), struck=one.struck is not None)
            for at, line in enumerate(broken_up, 1)
        )
    return RemarksField(tuple(lines))


def front_svg(front: Front, *, born: str) -> str:
    """The front; `born` is the day of birth as it is printed, with its era."""
    return document("個人番号カードのおもて（見本）", _ground(), _own(front, born))


@cache
def _ground() -> str:
    labels = (
        (_LEFT, 94, "氏名"),
        (_LEFT, 182, "住所"),
        (_LEFT, 274, "生年月日"),
        (430, 274, "性別"),
        (_LEFT, 332, "有効期限"),
        (_WRITTEN.x, 332, "電子証明書の有効期限（本人記入）"),
        (_PHOTO.x, 378, "セキュリティコード"),
    )
    return "".join(
        (
            paper(first="#e2f0ea", last="#e6e9f6", phase=0.4),
            white(_PHOTO),
            hidden_letters(Box(612, 440, 204, 76)),
            header("個人番号カード"),
            *(text(x, y, 13.5, words, fill=LABEL) for x, y, words in labels),
            _rect(_WRITTEN, fill="#fff", more=' fill-opacity=".75"'),
            _rect(_PANEL, fill="#eaf3fb"),
            f'<path d="M70 398V520" stroke="{DEEP}" stroke-width="1"/>',
            *(
                text(55, 438 + 26 * row, 15, one, fill=LABEL, anchor="middle")
                for row, one in enumerate("追記欄")
            ),
            *(
                f'<path d="M78 {_REMARKS.y + _REMARK_STEP * row + 20:g}H572" stroke="#a9c3d6" '
                'stroke-width=".6"/>'
                for row in range(REMARK_LINES)
            ),
            micro_line(_LEFT, 168, _FIELD_WIDTH),
            micro_line(_LEFT, 256, _FIELD_WIDTH),
            micro_line(_LEFT, 390, _FIELD_WIDTH),
        )
    )


def _own(front: Front, born: str) -> str:
    reading = front.reading or ""
    beside = _LEFT + 46
    small = min(15.0, (_FIELD_WIDTH - 46) / max(width(reading), 1))
    named = text(beside, 94, small, reading) if reading else ""
    sex = text(430, 304, 27, _SEXES[front.sex])
    code = text(_PHOTO.x, 418, 38, front.security_code, more=' letter-spacing="10"')
    return "".join(
        (
            piece(_about(76, 92), named + paragraph(_NAME, front.name, largest=42)),
            piece(_about(187, 69), paragraph(_ADDRESS, front.address, largest=27)),
            piece(_about(278, 36), text(_LEFT, 304, 27, born + "生") + sex),
            piece(Box(_LEFT - 4, 344, 286, 33), text(_LEFT, 367, 24, last_day(front.expires))),
            _by_hand(front.certificate_expires),
            _remarks(front.remarks),
            _photo(front.photo),
            piece(Box(608, 384, 212, 44), code),
        )
    )


def _about(top: float, high: float) -> Box:
    """Room for what stands in the fields at the left."""
    return Box(_LEFT - 4, top, _FIELD_WIDTH + 8, high)


def last_day(day: date) -> str:
    """As the card prints it: 2025年3月31日まで有効 (CARD-37)."""
    return f"{day.year}年{day.month}月{day.day}日まで有効"


def _by_hand(written: str | None) -> str:
    """What the holder wrote with a thin oil pen: no line is straight (CARD-09)."""
    if not written:
        return ""
    size = min(27.0, (_WRITTEN.width - 24) / max(width(written), 1))
    lean = " ".join(str(ord(one) * 7 % 9 - 4) for one in written)
    heights = [ord(one) * 3 % 5 - 2 for one in written]
    down = " ".join(str(here - before) for before, here in pairwise([0, *heights]))
    rest = f' rotate="{lean}" dy="{down}"'
    line = text(0, 0, size, written, fill=HAND, more=rest)
    middle = _WRITTEN.y + _WRITTEN.height * 0.72
    return piece(
        Box(_WRITTEN.x - 8, _WRITTEN.y - 8, _WRITTEN.width + 16, 50),
        f'<g transform="translate({_WRITTEN.x + 14:g} {middle:g}) rotate(-1) skewX(-9)">{line}</g>',
    )


def _remarks(remarks: Sequence[Remark]) -> str:
    field = remarks_field(remarks)
    shown = field.lines if field.fits else field.lines[: REMARK_LINES - 1]
    drawn = []
    for row, line in enumerate(shown):
        base = _REMARKS.y + _REMARK_STEP * row + 16
        end = _REMARKS.x + width(line.text) * _REMARK_SIZE
        drawn.append(text(_REMARKS.x, base, _REMARK_SIZE, line.text))
        if line.struck:
            drawn.append(
                f'<path d="M{_REMARKS.x:g} {base - 8:.1f}H{end:.1f}M{_REMARKS.x:g} '
                f'{base - 4.5:.1f}H{end:.1f}" stroke="{RED}" stroke-width="1.1"/>'
            )
        if line.last:
            drawn.append(_seal(end + 12, base - 6, "訂" if line.struck else "印"))
    if not field.fits:
        base = _REMARKS.y + _REMARK_STEP * (REMARK_LINES - 1) + 16
        drawn.append(text(_REMARKS.x, base, _REMARK_SIZE, "（余白なし。続きは別紙）", fill=RED))
    elif field.full:
        right = _PANEL.x + _PANEL.width
        drawn.append(text(right, 394, 13.5, "余白なし", fill=RED, anchor="end"))
    return piece(Box(66, 380, 520, 144), "".join(drawn)) if drawn else ""


def _seal(x: float, y: float, letter: str) -> str:
    """The office's seal behind an entry, or its correction stamp (FACE-12, CHI p16)."""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="none" stroke="{RED}" stroke-width="1.3"/>'
        f"{text(x, y + 4.2, 11.5, letter, fill=RED, anchor='middle')}"
    )


def _photo(png: bytes | None) -> str:
    """The photo, fading into the card at its edges so that another cannot be laid on (SEC-03)."""
    box = _PHOTO
    if png is None:
        middle = box.x + box.width / 2, box.y + box.height / 2
        return piece(
            Box(box.x - 2, box.y - 2, box.width + 4, box.height + 4),
            _rect(box, fill="#fff", more=' fill-opacity=".45"')
            + text(*middle, 20, "写真なし", fill=LABEL, anchor="middle"),
        )
    right, low = box.x + box.width, box.y + box.height
    lines = "".join(
        f"M{box.x:g} {low - 4 - 7 * number:g}q25.5 -9 51 0t51 0t51 0t51 0" for number in range(10)
    )
    stamp = text(right - 8, low - 12, 25, "見本 SPECIMEN", fill=RED, anchor="end")
    tall = f'width="30" height="{box.height:g}" fill="url(#fade)"'
    return photo_piece(
        box,
        png,
        '<linearGradient id="fade"><stop stop-color="#eef3ea"/>'
        '<stop offset="1" stop-color="#eef3ea" stop-opacity="0"/></linearGradient>'
        f'<rect x="{box.x:g}" y="{box.y:g}" {tall}/>'
        f'<rect x="{-right:g}" y="{box.y:g}" {tall} transform="scale(-1 1)"/>'
        f'<path d="{lines}" fill="none" stroke="{DEEP}" stroke-width=".8" stroke-opacity=".35"/>'
        f"{stamp}",
    )


def _rect(box: Box, *, fill: str, more: str = "") -> str:
    return (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="4" '
        f'fill="{fill}" stroke="{DEEP}" stroke-width="1.2"{more}/>'
    )
