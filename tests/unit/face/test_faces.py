"""Both faces of a card as SVG: what stands there, and that all of it is on the card."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageFilter

from faces_drawn import SVG, advance, parsed, texts
from fuda.card.face import REMARK_LINES, back_svg, front_svg, png, remarks_field
from fuda.card.face.ground import HEIGHT, WIDTH, hidden_letters, paper
from fuda.card.face.lettering import Box, width
from fuda.card.face.picture import rendered
from fuda.card.printed import Printed, Remark

NUMBER = "123456789018"
BORN = "平成2年3月1日"
CALL = "0570-000-000"
HYPHENS = str.maketrans("", "", " -\u3000")

LONG_NAMES = (
    "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末食う寝る処に住む処藪ら柑子の藪柑子",
    "WOLFESCHLEGELSTEINHAUSENBERGERDORFF HUBERT BLAINE MAXIMILIAN ALEXANDER",
    "DE LA SANTÍSIMA TRINIDAD Y GONZÁLEZ-ÑUÑOZ MARÍA DEL CARMEN MWWMWWM WMWMWMWM",
    "W" * 120,
)
LONG_ADDRESSES = (
    "神奈川県鎌倉市七里ガ浜東三丁目１２３４番地の５６７８　グランドメゾン七里ガ浜１２３４号室",
    "東京都港区" + "芝公園" * 60,
)


def says(svg: str) -> list[str]:
    """The texts of a face, in order."""
    return [each.text or "" for each in parsed(svg).iter(f"{SVG}text")]


def front(printed: Printed) -> str:
    """The front as SVG."""
    return front_svg(printed, born=BORN)


def back(printed: Printed) -> str:
    """The back as SVG."""
    return back_svg(printed, born=BORN, call_centre=CALL)


def opened(picture: bytes) -> Image.Image:
    """The picture's pixels."""
    return Image.open(BytesIO(picture)).convert("RGB")


def test_what_the_front_says(printed: Printed) -> None:
    """CARD-03, -06, -10, -12, -37: photo, four items, reading, last day, security code."""
    said = says(front(printed))
    for expected in (
        "髙橋　［山﨑］　花子",
        "タカハシ　［ヤマサキ］　ハナコ",
        "東京都港区芝公園一丁目５番２５号",
        "平成2年3月1日生",
        "女",
        "2025年3月31日まで有効",
        "2285",
        "追記欄",
    ):
        assert expected in said or expected in "".join(said)
    assert front(printed).count("<image") == 1


def test_what_the_back_says(printed: Printed) -> None:
    """CARD-04, -07, -29, -37: number in fours, name, birth, donor's field, whom a finder calls."""
    said = says(back(printed))
    assert "1234 5678 9018" in said
    assert "髙橋　［山﨑］　花子" in said
    assert "平成2年3月1日生" in said
    assert any(each.endswith(CALL) for each in said)
    assert any("臓器提供意思" in each for each in said)


def test_number_never_on_the_front(printed: Printed) -> None:
    """NUM-13: front and both titles do without the number, however it may be grouped."""
    everything = front(replace(printed, photo=None))
    assert NUMBER not in everything.translate(HYPHENS)
    assert front(printed) == front(replace(printed, number="000000000000"))
    title = parsed(back(printed)).findtext(f"{SVG}title") or ""
    assert not any(one.isdigit() for one in title)


def test_specimen_on_both(printed: Printed) -> None:
    """Nobody can take either face for the real card."""
    for face in (front(printed), back(printed)):
        assert sum("見本 SPECIMEN" in each for each in says(face)) >= 2
        assert "身分証明書にはなりません" in "".join(says(face))
    assert "見本" in (parsed(front(printed)).findtext(f"{SVG}title") or "")


def test_stands_alone(printed: Printed) -> None:
    """No face loads anything: no address but the namespace's, no script, no style sheet."""
    for face in (front(printed), back(printed)):
        root = parsed(face)
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == root.find(f"{SVG}title").get("id")  # type: ignore[union-attr]
        assert face.count("http") == 1
        for each in root.iter():
            assert each.tag.removeprefix(SVG) not in {"script", "style", "foreignObject"}
            reference = each.get("href", "#")
            assert reference.startswith(("#", "data:image/png;base64,"))


@pytest.mark.parametrize("name", LONG_NAMES)
def test_long_names_fit(printed: Printed, font: Path, name: str) -> None:
    """A name of any length is printed whole, clear of the photo and of the line below it."""
    for svg, limit in (
        (front(replace(printed, name=name)), 600),
        (back(replace(printed, name=name)), WIDTH),
    ):
        lines = [
            each
            for each in texts(svg, font)
            if each.says and each.says in name and len(each.says) > 1
        ]
        assert "".join(each.says for each in lines).replace(" ", "") == name.replace(" ", "")
        assert max(each.right for each in lines) <= limit
        assert max(each.bottom for each in lines) - min(each.top for each in lines) <= 64


def test_a_long_word_stays_whole(printed: Printed, font: Path) -> None:
    """Letters become smaller before a surname is broken in two."""
    said = [each.says for each in texts(front(replace(printed, name=LONG_NAMES[1])), font)]
    assert sum("WOLFESCHLEGELSTEINHAUSENBERGERDORFF" in each for each in said) == 1


@pytest.mark.parametrize("address", LONG_ADDRESSES)
def test_long_addresses_fit(printed: Printed, font: Path, address: str) -> None:
    """So is an address."""
    long = replace(printed, address=address)
    lines = [each for each in texts(front(long), font) if each.says and each.says in address]
    assert "".join(each.says for each in lines) == address
    assert max(each.right for each in lines) <= 600
    assert min(each.top for each in lines) >= 186
    assert max(each.bottom for each in lines) <= 254


def test_everything_is_on_the_card(printed: Printed, font: Path) -> None:
    """No text leaves the card, and none lies on another."""
    many = tuple(Remark(date(2026, 4, number), f"住所 見本町{number}番") for number in range(1, 6))
    full = replace(printed, remarks=many, certificate_expires="令和12年3月31日")
    for face in (front(full), back(full)):
        drawn = texts(face, font)
        for each in drawn:
            assert each.left >= 0, each
            assert each.right <= WIDTH, each
            assert each.top >= 0, each
            assert each.bottom <= HEIGHT, each
        plain = [each for each in drawn if "SPECIMEN" not in each.says and each.says != "複写"]
        for number, one in enumerate(plain):
            for other in plain[number + 1 :]:
                beside = one.right <= other.left + 1 or other.right <= one.left + 1
                over = one.bottom <= other.top + 4 or other.bottom <= one.top + 4
                assert beside or over, (one, other)


def test_estimate_is_never_too_small(font: Path) -> None:
    """What a line is thought to take is no less than what the font takes."""
    for one in map(chr, (*range(0x20, 0x7F), *range(0xA1, 0x400), 0x30A2, 0x9AD9, 0xFF71)):
        assert width(one) >= advance(one, font) - 0.001, one


def test_remarks_fill_the_field(printed: Printed) -> None:
    """CARD-08, FACE-12, FACE-13: entries wrap, a struck one stays, a full field says so."""
    short = Remark(date(2026, 4, 1), "顔認証マイナンバーカード", date(2027, 5, 6))
    long = Remark(date(2026, 4, 1), "住所 " + "東京都港区芝公園一丁目５番２５号" * 2)
    assert [len(remarks_field((each,)).lines) for each in (short, long)] == [1, 2]
    two = front(replace(printed, remarks=(short, long)))
    assert "訂" in says(two)
    assert "印" in says(two)
    assert "訂" not in says(front(replace(printed, remarks=(long,))))
    assert "余白なし" not in says(two)

    exactly = tuple(replace(short, struck=None) for _ in range(REMARK_LINES))
    assert remarks_field(exactly).full
    assert remarks_field(exactly).fits
    assert "余白なし" in says(front(replace(printed, remarks=exactly)))

    over = (*exactly, long)
    assert not remarks_field(over).fits
    said = says(front(replace(printed, remarks=over)))
    assert sum("顔認証" in each for each in said) == REMARK_LINES - 1
    assert any("別紙" in each for each in said)


def test_written_by_hand(printed: Printed) -> None:
    """CARD-09: what the holder wrote leans, and the field is there when it is empty."""
    written = front(replace(printed, certificate_expires="令和12年3月31日"))
    assert "令和12年3月31日" in says(written)
    assert 'rotate="' in written
    empty = front(printed)
    assert "電子証明書の有効期限（本人記入）" in says(empty)
    assert "rotate=" not in empty


def test_without_photo_or_reading(printed: Printed) -> None:
    """The card of a small child has no photo; an older card no reading."""
    bare = front(replace(printed, photo=None, reading=None))
    assert "<image" not in bare
    assert "写真なし" in says(bare)
    assert not any("タカハシ" in each for each in says(bare))


@pytest.mark.parametrize("pixels", [400, 856])
def test_qr_code_holds_the_number_only(printed: Printed, font: Path, pixels: int) -> None:
    """CARD-05: read with a reader as a phone has it; it lies at the lower left."""
    (code,) = zxingcpp.read_barcodes(opened(png(back(printed), pixels, font=font)))
    assert code.text == NUMBER
    assert code.position.bottom_right.x < 0.25 * pixels
    assert code.position.top_left.y > 0.6 * pixels * HEIGHT / WIDTH
    assert zxingcpp.read_barcodes(opened(png(front(printed), pixels, font=font))) == []


def test_size_is_id_1(printed: Printed, font: Path) -> None:
    """85.60 by 53.98 mm, within half a pixel."""
    for face in (front(printed), back(printed)):
        wide, high = opened(png(face, 856, font=font)).size
        assert wide == 856
        assert abs(high - 856 * 53.98 / 85.60) <= 1


@pytest.mark.parametrize("name", ["札野　花子", "葛\U000e0102﨑　𠮷", *LONG_NAMES])
def test_picture_shows_what_the_drawing_shows(printed: Printed, font: Path, name: str) -> None:
    """A picture is put together from pieces: nothing is lost at their edges, nothing moves."""
    moved = Remark(date(2026, 4, 1), "住所　東京都港区芝公園一丁目５番２５号", date(2026, 5, 1))
    full = replace(
        printed,
        name=name,
        address=LONG_ADDRESSES[0],
        certificate_expires="令和12年12月31日",
        remarks=(moved,) * 3,
    )
    for svg in (front(full), front(replace(full, photo=None, remarks=())), back(full)):
        seen = [
            opened(drawn).filter(ImageFilter.BoxBlur(8))
            for drawn in (png(svg, 856, font=font), rendered(svg, 856, font=font))
        ]
        assert ImageChops.difference(*seen).convert("L").getextrema()[1] < 45


def test_registered_shapes_are_drawn(printed: Printed, font: Path) -> None:
    """髙 is not 高, a variation selector changes the shape, and 𠮷 is not an empty box."""

    def drawn(name: str) -> bytes:
        picture = opened(png(front(replace(printed, name=name, photo=None)), 856, font=font))
        return picture.crop((36, 98, 200, 170)).tobytes()

    for plain, registered in (("高", "髙"), ("崎", "﨑"), ("吉", "𠮷"), ("葛", "葛\U000e0102")):
        assert drawn(plain) != drawn(registered)
    assert drawn("𠮷") != drawn("𱁬")


def test_without_a_font(printed: Printed) -> None:
    """A machine without the font still makes cards: boxes, and a line that says why."""
    picture = opened(png(front(printed), 856, font=None))
    empty = opened(png(front(replace(printed, name="一", address="一")), 856, font=None))
    assert picture.size == (856, 540)
    assert ImageChops.difference(picture, empty).getbbox() is not None
    red = sum(
        count
        for count, (r, g, b) in picture.getcolors(1 << 20) or ()
        if r > 150 and g < 60 and b < 70
    )
    assert red > 1500


def test_hidden_letters_come_out_on_a_copy(font: Path) -> None:
    """SEC-02: as dark as their surroundings, until a copier drops the fine dots."""
    place = Box(612, 440, 204, 76)
    under_a_glass = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="612 440 204 76" '
        'font-family="IPAmjMincho">'
        f"{paper(first='#fff', last='#fff', phase=0)}{hidden_letters(place)}</svg>"
    )
    seen = opened(rendered(under_a_glass, 816, font=font)).convert("L")
    from_afar = seen.filter(ImageFilter.GaussianBlur(40)).crop((60, 60, 756, 244))
    lightest, darkest = from_afar.getextrema()
    copied = seen.filter(ImageFilter.GaussianBlur(4)).point(lambda grey: 255 * (grey > 232))
    assert darkest - lightest <= 4
    assert 0.04 < copied.histogram()[0] / (copied.width * copied.height) < 0.4


def test_guilloche_on_both(printed: Printed) -> None:
    """SEC-06, SEC-05, SEC-01: curves on both faces that differ, micro letters, a band of pearl."""
    faces = [parsed(face) for face in (front(printed), back(printed))]
    curves = [
        {each.get("d") for each in face.iter(f"{SVG}path") if len(each.get("d", "")) > 1000}
        for face in faces
    ]
    assert min(map(len, curves)) >= 20
    assert curves[0] & curves[1] == set()
    for face in faces:
        assert any(float(each.attrib["font-size"]) < 3 for each in face.iter(f"{SVG}text"))
        assert face.find(f".//{SVG}linearGradient[@id='pearl']") is not None


def test_photo_fades_into_the_card(printed: Printed, font: Path) -> None:
    """SEC-03: the photo has no edge along which another could be laid over it."""
    black = BytesIO()
    Image.new("RGB", (350, 450)).save(black, "PNG")
    picture = opened(png(front(replace(printed, photo=black.getvalue())), 856, font=font))
    row = [picture.getpixel((x, 120)) for x in range(608, 640)]
    steps = [
        max(abs(a - b) for a, b in zip(before, after, strict=True))  # type: ignore[arg-type]
        for before, after in pairwise(row)
    ]
    assert max(steps) < 25
