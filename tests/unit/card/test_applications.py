"""Each file of each application with each credential: readable, or exactly which status word.

CARD-23: each application with PINs of its own.
"""

from collections.abc import Mapping

import pytest

from card_made import CHECK_NUMBERS, OBJECTS, PINS, SAMPLES
from card_said import EVERYTHING, reading, say, select, verify
from fuda.card import interface
from fuda.card.chip import Chip

PIN, A, B, BIRTH = "PIN", "A", "B", "birth"
AID: Mapping[str, bytes] = {
    "face_item": interface.FACE_ITEM,
    "face_check": interface.FACE_CHECK,
    "common": interface.COMMON,
    "resident_register": interface.RESIDENT_REGISTER,
    "jpki": interface.JPKI,
}
CREDENTIALS: Mapping[str, Mapping[str, str]] = {
    "face_item": {
        PIN: verify(PINS["face_item"], 0x91),
        A: verify(CHECK_NUMBERS["face_item_number_a"], 0x94),
        B: verify(CHECK_NUMBERS["face_item_number_b"], 0x95),
    },
    "face_check": {
        BIRTH: verify(CHECK_NUMBERS["face_check_birth"], 0x91),
        B: verify(CHECK_NUMBERS["face_check_number_b"], 0x92),
        A: verify(CHECK_NUMBERS["face_check_number_a"], 0x93),
    },
    "common": {PIN: verify(PINS["resident_register"], 0x9C)},
    "resident_register": {PIN: verify(PINS["resident_register"], 0x9C)},
    "jpki": {
        "user": verify(PINS["user"], 0x98),
        "signature": verify(PINS["signature"], 0x9B),
    },
}
FREE, NEVER = "free", "never"
# Application, file, how it is read, what opens it (card-interface a4, a5, a6, a9).
FILES: list[tuple[str, int, str, str | set[str]]] = [
    ("face_item", 0x01, "binary", {PIN, A}),
    ("face_item", 0x02, "binary", {PIN, B}),
    ("face_item", 0x03, "binary", {PIN, A, B}),
    ("face_item", 0x04, "binary", FREE),
    ("face_item", 0x05, "binary", FREE),
    ("face_item", 0x06, "binary", {PIN, A, B}),
    ("face_item", 0x07, "binary", {PIN, A, B}),
    ("face_item", 0x08, "binary", NEVER),
    ("face_check", 0x01, "binary", {BIRTH}),
    ("face_check", 0x02, "binary", {A, B}),
    ("face_check", 0x03, "binary", FREE),
    ("face_check", 0x04, "binary", FREE),
    ("face_check", 0x05, "binary", {A}),
    ("face_check", 0x06, "binary", {A, B}),
    ("common", 0x01, "record", FREE),
    ("common", 0x02, "record", FREE),
    ("resident_register", 0x02, "record", FREE),
    ("jpki", 0x01, "binary", {"signature"}),
    ("jpki", 0x02, "binary", FREE),
    ("jpki", 0x06, "binary", FREE),
    ("jpki", 0x08, "binary", FREE),
    ("jpki", 0x09, "binary", NEVER),
    ("jpki", 0x0A, "binary", FREE),
    ("jpki", 0x0B, "binary", FREE),
    ("jpki", 0x16, "binary", NEVER),
]


@pytest.mark.parametrize(("application", "file", "how", "opens"), FILES)
def test_each_file_opens_to_its_credentials_and_no_other(
    full_chip: Chip, application: str, file: int, how: str, opens: str | set[str]
) -> None:
    """Nothing presented, then each credential alone in a fresh selection: 9000 or 6982."""
    read = reading(file) if how == "binary" else f"00B201{file << 3 | 4:02X}00"
    wrong_kind = reading(file) if how == "record" else f"00B201{file << 3 | 4:02X}00"
    for name, presented in {"": "", **CREDENTIALS[application]}.items():
        full_chip.reset()
        say(full_chip, select(AID[application]))
        if presented:
            assert say(full_chip, presented) == "9000"
        is_open = opens == FREE or name in opens if name else opens == FREE

        assert say(full_chip, read)[-4:] == ("9000" if is_open else "6982"), name
        assert say(full_chip, wrong_kind) == "6981"


@pytest.mark.parametrize(
    ("application", "file"),
    [(name, file) for name in ("face_item", "face_check") for file in SAMPLES[AID[name]]],
)
def test_what_the_issuer_wrote_is_read_byte_for_byte(
    full_chip: Chip, application: str, file: int
) -> None:
    """Whole, by extended READ BINARY; the file that no one may read excepted."""
    aid = AID[application]
    say(full_chip, select(aid))
    for presented in EVERYTHING[aid]:
        assert say(full_chip, presented) == "9000"
    read = say(full_chip, reading(file))

    if (aid, file) == (interface.FACE_ITEM, interface.FaceItem.RESERVED):
        assert read == "6982"
    else:
        assert read == SAMPLES[aid][file].hex().upper() + "9000"


def test_no_credential_of_one_application_opens_another(full_chip: Chip) -> None:
    """照合番号A of 入力補助 verified there: 確認 asks for its own."""
    say(full_chip, select(interface.FACE_ITEM), CREDENTIALS["face_item"][A])

    assert say(full_chip, select(interface.FACE_CHECK), reading(0x05)) == "6982"


@pytest.mark.parametrize(
    ("application", "p2", "tries"),
    [
        ("jpki", 0x98, 3),
        ("jpki", 0x9B, 5),
        ("face_item", 0x91, 3),
        ("face_item", 0x94, 10),
        ("face_item", 0x95, 10),
        ("face_check", 0x91, 10),
        ("face_check", 0x92, 10),
        ("face_check", 0x93, 10),
        ("common", 0x9C, 3),
        ("resident_register", 0x9C, 3),
    ],
)
def test_each_reference_has_a_counter_of_its_own(
    full_chip: Chip, application: str, p2: int, tries: int
) -> None:
    """LOCK-04: wrong once, and only this one has a try less; wrong until none is left, 6984."""
    ask = f"002000{p2:02X}"
    assert say(full_chip, select(AID[application]), ask) == f"63C{tries:X}"
    right = next(each for each in EVERYTHING[AID[application]] if each.startswith(ask))
    wrong = right[:-2] + ("39" if right[-2:] != "39" else "38")
    before = all_tries(full_chip)
    say(full_chip, select(AID[application]))
    answers = [say(full_chip, wrong) for _ in range(tries)]

    assert answers == [f"63C{left:X}" for left in reversed(range(tries))]
    assert say(full_chip, right) == "6984"
    assert all_tries(full_chip) == {**before, (application, p2): "63C0"}


def all_tries(chip: Chip) -> dict[tuple[str, int], str]:
    """What every reference answers when asked for its tries."""
    return {
        (name, p2): say(chip, select(aid), f"002000{p2:02X}")
        for name, aid in AID.items()
        for p2 in sorted({int(each[6:8], 16) for each in EVERYTHING[aid]})
    }


def test_the_second_pin_is_blocked_from_the_beginning(full_chip: Chip) -> None:
    """入力補助 0012: no tries, and VERIFY is refused as blocked."""
    aid = select(interface.FACE_ITEM)

    assert say(full_chip, aid, "00200092") == "63C0"
    assert say(full_chip, verify("1234", 0x92)) == "6984"


@pytest.mark.parametrize("tag", OBJECTS)
def test_data_objects_of_the_card(full_chip: Chip, tag: int) -> None:
    """GET DATA as the issuer wrote it; a short Le on a long object is 6700."""
    short, extended = f"00CA{tag:04X}00", f"00CA{tag:04X}000000"

    assert say(full_chip, extended) == OBJECTS[tag].hex().upper() + "9000"
    assert (say(full_chip, short) == "6700") == (len(OBJECTS[tag]) > 256)
