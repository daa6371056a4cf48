"""The pictures that the 券面事項確認 application of the chip holds: small, because the chip is.

A photo of 2 to 4 kB; name and address under 2 kB each; number and code under 200 octets.
"""

from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from fuda.card.face.lettering import Box, paragraph
from fuda.card.face.letters import is_text_only, lines_drawn
from fuda.card.face.picture import rendered
from fuda.card.printed import FacePictures, Printed

_NAME: Final = Box(0, 0, 384, 48)
_ADDRESS: Final = Box(0, 0, 384, 72)
_NAME_LETTERS, _ADDRESS_LETTERS = 40.0, 22.0
_BLACK_BELOW: Final = 190
_PHOTO: Final = (210, 270)
_PHOTO_RATE: Final = 14
_CELL: Final = (6, 12)
_DIGITS: Final = (
    "01110 10001 10001 10011 10101 11001 10001 10001 01110",
    "00100 01100 00100 00100 00100 00100 00100 00100 01110",
    "01110 10001 00001 00001 00010 00100 01000 10000 11111",
    "01110 10001 00001 00001 00110 00001 00001 10001 01110",
    "00010 00110 00110 01010 01010 10010 11111 00010 00010",
    "11111 10000 10000 11110 10001 00001 00001 10001 01110",
    "00110 01000 10000 11110 10001 10001 10001 10001 01110",
    "11111 00001 00001 00010 00010 00100 00100 01000 01000",
    "01110 10001 10001 10001 01110 10001 10001 10001 01110",
    "01110 10001 10001 10001 10001 01111 00001 00010 01100",
)
"""Nine rows of five dots a digit: at this size drawn by hand is read best."""


def pictures(printed: Printed, *, font: Path | None) -> FacePictures:
    """Name, address, security code (24 by 12) and number (72 by 12) of one bit, and the photo.

    Without a font name and address are boxes; the digits need none.
    """
    return FacePictures(
        name=_words(printed.name, _NAME, _NAME_LETTERS, font),
        address=_words(printed.address, _ADDRESS, _ADDRESS_LETTERS, font),
        number=_digits(printed.number),
        security_code=_digits(printed.security_code),
        photo=None if printed.photo is None else _grey(printed.photo),
    )


def _words(content: str, box: Box, largest: float, font: Path | None) -> bytes:
    drawn = paragraph(box, content, largest=largest, fill="#000")
    size = int(box.width), int(box.height)
    if font and is_text_only(drawn):
        picture = lines_drawn(drawn, (0, 0, *size), 1, font=font)
    else:
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box.width:g} {box.height:g}" '
            f'font-family="IPAmjMincho">{drawn}</svg>'
        )
        with Image.open(BytesIO(rendered(svg, size[0], font=font))) as opened:
            picture = opened.convert("RGB")
    return _one_bit(picture.convert("L").point(lambda grey: 255 * (grey >= _BLACK_BELOW)))


def _digits(digits: str) -> bytes:
    wide, high = _CELL
    picture = Image.new("1", (wide * len(digits), high), 1)
    for place, digit in enumerate(digits):
        for row, dots in enumerate(_DIGITS[int(digit)].split(), 1):
            for column, dot in enumerate(dots):
                if dot == "1":
                    picture.putpixel((wide * place + column, row), 0)
    return _one_bit(picture)


def _one_bit(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.convert("1", dither=Image.Dither.NONE).save(written, "PNG")
    return written.getvalue()


def _grey(photo: bytes) -> bytes:
    written = BytesIO()
    with Image.open(BytesIO(photo)) as opened:
        upright = opened.convert("RGB").convert("L").resize(_PHOTO)
    upright.save(
        written,
        "JPEG2000",
        no_jp2=False,
        irreversible=True,
        quality_mode="rates",
        quality_layers=[_PHOTO_RATE],
    )
    return written.getvalue()
