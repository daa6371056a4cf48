"""特定機関認証: a terminal that the card knows uses the user key without PIN."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from card_made import (
    PROFILE,
    Full,
    TerminalAuthority,
    lay,
    make_blank,
    order_all,
)
from card_said import ef, say, select
from fuda.card import interface
from fuda.card.chip import Chip
from fuda.card.interface import Transport
from fuda.card.issuer import MakeKeyPair, WriteFile

JPKI, AUTHORITY, CHALLENGE = select(interface.JPKI), ef(0x16), "0084000010"
SIGN_USER = "802A029720" + sha256(b"signed").hexdigest() + "00"
SIGN_SIGNATURE = "802A029A20" + sha256(b"signed").hexdigest() + "00"


@dataclass(frozen=True)
class Terminal:
    """A terminal's key and certificate."""

    key: RSAPrivateKey
    certificate: bytes

    def show(self, chip: Transport) -> str:
        """SET PUBLIC IC KEY."""
        return say(chip, shown(self.certificate))

    def prove(self, chip: Transport) -> str:
        """GET CHALLENGE and EXTERNAL AUTHENTICATE."""
        challenge = bytes.fromhex(say(chip, CHALLENGE)[:-4])
        return say(chip, proof(self.key.sign(challenge, PKCS1v15(), SHA256())))


def shown(certificate: bytes) -> str:
    """The command with a certificate, as short as it can be."""
    length = len(certificate)
    lc = f"{length:02X}" if length < 256 else f"00{length:04X}"
    return "80A200C1" + lc + certificate.hex()


def proof(signature: bytes) -> str:
    """EXTERNAL AUTHENTICATE."""
    return f"0082000000{len(signature):04X}{signature.hex()}"


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    """The terminal's own."""
    return generate_private_key(65537, 2048)


@pytest.fixture
def terminal(full: Full, key: RSAPrivateKey) -> Terminal:
    """A terminal that the card's authority certified."""
    return Terminal(key, full.terminals.certify(key.public_key()))


def test_a_known_terminal_uses_the_user_key_without_pin(
    full_chip: Chip, full: Full, terminal: Terminal
) -> None:
    """Certificate, proof, signature; the signature key stays behind its password."""
    say(full_chip, JPKI, AUTHORITY)
    assert terminal.show(full_chip) == "9000"
    assert say(full_chip, SIGN_USER) == "6982"
    assert terminal.prove(full_chip) == "9000"
    signed = say(full_chip, SIGN_USER)
    public = full.certificates["user"].public_key()

    public.verify(bytes.fromhex(signed[:-4]), b"signed", PKCS1v15(), SHA256())  # type: ignore[call-arg, union-attr]
    assert say(full_chip, SIGN_SIGNATURE) == "6982"
    assert say(full_chip, "00B0810000") == "6982"


@pytest.mark.parametrize("leave", ["JPKI again", "another application", "reset"])
def test_it_lasts_until_the_application_is_left(
    full_chip: Chip, terminal: Terminal, leave: str
) -> None:
    """Select anything, or take power away: the card asks for its PIN again."""
    say(full_chip, JPKI, AUTHORITY)
    terminal.show(full_chip)
    terminal.prove(full_chip)
    if leave == "reset":
        full_chip.reset()
    elif leave == "another application":
        say(full_chip, select(interface.COMMON))

    assert say(full_chip, JPKI, SIGN_USER) == "6982"


def damaged(certificate: bytes, at: int) -> bytes:
    """One bit otherwise."""
    return certificate[:at] + bytes([certificate[at] ^ 1]) + certificate[at + 1 :]


BAD_CERTIFICATES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "256 bytes of anything": (lambda _: bytes(256), "6700"),
    "nothing": (lambda _: b"", "6700"),
    "one byte less": (lambda good: good[:-1], "6700"),
    "not this object": (lambda good: damaged(good, 1), "6A80"),
    "not this length": (lambda good: damaged(good, 4), "6A80"),
    "no signature object": (lambda good: damaged(good, 5 + 297), "6A80"),
    "another authority": (lambda good: damaged(good, 5), "6982"),
    "another terminal": (lambda good: damaged(good, 5 + 16), "6982"),
    "another key": (lambda good: damaged(good, 5 + 296), "6982"),
    "another signature": (lambda good: damaged(good, len(good) - 1), "6982"),
}


@pytest.mark.parametrize("which", BAD_CERTIFICATES)
def test_a_certificate_that_is_not_from_the_cards_authority(
    full_chip: Chip, terminal: Terminal, which: str
) -> None:
    """Refused, and a terminal that was known before is not any more."""
    spoil, status = BAD_CERTIFICATES[which]
    say(full_chip, JPKI, AUTHORITY)
    terminal.show(full_chip)
    terminal.prove(full_chip)

    assert say(full_chip, shown(spoil(terminal.certificate))) == status
    assert say(full_chip, SIGN_USER) == "6982"
    assert terminal.prove(full_chip) == "6985"


def test_a_signed_body_whose_key_is_none(full_chip: Chip, full: Full) -> None:
    """Signed by the authority itself, but another exponent in it: 6A80."""
    body = full.terminals.identifier * 2 + bytes(265)
    signature = full.terminals.key.sign(body, PKCS1v15(), SHA256())
    certificate = b"\x5f\x4e\x82\x01\x29" + body + b"\x5f\x37\x82\x01\x00" + signature

    assert say(full_chip, JPKI, AUTHORITY, shown(certificate)) == "6A80"


def test_another_authority_with_the_same_key(full_chip: Chip, full: Full) -> None:
    """Well signed, but in another authority's name: 6982."""
    body = full.terminals.certify(full.terminals.key.public_key())[5 : 5 + 297]
    body = b"another author.." + body[16:]
    signature = full.terminals.key.sign(body, PKCS1v15(), SHA256())
    certificate = b"\x5f\x4e\x82\x01\x29" + body + b"\x5f\x37\x82\x01\x00" + signature

    assert say(full_chip, JPKI, AUTHORITY, shown(certificate)) == "6982"


def test_a_certificate_is_forgotten_when_the_application_is_left(
    full_chip: Chip, terminal: Terminal
) -> None:
    """Shown, but not proved before the next SELECT: it must be shown again."""
    say(full_chip, JPKI, AUTHORITY)
    terminal.show(full_chip)
    say(full_chip, JPKI)

    assert terminal.prove(full_chip) == "6985"


def test_a_certificate_alone_proves_nothing(full_chip: Chip, terminal: Terminal) -> None:
    """Certificates are no secret: without the key, without a challenge, or with an old one, no."""
    say(full_chip, JPKI, AUTHORITY)
    terminal.show(full_chip)
    stranger = Terminal(generate_private_key(65537, 2048), terminal.certificate)
    assert stranger.prove(full_chip) == "6982"
    challenge = bytes.fromhex(say(full_chip, CHALLENGE)[:-4])
    signature = terminal.key.sign(challenge, PKCS1v15(), SHA256())
    assert say(full_chip, proof(signature[:-1])) == "6700"
    assert say(full_chip, proof(signature)) == "6985"
    say(full_chip, "0084000008")
    assert say(full_chip, proof(signature)) == "6985"
    assert say(full_chip, SIGN_USER) == "6982"
    assert terminal.prove(full_chip) == "9000"
    assert terminal.prove(full_chip) == "9000"


WRONG_PLACES = [
    ("no current file", [JPKI], "6986"),
    ("another file", [JPKI, ef(0x17)], "6985"),
    ("another application's file", [select(interface.FACE_ITEM), ef(0x13)], "6985"),
]


@pytest.mark.parametrize(
    ("before", "status"),
    [each[1:] for each in WRONG_PLACES],
    ids=[each[0] for each in WRONG_PLACES],
)
def test_only_where_the_authority_is_selected(
    full_chip: Chip, terminal: Terminal, before: list[str], status: str
) -> None:
    """EF 0016 of JPKI must be the current file."""
    assert say(full_chip, *before, shown(terminal.certificate)) == status


@pytest.mark.parametrize("p1p2", ["0000", "00AE", "8000", "00B6"])
def test_other_parameters(full_chip: Chip, p1p2: str) -> None:
    """6A86, as was seen of the real card."""
    assert say(full_chip, JPKI, AUTHORITY, f"80A2{p1p2}01AA") == "6A86"


def test_a_card_that_knows_no_authority(chip: Chip, terminal: Terminal) -> None:
    """EF 0016 never written: 6985; EXTERNAL AUTHENTICATE without a certificate: 6985."""
    say(chip, JPKI, AUTHORITY)

    assert terminal.show(chip) == "6985"
    assert terminal.prove(chip) == "6985"
    assert say(chip, "0082010004" + "00" * 4) == "6A86"


def test_the_proof_may_be_left_out(tmp_path: Path, key: RSAPrivateKey) -> None:
    """The other choice of the open point: the certificate alone opens the user key."""
    authority = TerminalAuthority(generate_private_key(65537, 2048))
    folder = make_blank(tmp_path / "card", replace(PROFILE, terminal_proves_key=False))
    with lay(folder) as chip:
        order_all(
            chip,
            MakeKeyPair("user", b"proof"),
            WriteFile(interface.JPKI, b"\0\x16", authority.written()),
        )
        say(chip, JPKI, AUTHORITY)
        assert say(chip, SIGN_USER) == "6982"
        assert say(chip, AUTHORITY, shown(authority.certify(key.public_key()))) == "9000"

        assert say(chip, SIGN_USER)[-4:] == "9000"
