"""What stands where on a drawn face, measured with the font's own figures."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

from fontTools.ttLib import TTFont

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Drawn:
    """A text: what it says, and its box in tenths of a millimetre."""

    says: str
    left: float
    right: float
    top: float
    bottom: float


def parsed(svg: str) -> ET.Element:
    """The drawing's tree; it is our own."""
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def texts(svg: str, font: Path) -> list[Drawn]:
    """Every text that stands straight on the face."""
    root = parsed(svg)
    turned = {
        id(text)
        for group in root.iter(f"{SVG}g")
        if "transform" in group.attrib
        for text in group.iter(f"{SVG}text")
    }
    return [_drawn(each, font) for each in root.iter(f"{SVG}text") if id(each) not in turned]


def _drawn(text: ET.Element, font: Path) -> Drawn:
    says, size = text.text or "", float(text.attrib["font-size"])
    wide = advance(says, font) * size + len(says) * float(text.get("letter-spacing", "0"))
    start = float(text.attrib["x"])
    start -= {"middle": wide / 2, "end": wide}.get(text.get("text-anchor", ""), 0)
    base = float(text.attrib["y"])
    return Drawn(says, start, start + wide, base - 0.88 * size, base + 0.12 * size)


def advance(says: str, font: Path) -> float:
    """How wide the font sets it, in letter heights."""
    widths = _widths(font)
    return sum(widths.get(ord(one), 1.0) for one in says if ord(one) < 0xE0000)


@cache
def _widths(font: Path) -> dict[int, float]:
    with TTFont(font, lazy=True) as opened:
        units, advances = opened["head"].unitsPerEm, opened["hmtx"]
        return {code: advances[name][0] / units for code, name in opened.getBestCmap().items()}
