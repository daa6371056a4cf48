"""Hair for the drawn portraits: what lies behind the head, and what falls over it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fuda.doors.person import Sex

_MIDDLE: Final = 175.0
_TODDLER, _BALDING = 4, 50


@dataclass(frozen=True, slots=True)
class Hair:
    """Drawn parts, and the colour."""

    behind: str
    before: str
    colour: str


Style = Callable[[float, str, bool], Hair]
"""From half the head's width, the colour, and whether to lie the other way round."""


def styles(age: int, sex: Sex) -> tuple[Style, ...]:
    """What someone may wear; nobody is kept from anything but a baby from a bun."""
    if age < _TODDLER:
        return (_wisp, _cropped)
    short: tuple[Style, ...] = (_parted, _parted, _cropped, _cropped, _tousled, _curls)
    long: tuple[Style, ...] = (_bob, _straight, _bun, _wavy, _ponytail, _curls, _pixie)
    if sex == "female":
        return (*long, *long, _tousled)
    if sex == "male":
        return (*short, *short, _ponytail, *((_bald, _bald, _bald) if age >= _BALDING else ()))
    return (*short, *long)


def _mirrored(drawn: str, turn: bool) -> str:  # noqa: FBT001 - which of two sides
    return f'<g transform="translate({2 * _MIDDLE:g} 0) scale(-1 1)">{drawn}</g>' if turn else drawn


def _darker(colour: str, by: float = 0.78) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part * by):02x}" for part in parts)


def _cap(half: float, colour: str, hairline: str, *, side: float = 206, grow: float = 9) -> str:
    """From ear to ear over the skull; `hairline` leads back across the forehead."""
    left, right = _MIDDLE - half - grow, _MIDDLE + half + grow
    return (
        f'<path d="M{left + 3:.1f} {side:g}C{left - 10:.1f} {60 - grow / 2:g} {right + 10:.1f} '
        f"{60 - grow / 2:g} {right - 3:.1f} {side:g}L{right - 12:.1f} {side:g}"
        f'{hairline}L{left + 12:.1f} {side:g}Z" fill="{colour}"/>'
    )


def _strands(colour: str, lines: str, width: float = 2.6) -> str:
    return (
        f'<path d="{lines}" fill="none" stroke="{_darker(colour, 0.62)}" stroke-width="{width}" '
        'stroke-opacity=".45"/>'
    )


def _shine(colour: str) -> str:
    light = "#ffffff" if colour > "#7" else "#c9a98a"
    return (
        f'<path d="M128 118Q150 100 182 99" fill="none" stroke="{light}" stroke-width="7" '
        'stroke-opacity=".2"/>'
    )


def _parted(half: float, colour: str, turn: bool) -> Hair:  # noqa: FBT001
    right, left = _MIDDLE + half, _MIDDLE - half
    line = (
        f"L{right - 5:.1f} 176C{right - 12:.1f} 158 {right - 20:.1f} 150 {_MIDDLE + 30} 136"
        f"C{_MIDDLE - 4} 164 {_MIDDLE - 44} 162 {left + 10:.1f} 158L{left + 4:.1f} 180"
    )
    drawn = (
        _cap(half, colour, line, side=200)
        + _shine(colour)
        + _strands(colour, f"M{_MIDDLE + 30} 134C{_MIDDLE + 10} 112 {_MIDDLE - 8} 108 142 106")
    )
    return Hair("", _mirrored(drawn, turn), colour)


def _cropped(half: float, colour: str, turn: bool) -> Hair:  # noqa: FBT001
    right, left = _MIDDLE + half, _MIDDLE - half
    line = (
        f"L{right - 4:.1f} 172Q{right - 8:.1f} 146 {_MIDDLE + 44} 140"
        f"Q{_MIDDLE} 132 {_MIDDLE - 44} 140Q{left + 8:.1f} 146 {left + 4:.1f} 172"
    )
    return Hair(
        "", _mirrored(_cap(half, colour, line, side=196, grow=5) + _shine(colour), turn), colour
    )


def _tousled(half: float, colour: str, turn: bool) -> Hair:  # noqa: FBT001
    right, left = _MIDDLE + half, _MIDDLE - half
    line = (
        f"L{right - 4:.1f} 174L{right - 16:.1f} 150L{_MIDDLE + 40} 172L{_MIDDLE + 26} 148"
        f"L{_MIDDLE + 4} 176L{_MIDDLE - 10} 150L{_MIDDLE - 34} 172L{_MIDDLE - 44} 150"
        f"L{left + 8:.1f} 178"
    )
    tufts = (
        '<path d="M112 128Q108 96 128 92Q132 84 150 88Q164 76 182 86Q204 80 212 94Q234 98 238 128Z'
        f'" fill="{colour}"/>'
    )
    return Hair(
        "", _mirrored(tufts + _cap(half, colour, line, side=202) + _shine(colour), turn), colour
    )


def _curls(half: float, colour: str, turn: bool) -> Hair:  # noqa: FBT001
    reach = half + 4
    around = (
        (-1.0, 196, 20), (-1.06, 164, 23), (-0.92, 130, 25), (-0.6, 104, 26), (-0.2, 92, 27),
        (0.22, 92, 27), (0.62, 104, 26), (0.93, 130, 25), (1.06, 164, 23), (1.0, 196, 20),
    )  # fmt: skip
    fringe = ((-0.66, 138, 20), (-0.3, 130, 22), (0.08, 132, 21), (0.42, 130, 21), (0.72, 142, 18))
    drawn = "".join(
        f'<circle cx="{_MIDDLE + part * reach:.1f}" cy="{y}" r="{r}" fill="{colour}"/>'
        for part, y, r in (*around, *fringe)
    )
    ring = "".join(
        f"M{_MIDDLE + part * reach - r / 2:.1f} {y}q{r / 2:.1f} {-r / 1.6:.1f} {r} 0"
        for part, y, r in (*around[2:8:2], *fringe[1::2])
    )
    return Hair("", _mirrored(drawn + _strands(colour, ring), turn), colour)


def _fringe(half: float, low: float = 182) -> str:
    right, left = _MIDDLE + half, _MIDDLE - half
    return (
        f"L{right - 2:.1f} {low - 4:g}Q{_MIDDLE + 52} {low - 16:g} {_MIDDLE + 34} {low:g}"
        f"Q{_MIDDLE + 24} {low - 14:g} {_MIDDLE + 8} {low + 1:g}"
        f"Q{_MIDDLE - 6} {low - 14:g} {_MIDDLE - 22} {low:g}"
        f"Q{_MIDDLE - 36} {low - 14:g} {_MIDDLE - 50} {low - 1:g}Q{left + 10:.1f} {low - 12:g} "
        f"{left + 2:.1f} {low - 2:g}"
    )


def _bob(half: float, colour: str, turn: bool) -> Hair:  # noqa: FBT001
    left, right = _MIDDLE - half - 18, _MIDDLE + half + 18
    behind = (
        f'<path d="M{left:.1f} 190C{left:.1f} 60 {right:.1f} 60 {right:.1f} 190L{right + 2:.1f} 288'
        f"Q{right - 8:.1f} 308 {right - 34:.1f} 300H{left + 34:.1f}Q{left + 8:.1f} 308 "
        f'{left - 2:.1f} 288Z" fill="{_darker(colour)}"/>'
    )
    locks = "".join(
        f'<path d="M{_MIDDLE + way * (half + 10):.1f} 178C{_MIDDLE + way * (half + 22):.1f} 220 '
        f"{_MIDDLE + way * (half + 20):.1f} 270 {_MIDDLE + way * (half + 10):.1f} 296"
        f"Q{_MIDDLE + way * (half - 10):.1f} 290 {_MIDDLE + way * (half - 8):.1f} 262"
        f'Q{_MIDDLE + way * (half + 2):.1f} 220 {_MIDDLE + way * (half - 4):.1f} 176Z" '
        f'fill="{colour}"/>'
        for way in (-1, 1)
    )
    before = locks + _cap(half, colour, _fringe(half), side=190, grow=12) + _shine(colour)
    return Hair(behind, _mirrored(before, turn), colour)


def _centre(half: float) -> str:
    right, left = _MIDDLE + half, _MIDDLE - half
    return (
        f"L{right - 3:.1f} 190C{right - 8:.1f} 152 {_MIDDLE + 34} 138 {_MIDDLE} 120"
        f"C{_MIDDLE - 34} 138 {left + 8:.1f} 152 {left + 3:.1f} 190"
    )


def _straight(half: float, colour: str, turn: bool) -> Hair:  # noqa: FBT001
    left, right = _MIDDLE - half - 16, _MIDDLE + half + 16
    behind = (
        f'<path d="M{left:.1f} 190C{left:.1f} 62 {right:.1f} 62 {right:.1f} 190L{right + 6:.1f} 392'
        f'Q{_MIDDLE} 412 {left - 6:.1f} 392Z" fill="{_darker(colour)}"/>'
    )
    locks = "".join(
        f'<path d="M{_MIDDLE + way * (half + 10):.1f} 176C{_MIDDLE + way * (half + 22):.1f} 240 '
        f"{_MIDDLE + way * (half + 24):.1f} 320 {_MIDDLE + way * (half + 16):.1f} 398"
        f"Q{_MIDDLE + way * (half - 8):.1f} 400 {_MIDDLE + way * (half - 16):.1f} 388"
        f"C{_MIDDLE + way * (half + 2):.1f} 320 {_MIDDLE + way * (half + 4):.1f} 230 "
        f'{_MIDDLE + way * (half - 4):.1f} 180Z" fill="{colour}"/>'
        for way in (-1, 1)
    )
    line = _fringe(half, 178) if turn else _centre(half)
    parting = "" if turn else _strands(colour, f"M{_MIDDLE} 122V92")
    return Hair(
        behind,
        _cap(half, colour, line, side=196, grow=12) + locks + parting + _shine(colour),
        colour,
    )


def _wavy(half: float, colour: str, turn: bool) -> Hair:  # noqa: FBT001
    wave = "".join(
        f'<path d="M{_MIDDLE + way * (half - 2):.1f} 172Q{_MIDDLE + way * (half + 34):.1f} 200 '
        f"{_MIDDLE + way * (half + 18):.1f} 236Q{_MIDDLE + way * (half + 44):.1f} 272 "
        f"{_MIDDLE + way * (half + 24):.1f} 308Q{_MIDDLE + way * (half + 40):.1f} 340 "
        f"{_MIDDLE + way * (half + 6):.1f} 364Q{_MIDDLE + way * (half - 22):.1f} 352 "
        f"{_MIDDLE + way * (half - 10):.1f} 318Q{_MIDDLE + way * (half + 6):.1f} 286 "
        f"{_MIDDLE + way * (half - 6):.1f} 254Q{_MIDDLE + way * (half + 8):.1f} 216 "
        f'{_MIDDLE + way * (half - 2):.1f} 172Z" fill="{colour}"/>'
        for way in (-1, 1)
    )
    left, right = _MIDDLE - half - 14, _MIDDLE + half + 14
    behind = (
        f'<path d="M{left:.1f} 190C{left:.1f} 60 {right:.1f} 60 {right:.1f} 190L{right:.1f} 330'
        f'Q{_MIDDLE} 350 {left:.1f} 330Z" fill="{_darker(colour)}"/>'
    )
    line = (
        f"L{_MIDDLE + half - 3:.1f} 186C{_MIDDLE + half - 6:.1f} 160 {_MIDDLE + 44} 142 "
        f"{_MIDDLE + 26} 122C{_MIDDLE + 6} 156 {_MIDDLE - 40} 164 {_MIDDLE - half + 3:.1f} 190"
    )
    before = _cap(half, colour, line, side=196, grow=13) + wave + _shine(colour)
    return Hair(behind, _mirrored(before, turn), colour)


def _bun(half: float, colour: str, turn: bool) -> Hair:  # noqa: FBT001
    behind = f'<circle cx="{_MIDDLE}" cy="82" r="33" fill="{_darker(colour)}"/>' + _strands(
        colour, "M153 78q22 -24 44 0M159 90q16 -16 34 0"
    )
    line = _centre(half) if turn else _fringe(half, 172)
    return Hair(behind, _cap(half, colour, line, side=204) + _shine(colour), colour)


def _ponytail(half: float, colour: str, turn: bool) -> Hair:  # noqa: FBT001
    tail = (
        f'<path d="M{_MIDDLE + half - 10:.1f} 120C{_MIDDLE + half + 62:.1f} 120 '
        f"{_MIDDLE + half + 58:.1f} 250 {_MIDDLE + half + 22:.1f} 322Q{_MIDDLE + half + 4:.1f} 300 "
        f"{_MIDDLE + half + 2:.1f} 240C{_MIDDLE + half + 10:.1f} 190 {_MIDDLE + half:.1f} 160 "
        f'{_MIDDLE + half - 10:.1f} 120Z" fill="{_darker(colour)}"/>'
    )
    line = (
        f"L{_MIDDLE + half - 4:.1f} 186C{_MIDDLE + half - 10:.1f} 156 {_MIDDLE + 50} 140 "
        f"{_MIDDLE + 34} 128C{_MIDDLE} 152 {_MIDDLE - 44} 158 {_MIDDLE - half + 4:.1f} 186"
    )
    combed = _strands(
        colour,
        f"M{_MIDDLE + 34} 128C{_MIDDLE + 44} 112 {_MIDDLE + 56} 112 {_MIDDLE + half - 6:.1f} 122",
    )
    before = _cap(half, colour, line, side=204) + combed + _shine(colour)
    return Hair(_mirrored(tail, turn), _mirrored(before, turn), colour)


def _pixie(half: float, colour: str, turn: bool) -> Hair:  # noqa: FBT001
    right, left = _MIDDLE + half, _MIDDLE - half
    line = (
        f"L{right - 12:.1f} 214L{right - 4:.1f} 178Q{_MIDDLE + 56} 150 {_MIDDLE + 42} 134"
        f"Q{_MIDDLE + 10} 182 {_MIDDLE - 46} 178Q{left + 14:.1f} 176 {left + 4:.1f} 168"
        f"L{left + 14:.1f} 214"
    )
    return Hair(
        "", _mirrored(_cap(half, colour, line, side=216, grow=10) + _shine(colour), turn), colour
    )


def _wisp(half: float, colour: str, turn: bool) -> Hair:  # noqa: FBT001
    line = f"Q{_MIDDLE} 96 {_MIDDLE - half + 3:.1f} 168"
    lock = f'<path d="M168 106q-4 -22 16 -24q-8 12 6 22Z" fill="{colour}"/>'
    return Hair("", _mirrored(_cap(half, colour, line, side=172, grow=2) + lock, turn), colour)


def _bald(half: float, colour: str, turn: bool) -> Hair:  # noqa: FBT001
    sides = "".join(
        f'<path d="M{_MIDDLE + way * (half - 4):.1f} 206C{_MIDDLE + way * (half + 11):.1f} 196 '
        f"{_MIDDLE + way * (half + 10):.1f} 156 {_MIDDLE + way * (half - 5):.1f} 142"
        f"Q{_MIDDLE + way * (half - 14):.1f} 150 {_MIDDLE + way * (half - 12):.1f} 168"
        f'Q{_MIDDLE + way * (half - 6):.1f} 184 {_MIDDLE + way * (half - 4):.1f} 206Z" '
        f'fill="{colour}"/>'
        for way in (-1, 1)
    )
    gleam = (
        '<path d="M146 126Q158 118 174 117" fill="none" stroke="#fff" stroke-width="6" '
        'stroke-opacity=".35"/>'
    )
    return Hair("", _mirrored(sides + gleam, turn), colour)
