"""A phone's secure element: what it has of a card, and biometrics instead of the user PIN."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from card_made import Personalised, lay, make_blank, open_host, order_all
from fuda.card import interface
from fuda.card.biometrics import NoBiometrics
from fuda.card.chip import Chip
from fuda.card.interface import CardGone, Jpki
from fuda.card.issuer import (
    BecomeFaceAuthentication,
    MakeCardKey,
    Order,
    PermitPin,
    SetCheckNumber,
    Terminate,
    WriteFile,
    WriteObject,
)
from fuda.card.profile import ChipKind
from fuda.terminals.reader import CardRefused, begin_channel, run_script
from phone_made import PHONE_PINS, SERIAL, make_blank_phone, make_phone

OK = b"\x90\x00"
NO_FILE, SECURITY, CONDITIONS = b"\x6a\x82", b"\x69\x82", b"\x69\x85"
SELECT_JPKI = bytes.fromhex("00A4040C0A") + interface.JPKI
USER_PIN = bytes.fromhex("0020009804") + PHONE_PINS["user"].encode()
WRONG_USER_PIN = bytes.fromhex("002000980439393939")
READ_USER_CERTIFICATE = bytes.fromhex("00B08A0004")
READ_SIGNATURE_CERTIFICATE = bytes.fromhex("00B0810004")
SIGN_AS_USER = bytes.fromhex("802A029720") + bytes(32) + b"\0"
SIGN_SIGNATURE = bytes.fromhex("802A029A20") + bytes(32) + b"\0"
USER_TRIES = bytes.fromhex("00200098")
LABELS: dict[ChipKind, bytes] = {
    "card": b"JPKIAPICCTOKEN2",
    "android": b"JPKIAPGPSETOKEN",
    "iphone": b"JPKIAPIOSTOKEN",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A phone with certificates, made once."""
    folder = tmp_path_factory.mktemp("phones") / "phone"
    make_phone(folder)
    return folder


@pytest.fixture
def phone(made: Path, tmp_path: Path) -> Iterator[Chip]:
    """This test's own copy, under power, nothing selected."""
    with lay(shutil.copytree(made, tmp_path / "phone")) as chip:
        yield chip


@pytest.fixture
def jpki(phone: Chip) -> Chip:
    """The same with JPKI selected."""
    assert phone.transmit(SELECT_JPKI) == OK
    return phone


def ends(chip: Chip, apdu: bytes) -> bytes:
    """The status word of a command."""
    return chip.transmit(apdu)[-2:]


@pytest.mark.parametrize("kind", list(LABELS))
def test_its_token_says_what_it_is_in(kind: ChipKind, tmp_path: Path) -> None:
    """EF 0006: the label of a card, of Android, of an iPhone; the token's serial."""
    folder = tmp_path / "chip"
    with lay(make_blank(folder) if kind == "card" else make_blank_phone(folder, kind)) as chip:
        chip.transmit(SELECT_JPKI)
        said = chip.transmit(bytes.fromhex("00B0860000"))

    assert said[:32] == LABELS[kind].ljust(32)
    assert len(said) == 160 + 2
    if kind != "card":
        assert said[80:96] == SERIAL.encode()


@pytest.mark.parametrize(
    "application",
    [interface.RESIDENT_REGISTER, interface.FACE_ITEM, interface.FACE_CHECK, interface.COMMON],
    ids=bytes.hex,
)
def test_it_has_none_of_the_card_s_other_applications(phone: Chip, application: bytes) -> None:
    """No face, no register: 6A82."""
    assert ends(phone, bytes([0, 0xA4, 4, 0x0C, len(application)]) + application) == NO_FILE


@pytest.mark.parametrize("tag", list(interface.DataObject))
def test_it_has_no_data_object_of_a_card(phone: Chip, tag: interface.DataObject) -> None:
    """No card number, municipality, last day or ATR; the level above is selected all the same."""
    manager = interface.CARD_MANAGER
    assert ends(phone, bytes([0, 0xA4, 4, 0x0C, len(manager)]) + manager) == OK

    assert ends(phone, bytes([0, 0xCA, tag >> 8, tag & 0xFF, 0])) == b"\x6a\x88"


def test_no_terminal_becomes_known_to_it(jpki: Chip) -> None:
    """There is no EF 0016, so no way around PIN and biometrics from outside."""
    assert ends(jpki, bytes.fromhex("00A4020C020016")) == NO_FILE


def test_the_user_certificate_is_read_after_the_user_pin(jpki: Chip) -> None:
    """On a card it is free; the authorities' certificates are free here too."""
    assert ends(jpki, READ_USER_CERTIFICATE) == SECURITY
    assert ends(jpki, bytes.fromhex("00B08B0004")) == OK
    assert ends(jpki, bytes.fromhex("00B0820004")) == OK
    assert ends(jpki, USER_PIN) == OK
    assert ends(jpki, READ_USER_CERTIFICATE) == OK
    assert ends(jpki, SIGN_AS_USER) == OK


def test_biometrics_stand_for_the_user_pin(jpki: Chip) -> None:
    """Certificate and key without a PIN, and no try is touched (PHONE-02)."""
    assert ends(jpki, SIGN_AS_USER) == SECURITY
    jpki.biometric_matched()

    assert ends(jpki, READ_USER_CERTIFICATE) == OK
    assert ends(jpki, SIGN_AS_USER) == OK
    assert ends(jpki, USER_TRIES) == b"\x63\xc3"


def test_biometrics_never_stand_for_the_signature_pin(jpki: Chip) -> None:
    """Neither its certificate nor its key."""
    jpki.biometric_matched()

    assert ends(jpki, READ_SIGNATURE_CERTIFICATE) == SECURITY
    assert ends(jpki, SIGN_SIGNATURE) == SECURITY


def test_biometrics_change_no_pin(jpki: Chip) -> None:
    """Whoever wants another user PIN enters the old one."""
    jpki.biometric_matched()
    change = bytes.fromhex("0024019804") + b"9999"

    assert ends(jpki, change) == SECURITY
    assert ends(jpki, USER_PIN) == OK
    assert ends(jpki, change) == OK


@pytest.mark.parametrize("leave", ["reset", "manager", "again"])
def test_it_lasts_until_the_application_is_left(jpki: Chip, leave: str) -> None:
    """By power-off, another SELECT, or the same one again."""
    jpki.biometric_matched()
    if leave == "reset":
        jpki.reset()
    if leave == "manager":
        manager = interface.CARD_MANAGER
        jpki.transmit(bytes([0, 0xA4, 4, 0x0C, len(manager)]) + manager)
    jpki.transmit(SELECT_JPKI)

    assert ends(jpki, SIGN_AS_USER) == SECURITY


def test_a_locked_user_pin_is_not_got_around(jpki: Chip) -> None:
    """Three wrong entries: the holder's finger opens nothing any more."""
    for _ in range(3):
        jpki.transmit(WRONG_USER_PIN)
    with pytest.raises(NoBiometrics, match="locked"):
        jpki.biometric_matched()

    assert ends(jpki, SIGN_AS_USER) == SECURITY


def test_where_it_opens_nothing(phone: Chip, tmp_path: Path) -> None:
    """No application selected; no PIN ever set; a card; a chip that erased itself or is gone."""
    with pytest.raises(NoBiometrics, match="not selected"):
        phone.biometric_matched()
    with lay(make_blank_phone(tmp_path / "blank")) as blank:
        blank.transmit(SELECT_JPKI)
        with pytest.raises(NoBiometrics, match="never set"):
            blank.biometric_matched()
    with lay(make_blank(tmp_path / "card")) as card:
        card.transmit(SELECT_JPKI)
        with pytest.raises(NoBiometrics, match="enter the PIN"):
            card.biometric_matched()
    phone.probe_detected()
    with pytest.raises(NoBiometrics, match="erased"):
        phone.biometric_matched()
    phone.remove()
    with pytest.raises(CardGone):
        phone.biometric_matched()


@pytest.mark.parametrize(
    "order",
    [
        MakeCardKey(b"prove it"),
        WriteObject(b"\x00\xf0", b"13103"),
        WriteFile(interface.FACE_ITEM, b"\x00\x01", b"123456789018"),
        WriteFile(interface.JPKI, Jpki.TERMINAL_AUTHORITY.to_bytes(2, "big"), bytes(281)),
        SetCheckNumber("face_item_number_a", b"123456789018"),
        PermitPin("face_item"),
        BecomeFaceAuthentication(),
    ],
    ids=lambda order: type(order).__name__,
)
def test_orders_for_a_card_are_refused(phone: Chip, order: Order) -> None:
    """6985, and nothing of the channel was done."""
    host = open_host(phone)
    run_script(phone, [host.opening()])

    assert ends(phone, host.wrap(order)) == CONDITIONS


def test_the_issuer_knows_it_by_its_serial(phone: Chip) -> None:
    """The channel begins as a card's; there is no card number to ask for."""
    assert begin_channel(phone).card_number == SERIAL


def test_made_through_the_issuer_channel(tmp_path: Path) -> None:
    """The keys are made in the phone; the certificates written for them are those that are read."""
    issued: Personalised = make_phone(tmp_path / "iphone", "iphone")
    with lay(tmp_path / "iphone") as chip:
        chip.transmit(SELECT_JPKI)
        chip.biometric_matched()
        read = chip.transmit(bytes.fromhex("00B08A00000C00"))[:-2]
        present = chip.transmit(bytes.fromhex("00B0880003"))

    assert read.startswith(issued.certificates["user"].public_bytes(Encoding.DER))
    assert present == b"\x8f\x8f\x00" + OK


def test_ended_by_its_issuer(phone: Chip) -> None:
    """It says nothing any more, and takes no finger."""
    order_all(phone, Terminate())

    assert ends(phone, SELECT_JPKI) == NO_FILE
    with pytest.raises(NoBiometrics):
        phone.biometric_matched()
    with pytest.raises(CardRefused):
        run_script(phone, [bytes.fromhex("00CA004500")])
