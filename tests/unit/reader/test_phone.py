"""The reader's sessions on a phone's chip, and what it says of itself before any PIN."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from card_made import Personalised, lay
from fuda.terminals.reader import FaceItemSession, JpkiSession, NotOnCard, PinNeeded, TokenKind
from fuda.terminals.reader.status import read_status
from phone_made import PHONE_PINS, SERIAL, make_blank_phone, make_phone

CHALLENGE = b"who are you"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Personalised]:
    """An iPhone with certificates."""
    folder = tmp_path_factory.mktemp("phones") / "iphone"
    return folder, make_phone(folder, "iphone")


def test_a_login_with_the_pin(made: tuple[Path, Personalised]) -> None:
    """As with a card, but that the certificate is read after the PIN."""
    folder, issued = made
    with lay(folder) as chip, JpkiSession(chip) as phone:
        with pytest.raises(PinNeeded):
            phone.read_user_certificate()
        phone.verify_user_pin(PHONE_PINS["user"])

        assert phone.read_token().kind == "iphone"
        assert phone.read_user_certificate() == issued.certificates["user"].public_bytes(
            Encoding.DER
        )


def test_a_login_with_a_finger(made: tuple[Path, Personalised]) -> None:
    """The session that asked is the one that may sign; the next one is asked again."""
    folder, issued = made
    with lay(folder) as chip:
        with JpkiSession(chip) as phone:
            chip.biometric_matched()
            signature = phone.sign_user(CHALLENGE)
            with pytest.raises(PinNeeded):
                phone.sign_signature(CHALLENGE)
        with JpkiSession(chip) as phone, pytest.raises(PinNeeded):
            phone.sign_user(CHALLENGE)

    key = issued.certificates["user"].public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(signature, CHALLENGE, PKCS1v15(), SHA256())


def test_what_it_says_before_any_pin(made: tuple[Path, Personalised]) -> None:
    """No card number; two PINs; both certificates are there and closed."""
    with lay(made[0]) as chip:
        said = read_status(chip)

    assert said.facts is None
    assert said.token is not None
    assert (said.token.kind, said.token.serial) == ("iphone", SERIAL)
    assert said.applications == ("card manager", "JPKI")
    assert said.tries_left == {"user": 3, "signature": 5}
    assert said.certificates["user"] is None
    assert said.certificates["signature"] is None
    assert said.certificates["user-authority"] is not None


@pytest.mark.parametrize("kind", ["android", "iphone"])
def test_a_blank_one_has_no_certificate_that_is_closed(kind: TokenKind, tmp_path: Path) -> None:
    """What was never written is not there, though reading it wants a PIN."""
    make_blank_phone(tmp_path / "blank", "android" if kind == "android" else "iphone")
    with lay(tmp_path / "blank") as chip:
        said = read_status(chip)

    assert said.token is not None
    assert said.token.kind == kind
    assert said.certificates == {}


def test_it_has_no_face(made: tuple[Path, Personalised]) -> None:
    """Who wants the four items needs the card."""
    with lay(made[0]) as chip, pytest.raises(NotOnCard):
        FaceItemSession(chip)
