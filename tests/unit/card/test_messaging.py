"""Secure messaging, spoken by a client that shares no code with the chip."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from card_made import CHECK_NUMBERS, PINS, PROFILE, SAMPLES, lay, make_blank, order_all
from card_said import ef, say, select, verify
from fuda.card import interface
from fuda.card.chip import Chip
from fuda.card.interface import FaceItem
from fuda.card.issuer import MakeCardKey

FACE_ITEM = select(interface.FACE_ITEM)
PIN = verify(PINS["face_item"], 0x91)
SEED = bytes(range(100, 132))
CONTENTS = SAMPLES[interface.FACE_ITEM]


class Client:
    """The reader's side: AES-128-CBC, its vector the encrypted count."""

    def __init__(self, chip: Chip) -> None:
        self.chip = chip
        self.count = 0

    def begin(self, said: bytes = b"\xa0\x22\x80\x20" + SEED, *, algorithm: object = None) -> str:
        """SET SESSION KEY with the public key of EF 0006."""
        read = self.chip.transmit(bytes.fromhex("00B08600000000"))[:-2]
        assert read[:13] == bytes.fromhex("A18201099003010001" + "91820100")
        key = RSAPublicNumbers(65537, int.from_bytes(read[13:], "big")).public_key()
        used = algorithm or SHA256()
        sealed = key.encrypt(said, OAEP(MGF1(used), used, None))  # type: ignore[arg-type]
        self.count = 0
        return say(self.chip, "80AE0000000100" + sealed.hex())

    def cipher(self) -> Cipher[CBC]:
        """For the command that is due, and its response."""
        key = AES(SEED[:16])
        vector = Cipher(key, ECB()).encryptor().update(self.count.to_bytes(16, "big"))  # noqa: S305 - one block
        return Cipher(key, CBC(vector))

    def sealed(self, data: bytes) -> bytes:
        """A `86` object."""
        padded = data + b"\x80" + bytes(-(len(data) + 1) % 16)
        value = b"\x01" + self.cipher().encryptor().update(padded)
        return b"\x86" + bytes([len(value)]) + value

    def send(self, header: str, body: bytes) -> tuple[bytes, str]:
        """One secured command as it stands; data in the clear, and the status word."""
        answer = self.chip.transmit(bytes.fromhex(header) + bytes([len(body)]) + body + b"\0")
        if len(answer) == 2:
            return b"", answer.hex()
        header_length = 4 if answer[1] == 0x82 else 2
        assert (answer[0], answer[header_length]) == (0x86, 0x01)
        padded = self.cipher().decryptor().update(answer[header_length + 1 : -2])
        return padded.rstrip(b"\0")[:-1], answer[-2:].hex()

    def say(self, header: str, data: bytes) -> tuple[bytes, str]:
        """A command with data."""
        self.count += 1
        return self.send(header, self.sealed(data))

    def read(self, header: str, length: int = 0) -> tuple[bytes, str]:
        """READ BINARY."""
        self.count += 1
        return self.send(header, b"\x96\x03\x00" + length.to_bytes(2, "big"))


@pytest.fixture
def client(full_chip: Chip) -> Client:
    """After SELECT and the PIN."""
    assert say(full_chip, FACE_ITEM, PIN) == "9000"
    return Client(full_chip)


def test_a_session(client: Client) -> None:
    """SELECT, VERIFY and READ BINARY secured: the file comes back as it is in the clear."""
    assert client.begin() == "9000"
    assert client.say("08A4020C", b"\0\x02") == (b"", "9000")
    assert client.read("08B00000") == (CONTENTS[FaceItem.FOUR_ITEMS], "9000")
    assert client.read("08B00004", 4) == (CONTENTS[FaceItem.FOUR_ITEMS][4:8], "9000")
    assert client.read("08B08500") == (CONTENTS[FaceItem.INFORMATION], "9000")
    assert client.say("08200091", b"0000") == (b"", "63c2")
    assert client.read("08B08200") == (b"", "6982")
    assert client.say("08200095", CHECK_NUMBERS["face_item_number_b"].encode()) == (b"", "9000")
    assert client.read("08B08200") == (CONTENTS[FaceItem.FOUR_ITEMS], "9000")
    assert client.say("08200091", PINS["face_item"].encode()) == (b"", "9000")
    assert client.read("08B08100")[1] == "9000"


def test_failed_commands_count_too(client: Client) -> None:
    """No such file, past the end, not for secure messaging: the next vector is the next one."""
    client.begin()
    assert client.say("08A4020C", b"\0\x99") == (b"", "6a82")
    assert client.read("08B08402", 0) == (CONTENTS[FaceItem.CERTIFICATE][2:], "9000")
    assert client.read("08B084FF") == (b"", "6b00")
    assert client.say("08240191", b"1111") == (b"", "6882")
    assert client.read("08B20124") == (b"", "6882")
    client.count += 1
    assert client.send("08200091", b"\x96\x03\x00\x00\x00") == (b"", "6987")
    assert client.read("08B08400") == (CONTENTS[FaceItem.CERTIFICATE], "9000")


BROKEN = {
    "padding indicator": b"\x86\x11\x02" + bytes(16),
    "half a block": b"\x86\x09\x01" + bytes(8),
    "no cryptogram": b"\x86\x01\x01",
    "no value": b"\x86\x00",
    "length that is not true": b"\x86\x12\x01" + bytes(16),
    "length cut off": b"\x86\x82\x01",
    "another object": b"\x87\x11\x01" + bytes(16),
    "not decipherable": b"\x86\x11\x01" + bytes(16),
}


@pytest.mark.parametrize("which", BROKEN)
def test_unreadable_data_ends_the_session(client: Client, which: str) -> None:
    """6988 once; then there is no session; the PIN is still verified."""
    client.begin()
    client.count += 1

    assert client.send("08200091", BROKEN[which]) == (b"", "6988")
    assert client.read("08B08400") == (b"", "69fc")
    assert client.begin() == "9000"
    assert client.read("08B08400")[1] == "9000"


@pytest.mark.parametrize("body", ["96020010", "9603010000", "9600"])
def test_another_le_than_the_known_one(client: Client, body: str) -> None:
    """Only 96 03 00 hh ll is known: 6988."""
    client.begin()
    client.count += 1

    assert client.send("08B08400", bytes.fromhex(body)) == (b"", "6988")


def test_another_padding_indicator(client: Client) -> None:
    """01 is the only one: 6988, though the cryptogram is right."""
    client.begin()
    client.count += 1
    right = client.sealed(PINS["face_item"].encode())

    assert client.send("08200091", right[:2] + b"\x02" + right[3:]) == (b"", "6988")


def test_without_a_session(client: Client) -> None:
    """69FC; the class with a MAC 6987; and nothing of a secured PIN is tried."""
    assert client.say("08200091", b"0000") == (b"", "69fc")
    assert say(client.chip, "0C20009104" + "30" * 4) == "6987"
    assert say(client.chip, "00200091") == "63C3"


def test_data_is_missing(client: Client) -> None:
    """A secured command without its object: 6987, and the session goes on."""
    client.begin()
    client.count += 1
    assert say(client.chip, "08200091") == "6987"
    client.count += 1
    assert client.send("08B08400", client.sealed(b"")) == (b"", "6987")
    assert client.read("08B08400")[1] == "9000"


@pytest.mark.parametrize("end", ["select", "reset"])
def test_leaving_ends_the_session(client: Client, end: str) -> None:
    """Another SELECT, or power-off: the session key is gone."""
    client.begin()
    if end == "reset":
        client.chip.reset()
    say(client.chip, FACE_ITEM, PIN)

    assert client.read("08B08400") == (b"", "69fc")


@pytest.mark.parametrize("header", ["", "A0228020", "A0228120", "A0218020"])
def test_a_seed_in_another_form(client: Client, header: str) -> None:
    """6A80, the same as for what cannot be decrypted: nothing can be learnt from it."""
    assert client.begin(bytes.fromhex(header) + SEED[header == "A0228020" :]) == "6A80"
    assert client.begin(algorithm=SHA1()) == "6A80"  # noqa: S303 - the wrong one on purpose
    assert client.read("08B08400") == (b"", "69fc")


def test_who_may_begin(full_chip: Chip) -> None:
    """Only in 入力補助, after its PIN, with 256 bytes."""
    body = "000100" + "00" * 256
    say(full_chip, FACE_ITEM)
    assert say(full_chip, "80AE0000" + body) == "6982"
    assert say(full_chip, verify(CHECK_NUMBERS["face_item_number_b"], 0x95)) == "9000"
    assert say(full_chip, "80AE0000" + body) == "6982"
    assert say(full_chip, PIN, "80AE000001AA") == "6700"
    assert say(full_chip, "80AE0001" + body) == "6A86"
    assert say(full_chip, "80AE0000" + body) == "6A80"
    assert say(full_chip, select(interface.FACE_CHECK), "80AE0000" + body) == "6985"
    assert say(full_chip, "0820009104" + "30" * 4) == "6E00"
    assert say(full_chip, "0C20009104" + "30" * 4) == "6E00"


def test_a_card_made_without_it(tmp_path: Path) -> None:
    """The other choice: no session key is made; EF 0006 is empty and 80 AE says 66F1."""
    folder = make_blank(tmp_path / "card", replace(PROFILE, secure_messaging=False))
    with lay(folder) as chip:
        order_all(chip, MakeCardKey(b"proof"))
        say(chip, FACE_ITEM)

        assert say(chip, "80AE0000000100" + "00" * 256) == "66F1"
        assert say(chip, "08B0840005" + "9603000000") == "66F1"
        assert say(chip, ef(6)) == "9000"
