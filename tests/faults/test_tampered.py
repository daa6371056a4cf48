"""Somebody lays hands on what the card keeps: it erases itself, or goes on and gives no try back.

CARD-24. Every region of every file is turned over, cut off, taken from another card or taken away.
The one thing that software cannot see, the whole folder put back as it was, is named in
docs/divergences.md.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import card_whole
from card_made import lay
from card_whole import AIDS, VALUES, Whole
from fuda.card.interface import REFERENCE_NAMES
from fuda.parameters import load
from fuda.terminals.rack import NoSuchCard
from fuda.world.chance import SystemRandomness
from fuda.world.wallet import Wallet
from power_cuts import Files, Held, QuickDisk, contents, held, put

USER = REFERENCE_NAMES.index("user")
DEAD = Held(erased=True, content=b"", tries=())
SLOTS = (range(80), range(4096, 4176))
"""Of the counters file; what lies between them nobody wrote."""


def found(folder: Path) -> Held:
    """What the chip holds at its next power-on; no power is cut here."""
    return held(folder, QuickDisk())


def used(folder: Path) -> Whole:
    """A card that has seen two wrong user PINs: one try is left."""
    whole = card_whole.make_whole(folder, card_whole.profile())
    with lay(whole.folder) as chip:
        chip.transmit(bytes([0, 0xA4, 4, 0x0C, 10]) + AIDS["jpki"])
        for _ in range(2):
            chip.transmit(b"\0\x20\0\x98\x049999")
    return whole


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """What it keeps."""
    return contents(used(tmp_path_factory.mktemp("one") / "card").folder)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """What another card keeps."""
    return contents(used(tmp_path_factory.mktemp("two") / "card").folder)


def turned(files: Files, name: str, at: int, mask: int = 0x01) -> Files:
    """The files with one bit turned."""
    content = bytearray(files[name])
    content[at] ^= mask
    return files | {name: bytes(content)}


def test_every_byte_of_the_fused_key(card: Files, tmp_path: Path) -> None:
    """Another key opens nothing: erased, and still so at the next power-on."""
    for at in range(len(card["fused.key"])):
        folder = put(tmp_path / "card", turned(card, "fused.key", at))

        assert (found(folder), found(folder)) == (DEAD, DEAD)


def test_the_image_in_every_region(card: Files, tmp_path: Path) -> None:
    """Head, tail, and every 61st byte between."""
    length = len(card["image"])
    for at in sorted({*range(64), *range(0, length, 61), *range(length - 64, length)}):
        assert found(put(tmp_path / "card", turned(card, "image", at, 0x80))) == DEAD


def test_every_byte_of_the_counters(card: Files, tmp_path: Path) -> None:
    """One bad slot counts as torn: the other says the same, one try left, and none comes back."""
    before = found(put(tmp_path / "card", card))
    assert before.tries[USER] == 1
    for at in (*SLOTS[0], *SLOTS[1], *range(80, 4096, 512)):
        for mask in (0x01, 0x80):
            assert found(put(tmp_path / "card", turned(card, "counters", at, mask))) == before


def test_a_byte_of_each_slot(card: Files, tmp_path: Path) -> None:
    """Both slots bad is no torn write: erased."""
    for first, second in zip(*SLOTS, strict=True):
        both = turned(turned(card, "counters", first), "counters", second)

        assert found(put(tmp_path / "card", both)) == DEAD


def cut(files: Files) -> Iterator[Files]:
    """Files cut off, emptied, lengthened."""
    for name in ("fused.key", "image"):
        for length in (0, 1, len(files[name]) // 2, len(files[name]) - 1):
            yield files | {name: files[name][:length]}
        yield files | {name: files[name] + b"\0"}
    for length in (0, 1, 79):
        yield files | {"counters": files["counters"][:length]}


def taken_away(files: Files) -> Iterator[Files]:
    """Any of the three files gone."""
    for name in files:
        yield {each: content for each, content in files.items() if each != name}


@pytest.mark.parametrize("damage", [cut, taken_away])
def test_files_cut_short_or_gone(
    card: Files, tmp_path: Path, damage: Callable[[Files], Iterator[Files]]
) -> None:
    """Erased: nothing of it can be had any more."""
    for files in damage(card):
        folder = put(tmp_path / "card", files)

        assert found(folder) == DEAD
        assert not any(contents(folder).values())


def test_counters_cut_to_one_slot(card: Files, tmp_path: Path) -> None:
    """The slot that is left says as much as both did."""
    before = found(put(tmp_path / "card", card))
    for length in (80, 4096, 4175):
        files = card | {"counters": card["counters"][:length]}

        assert found(put(tmp_path / "card", files)) == before


@pytest.mark.parametrize("names", [{"image"}, {"counters"}, {"fused.key"}, {"image", "counters"}])
def test_files_of_another_card(card: Files, other: Files, tmp_path: Path, names: set[str]) -> None:
    """They are sealed for that card's key, and so are strange to this one."""
    files = card | {name: other[name] for name in names}

    assert found(put(tmp_path / "card", files)) == DEAD


@pytest.mark.parametrize("name", ["image", "counters"])
def test_an_older_file_of_the_same_card(tmp_path: Path, name: str) -> None:
    """An image or counters from before a change of PIN do not fit those of after it."""
    folder = card_whole.make_whole(tmp_path / "card", card_whole.profile()).folder
    old = contents(folder)
    with lay(folder) as chip:
        chip.transmit(bytes([0, 0xA4, 4, 0x0C, 10]) + AIDS["jpki"])
        chip.transmit(b"\0\x20\0\x98\4" + VALUES["user"].encode())
        for new in (b"1111", b"2222"):
            assert chip.transmit(b"\0\x24\1\x98\4" + new) == b"\x90\0"

    assert found(put(folder, contents(folder) | {name: old[name]})) == DEAD


def test_a_dead_card_says_nothing_of_what_it_found(card: Files, tmp_path: Path) -> None:
    """6F00 to everything, on every reader; the answer to reset is all that is left."""
    folder = put(tmp_path / "card", turned(card, "image", 7))
    for _ in range(2):
        with lay(folder) as chip:
            assert chip.erased
            for application in AIDS.values():
                select = bytes([0, 0xA4, 4, 0, len(application)]) + application
                assert chip.transmit(select) == b"\x6f\0"
            for apdu in ("00CA004500", "00B0810000", "0020009104", "802A0000010000", ""):
                assert chip.transmit(bytes.fromhex(apdu)) == b"\x6f\0"


def test_a_probe_is_reported(card: Files, tmp_path: Path) -> None:
    """Someone opens the chip while it works: at once nothing is left, in it or on the disk."""
    folder = put(tmp_path / "card", card)
    with lay(folder) as chip:
        chip.transmit(bytes([0, 0xA4, 4, 0x0C, 10]) + AIDS["jpki"])
        chip.probe_detected()

        assert chip.transmit(bytes.fromhex("00B08A0000")) == b"\x6f\0"
        assert contents(folder) == {}
    assert found(folder) == DEAD


def test_what_is_kept_shows_nothing_in_the_clear(card: Files) -> None:
    """Neither words of a file, nor a PIN, nor the card's number stand in what can be copied."""
    kept = card["image"] + card["counters"]
    words = [card_whole.words("face_item", 0x01), card_whole.CARD_NUMBER.encode(), b'"pins"']
    words += [value.encode() for value in VALUES.values() if len(value) > 4]

    assert [word for word in words if word in kept] == []


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    """A memory that was written anew is as closed as the first."""
    folder = card_whole.make_whole(tmp_path / "card", card_whole.profile()).folder
    modes = {each.name: each.stat().st_mode & 0o777 for each in folder.iterdir()}

    assert set(modes.values()) == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("left", [b"", b'{"card"', b"[]", b'{"card": "c-one"}', b"\xff"], ids=repr)
def test_a_wallet_file_cut_short(tmp_path: Path, left: bytes) -> None:
    """One clear line: which file, and what to do."""
    wallet = Wallet(tmp_path, parameters=load(), randomness=SystemRandomness())
    (tmp_path / "c-one").mkdir()
    (tmp_path / "c-one" / "face.json").write_bytes(left)

    with pytest.raises(NoSuchCard, match=r"^[^\n]*c-one/face.json is cut short[^\n]*$"):
        wallet.card("c-one")
