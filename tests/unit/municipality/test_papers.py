"""The copy of a resident record: what stands on it, page by page, as another program reads it."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO

import pikepdf
import pytest

from fuda.institutions.municipality.papers.juminhyo import Entry, Juminhyo, print_juminhyo
from fuda.kit.typesetting import Typesetter
from fuda.rules.number import IndividualNumber, check_digit

_AT = datetime(2026, 11, 20, tzinfo=UTC)
_ELEVEN = "12345678901"
_HEAD = Entry(
    name="髙橋　花子",
    reading="タカハシ　ハナコ",
    born=date(1990, 2, 28),
    sex="female",
    since=date(2019, 5, 1),
    residence="japanese",
    previous_address="東京都港区芝公園一丁目５番２５号",
    relationship="世帯主",
    honseki="東京都港区芝公園一丁目５番　筆頭者　髙橋　一郎",
    number=IndividualNumber(_ELEVEN + check_digit(_ELEVEN)),
)
_FOREIGN = Entry(
    name="NGUYEN THI LAN",
    reading="グエン　ティ　ラン",
    born=date(1998, 7, 5),
    sex="female",
    since=date(2024, 4, 1),
    residence="limited_stay",
    relationship="同居人",
    nationality="ベトナム",
    stay_until=date(2028, 3, 31),
)


@pytest.fixture(scope="module")
def typesetter() -> Iterator[Typesetter]:
    """One child for all papers here."""
    made = Typesetter()
    yield made
    made.close()


def _paper(*entries: Entry, copies: int = 1) -> Juminhyo:
    return Juminhyo(
        municipality="鎌倉市",
        address="神奈川県鎌倉市御成町１８番１０号",
        head="髙橋　花子",
        whole_household=True,
        entries=entries,
        issued=date(2026, 11, 20),
        copies=copies,
        reference="Q7fK2mX9",
    )


def _pages(pdf: bytes) -> list[str]:
    """The text of each page without blanks: how wide a gap is does not matter here."""
    judge = ["pdftotext", "-raw", "-", "-"]
    said = subprocess.run(judge, input=pdf, capture_output=True, check=True).stdout.decode()
    return ["".join(page.split()) for page in said.split("\f")[:-1]]


def test_what_stands_on_it(typesetter: Typesetter) -> None:
    """Everything that was asked for, days with their era, the number in fours, the city's name."""
    (page,) = _pages(print_juminhyo(typesetter, _paper(_HEAD).content(), at=_AT))

    for said in (
        "住民票の写し",
        "神奈川県鎌倉市御成町１８番１０号",
        "髙橋花子",
        "タカハシハナコ",
        "平成2年2月28日",
        "令和元年5月1日",
        "世帯主",
        "東京都港区芝公園一丁目５番筆頭者髙橋一郎",
        "123456789018",
        "東京都港区芝公園一丁目５番２５号",
        "令和8年11月20日",
        "鎌倉市長",
        "整理番号Q7fK2mX9",
        "1/1",
    ):
        assert said in page


def test_what_was_not_asked_for_is_left_out(typesetter: Typesetter) -> None:
    """No relationship, domicile or number unless it was asked for; the paper says so."""
    bare = Entry(
        name=_HEAD.name,
        reading=_HEAD.reading,
        born=_HEAD.born,
        sex=_HEAD.sex,
        since=_HEAD.since,
        residence="japanese",
    )
    (page,) = _pages(print_juminhyo(typesetter, _paper(bare).content(), at=_AT))

    assert "続柄省略" in page
    assert "本籍・筆頭者省略" in page
    assert "個人番号省略" in page
    assert "従前の住所記載なし" in page


def test_a_foreign_resident_has_nationality_and_stay(typesetter: Typesetter) -> None:
    """KIOSK-16, FOREIGN-22: nationality and stay instead of a domicile; the Western birth year."""
    (page,) = _pages(print_juminhyo(typesetter, _paper(_FOREIGN).content(), at=_AT))

    assert "NGUYENTHILAN" in page
    assert "西暦1998年7月5日" in page
    assert "国籍・地域ベトナム" in page
    assert "在留期間の満了日令和10年3月31日" in page
    assert "本籍" not in page


def test_copies_are_repeated_pages_each_counted_anew(typesetter: Typesetter) -> None:
    """Three copies of two pages are six pages: 1/2, 2/2, three times over."""
    household = (_HEAD, _FOREIGN, _HEAD, _FOREIGN, _HEAD)
    pages = _pages(print_juminhyo(typesetter, _paper(*household, copies=3).content(), at=_AT))

    assert len(pages) == 6
    assert all("1/2" in page for page in pages[::2])
    assert all("2/2" in page for page in pages[1::2])
    assert pages[0] == pages[2] == pages[4]


def test_every_page_is_marked_as_a_specimen(typesetter: Typesetter) -> None:
    """見本 across the page and in its foot, and a sentence that nothing here is valid."""
    pages = _pages(print_juminhyo(typesetter, _paper(_HEAD, copies=2).content(), at=_AT))

    for page in pages:
        assert page.count("見本") + page.count("本見") >= 3
        assert "SPECIMEN" in page
        assert "証明書としての効力はありません" in page


def test_it_is_pdf_a_by_its_own_mark(typesetter: Typesetter) -> None:
    """PDF/A-2u with a title and a language."""
    pdf = print_juminhyo(typesetter, _paper(_HEAD).content(), at=_AT)
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert opened.open_metadata().pdfa_status == "2U"
        assert str(opened.Root.Lang) == "ja-JP"
        assert opened.open_metadata()["dc:title"] == "住民票の写し（見本）"


def test_rare_names_stand_as_registered(typesetter: Typesetter) -> None:
    """髙, 﨑, 葛 with its selector and 𠮷: neither lost nor replaced by their common cousins."""
    names = ("髙橋", "山﨑", "葛\U000e0102西", "𠮷田")
    entries = tuple(
        Entry(
            name=name,
            reading="カナ",
            born=date(1990, 2, 28),
            sex="other",
            since=date(2019, 5, 1),
            residence="japanese",
        )
        for name in names
    )
    text = "".join(_pages(print_juminhyo(typesetter, _paper(*entries).content(), at=_AT)))

    for name in names:
        assert name in text


@pytest.mark.parametrize("where", ["name", "reading", "relationship", "honseki", "nationality"])
def test_an_undrawable_text_is_found_wherever_it_stands(typesetter: Typesetter, where: str) -> None:
    """KIOSK-09: name, address and the rest are asked of the font before any money."""
    facts = {
        "name": "花子",
        "reading": "ハナコ",
        "born": date(1990, 2, 28),
        "sex": "female",
        "since": date(2019, 5, 1),
        "residence": "japanese",
        where: "𱁬",
    }
    paper = _paper(Entry(**facts))  # type: ignore[arg-type]  # one of them is replaced by name

    assert typesetter.undrawable(paper.texts()) == ("𱁬",)


def test_a_drawable_paper_is_drawable(typesetter: Typesetter) -> None:
    """Latin names, katakana and full-width digits are no trouble."""
    assert typesetter.undrawable(_paper(_HEAD, _FOREIGN).texts()) == ()
