"""A face as PNG. What all cards have in common is drawn once in a process and laid under."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import accumulate
from math import ceil, floor
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import resvg_py
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFont, ImageOps

from fuda.card.face.ground import GROUND_ENDS, RED, WIDTH
from fuda.card.face.lettering import FAMILY, HAND, INK, Box
from fuda.card.face.lettering import width as ems
from fuda.card.face.letters import Place, is_text_only, lines_drawn
from fuda.card.face.pieces import photo_of, pieces

_SVG: Final = "{http://www.w3.org/2000/svg}"
_INKS: Final = (INK, RED, HAND)
_COLOURS, _SHADES, _OF_PHOTO = 128, 14, 86
"""Of the palette: for the ground, for each ink on it, and for the photo."""
_REFINED: Final = 4
"""Times that the ground's colours are moved to fit it better."""
_INK_BELOW: Final = 250
_COMPRESSION: Final = 1
_NO_FONT: Final = "SPECIMEN - NOT VALID\nNo font: apt-get install fonts-ipamj-mincho"
_PAPER: Final = "#f4f5ee"


@dataclass(frozen=True, slots=True)
class _Ground:
    """What all cards share, as it is and in few colours; the colours of that and of ink on it."""

    full: Image.Image
    few: Image.Image
    palette: Image.Image
    colours: list[int]


def png(svg: str, width: int, *, font: Path | None) -> bytes:
    """The picture of a face, `width` pixels wide; without a font its letters are empty boxes.

    What is a card's own is printed onto the ground as ink is, so its white is the ground.
    """
    shared, _, own = svg.partition(GROUND_ENDS)
    ground = _ground(shared + "</svg>", width, font)
    scale = width / WIDTH
    parts = [(_pixels(box, scale), drawn) for box, drawn in pieces(own.removesuffix("</svg>"))]
    photos = [(place, found) for place, drawn in parts if (found := photo_of(drawn))]
    printed = [(place, drawn) for place, drawn in parts if not photo_of(drawn)]
    inked = list(_inked(printed, scale, font))
    laid = [(place, _photo(photo, cover, place, scale, font)) for place, (photo, cover) in photos]
    together = _without_font if font is None else _few
    face = together(ground, inked, laid)
    written = BytesIO()
    face.save(written, "PNG", compress_level=_COMPRESSION)
    return written.getvalue()


def rendered(svg: str, width: int, *, font: Path | None, on: str | None = "#ffffff") -> bytes:
    """A drawing as PNG, on white or on nothing; loads no font but the one that is named."""
    return resvg_py.svg_to_bytes(
        svg_string=svg if font else _boxes(svg),
        width=width,
        background=on,
        skip_system_fonts=True,
        font_files=[str(font)] if font else None,
        font_family="IPAmjMincho",
    )


@lru_cache(maxsize=4)
def _ground(svg: str, width: int, font: Path | None) -> _Ground:
    """Drawn once in a process."""
    full = _opened(rendered(svg, width, font=font))
    light = ImageColor.getrgb(_PAPER)
    shades = [
        round(dark + (bright - dark) * shade / (_SHADES - 1))
        for ink in _INKS
        for shade in range(_SHADES)
        for dark, bright in zip(ImageColor.getrgb(ink), light, strict=True)
    ]
    few = full.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=_REFINED)
    colours = (few.getpalette() or [])[: 3 * _COLOURS] + shades
    palette = _palette(colours)
    return _Ground(full, full.quantize(palette=palette), palette, colours)


def _palette(colours: list[int]) -> Image.Image:
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours + colours[-3:] * (256 - len(colours) // 3))
    return palette


def _inked(
    printed: list[tuple[Place, str]], scale: float, font: Path | None
) -> Iterator[tuple[Place, Image.Image]]:
    """Black on white, each where it belongs; what is not text on one sheet, one below the other."""
    if font:
        for place, drawing in printed:
            if is_text_only(drawing):
                yield place, lines_drawn(drawing, place, scale, font=font)
        printed = [(place, drawing) for place, drawing in printed if not is_text_only(drawing)]
    if not printed:
        return
    heights = [bottom - top for (_, top, _, bottom), _ in printed]
    tops = [0, *accumulate(heights)]
    wide = max((right - left for (left, _, right, _), _ in printed))
    drawn = "".join(
        _part(drawing, place, scale, top)
        for (place, drawing), top in zip(printed, tops, strict=False)
    )
    sheet = _opened(rendered(_sheet(wide, tops[-1], drawn), wide, font=font))
    for (place, _), top in zip(printed, tops, strict=False):
        left, above, right, below = place
        yield place, sheet.crop((0, top, right - left, top + below - above))


def _few(
    ground: _Ground,
    inked: list[tuple[Place, Image.Image]],
    laid: list[tuple[Place, Image.Image]],
) -> Image.Image:
    """The face in 256 colours, of which a photo has its own."""
    few, colours = ground.few.copy(), ground.colours
    for place, ink in inked:
        part = ImageChops.multiply(ground.full.crop(place), ink)
        few.paste(
            part.quantize(palette=ground.palette, dither=Image.Dither.NONE), place, _marked(ink)
        )
    for place, photo in laid:
        few_of_photo = photo.reduce(3).quantize(_OF_PHOTO, method=Image.Quantize.MEDIANCUT)
        own = (few_of_photo.getpalette() or [])[: 3 * _OF_PHOTO]
        of_photo = photo.quantize(palette=_palette(own), dither=Image.Dither.NONE)
        first = len(ground.colours) // 3
        few.paste(of_photo.point([(each + first) % 256 for each in range(256)]), place)
        colours = ground.colours + own
    few.putpalette(colours)
    return few


def _marked(ink: Image.Image) -> Image.Image:
    """Where there is ink: everywhere else the ground stays as it is."""
    return ink.convert("L").point([255] * _INK_BELOW + [0] * (256 - _INK_BELOW)).convert("1")


def _without_font(
    ground: _Ground,
    inked: list[tuple[Place, Image.Image]],
    laid: list[tuple[Place, Image.Image]],
) -> Image.Image:
    face = ground.full.copy()
    for place, ink in inked:
        face.paste(ImageChops.multiply(ground.full.crop(place), ink), place)
    for place, photo in laid:
        face.paste(photo, place)
    _say_so(face)
    return face


def _photo(png: bytes, cover: str, place: Place, scale: float, font: Path | None) -> Image.Image:
    """A photo on white, under what lies over every photo."""
    size = place[2] - place[0], place[3] - place[1]
    with Image.open(BytesIO(png)) as opened:
        photo = ImageOps.fit(opened.convert("RGBA"), size, Image.Resampling.BILINEAR)
    white = Image.new("RGBA", size, "#fff")
    return Image.alpha_composite(
        Image.alpha_composite(white, photo), _cover(cover, place, scale, font)
    ).convert("RGB")


@lru_cache(maxsize=4)
def _cover(drawn: str, place: Place, scale: float, font: Path | None) -> Image.Image:
    """Drawn once in a process, as the ground is."""
    wide, high = place[2] - place[0], place[3] - place[1]
    sheet = _sheet(wide, high, _part(drawn, place, scale, 0))
    drawing = rendered(sheet, wide, font=font, on=None)
    with Image.open(BytesIO(drawing)) as opened:
        return opened.convert("RGBA")


def _pixels(box: Box, scale: float) -> Place:
    return (
        floor(box.x * scale),
        floor(box.y * scale),
        ceil((box.x + box.width) * scale),
        ceil((box.y + box.height) * scale),
    )


def _sheet(wide: int, high: int, drawn: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" '
        f'height="{high}" font-family="{FAMILY}">{drawn}</svg>'
    )


def _part(drawn: str, place: Place, scale: float, top: int) -> str:
    """What is drawn at a place of the card, on a sheet at `top`."""
    left, above, _, _ = place
    return f'<g transform="translate({-left} {top - above}) scale({scale:g})">{drawn}</g>'


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
