"""The pictures for the 券面事項確認 application: of the kind and size that a chip takes."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from fuda.card.face import pictures
from fuda.card.printed import Printed

JP2 = b"\x00\x00\x00\x0cjP  \r\n\x87\n"


def test_words_are_black_and_white(printed: Printed, font: Path) -> None:
    """Four PNG of one bit a pixel with something on them; the number's is 72 by 12."""
    made = pictures(printed, font=font)
    sizes = {}
    for part in ("name", "address", "number", "security_code"):
        picture = Image.open(BytesIO(getattr(made, part)))
        assert picture.format == "PNG"
        assert picture.mode == "1"
        assert picture.convert("L").getextrema() == (0, 255)
        sizes[part] = picture.size
    assert sizes["number"] == (72, 12)
    assert sizes["security_code"] == (24, 12)
    assert len(made.name) < 2048
    assert len(made.address) < 2048


def test_digits_differ(printed: Printed) -> None:
    """Each digit has a shape of its own, at its place."""
    ten = pictures(replace(printed, number="012345678901"), font=None).number
    picture = Image.open(BytesIO(ten))
    cells = [picture.crop((6 * at, 0, 6 * at + 6, 12)).tobytes() for at in range(12)]
    assert len(set(cells)) == 10
    assert cells[:2] == cells[10:]


def test_photo_is_a_grey_jp2(printed: Printed, font: Path) -> None:
    """CARD-21: grey JPEG 2000 in its JP2 box, upright, under 6 kB, and still the same person."""
    photo = pictures(printed, font=font).photo
    assert photo is not None
    assert photo.startswith(JP2)
    assert len(photo) < 6000
    picture = Image.open(BytesIO(photo))
    assert picture.mode == "L"
    assert picture.width * 45 == picture.height * 35
    assert printed.photo is not None
    source = Image.open(BytesIO(printed.photo)).convert("L").resize(picture.size)
    assert ImageStat.Stat(ImageChops.difference(source, picture)).mean[0] < 4


@pytest.mark.parametrize("mode", ["L", "RGBA", "P"])
def test_photo_of_any_kind_of_png(printed: Printed, mode: str) -> None:
    """An applicant's PNG may be grey, indexed or with transparency."""
    written = BytesIO()
    Image.new("RGB", (350, 450), "#88aacc").convert(mode).save(written, "PNG")
    photo = pictures(replace(printed, photo=written.getvalue()), font=None).photo
    assert photo is not None
    assert Image.open(BytesIO(photo)).mode == "L"


def test_without_photo_or_font(printed: Printed) -> None:
    """Nothing fails where there is no photo or no font."""
    made = pictures(replace(printed, photo=None), font=None)
    assert made.photo is None
    assert Image.open(BytesIO(made.name)).convert("L").getextrema() == (0, 255)
