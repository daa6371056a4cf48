"""A face as PNG. What all cards have in common is drawn once in a process and laid under."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import resvg_py
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFont

from fuda.card.face.ground import GROUND_ENDS, RED
from fuda.card.face.lettering import INK
from fuda.card.face.lettering import width as ems

_SVG: Final = "{http://www.w3.org/2000/svg}"
_COLOURS, _SHADES = 176, 40
"""Of the palette: for the ground, and for each ink on it."""
_INKS: Final = (INK, RED)
_NO_FONT: Final = "SPECIMEN - NOT VALID\nNo font: apt-get install fonts-ipamj-mincho"
_PAPER: Final = "#f4f5ee"


def png(svg: str, width: int, *, font: Path | None) -> bytes:
    """The picture of a face, `width` pixels wide; without a font its letters are empty boxes.

    What is a card's own is printed onto the ground as ink is, so its white is the ground.
    """
    ground, _, own = svg.partition(GROUND_ENDS)
    root = ground[: ground.index("<title")]
    below, palette = _ground(ground + "</svg>", width, font)
    face = ImageChops.multiply(below, _opened(rendered(root + own, width, font=font)))
    if font is None:
        _say_so(face)
    written = BytesIO()
    if "<image" in own:
        face.save(written, "PNG", compress_level=3)
    else:
        few = face.quantize(palette=palette, dither=Image.Dither.NONE)
        few.save(written, "PNG", compress_level=4)
    return written.getvalue()


def rendered(svg: str, width: int, *, font: Path | None) -> bytes:
    """A drawing as PNG on white; loads no font but the one that is named."""
    return resvg_py.svg_to_bytes(
        svg_string=svg if font else _boxes(svg),
        width=width,
        background="#ffffff",
        skip_system_fonts=True,
        font_files=[str(font)] if font else None,
        font_family="IPAmjMincho",
    )


@lru_cache(maxsize=4)
def _ground(svg: str, width: int, font: Path | None) -> tuple[Image.Image, Image.Image]:
    """What all cards share, and the palette for a face on it."""
    ground = _opened(rendered(svg, width, font=font))
    colours = ground.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT).getpalette() or []
    light = ImageColor.getrgb(_PAPER)
    palette = Image.new("P", (1, 1))
    shades = [
        round(dark + (bright - dark) * shade / (_SHADES - 1))
        for ink in _INKS
        for shade in range(_SHADES)
        for dark, bright in zip(ImageColor.getrgb(ink), light, strict=True)
    ]
    palette.putpalette(colours[: 3 * _COLOURS] + shades)
    return ground, palette


def _say_so(face: Image.Image) -> None:
    """What the boxes are, and SPECIMEN, in the letters that Pillow brings with it."""
    size = face.width / 40
    letters = ImageFont.load_default(size)
    ImageDraw.Draw(face).multiline_text(
        (face.width * 0.05, face.height * 0.35), _NO_FONT, fill=RED, font=letters
    )


def _opened(picture: bytes) -> Image.Image:
    with Image.open(BytesIO(picture)) as opened:
        return opened.convert("RGB")


def _boxes(svg: str) -> str:
    """Each text as a box of its size: seen to be missing, not silently gone."""
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    for parent in list(root.iter()):
        for one in list(parent.iter(f"{_SVG}text")):
            if one not in list(parent):
                continue
            size, wide = float(one.attrib["font-size"]), ems(one.text or "")
            back = {"middle": 0.5, "end": 1.0}.get(one.get("text-anchor", ""), 0.0)
            box = {
                "x": f"{float(one.attrib['x']) - back * wide * size:.1f}",
                "y": f"{float(one.attrib['y']) - 0.85 * size:.1f}",
                "width": f"{wide * size:.1f}",
                "height": f"{size:.1f}",
                "fill": "none",
                "stroke": one.get("fill", "#000"),
            }
            parent.insert(list(parent).index(one), ET.Element(f"{_SVG}rect", box))
            parent.remove(one)
    return ET.tostring(root, encoding="unicode")
