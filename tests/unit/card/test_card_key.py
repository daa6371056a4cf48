"""The key by which the card itself is known: who may ask for its signature, and how."""

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo
from cryptography.hazmat.primitives.hashes import SHA256

from card_made import PINS, Full
from card_said import ef, say, select, verify
from fuda.card import interface
from fuda.card.chip import Chip

FACE_ITEM, FACE_CHECK = select(interface.FACE_ITEM), select(interface.FACE_CHECK)
COMMON, JPKI = select(interface.COMMON), select(interface.JPKI)
DIGEST = sha256(b"signed").digest()
DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420") + DIGEST
PKCS1, PSS_32 = PKCS1v15(), PSS(MGF1(SHA256()), 32)


@pytest.mark.parametrize(
    ("application", "p2"),
    [(FACE_ITEM, 0x00), (FACE_ITEM, 0x93), (FACE_CHECK, 0x00), (FACE_CHECK, 0x9A)],
)
def test_the_card_is_shown_to_be_present_without_pin(
    full_chip: Chip, full: Full, application: str, p2: int
) -> None:
    """80 2A by default key or by name, six ways of padding, nothing verified."""
    say(full_chip, application)

    def signed(p1: int, data: bytes) -> bytes:
        answer = full_chip.transmit(bytes([0x80, 0x2A, p1, p2, len(data)]) + data + b"\0")
        assert answer[-2:] == b"\x90\0"
        return answer[:-2]

    full.card_key.verify(signed(0, DIGEST_INFO), b"signed", PKCS1, SHA256())
    full.card_key.verify(signed(1, b"signed"), DIGEST, PKCS1, NoDigestInfo())
    full.card_key.verify(signed(2, DIGEST), b"signed", PKCS1, SHA256())
    full.card_key.verify(signed(3, b"signed"), b"signed", PKCS1, SHA256())
    full.card_key.verify(signed(4, DIGEST), b"signed", PSS_32, SHA256())
    full.card_key.verify(signed(5, b"signed"), b"signed", PSS_32, SHA256())


def test_internal_authentication(full_chip: Chip, full: Full) -> None:
    """共通 0019 signs a challenge of 1 to 255 bytes, by short id or as current file."""
    say(full_chip, COMMON)
    for length in (1, 16, 255):
        challenge = bytes(range(length))
        answer = full_chip.transmit(bytes([0, 0x88, 0, 0x99, length]) + challenge + b"\0")
        full.card_key.verify(answer[:-2], challenge, PKCS1, SHA256())
    current = say(full_chip, ef(0x19), "0088008001AA00")

    full.card_key.verify(bytes.fromhex(current[:-4]), b"\xaa", PKCS1, SHA256())


CHALLENGE = "10" + "55" * 16 + "00"
REFUSALS = [
    ("internal authentication: empty", [COMMON, "0088009900"], "6700"),
    ("256 bytes", [COMMON, "008800990001 00" + "55" * 256 + "0000"], "6700"),
    ("no Le", [COMMON, "0088009910" + "55" * 16], "6700"),
    ("Le too small", [COMMON, "0088009910" + "55" * 16 + "FF"], "6700"),
    ("P1", [COMMON, "00880199" + CHALLENGE], "6A86"),
    ("P2 names no file", [COMMON, "00880000" + CHALLENGE], "6A86"),
    ("no current file", [COMMON, "00880080" + CHALLENGE], "6986"),
    ("a PIN", [COMMON, "0088009C" + CHALLENGE], "6981"),
    ("a 券面 key", [FACE_ITEM, "00880093" + CHALLENGE], "6985"),
    ("the other 券面 key", [FACE_CHECK, "0088009A" + CHALLENGE], "6985"),
    ("a key behind its PIN", [JPKI, "00880097" + CHALLENGE], "6982"),
    ("after the PIN", [JPKI, verify(PINS["user"], 0x98), "00880097" + CHALLENGE], "6985"),
    ("80 2A with the key of 共通", [COMMON, "802A0099" + CHALLENGE], "6985"),
    ("共通 has no default key", [COMMON, "802A0000" + CHALLENGE], "6985"),
    ("no application", ["802A0000" + CHALLENGE], "6985"),
    ("80 2A: padding", [FACE_ITEM, "802A0600" + CHALLENGE], "6A86"),
    ("80 2A: not a hash", [FACE_ITEM, "802A0200" + CHALLENGE], "6700"),
    ("80 2A: not a hash, PSS", [FACE_ITEM, "802A0400" + CHALLENGE], "6700"),
    ("80 2A: too long", [FACE_ITEM, "802A0000F6" + "55" * 0xF6 + "00"], "6700"),
    ("80 2A: empty", [FACE_ITEM, "802A000000"], "6700"),
    ("80 2A: no Le", [FACE_ITEM, "802A000001AA"], "6700"),
    ("unlock: any PIN", [FACE_ITEM, "80540091"], "6982"),
    ("unlock: a check number", [FACE_CHECK, "8054009304" + "00" * 4], "6982"),
    ("unlock: not a PIN", [FACE_ITEM, "80540093"], "6981"),
    ("unlock: no current file", [FACE_ITEM, "80540080"], "6986"),
    ("unlock: P1", [FACE_ITEM, "80540191"], "6A86"),
    (
        "a check number is not changed",
        [
            FACE_ITEM,
            verify("123456789018", 0x94),
            "002401940C" + b"111111111111".hex(),
        ],
        "6985",
    ),
    (
        "CHANGE KEY is not for 入力補助",
        [FACE_ITEM, verify("3456", 0x91), "8032009104" + "31" * 4],
        "6985",
    ),
    (
        "CHANGE REFERENCE DATA is not for 共通",
        [COMMON, verify("2345", 0x9C), "0024019C04" + "31" * 4],
        "6985",
    ),
    ("CHANGE KEY for 共通", [COMMON, verify("2345", 0x9C), "8032009C04" + "31" * 4], "9000"),
    ("CHANGE KEY before VERIFY", [COMMON, "8032009C04" + "31" * 4], "6982"),
]


@pytest.mark.parametrize(
    ("commands", "response"), [each[1:] for each in REFUSALS], ids=[each[0] for each in REFUSALS]
)
def test_each_command_has_its_refusals(full_chip: Chip, commands: list[str], response: str) -> None:
    """Which key, which length, which parameters: each wrong one by its own status word."""
    assert say(full_chip, *commands) == response


def test_a_card_without_card_key_has_nothing_to_show(chip: Chip) -> None:
    """Before MakeCardKey: 6985, and no session key to read."""
    assert say(chip, FACE_ITEM, "802A0000" + CHALLENGE) == "6985"
    assert say(chip, COMMON, "00880099" + CHALLENGE) == "6985"
    assert say(chip, FACE_ITEM, verify("3456", 0x91), "00B0860000") == "6B00"
