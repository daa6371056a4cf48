"""A face as PNG. What all cards have in common is drawn once in a process and laid under."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import resvg_py
from PIL import Image

from fuda.card.face.ground import GROUND_ENDS
from fuda.card.face.lettering import width as ems

_COLOURS: Final = 128
_SVG: Final = "{http://www.w3.org/2000/svg}"


def png(svg: str, width: int, *, font: Path | None) -> bytes:
    """The picture of a face, `width` pixels wide; without a font its letters are empty boxes."""
    ground, _, own = svg.partition(GROUND_ENDS)
    root = ground[: ground.index("<title")]
    picture = _ground(ground + "</svg>", width, font).copy()
    with Image.open(BytesIO(rendered(root + own, width, font=font))) as over:
        picture.paste(over, mask=over.getchannel("A"))
    written = BytesIO()
    picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        written, "PNG", compress_level=4
    )
    return written.getvalue()


def rendered(svg: str, width: int, *, font: Path | None) -> bytes:
    """A drawing as PNG with its transparency; loads no font but the one that is named."""
    return resvg_py.svg_to_bytes(
        svg_string=svg if font else _boxes(svg),
        width=width,
        skip_system_fonts=True,
        font_files=[str(font)] if font else None,
        font_family="IPAmjMincho",
    )


@lru_cache(maxsize=4)
def _ground(svg: str, width: int, font: Path | None) -> Image.Image:
    with Image.open(BytesIO(rendered(svg, width, font=font))) as opened:
        on_white = Image.new("RGB", opened.size, "white")
        on_white.paste(opened, mask=opened.getchannel("A"))
        return on_white


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
