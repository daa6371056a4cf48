"""What is the same on every card: the computed curves, the hidden letters, the specimen marks.

Our own art throughout; nobody can take it for the real card. After SEC-01 (pearl ink), SEC-02
(hidden letters), SEC-05 (micro letters) and SEC-06 (guilloche on both faces).
"""

from collections.abc import Callable, Iterator
from math import cos, sin, tau
from typing import Final

from fuda.card.face.lettering import FAMILY, Box, text

WIDTH: Final = 856.0
HEIGHT: Final = 539.8
"""ID-1, 85.60 by 53.98 mm, in tenths of a millimetre."""

DEEP: Final = "#14504a"
RED: Final = "#b3202a"
LABEL: Final = "#3d5a55"
GROUND_ENDS: Final = "<!-- what is this card's own -->"
MICRO: Final = "FUDA 見本 SPECIMEN NOT VALID 無効 "

_STEPS: Final = 56
Curve = Callable[[float], tuple[float, float]]


def document(title: str, ground: str, own: str) -> str:
    """One face as a document that stands alone; `ground` does not depend on the card."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="856" '
        f'height="539.8" role="img" aria-labelledby="title" font-family="{FAMILY}">'
        f'<title id="title">{title}</title>{ground}{GROUND_ENDS}{own}</svg>'
    )


def paper(*, first: str, last: str, phase: float) -> str:
    """The card's colour, its curves, the band of pearl ink, and SPECIMEN across it."""
    return (
        "<defs>"
        f'<linearGradient id="paper" x2="1" y2="1"><stop stop-color="{first}"/>'
        f'<stop offset=".55" stop-color="#faf7ea"/><stop offset="1" stop-color="{last}"/>'
        "</linearGradient>"
        '<linearGradient id="pearl" x2="1" y2=".35"><stop offset=".3" stop-color="#fff" '
        'stop-opacity="0"/><stop offset=".42" stop-color="#f3c9dd" stop-opacity=".5"/>'
        '<stop offset=".5" stop-color="#fff6c9" stop-opacity=".55"/><stop offset=".58" '
        'stop-color="#b9e6e0" stop-opacity=".5"/><stop offset=".7" stop-color="#fff" '
        'stop-opacity="0"/></linearGradient>'
        f"{_dots('fine', 2.0, 0.45)}{_dots('coarse', 4.0, 0.9)}"
        '<clipPath id="edge"><rect width="856" height="539.8" rx="31.8"/></clipPath>'
        "</defs>"
        '<g clip-path="url(#edge)">'
        '<rect width="856" height="539.8" fill="url(#paper)"/>'
        f"{_waves(phase)}{_rosette(430, 236, 168, phase)}{_rosette(790, 470, 120, phase + 1)}"
        '<rect width="856" height="539.8" fill="url(#pearl)"/>'
        f"{_specimen()}</g>"
    )


def header(title: str) -> str:
    """The strip at the top: what it is, and that it is none."""
    return (
        f'<path d="M0 62V31.8A31.8 31.8 0 0 1 31.8 0H824.2A31.8 31.8 0 0 1 856 31.8V62Z" '
        f'fill="{DEEP}"/>'
        f"{text(40, 44, 30, title, fill='#fff', more=_spaced(3))}"
        f'<rect x="612" y="12" width="208" height="40" rx="5" fill="#fff" stroke="{RED}" '
        'stroke-width="3"/>'
        f"{text(716, 41, 25, '見本 SPECIMEN', fill=RED, anchor='middle')}"
        f"{text(600, 30, 12.5, '札の町でだけ使うカードです', fill='#d7ebe6', anchor='end')}"
        f"{text(600, 48, 12.5, '身分証明書にはなりません', fill='#d7ebe6', anchor='end')}"
    )


def hidden_letters(place: Box) -> str:
    """Fine dots around coarse ones of the same grey; a copier loses the fine, 複写 stands out."""
    middle = (place.x + place.width / 2, place.y + place.height * 0.84)
    size = place.height * 0.94

    def letters(fill: str) -> str:
        bold = f' stroke="{fill}" stroke-width="{size * 0.07:.1f}" letter-spacing="10"'
        return text(*middle, size, "複写", fill=fill, anchor="middle", more=bold)

    ground = (
        f'<rect x="{place.x:g}" y="{place.y:g}" width="{place.width:g}" height="{place.height:g}"'
    )
    return (
        f'{ground} fill="#f4f5ee"/>{ground} fill="url(#fine)"/>'
        f"{letters('#f4f5ee')}{letters('url(#coarse)')}"
    )


def white(place: Box) -> str:
    """A place on which nothing of the ground may shine through."""
    return (
        f'<rect x="{place.x:g}" y="{place.y:g}" width="{place.width:g}" '
        f'height="{place.height:g}" fill="#fff"/>'
    )


def micro_line(x: float, y: float, wide: float) -> str:
    """A line that is text only under a magnifier."""
    size = 2.4
    per_round = size * (len(MICRO) * 0.72)
    return text(x, y, size, (MICRO * max(1, int(wide / per_round))).strip(), fill=DEEP)


def _spaced(gap: float) -> str:
    return f' letter-spacing="{gap:g}"'


def _dots(name: str, pitch: float, radius: float) -> str:
    middle = f"{pitch / 2:g}"
    return (
        f'<pattern id="{name}" width="{pitch:g}" height="{pitch:g}" patternUnits="userSpaceOnUse">'
        f'<circle cx="{middle}" cy="{middle}" r="{radius:g}" fill="#b4c9c1"/></pattern>'
    )


def _specimen() -> str:
    words = text(0, 0, 104, "見本 SPECIMEN", fill=RED, anchor="middle", more=' fill-opacity=".13"')
    return f'<g transform="translate(430 340) rotate(-19)">{words}</g>'


def _waves(phase: float) -> str:
    """Two families of curves that drift through each other from edge to edge."""
    return "".join(
        f'<path d="{path(curve)}" fill="none" stroke="{colour}" stroke-width=".7" '
        'stroke-opacity=".55"/>'
        for colour, curve in _wave_curves(phase)
    )


def _wave_curves(phase: float) -> Iterator[tuple[str, Curve]]:
    for number in range(22):
        part = number / 22

        def curve(at: float, part: float = part) -> tuple[float, float]:
            swell = 90 * sin(tau * at * 1.5 + phase) * cos(tau * part)
            ripple = 46 * sin(tau * at * 3 + tau * part + phase)
            return 856 * at, 300 + 230 * (part * 2 - 1) * 0.55 + swell + ripple

        yield ("#86b5a9" if number % 2 else "#c9ae78", curve)


def _rosette(x: float, y: float, radius: float, phase: float) -> str:
    """Petals of one closed curve, turned about its middle."""

    def petal(at: float) -> tuple[float, float]:
        turn = tau * at
        reach = radius * (0.62 + 0.3 * cos(6 * turn + phase) * cos(turn / 2 * 4))
        return reach * cos(turn), reach * sin(turn)

    shape = path(petal)
    name = f"petal-{x:g}"
    turned = "".join(
        f'<use href="#{name}" transform="rotate({number * 60 / 12:g})"/>' for number in range(1, 12)
    )
    return (
        f'<g transform="translate({x:g} {y:g})" fill="none" stroke="#7f97c4" stroke-width=".6" '
        f'stroke-opacity=".5"><path id="{name}" d="{shape}"/>{turned}</g>'
    )


def path(curve: Curve, steps: int = _STEPS) -> str:
    """The curve for 0 to 1 as smooth cubic pieces through points on it."""
    reach = 1 / steps
    points = [curve(number * reach) for number in range(steps + 1)]
    before, after = curve(-reach), curve(1 + reach)
    around = [before, *points, after]
    pieces = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for number in range(1, steps + 1):
        back, start, end, ahead = around[number - 1 : number + 3]
        leave = (start[0] + (end[0] - back[0]) / 6, start[1] + (end[1] - back[1]) / 6)
        arrive = (end[0] - (ahead[0] - start[0]) / 6, end[1] - (ahead[1] - start[1]) / 6)
        if number == 1:
            pieces.append(f"C{leave[0]:.1f} {leave[1]:.1f}")
        else:
            pieces.append("S")
        pieces.append(f"{arrive[0]:.1f} {arrive[1]:.1f} {end[0]:.1f} {end[1]:.1f}")
    return " ".join(pieces)
