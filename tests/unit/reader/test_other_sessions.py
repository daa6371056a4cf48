"""JPKI's further uses, 共通, 住基, and what stacks below every session."""

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from card_made import PINS, Personalised, lay, make_blank, order_all
from fuda.card.chip import Chip
from fuda.card.interface import FACE_ITEM, FaceItem, Transport
from fuda.card.issuer import BecomeFaceAuthentication
from fuda.card.records import key_identifier, verifiable_certificate
from fuda.terminals.reader import (
    CardError,
    CardRefused,
    CommonRecord,
    CommonSession,
    FaceItemSession,
    JpkiSession,
    NotAuthentic,
    NotOnCard,
    PinLocked,
    PinNeeded,
    PinNotSet,
    PinUnfit,
    ResidentRegisterSession,
    Scheme,
    SecureMessaging,
    SecureMessagingLost,
    Token,
    Traced,
    UnreadableFile,
    WrongPin,
    read_certificate_chain,
)
from fuda.terminals.reader.exchange import command, select_application
from fuda.terminals.reader.refusals import refusal_of
from records_made import NUMBERS, PRINTED, ROOT, SERIAL, SIGNER, TERMINALS

A = NUMBERS["face_item_number_a"]
TERMINAL = generate_private_key(65537, 2048)
SHOWN = verifiable_certificate(
    authority=TERMINALS, subject=key_identifier("9000098"), public_key=TERMINAL.public_key()
)


def prove(challenge: bytes) -> bytes:
    """The terminal's own key over the card's challenge."""
    return TERMINAL.sign(challenge, PKCS1v15(), SHA256())


@pytest.mark.parametrize("scheme", ["pkcs1", "pkcs1-hash", "pkcs1-on-card", "pss", "pss-on-card"])
def test_every_scheme_gives_a_signature(chip: Chip, issued: Personalised, scheme: Scheme) -> None:
    """Whoever hashes and encodes; a document longer than a short command holds."""
    data = b"a document" * 40
    with JpkiSession(chip) as card:
        card.verify_user_pin(PINS["user"])
        signature = card.sign_user(data, scheme)

    key = issued.certificates["user"].public_key()
    assert isinstance(key, RSAPublicKey)
    pss = PSS(mgf=MGF1(SHA256()), salt_length=32)
    key.verify(signature, data, pss if scheme.startswith("pss") else PKCS1v15(), SHA256())


def test_the_token_says_what_it_is(chip: Chip) -> None:
    """A My Number Card, specimen."""
    with JpkiSession(chip) as card:
        token = card.read_token()

    assert token.label == "JPKIAPICCTOKEN2"
    assert (token.kind, token.manufacturer, token.model) == ("card", "FUDA SPECIMEN", "SPECIMEN")


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("JPKIAPICCTOKEN2", "card"),
        ("JPKIAPICCTOKEN", "old-card"),
        ("JPKIAPGPSETOKEN", "android"),
        ("JPKIAPIOSTOKEN", "iphone"),
        ("OTHER", "unknown"),
    ],
)
def test_kinds_of_tokens(label: str, kind: str) -> None:
    """By the label that public readers know."""
    assert Token(label=label, manufacturer="", model="", serial="").kind == kind


def test_which_certificates_are_there(chip: Chip, tmp_path: Path) -> None:
    """Both after hand-over, none before; on a face-authentication card the user's (FACE-19)."""
    with JpkiSession(chip) as card:
        assert card.read_certificates_present() == {"signature", "user"}
    order_all(chip, BecomeFaceAuthentication())
    with JpkiSession(chip) as card:
        assert card.read_certificates_present() == {"user"}
    with lay(make_blank(tmp_path / "blank")) as blank, JpkiSession(blank) as card:
        assert card.read_certificates_present() == frozenset()


def test_the_holder_changes_jpki_pins_in_the_session(chip: Chip) -> None:
    """PIN-14."""
    with JpkiSession(chip) as card:
        card.change_user_pin(old=PINS["user"], new="9753")
        card.change_signature_pin(old=PINS["signature"], new="NEW123")
        card.verify_user_pin("9753")
        card.verify_signature_pin("NEW123")
        with pytest.raises(WrongPin):
            card.change_signature_pin(old=PINS["signature"], new="OTHER1")


@pytest.mark.parametrize("shown", [SHOWN, SHOWN[5:]], ids=["as a file", "as GET DATA gives it"])
@pytest.mark.parametrize("face_authentication", [False, True])
def test_a_known_terminal_needs_no_pin(
    whole: Chip, *, face_authentication: bool, shown: bytes
) -> None:
    """FACE-15: the user key serves a terminal that the card knows, until it leaves."""
    if face_authentication:
        order_all(whole, BecomeFaceAuthentication())
    with JpkiSession(whole) as card:
        with pytest.raises(PinNeeded):
            card.sign_user(b"challenge")
        card.authenticate_terminal(shown, prove)
        assert len(card.sign_user(b"challenge")) == 256
    with JpkiSession(whole) as card, pytest.raises(PinNeeded):
        card.sign_user(b"challenge")


def test_a_terminal_that_the_card_does_not_believe(whole: Chip) -> None:
    """Another authority's certificate, or a certificate without its key."""
    stranger = generate_private_key(65537, 2048)
    altered = SHOWN[:-1] + bytes([SHOWN[-1] ^ 1])
    with JpkiSession(whole) as card:
        with pytest.raises(PinNeeded):
            card.authenticate_terminal(altered, prove)
        with pytest.raises(PinNeeded):
            card.authenticate_terminal(
                SHOWN, lambda challenge: stranger.sign(challenge, PKCS1v15(), SHA256())
            )
        with pytest.raises(UnreadableFile):
            card.authenticate_terminal(b"no certificate", prove)
        with pytest.raises(PinNeeded):
            card.sign_user(b"challenge")


def test_the_common_application(whole: Chip, card_key: RSAPublicKey) -> None:
    """Which card it is, and its key's answer, without a PIN."""
    with CommonSession(whole) as card:
        assert card.read_card() == CommonRecord(
            serial=SERIAL, municipality="13103", expires=PRINTED.expires
        )
        card.prove_presence(b"challenge", card_key)
        with pytest.raises(NotAuthentic, match="answer to the challenge"):
            card.prove_presence(b"challenge", TERMINAL.public_key())
        common = card.read_key_identifier()
    with ResidentRegisterSession(whole) as card:
        assert card.read_key_identifier() == common
        assert len(common) == 16


def test_the_chain_of_the_card_itself(whole: Chip, chip: Chip) -> None:
    """The root vouches for the first certificate; a card without any has an empty chain."""
    upper, lower = read_certificate_chain(whole)
    upper.verify(ROOT.public)

    assert upper.authority == ROOT.key_identifier
    assert lower.public_key == SIGNER.public
    with pytest.raises(NotAuthentic):
        upper.verify(TERMINAL.public_key())
    assert read_certificate_chain(chip) == ()


def test_two_pins_that_are_changed_apart(whole: Chip) -> None:
    """共通 and 住基 have one each."""
    with CommonSession(whole) as common:
        with pytest.raises(WrongPin) as wrong:
            common.verify_pin("0000")
        assert (wrong.value.pin, common.tries_left()) == ("common", 2)
        common.change_pin(old=PINS["resident_register"], new="8642")
        common.verify_pin("8642")
    with ResidentRegisterSession(whole) as register:
        assert register.tries_left() == 3
        register.verify_pin(PINS["resident_register"])
        register.change_pin(old=PINS["resident_register"], new="8643")
        register.verify_pin("8643")


def test_a_blank_card_has_nothing_to_read(tmp_path: Path) -> None:
    """Files and records that were never written; PINs that were never set."""
    with lay(make_blank(tmp_path / "blank")) as chip:
        with CommonSession(chip) as common, pytest.raises(NotOnCard):
            common.read_card()
        with FaceItemSession(chip) as card:
            with pytest.raises(NotOnCard):
                card.read_certificate()
            with pytest.raises(PinNotSet):
                card.verify_number_a(A)


class Recorded:
    """A transport that keeps what went through it."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.heard = b""

    def transmit(self, apdu: bytes) -> bytes:
        """Carry it, keep it."""
        response = self.transport.transmit(apdu)
        self.heard += apdu + b"|" + response + b"|"
        return response


def test_secure_messaging_hides_what_is_read(whole: Chip) -> None:
    """After the PIN: number, items, files of several pages and check numbers, none in the clear."""
    wire = Recorded(whole)
    with FaceItemSession(wire) as card:
        card.verify_pin(PINS["face_item"])
        card.secure(os.urandom(32))
        wire.heard = b""
        card.verify_number_a(A)
        digests = card.read_signed_digests()

        assert card.read_number(digests).digits == PRINTED.number
        assert card.read_four_items(digests).address == PRINTED.address
        assert len(card.read_certificate().body) == 297
        assert card.tries_left() == 3
        card.prove_presence(b"fresh", card.read_card_key().card_key)
    assert PRINTED.number.encode() not in wire.heard
    assert PRINTED.address.encode() not in wire.heard
    assert b"\x08\xb0" in wire.heard


def test_a_wrong_check_number_under_secure_messaging(whole: Chip) -> None:
    """It spends a try like any other, and the session goes on."""
    with FaceItemSession(whole) as card:
        card.verify_pin(PINS["face_item"])
        card.secure(os.urandom(32))
        with pytest.raises(WrongPin) as wrong:
            card.verify_number_a("123456789012")

        assert wrong.value.tries_left == 9
        assert card.read_number().digits == PRINTED.number


def test_secure_messaging_needs_the_pin(whole: Chip) -> None:
    """照合番号A is not enough for a session key; a seed of another length is never sent."""
    with FaceItemSession(whole) as card:
        with pytest.raises(PinNeeded):
            card.secure(os.urandom(32))
        card.verify_number_a(A)
        with pytest.raises(PinNeeded):
            card.secure(os.urandom(32))
        with pytest.raises(ValueError, match="32 bytes, not 16"):
            card.secure(os.urandom(16))


@pytest.mark.parametrize("skewed", ["key", "none"])
def test_a_session_that_card_and_reader_see_differently(whole: Chip, skewed: str) -> None:
    """Another key, or none: the session is lost, and no garbage is handed on."""
    with FaceItemSession(whole) as card:
        card.verify_pin(PINS["face_item"])
        if skewed == "key":
            card.secure(os.urandom(32))
        other = SecureMessaging(whole, os.urandom(16))
        apdu = command(0x00, 0xA4, 0x02, 0x0C, FaceItem.NUMBER.to_bytes(2, "big"))
        with pytest.raises(SecureMessagingLost):
            other.transmit(apdu)


def read_with_other_keys(card: Transport) -> None:
    """Four: one in 256 keys makes padding out of garbage."""
    for _ in range(4):
        SecureMessaging(card, os.urandom(16)).transmit(command(0x00, 0xB0, 0, 0, b"", 9))


def test_an_answer_under_another_key_is_refused(whole: Chip) -> None:
    """READ BINARY carries no cryptogram in: only its answer shows that the keys differ."""
    with FaceItemSession(whole) as card:
        card.verify_pin(PINS["face_item"])
        card.secure(os.urandom(32))
        plain = command(0x00, 0xA4, 0x02, 0x0C, FaceItem.FOUR_ITEMS.to_bytes(2, "big"))
        whole.transmit(plain)
        with pytest.raises(UnreadableFile, match="enciphered"):
            read_with_other_keys(whole)


def test_traced_lines(whole: Chip) -> None:
    """One line out, one in; contents only where they are asked for."""
    lines: list[str] = []
    JpkiSession(Traced(whole, lines.append)).read_token()
    shown: list[str] = []
    JpkiSession(Traced(whole, shown.append, contents=True)).read_token()

    assert lines[0] == "> 00a4040c0ad392f000260100000001"
    assert lines[1] == "< 9000"
    assert lines[-1] == "< (160 bytes) 9000"
    assert shown[-1].startswith("< " + b"JPKIAPICCTOKEN2".hex())


@pytest.mark.parametrize(
    "apdu",
    [
        "0020008004" + b"7391".hex(),
        "00200080000004" + b"7391".hex(),
        "0024018004" + b"7391".hex(),
        "8032008004" + b"7391".hex(),
        "8054008004" + b"7391".hex(),
        "80d4000104" + b"7391".hex(),
        "0820009104" + b"7391".hex(),
        "ff20ffff" + b"7391".hex(),
        "00200080" + b"7391".hex() + "00",
    ],
)
def test_no_pin_in_a_trace(whole: Chip, apdu: str) -> None:
    """Whatever the class, the form of the length, or the mistake in it."""
    lines: list[str] = []
    Traced(whole, lines.append, contents=True).transmit(bytes.fromhex(apdu))

    assert b"7391".hex() not in "".join(lines)
    assert lines[0].startswith(f"> {apdu[:8]} (")


def test_wrappers_stack(whole: Chip) -> None:
    """A traced reader under secure messaging: neither PIN, number nor check number in the lines."""
    lines: list[str] = []
    with FaceItemSession(Traced(whole, lines.append, contents=True)) as card:
        card.verify_pin(PINS["face_item"])
        card.secure(os.urandom(32))
        card.verify_number_a(A)
        card.read_number()

    for secret in (PINS["face_item"], A):
        assert secret.encode().hex() not in "".join(lines)


class Answers:
    """A card that gives one answer to all reading, and yes to everything else."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer

    def transmit(self, apdu: bytes) -> bytes:
        """The answer to READ BINARY and READ RECORD."""
        return self.answer if apdu[1] in {0xB0, 0xB2} else b"\x90\x00"


def test_a_file_that_never_ends() -> None:
    """Neither reading by its length nor reading whole goes on for ever."""
    page = b"\xff\x20\x84\x7f\xff\xff\xff".ljust(256, b"\0") + b"\x90\x00"
    with FaceItemSession(Answers(page)) as card:
        with pytest.raises(UnreadableFile, match="longer than READ BINARY reaches"):
            card.read_four_items()
        with pytest.raises(UnreadableFile, match="longer than READ BINARY reaches"):
            card.read_number()


@pytest.mark.parametrize(
    "record",
    [
        *("0101aa9000", "019000", "9000"),
        "011d" + b"40000001271984313103203502170".hex() + "9000",
        "011b" + b"400000012719843131032035021".hex() + "9000",
    ],
)
def test_records_that_are_none(record: str) -> None:
    """Too short, cut off, empty."""
    with CommonSession(Answers(bytes.fromhex(record))) as card, pytest.raises(UnreadableFile):
        card.read_card()


def test_an_unknown_status_word_is_handed_on() -> None:
    """With its value."""
    with FaceItemSession(Answers(b"\x6f\x42")) as card, pytest.raises(CardRefused) as refused:
        card.read_certificate()

    assert refused.value.status == 0x6F42


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (NotAuthentic("a signed record"), "not signed by its issuer"),
        (UnreadableFile("cut off"), "cannot be read"),
        (SecureMessagingLost(), "Lay the card on the reader again"),
        (WrongPin("common", 2), "common card PIN is wrong. Tries left: {tries_left}"),
        (PinLocked("common"), "common card PIN is locked"),
        (WrongPin("face_check_birth", 9), "check number is not this card's"),
        (PinUnfit("common"), "exactly four digits"),
    ],
)
def test_a_terminal_can_tell_each_of_them(error: CardError, says: str) -> None:
    """refusals.py keeps in step with the errors."""
    told = refusal_of(error)

    assert says in f"{told.msgid} {told.instead}"


class Nothing:
    """A card without any application."""

    def transmit(self, _: bytes) -> bytes:
        """No such application."""
        return b"\x6a\x82"


def test_no_application_no_session() -> None:
    """A card without it."""
    with pytest.raises(NotOnCard):
        FaceItemSession(Nothing())
    with pytest.raises(NotOnCard):
        select_application(Nothing(), FACE_ITEM)
