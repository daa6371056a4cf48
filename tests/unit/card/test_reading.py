"""READ RECORD, READ BINARY and GET DATA where they differ from file to file and form to form."""

from dataclasses import replace
from pathlib import Path

import pytest

from card_made import PROFILE, SAMPLES, lay, make_blank, order_all
from card_said import ef, reading, say, select
from fuda.card import interface
from fuda.card.chip import Chip
from fuda.card.interface import ATR, ATR_HISTORICAL, Common
from fuda.card.issuer import WriteFile

COMMON = select(interface.COMMON)
CARD = SAMPLES[interface.COMMON][Common.CARD]
FIRST, SECOND = CARD[:30].hex().upper(), CARD[30:].hex().upper()

EXCHANGES = [
    ("first record, current file", [COMMON, ef(1), "00B2010400"], FIRST + "9000"),
    ("first record by short id", [COMMON, "00B2010C00"], FIRST + "9000"),
    ("short id makes it current", [COMMON, "00B2010C00", "00B2010400"], FIRST + "9000"),
    ("as far as Le", [COMMON, "00B2010C02"], FIRST[:4] + "9000"),
    ("a long record, short Le", [COMMON, "00B2020C00"], SECOND[:512] + "9000"),
    ("a long record, extended Le", [COMMON, "00B2020C000000"], SECOND + "9000"),
    ("from one to the last", [COMMON, "00B2010D000000"], FIRST + SECOND + "9000"),
    ("from the last to the last", [COMMON, "00B2020D000000"], SECOND + "9000"),
    ("no such record", [COMMON, "00B2030C00"], "6A83"),
    ("record 0", [COMMON, "00B2000C00"], "6A83"),
    ("from the last to one", [COMMON, "00B2010E00"], "6A81"),
    ("by identifier", [COMMON, "00B2010800"], "6A86"),
    ("reserved short id", [COMMON, "00B201FC00"], "6A86"),
    ("short id of no file", [COMMON, "00B201F400"], "6A82"),
    ("without current file", [COMMON, "00B2010400"], "6986"),
    ("without application", ["00B2010400"], "6986"),
    ("without Le", [COMMON, "00B2010C"], "6700"),
    ("with data", [COMMON, "00B2010C01AA00"], "6700"),
    ("READ RECORD of a transparent file", [select(interface.FACE_ITEM), "00B2012400"], "6981"),
    ("READ RECORD of a key", [COMMON, "00B201CC00"], "6981"),
    ("READ BINARY of records", [COMMON, reading(1)], "6981"),
    ("READ BINARY of a key", [COMMON, reading(0x19)], "6981"),
    ("extended Le, exactly so many", [select(interface.FACE_ITEM), "00B08400000003"], b"cer".hex()),
    ("short id with offset", [select(interface.FACE_ITEM), "00B0840103"], b"ert".hex()),
    ("SFI 1F", [select(interface.FACE_ITEM), "00B09F0000"], "6A82"),
    ("reserved bits beside the SFI", [select(interface.FACE_ITEM), "00B0E40000"], "6A86"),
    ("SFI 0", [select(interface.FACE_ITEM), "00B0800000"], "6A86"),
    ("absent data object", ["00CA00F800"], "6A88"),
    ("data object with data", ["00CA004501AA00"], "6700"),
    ("FCI of a file", [COMMON, "00A4020002000100"], "6F04830200019000"),
    ("part of a name: the first of its kind", ["00A4040009D3921000310001010400"], None),
]


@pytest.mark.parametrize(
    ("commands", "response"), [each[1:] for each in EXCHANGES], ids=[each[0] for each in EXCHANGES]
)
def test_exchanges(full_chip: Chip, commands: list[str], response: str | None) -> None:
    """Each form of reading is answered as it is known, or was decided, to be."""
    said = say(full_chip, *commands)
    if response is None:
        assert said == "6F0C840A" + interface.FACE_ITEM.hex().upper() + "9000"
    else:
        assert said.removesuffix("9000") == response.upper().removesuffix("9000")


def test_many_records_may_be_withheld(tmp_path: Path) -> None:
    """The other choice of the open point: from a record to the last is 6A81."""
    folder = make_blank(tmp_path / "card", replace(PROFILE, many_records=False))
    with lay(folder) as chip:
        order_all(chip, WriteFile(interface.COMMON, b"\0\1", CARD))

        assert say(chip, COMMON, "00B2010D000000") == "6A81"
        assert say(chip, "00B2010C00") == FIRST + "9000"


@pytest.mark.parametrize(
    ("profile", "atr"),
    [(PROFILE, ATR), (replace(PROFILE, atr="historical"), ATR_HISTORICAL)],
    ids=["plain", "historical"],
)
def test_both_answers_to_reset(tmp_path: Path, profile: object, atr: bytes) -> None:
    """The card shows the one that it was made with, and GET DATA 5F51 gives it without TS."""
    with lay(make_blank(tmp_path / "card", profile)) as chip:  # type: ignore[arg-type]
        assert chip.atr == atr
        assert say(chip, "00CA5F5100") == atr[1:].hex().upper() + "9000"


def test_a_picture_is_read_in_pages_across_the_short_offset(full_chip: Chip) -> None:
    """15,360 bytes by offset, 256 at a time; past the end 6B00."""
    say(full_chip, select(interface.FACE_CHECK), "002000930C" + b"123456789018".hex(), ef(2))
    pages = [full_chip.transmit(bytes([0, 0xB0, page, 0, 0])) for page in range(60)]

    assert b"".join(page[:-2] for page in pages) == SAMPLES[interface.FACE_CHECK][2]
    assert say(full_chip, "00B03C0000") == "6B00"
    assert len(say(full_chip, "00B0000000" + "2000")) == 2 * (0x2000 + 2)
