"""The back (うら): number, name, birth date, QR code, chip, and what a finder does (CARD-04).

The number is here and nowhere else; whoever shows this face gives it as a picture, never as text.
"""

from functools import lru_cache
from typing import Final

import segno

from fuda.card.face.ground import (
    DEEP,
    LABEL,
    document,
    header,
    hidden_letters,
    micro_line,
    paper,
    white,
)
from fuda.card.face.lettering import Box, paragraph, text
from fuda.card.face.pieces import piece
from fuda.card.printed import Printed

_RIGHT: Final = 272.0
_WIDE: Final = 544.0
_NAME: Final = Box(_RIGHT, 196, _WIDE, 44)
_QR: Final = Box(40, 362, 154, 154)
_QUIET: Final = 4
_DONOR: Final = Box(220, 308, 596, 112)
_FOUND: Final = Box(220, 432, 596, 84)
_WISHES: Final = (
    "１ 脳死後・心停止後のどちらでも提供する",
    "２ 心停止後に限り提供する",
    "３ 提供しない",
)


def back_svg(printed: Printed, *, born: str, call_centre: str) -> str:
    """The back; `born` as it is printed, `call_centre` the telephone for who finds the card."""
    return document("個人番号カードのうら（見本）", _ground(call_centre), _own(printed, born))


def in_fours(number: str) -> str:
    """As printed: 1234 5678 9012 (CARD-37)."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


@lru_cache(maxsize=4)
def _ground(call_centre: str) -> str:
    return "".join(
        (
            paper(first="#e6e9f6", last="#e2f0ea", phase=2.1),
            hidden_letters(Box(640, 252, 176, 46)),
            header("個人番号カード（うら）"),
            _chip(),
            white(_QR),
            text(_RIGHT, 100, 13.5, "個人番号", fill=LABEL),
            text(_RIGHT, 188, 13.5, "氏名", fill=LABEL),
            text(_RIGHT, 262, 13.5, "生年月日", fill=LABEL),
            micro_line(_RIGHT, 166, _WIDE),
            micro_line(_RIGHT, 244, _WIDE),
            micro_line(_QR.x, 356, _QR.width),
            _donor(),
            _found(call_centre),
        )
    )


def _about(top: float, high: float) -> Box:
    """Room for what stands in the fields at the right."""
    return Box(_RIGHT - 4, top, _WIDE + 8, high)


def _own(printed: Printed, born: str) -> str:
    number = text(_RIGHT, 150, 54, in_fours(printed.number), more=' letter-spacing="2"')
    return "".join(
        (
            piece(_about(108, 54), number),
            piece(_about(194, 48), paragraph(_NAME, printed.name, largest=34)),
            piece(_about(268, 32), text(_RIGHT, 292, 26, born + "生")),
            piece(_QR, _qr(printed.number)),
        )
    )


def _qr(number: str) -> str:
    """A QR code of the number and nothing else, on white with its quiet zone (CARD-05)."""
    matrix = segno.make_qr(number, error="m", boost_error=False).matrix
    modules = len(matrix) + 2 * _QUIET
    side = _QR.width / modules
    dark = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, line in enumerate(matrix, _QUIET)
        for column, value in enumerate(line, _QUIET)
        if value
    )
    return (
        f'<g transform="translate({_QR.x:g} {_QR.y:g}) scale({side:.4f})" '
        'shape-rendering="crispEdges">'
        f'<path d="{dark}"/></g>'
    )


def _chip() -> str:
    """Eight contacts, where ISO/IEC 7816-2 has them."""
    lines = (
        "M92 208H134M92 238H134M92 268H134M182 208H224M182 238H224M182 268H224"
        "M134 178V208L142 216V262L134 268V298M182 178V208L174 216V262L182 268V298"
    )
    return (
        '<rect x="92" y="178" width="132" height="120" rx="16" fill="#e3c26a" stroke="#8a6d1f" '
        f'stroke-width="1.5"/><path d="{lines}" fill="none" stroke="#8a6d1f" stroke-width="1.5"/>'
    )


def _donor() -> str:
    """The organ-donor wish, signed by the holder who wants to say it (CARD-07)."""
    box = _DONOR
    return (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="4" '
        f'fill="#fff" fill-opacity=".72" stroke="{DEEP}" stroke-width="1.2"/>'
        + text(
            box.x + 10,
            box.y + 20,
            14,
            "臓器提供意思確認欄（記入は任意。番号を○で囲む）",
            fill=LABEL,
        )
        + "".join(
            text(box.x + 10, box.y + 42 + 19 * row, 14, wish) for row, wish in enumerate(_WISHES)
        )
        + text(box.x + 330, box.y + 42, 14, "提供したくない臓器：")
        + text(box.x + 330, box.y + 72, 14, "自筆署名：")
        + text(box.x + 330, box.y + 102, 14, "署名年月日：")
        + text(box.x + 10, box.y + 102, 14, "特記欄：")
        + f'<path d="M692 353H806M624 384H806M638 414H806M288 414H536" stroke="{LABEL}" '
        'stroke-width=".7"/>'
    )


def _found(call_centre: str) -> str:
    """What to do with a card that was found (CARD-29)."""
    box = _FOUND
    return (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="4" '
        f'fill="{DEEP}" fill-opacity=".09" stroke="{DEEP}" stroke-width="1.2"/>'
        + text(box.x + 10, box.y + 26, 16, "このカードを拾った方は、次の電話へお知らせください。")
        + text(box.x + 10, box.y + 58, 22, f"個人番号カードコールセンター {call_centre}")
        + text(
            box.x + 10,
            box.y + 76,
            12.5,
            "見本のため、実際には電話をかけないでください。 Specimen: please do not call.",
            fill=LABEL,
        )
    )
