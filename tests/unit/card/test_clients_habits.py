"""Five clients of the real card, each in its own way of asking, on a townsperson's card.

Not what they look like inside: their order of calls, their lengths and what they take for granted
(docs/interfaces.md names them). The card is made by the plant and handed over at the counter.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256, Hash

from card_made import lay
from fuda.card.chip import Chip
from fuda.card.interface import COMMON, FACE_CHECK, FACE_ITEM, JPKI
from fuda.card.profile import OpenPoints
from fuda.world.folders import wallet_folder
from town_made import make_town_of_one

NAME, MESSAGE = "髙橋　花子", b"a message"
DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420")
OK, WRONG_OFFSET = b"\x90\x00", b"\x6b\x00"


@pytest.fixture(scope="module")
def town_card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chip of a card as the town makes it."""
    return _chip_of(make_town_of_one(tmp_path_factory.mktemp("towns") / "town"))


@pytest.fixture(scope="module")
def switched_card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of a town that decides two open points the other way."""
    points = OpenPoints(reselecting_forgets_pins=False, four_items_long_form=True)
    return _chip_of(make_town_of_one(tmp_path_factory.mktemp("towns") / "switched", points))


def _chip_of(data: Path) -> Path:
    (card,) = (each for each in wallet_folder(data).iterdir() if not each.name.startswith("."))
    return card / "chip"


@contextmanager
def _laid(card: Path, place: Path) -> Iterator["Client"]:
    with lay(shutil.copytree(card, place / "chip")) as chip:
        yield Client(chip)


class Client:
    """What every client has: commands that must go well."""

    def __init__(self, chip: Chip) -> None:
        self._chip = chip

    def said(self, apdu: bytes) -> bytes:
        """The whole answer."""
        return self._chip.transmit(apdu)

    def ok(self, *apdu: bytes | int) -> bytes:
        """The data of an answer that ends in 9000."""
        command = b"".join(each if isinstance(each, bytes) else bytes([each]) for each in apdu)
        answer = self.said(command)
        assert answer[-2:] == OK, f"{command[:8].hex()} → {answer[-2:].hex()}"
        return answer[:-2]

    def select(self, application: bytes) -> None:
        """An application, without FCI."""
        self.ok(0x00, 0xA4, 0x04, 0x0C, len(application), application)

    def file(self, identifier: int) -> None:
        """An elementary file."""
        self.ok(0x00, 0xA4, 0x02, 0x0C, 2, identifier.to_bytes(2, "big"))

    def verify(self, pin: bytes, p2: int = 0x80) -> None:
        """A PIN, of the current file or of a short identifier."""
        self.ok(0x00, 0x20, 0x00, p2, len(pin), pin)

    def sign(self, p2: int = 0x80) -> bytes:
        """DigestInfo of the message."""
        return self.ok(0x80, 0x2A, 0x00, p2, 0x33, DIGEST_INFO + _digest(), 0x00)


def _digest() -> bytes:
    digest = Hash(SHA256())
    digest.update(MESSAGE)
    return digest.finalize()


def _certificate(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)


def _judge(certificate: x509.Certificate, signature: bytes) -> None:
    key = certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(signature, MESSAGE, PKCS1v15(), SHA256())


def _objects(content: bytes) -> dict[int, bytes]:
    """Objects with tags of two bytes, one after the other, as a BER reader finds them."""
    found, at = {}, 0
    while at < len(content) and content[at : at + 2] != b"\xff\xff":
        tag, length, at = int.from_bytes(content[at : at + 2], "big"), content[at + 2], at + 3
        if length & 0x80:
            count = length & 0x7F
            length, at = int.from_bytes(content[at : at + count], "big"), at + count
        assert at + length <= len(content), f"{tag:04X} is cut short"
        found[tag], at = content[at : at + length], at + length
    return found


def test_myna(town_card: Path, tmp_path: Path) -> None:
    """SELECT every file; READ 7 tells by its header how long the rest is; text opens pictures."""

    def read_whole(client: Client) -> bytes:
        head = client.ok(bytes.fromhex("00b0000007"))
        long = head[1] == 0x82 if head[0] == 0x30 else head[2] == 0x82
        at = 2 if head[0] == 0x30 else 3
        length = int.from_bytes(head[at : at + 2], "big") + at + 2 if long else head[2] + 3
        rest = b""
        while len(head) + len(rest) < length:
            due = min(length - len(head) - len(rest), 256)
            at_now = (7 + len(rest)).to_bytes(2, "big")
            rest += client.ok(b"\0\xb0", at_now, due & 0xFF)
        return head + rest

    with _laid(town_card, tmp_path) as client:
        client.select(JPKI)
        client.file(0x0006)
        assert client.ok(bytes.fromhex("00b0000020")).rstrip() == b"JPKIAPICCTOKEN2"
        client.file(0x001B)
        client.verify(b"ABC123")
        client.file(0x0001)
        certificate = _certificate(read_whole(client))
        client.file(0x001A)
        _judge(certificate, client.sign())

        client.select(FACE_ITEM)
        client.file(0x0011)
        client.verify(b"1234")
        client.file(0x0001)
        number = _objects(client.ok(bytes.fromhex("00b0000011")))[0xFF10]
        client.file(0x0002)
        items = _objects(_objects(read_whole(client))[0xFF20])
        assert items[0xDF22].decode() == NAME

        client.select(FACE_CHECK)
        client.file(0x0013)
        client.verify(number)
        client.file(0x0002)
        photo = _objects(_objects(read_whole(client))[0xFF20])[0xDF27]
        assert photo[4:8] == b"jP  "

        client.select(COMMON)
        client.file(0x0001)
        record = client.ok(bytes.fromhex("00b2010400"))
        assert record[:2] == b"\x01\x1c"
        assert record[2:].isdigit()


def test_jsapdu(town_card: Path, tmp_path: Path) -> None:
    """Short identifiers and an extended Le of 65536: a file in one call, no SELECT of files."""
    with _laid(town_card, tmp_path) as client:

        def read(file: int) -> bytes:
            return client.ok(0x00, 0xB0, 0x80 | file, bytes(4))

        client.select(FACE_ITEM)
        client.verify(b"1234", 0x91)
        number = _objects(read(0x01))[0xFF10]
        assert _objects(_objects(read(0x02))[0xFF20])[0xDF22].decode() == NAME
        assert set(_objects(_objects(read(0x03))[0xFF30])) == {0xDF31, 0xDF32, 0xDF33}

        client.select(FACE_CHECK)
        client.verify(number, 0x93)
        assert _objects(read(0x04)).keys() == {0x7F21}
        face = _objects(_objects(read(0x02))[0xFF20])
        assert face[0xDF25][:8] == b"\x89PNG\r\n\x1a\n"
        assert _objects(_objects(read(0x05))[0xFF40])[0xDF41][:4] == b"\x89PNG"

        client.select(JPKI)
        client.verify(b"1234", 0x98)
        certificate = _certificate(_der(read(0x0A)))
        hashed = client.ok(0x80, 0x2A, 0x02, 0x97, 0x20, _digest(), 0x00)
        _judge(certificate, hashed)


def _der(content: bytes) -> bytes:
    assert content[:2] == b"\x30\x82"
    return content[: int.from_bytes(content[2:4], "big") + 4]


def test_pymyna(town_card: Path, tmp_path: Path) -> None:
    """Extended Le of just the length that a file must have; one byte of length before the items."""
    with _laid(town_card, tmp_path) as client:

        def exactly(file: int, length: int) -> bytes:
            client.file(file)
            content = client.ok(bytes.fromhex("00b0000000"), length.to_bytes(2, "big"))
            assert len(content) == length
            return content

        client.select(JPKI)
        client.file(0x0006)
        assert client.ok(bytes.fromhex("00b0000020")).rstrip() == b"JPKIAPICCTOKEN2"
        client.file(0x000A)
        header = client.ok(bytes.fromhex("00b0000004"))
        certificate = exactly(0x000A, int.from_bytes(header[2:], "big") + 4)
        client.file(0x0018)
        client.verify(b"1234")
        client.file(0x0017)
        _judge(_certificate(certificate), client.sign())

        client.select(FACE_ITEM)
        client.file(0x0011)
        client.verify(b"1234")
        client.file(0x0001)
        number = client.ok(bytes.fromhex("00b0000011"))
        assert number[:3] == bytes.fromhex("ff100c")
        client.file(0x0002)
        length = client.ok(bytes.fromhex("00b0000201"))[0] + 3
        items = client.ok(bytes.fromhex("00b00000"), length)
        assert len(items) == length
        assert _objects(_objects(items)[0xFF20])[0xDF22].decode() == NAME
        signed = _objects(_objects(exactly(0x0003, 336))[0xFF30])
        wrapped = _objects(exactly(0x0004, 568))[0x7F21]
        exactly(0x0005, 256)

    modulus = int.from_bytes(wrapped[5 + 297 - 256 : 5 + 297], "big")
    RSAPublicNumbers(65537, modulus).public_key().verify(
        signed[0xDF33],
        bytes.fromhex("df3120") + signed[0xDF31] + bytes.fromhex("df3220") + signed[0xDF32],
        PKCS1v15(),
        SHA256(),
    )
    digest = Hash(SHA256())
    digest.update(number)
    assert signed[0xDF31] == digest.finalize()


def test_mnbcard(switched_card: Path, tmp_path: Path) -> None:
    """Pages of 256 by P1 alone, and the low bytes of the offsets at 9, 11, 13 and 15."""
    with _laid(switched_card, tmp_path) as client:
        client.select(JPKI)
        client.file(0x001B)
        client.verify(b"ABC123")
        for file in (0x0001, 0x0002, 0x000A, 0x000B):
            client.file(file)
            header = client.ok(bytes.fromhex("00b0000004"))
            pages = -(-(int.from_bytes(header[2:], "big") + 4) // 256)
            content = b"".join(client.ok(0x00, 0xB0, page, 0x00, 0x00) for page in range(pages))
            assert _certificate(_der(content)).serial_number

        client.select(FACE_ITEM)
        client.file(0x0011)
        client.verify(b"1234")
        client.file(0x0002)
        content = client.ok(bytes.fromhex("00b0000000"))
        name, address, born, sex = (content[at] for at in (9, 11, 13, 15))
        assert content[name + 3 : address].decode() == NAME
        assert content[born + 3 : sex] == b"19900401"
        assert content[sex + 3 : sex + 4] == b"2"


def test_pyjpki(switched_card: Path, tmp_path: Path) -> None:
    """Le FF until 6B00; the same application selected again between VERIFY and what it opens."""
    with _laid(switched_card, tmp_path) as client:

        def read(file: int) -> bytes:
            client.file(file)
            content = b""
            while True:
                page = client.said(b"\0\xb0" + len(content).to_bytes(2, "big") + b"\xff")
                if page == WRONG_OFFSET:
                    return content
                assert page[-2:] == OK
                content += page[:-2]

        client.select(JPKI)
        certificate = _certificate(_der(read(0x000A)))
        client.file(0x0018)
        client.verify(b"1234")
        client.select(JPKI)
        client.file(0x0017)
        _judge(certificate, client.sign())

        client.select(FACE_ITEM)
        client.file(0x0011)
        client.verify(b"1234")
        client.select(FACE_ITEM)
        items = _objects(_objects(read(0x0002))[0xFF20])
        assert items[0xDF22].decode() == NAME


def test_without_the_switch_pyjpki_is_refused(town_card: Path, tmp_path: Path) -> None:
    """The default forgets: what makes the switch necessary."""
    with _laid(town_card, tmp_path) as client:
        client.select(JPKI)
        client.file(0x0018)
        client.verify(b"1234")
        client.select(JPKI)
        client.file(0x0017)
        refused = client.said(b"\x80\x2a\x00\x80\x33" + DIGEST_INFO + _digest() + b"\x00")
        assert refused == b"\x69\x82"
