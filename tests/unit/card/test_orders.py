"""What the issuer's further orders do to a card, and which of them a card refuses."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from card_made import (
    CHECK_NUMBERS,
    ISSUER_KEY,
    KINDS,
    PINS,
    PROFILE,
    Authority,
    Full,
    lay,
    make_blank,
    open_host,
    order_all,
)
from card_said import EVERYTHING, reading, say, select, verify
from fuda.card import interface
from fuda.card.chip import Chip
from fuda.card.interface import Transport
from fuda.card.issuer import (
    BecomeFaceAuthentication,
    BecomeNormal,
    Commit,
    Committed,
    Done,
    IssuerHost,
    KeyPairMade,
    MakeCardKey,
    MakeKeyPair,
    Order,
    PermitPin,
    RefusedByChip,
    SetCheckNumber,
    Terminate,
    WriteCertificates,
    WriteFile,
    WriteObject,
)
from fuda.terminals.reader import run_script, set_pins

JPKI, FACE_ITEM = select(interface.JPKI), select(interface.FACE_ITEM)
FACE_CHECK, COMMON = select(interface.FACE_CHECK), select(interface.COMMON)
MANAGER = select(interface.CARD_MANAGER)
RECORD = b"\x01\x02AB"


def refusal(chip: Transport, *orders: Order) -> str:
    """The status word of the last of these orders; the ones before are carried out."""
    host = open_host(chip)
    host.unwrap(chip.transmit(host.opening()))
    for order in orders[:-1]:
        host.unwrap(chip.transmit(host.wrap(order)))
    with pytest.raises(RefusedByChip) as no:
        host.unwrap(chip.transmit(host.wrap(orders[-1])))
    return f"{no.value.status:04X}"


def file(application: bytes, number: int, content: bytes = RECORD) -> WriteFile:
    """The order to write one file."""
    return WriteFile(application, number.to_bytes(2, "big"), content)


REFUSED: dict[str, tuple[list[Order], str]] = {
    "a certificate": ([file(interface.JPKI, 0x0A)], "6985"),
    "the signature certificate": ([file(interface.JPKI, 0x01)], "6985"),
    "an authority": ([file(interface.JPKI, 0x0B)], "6985"),
    "the token information": ([file(interface.JPKI, 0x06)], "6985"),
    "what certificates there are": ([file(interface.JPKI, 0x08)], "6985"),
    "the unreadable file": ([file(interface.JPKI, 0x09)], "6985"),
    "a key": ([file(interface.JPKI, 0x17)], "6985"),
    "a PIN": ([file(interface.JPKI, 0x18)], "6985"),
    "the card key": ([file(interface.FACE_ITEM, 0x13)], "6985"),
    "the session key": ([file(interface.FACE_ITEM, 0x06)], "6985"),
    "no such file": ([file(interface.FACE_ITEM, 0x99)], "6985"),
    "no such application": ([file(b"\0" * 10, 0x01)], "6985"),
    "part of an application's name": ([file(interface.FACE_ITEM[:9], 0x01)], "6985"),
    "the issuer application": ([file(interface.ISSUER, 0x01)], "6985"),
    "a file that no offset reaches": ([file(interface.FACE_CHECK, 2, bytes(0x8000))], "6A80"),
    "no records": ([file(interface.COMMON, 1, b"\x01\x05AB")], "6A80"),
    "half a record": ([file(interface.COMMON, 1, RECORD + b"\x02")], "6A80"),
    "half a long record": ([file(interface.COMMON, 1, b"\x02\xff\x01")], "6A80"),
    "more than fits": (
        [
            file(interface.FACE_CHECK, 1, bytes(0x7FFF)),
            file(interface.FACE_CHECK, 2, bytes(0x7F00)),
            file(interface.FACE_CHECK, 3, bytes(0x100)),
        ],
        "6A80",
    ),
    "the card's number": ([WriteObject(b"\x00\x45", b"TEST")], "6985"),
    "the answer to reset": ([WriteObject(b"\x5f\x51", b"TEST")], "6985"),
    "no such object": ([WriteObject(b"\x00\x46", b"TEST")], "6985"),
    "an object's name too short": ([WriteObject(b"\x46", b"TEST")], "6985"),
    "an object too long": ([WriteObject(b"\x00\x42", bytes(0x8000))], "6A80"),
    "objects more than fit": (
        [WriteObject(bytes([0, tag]), bytes(0x7FFF)) for tag in (0x42, 0x66)],
        "6A80",
    ),
    "a check number too short": ([SetCheckNumber("face_item_number_a", b"1" * 11)], "6A80"),
    "a check number of letters": ([SetCheckNumber("face_item_number_a", b"A" * 12)], "6A80"),
    "a PIN as check number": ([SetCheckNumber("user", b"1234")], "6985"),
    "the blocked PIN": ([SetCheckNumber("face_item_second", b"1234")], "6985"),
    "normal already": ([BecomeNormal()], "6985"),
    "face authentication twice": ([BecomeFaceAuthentication()] * 2, "6985"),
    "a PIN for face authentication": ([BecomeFaceAuthentication(), PermitPin("user")], "6985"),
    "a signature key for it": (
        [BecomeFaceAuthentication(), MakeKeyPair("signature", b"")],
        "6985",
    ),
    "anything after the end": ([Terminate(), MakeCardKey(b"")], "6985"),
    "an end after the end": ([Terminate(), Terminate()], "6985"),
}


@pytest.mark.parametrize("which", REFUSED)
def test_orders_that_the_chip_refuses(tmp_path: Path, which: str) -> None:
    """Refused with this status word, everything before it undone, and the card as it was.

    CARD-21, CARD-22: what is not of the face has no file that it could be written to.
    """
    orders, status = REFUSED[which]
    with lay(make_blank(tmp_path / "card")) as chip:
        before = chip._memory.content

        assert refusal(chip, *orders) == status
        assert chip._memory.content == before


def test_a_reference_that_this_card_does_not_have(tmp_path: Path) -> None:
    """No form for it in the profile: it can neither be permitted nor set."""
    pins = {"user": PROFILE.pins["user"]}
    with lay(make_blank(tmp_path / "card", replace(PROFILE, pins=pins))) as chip:  # type: ignore[arg-type]
        assert refusal(chip, PermitPin("face_item")) == "6985"
        assert refusal(chip, SetCheckNumber("face_check_birth", b"550217")) == "6985"
        assert say(chip, FACE_CHECK, verify("550217", 0x91)) == "6985"


def test_how_much_a_card_holds_is_decided_when_it_is_made(tmp_path: Path) -> None:
    """`file_space`: its own two files, its three data objects and what is written, to the byte."""
    own = 160 + 3 + len("TEST0000000000011310320350102")
    with lay(make_blank(tmp_path / "card", replace(PROFILE, file_space=own + 100))) as chip:
        assert refusal(chip, file(interface.FACE_CHECK, 0x02, bytes(101))) == "6A80"
        assert order_all(chip, file(interface.FACE_CHECK, 0x02, bytes(100)))


def test_the_card_key_is_proved_and_replaces_the_one_before(full_chip: Chip, full: Full) -> None:
    """A new one signs in all three applications, and the session key is another too."""
    say(full_chip, FACE_ITEM, verify(PINS["face_item"], 0x91))
    session_key = say(full_chip, reading(6))
    (made,) = order_all(full_chip, MakeCardKey(b"prove it"))
    assert isinstance(made, KeyPairMade)
    key = load_der_public_key(made.public_key)
    assert isinstance(key, RSAPublicKey)
    key.verify(made.proof, b"prove it", PKCS1v15(), SHA256())
    for application, command in [
        (FACE_ITEM, "802A030001AA00"),
        (FACE_CHECK, "802A030001AA00"),
        (COMMON, "0088009901AA00"),
    ]:
        signature = bytes.fromhex(say(full_chip, application, command)[:-4])
        key.verify(signature, b"\xaa", PKCS1v15(), SHA256())

    assert key.public_numbers() != full.card_key.public_numbers()
    say(full_chip, FACE_ITEM, verify(PINS["face_item"], 0x91))
    assert say(full_chip, reading(6)) != session_key


def test_a_check_number_is_replaced_and_unblocked(full_chip: Chip) -> None:
    """The issuer sets another; the old one is wrong, and all tries are there again."""
    old = verify(CHECK_NUMBERS["face_check_birth"], 0x91)
    wrong = verify("000000", 0x91)
    say(full_chip, FACE_CHECK, *[wrong] * 10)
    assert say(full_chip, old) == "6984"
    order_all(full_chip, SetCheckNumber("face_check_birth", b"630101"))

    assert say(full_chip, FACE_CHECK, "00200091") == "63CA"
    assert say(full_chip, old) == "63C9"
    assert say(full_chip, verify("630101", 0x91)) == "9000"


def test_nothing_of_it_is_true_before_the_commit(full_chip: Chip) -> None:
    """Every order given, then SELECT: file, check number and state are as before."""
    host = open_host(full_chip)
    orders: list[Order] = [
        MakeCardKey(b""),
        file(interface.FACE_ITEM, 4, b"another"),
        WriteObject(b"\x00\xf0", b"99999"),
        SetCheckNumber("face_check_birth", b"630101"),
        BecomeFaceAuthentication(),
        Terminate(),
    ]
    before = full_chip._memory.content
    run_script(full_chip, [host.opening(), *map(host.wrap, orders)])
    assert all(say(full_chip, select(aid)) == "9000" for aid in EVERYTHING)

    for aid, presented in EVERYTHING.items():
        say(full_chip, select(aid))
        assert {say(full_chip, each) for each in presented} == {"9000"}
    assert full_chip._memory.content == before


def test_a_face_authentication_card(full_chip: Chip, full: Full) -> None:
    """FACE-02, FACE-19: no PIN of the four, no signature key and certificate; the rest is there."""
    assert say(full_chip, JPKI, "00B0880000") == "8F8F009000"
    order_all(full_chip, BecomeFaceAuthentication())

    assert say(full_chip, JPKI, "00B0880000") == "008F009000"
    for aid, p2 in [
        (JPKI, 0x98),
        (JPKI, 0x9B),
        (FACE_ITEM, 0x91),
        (select(interface.RESIDENT_REGISTER), 0x9C),
    ]:
        assert say(full_chip, aid, f"002000{p2:02X}") == "63C0"
        for pin in (*PINS.values(), "0000", "000000"):
            assert say(full_chip, verify(pin, p2)) == "6985"
    assert say(full_chip, JPKI, "00B0810000") == "6982"
    assert say(full_chip, "802A039A01AA00") == "6982"
    assert say(full_chip, "802A039701AA00") == "6982"
    certificate = full.certificates["user"].public_bytes(Encoding.DER).hex().upper()
    assert say(full_chip, reading(0x0A)).startswith(certificate)
    say(full_chip, FACE_CHECK)
    assert [say(full_chip, each) for each in EVERYTHING[interface.FACE_CHECK]] == ["9000"] * 3


def test_and_back_to_a_normal_card(full_chip: Chip) -> None:
    """FACE-09: new PINs and a new signature certificate in the channel that ends it."""
    order_all(full_chip, BecomeFaceAuthentication())
    host = open_host(full_chip)
    orders: list[Order] = [BecomeNormal(), MakeKeyPair("signature", b"proof")]
    script = [host.opening(), *map(host.wrap, orders)]
    *_, made = [host.unwrap(response) for response in run_script(full_chip, script)]
    assert isinstance(made, KeyPairMade)
    authority = Authority.make("an authority")
    certificate = authority.certify("somebody", made.public_key).public_bytes(Encoding.DER)
    orders = [
        WriteCertificates(
            "signature", certificate, authority.certificate.public_bytes(Encoding.DER)
        ),
        *(PermitPin(name) for name in PINS),
    ]
    run_script(full_chip, map(host.wrap, orders))
    set_pins(full_chip, PINS)
    run_script(full_chip, [host.wrap(Commit())])

    assert say(full_chip, JPKI, "00B0880000") == "8F8F009000"
    assert say(full_chip, verify(PINS["signature"], 0x9B)) == "9000"
    assert say(full_chip, "802A039A01AA00")[-4:] == "9000"
    assert say(full_chip, "00200098") == "63C3"
    assert say(full_chip, verify(PINS["user"], 0x98)) == "9000"


def test_a_card_handed_over_for_face_authentication(tmp_path: Path) -> None:
    """FACE-06: in one channel with the certificates; PINs that were permitted are not wanted."""
    with lay(make_blank(tmp_path / "card")) as chip:
        order_all(
            chip, PermitPin("user"), MakeKeyPair("user", b"proof"), BecomeFaceAuthentication()
        )

        assert say(chip, JPKI, verify("1234", 0x98)) == "6985"


def test_a_terminated_card_says_only_which_card_it_was(full_chip: Chip, full_folder: Path) -> None:
    """Keys, files, PINs and objects are gone for good; nothing can be written any more."""
    host = open_host(full_chip)
    script = [host.opening(), host.wrap(Terminate()), host.wrap(Commit())]
    answers = [host.unwrap(response) for response in run_script(full_chip, script)]
    assert answers == [Done(), Done(), Committed()]
    assert_terminated(full_chip)
    full_chip.remove()
    with lay(full_folder) as again:
        assert_terminated(again)


def assert_terminated(chip: Chip) -> None:
    """It has its number and a challenge for anyone, and no application but the card manager."""
    assert say(chip, "00CA004500") == b"TEST000000000001".hex().upper() + "9000"
    assert say(chip, MANAGER, "00CA004500")[-4:] == "9000"
    for tag in ("00F0", "00F2", "0042", "5F51", "7F21"):
        assert say(chip, f"00CA{tag}000000") == "6A88"
    for aid in (*EVERYTHING, interface.ISSUER):
        assert say(chip, select(aid)) == "6A82"
    assert say(chip, "0084000010")[-4:] == "9000"
    stranger = IssuerHost.open(
        issuer_key=ISSUER_KEY, chip_challenge=bytes(16), host_challenge=bytes(16)
    )
    assert chip.transmit(stranger.opening()).hex() == "6985"
    assert not chip.erased


def test_a_terminated_memory_holds_no_secret(full_chip: Chip) -> None:
    """Neither key, PIN, check number nor issuer key is left in the image."""
    assert say(full_chip, FACE_ITEM, "802A030001AA00")[-4:] == "9000"
    order_all(full_chip, Terminate())
    image = full_chip._power.image  # type: ignore[union-attr]

    assert (image.issuer_key, image.keys, image.files, image.pins) == (b"", {}, {}, {})
    assert full_chip._power._keys == {}  # type: ignore[union-attr]


def test_a_reported_probe_erases_the_chip_at_once(full_chip: Chip, full_folder: Path) -> None:
    """CARD-24: the key first; in the middle of what it was doing, on every reader, for good."""
    say(full_chip, JPKI, verify(PINS["user"], 0x98))
    full_chip.probe_detected()

    assert full_chip.erased
    assert say(full_chip, "802A029720" + "00" * 32 + "00") == "6F00"
    assert say(full_chip, "00CA004500") == "6F00"
    assert sorted(path.name for path in full_folder.iterdir()) == ["lock"]
    full_chip.reset()
    full_chip.probe_detected()
    full_chip.remove()
    with lay(full_folder) as dead:
        assert (dead.erased, say(dead, JPKI)) == (True, "6F00")


def test_a_card_without_power_notices_no_probe(full_chip: Chip, full_folder: Path) -> None:
    """Taken away, the chip neither answers nor erases: that is another power-on's matter."""
    full_chip.remove()
    with pytest.raises(interface.CardGone):
        full_chip.probe_detected()
    with lay(full_folder) as chip:
        assert not chip.erased


def test_keys_of_a_kind_do_not_end_the_others(full_chip: Chip) -> None:
    """A new user key pair: the signature certificate and the card key stay."""
    order_all(full_chip, MakeKeyPair(KINDS[1], b"proof"))

    assert say(full_chip, JPKI, "00B0880000") == "8F00009000"
    assert say(full_chip, FACE_ITEM, "802A030001AA00")[-4:] == "9000"
