"""Physical cards: made whole or not at all, each in one place, taken only from where it lies."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest

from country_made import Chance
from fuda.card.profile import OpenPoints
from fuda.doors.cards import RemarkEntry
from fuda.parameters import load
from fuda.terminals.rack import CardLiesElsewhere, NoSuchCard
from fuda.terminals.reader import FaceItemSession
from fuda.terminals.reader.facts import read_card_facts
from fuda.world.wallet import Wallet
from orders_made import NUMBER, SECURITY_CODE
from orders_made import chip_order as order

PARAMETERS = load()


@pytest.fixture
def wallet(tmp_path: Path) -> Wallet:
    """Empty."""
    return Wallet(tmp_path / "cards", parameters=PARAMETERS, randomness=Chance())


def test_made_twice_it_is_one_card(wallet: Wallet) -> None:
    """The second order changes nothing on the card that lies there."""
    wallet.make(order())
    (first,) = wallet.cards()
    wallet.make(order(card_number="F000000000000002"))

    assert wallet.cards() == (first,)
    assert first.place == "drawer"


def test_a_damaged_card_is_said_and_lies_in_no_rack(wallet: Wallet, tmp_path: Path) -> None:
    """One card's damaged file takes nobody else's card from the kiosk."""
    for card in ("c-1", "c-2"):
        wallet.make(order(card=card))
        wallet.hand_over(card)
    (tmp_path / "cards" / "c-1" / "face.json").write_text("{")

    assert [each.id for each in wallet.rack("holder").cards()] == ["c-2"]
    (line,) = wallet.damaged()
    assert str(tmp_path / "cards" / "c-1" / "face.json") in line
    assert "put it back" in line


def test_the_number_is_not_kept_in_the_clear(wallet: Wallet, tmp_path: Path) -> None:
    """No byte of any file shows it."""
    wallet.make(order())
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert NUMBER.digits.encode() not in kept


def test_cut_off_while_it_is_made_there_is_no_card(wallet: Wallet, tmp_path: Path) -> None:
    """What was left behind is in no rack, and the next try makes the card whole."""
    wallet.make(order())
    (tmp_path / "cards" / "c-1").rename(tmp_path / "cards" / ".c-1")
    (tmp_path / "cards" / ".c-1" / "face.json").unlink()

    assert wallet.cards() == ()
    wallet.make(order())
    with wallet.rack("drawer").lay("c-1", "counter") as chip:
        assert read_card_facts(chip).municipality == "14204"


def test_a_card_is_where_it_is(wallet: Wallet) -> None:
    """In its own city's drawer until it is taken; then with its holder and nowhere else."""
    wallet.make(order())
    mine, theirs = wallet.rack("drawer", "142042"), wallet.rack("drawer", "131032")
    holder = wallet.rack("holder")
    assert [one.id for one in mine.cards()] == ["c-1"]
    for rack in (theirs, holder):
        assert rack.cards() == ()
        with pytest.raises(NoSuchCard, match="not here"):
            rack.take("c-1")
        with pytest.raises(NoSuchCard, match="not here"), rack.lay("c-1", "a reader"):
            pass

    mine.take("c-1")

    assert [one.id for one in holder.cards()] == ["c-1"]
    with pytest.raises(NoSuchCard), mine.lay("c-1", "counter"):
        pass


@pytest.mark.parametrize("name", ["c-2", "", "..", "../cards/c-1", ".c-1", "c-1/chip"])
def test_a_name_that_is_no_card(wallet: Wallet, name: str) -> None:
    """Nor does a name lead out of the folder."""
    wallet.make(order())
    with pytest.raises(NoSuchCard):
        wallet.card(name)


def test_a_card_lies_on_one_reader(wallet: Wallet) -> None:
    """The second reader is told where it is."""
    wallet.make(order())
    drawer = wallet.rack("drawer")
    with (
        drawer.lay("c-1", "counter/142042"),
        pytest.raises(CardLiesElsewhere, match="counter/142042"),
        drawer.lay("c-1", "another"),
    ):
        pass


def test_cards_are_found_by_what_is_printed(wallet: Wallet) -> None:
    """By id, number or name, however spaced; not by a part of it, nor by what only looks alike."""
    wallet.make(order("c-1"))
    wallet.make(order("c-2", card_number="F000000000000002"))
    wallet.make(order("c-3", card_number="F000000000000003", name="別　人"))
    ids = {
        said: [one.face.card for one in wallet.find(said)]
        for said in ("c-1", "F000000000000002", "札野 花子", "別人", "別", "c-9", "..", "")
    }

    assert ids == {
        "c-1": ["c-1"],
        "F000000000000002": ["c-2"],
        "札野 花子": ["c-1", "c-2"],
        "別人": ["c-3"],
        "別": [],
        "c-9": [],
        "..": [],
        "": [],
    }


def test_an_entry_without_its_card_is_passed_over(wallet: Wallet, tmp_path: Path) -> None:
    """The plant was killed between the entry and the card, or someone removed the folder."""
    wallet.make(order())
    shutil.rmtree(tmp_path / "cards" / "c-1")

    assert wallet.find("札野花子") == ()
    assert wallet.in_drawers() == ()
    assert wallet.rack("drawer", "142042").cards() == ()


def test_cards_of_a_wallet_without_an_index_are_found(wallet: Wallet, tmp_path: Path) -> None:
    """The index is made at the first question; after cards were copied in, when it is forgotten."""
    wallet.make(order())
    wallet.make(order("c-2", card_number="F000000000000002"))
    wallet.hand_over("c-2")
    shutil.rmtree(tmp_path / "cards" / ".index")

    assert len(wallet.find("札野花子")) == 2
    assert [one.id for one in wallet.rack("drawer").cards()] == ["c-1"]
    shutil.rmtree(tmp_path / "cards" / "c-2")
    shutil.copytree(tmp_path / "cards" / "c-1", tmp_path / "copied")
    face = tmp_path / "copied" / "face.json"
    face.write_text(face.read_text("utf-8").replace("c-1", "c-5").replace("札野", "写"), "utf-8")
    (tmp_path / "copied").rename(tmp_path / "cards" / "c-5")
    wallet.forget_index()
    assert [one.face.card for one in wallet.find("写花子")] == ["c-5"]


def test_what_was_left_behind_is_swept(wallet: Wallet, tmp_path: Path) -> None:
    """Of a plant that was killed, at the next start; cards and the index stay."""
    wallet.make(order())
    shutil.copytree(tmp_path / "cards" / "c-1", tmp_path / "cards" / ".c-2.token")
    wallet.sweep()

    assert sorted(each.name for each in (tmp_path / "cards").iterdir()) == [".index", "c-1"]
    assert len(wallet.find("札野花子")) == 1


def test_both_faces(wallet: Wallet, tmp_path: Path) -> None:
    """The back is engraved once and for its owner's eyes; the front can be written on (CARD-08)."""
    wallet.make(order())
    back, before = wallet.back_png("c-1"), wallet.front_svg("c-1")
    entry = RemarkEntry(on=date(2026, 11, 20), text="住所 見本町")
    wallet.write_remarks("c-1", (replace(entry, struck=date(2026, 11, 21)), entry))

    assert back.startswith(b"\x89PNG")
    assert wallet.front_png("c-1", 300).startswith(b"\x89PNG")
    assert "見本町" in wallet.front_svg("c-1")
    assert "見本町" not in before
    assert NUMBER.digits not in wallet.front_svg("c-1")
    front = wallet.front("c-1")
    assert [(each.text, each.struck) for each in front.remarks] == [
        ("住所 見本町", date(2026, 11, 21)),
        ("住所 見本町", None),
    ]
    assert (front.security_code, front.number) == (SECURITY_CODE, "")
    for each in (tmp_path / "cards" / "c-1").iterdir():
        if each.is_file():
            assert each.stat().st_mode & 0o077 == 0, each.name


def test_both_forms_of_the_four_items(tmp_path: Path) -> None:
    """A wallet's plant makes one or the other; both are read."""
    forms = {}
    for long in (False, True):
        wallet = Wallet(
            tmp_path / str(long),
            parameters=PARAMETERS,
            randomness=Chance(),
            points=OpenPoints(four_items_long_form=long),
        )
        wallet.make(order())
        with wallet.rack("drawer").lay("c-1", "counter") as chip:
            session = FaceItemSession(chip)
            session.verify_number_b(f"0202172036{SECURITY_CODE}")
            assert session.read_four_items().name == "札野　花子"
            chip.transmit(bytes.fromhex("00a4020c020002"))
            forms[long] = chip.transmit(bytes.fromhex("00b0000003"))[2]

    assert forms[False] < 0x80
    assert forms[True] == 0x82


def test_an_entry_is_not_believed(wallet: Wallet, tmp_path: Path) -> None:
    """What the card itself shows counts: under an old entry lies another card now."""
    wallet.make(order())
    face = tmp_path / "cards" / "c-1" / "face.json"
    face.write_text(face.read_text("utf-8").replace("札野", "別野"), "utf-8")

    assert wallet.find("札野花子") == ()


def test_several_begin_one_wallet(tmp_path: Path) -> None:
    """Two workers of a batch that find no folder yet: neither fails for the other's sake."""
    for n in range(200):
        begin = Barrier(2)

        def start(folder: Path = tmp_path / f"{n}" / "cards", begin: Barrier = begin) -> None:
            wallet = Wallet(folder, parameters=PARAMETERS, randomness=Chance())
            begin.wait()
            wallet._start()

        with ThreadPoolExecutor(2) as both:
            for started in [both.submit(start) for _ in range(2)]:
                started.result()
