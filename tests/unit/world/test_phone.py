"""A townsperson's phone: made from its day on, its finger, the application signed with the card."""

import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_der_x509_certificate

from card_fixtures import folder, issued, made
from card_made import ISSUER_KEY, PINS, Personalised, lay, order_all, personalise
from country_made import Chance
from fuda.card.biometrics import NoBiometrics
from fuda.card.interface import CertificateKind
from fuda.card.issuer import KeyPairMade, MakeKeyPair
from fuda.parameters import load
from fuda.rules.phone import PhoneKind
from fuda.rules.refusal import Refused
from fuda.terminals.rack import CardLiesElsewhere, NoSuchCard
from fuda.terminals.reader import JpkiSession, PinLocked, PinNeeded, WrongPin
from fuda.world.phone import (
    NotTheCard,
    NotTheHolder,
    Phone,
    apply_with_card,
    find_phone,
    make_phone,
    phones,
)
from fuda.world.wallet import Wallet
from orders_made import chip_order
from phone_made import PHONE_PINS

__all__ = ["folder", "issued", "made"]

PARAMETERS = load()
ON = date(2026, 4, 1)
FINGER = "right thumb of hanako"
KEYS: tuple[tuple[CertificateKind, bytes], ...] = (("user", b"other"), ("signature", b"one"))


def made_on(wallet: Path, on: date = ON, kind: PhoneKind = PhoneKind.ANDROID) -> Phone:
    """花子's phone."""
    return make_phone(
        wallet,
        kind=kind,
        owner="hanako",
        finger=FINGER,
        issuer_key=ISSUER_KEY,
        on=on,
        parameters=PARAMETERS,
        randomness=Chance(),
    )


@pytest.fixture(scope="module")
def made_phone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Personalised]:
    """A wallet with one phone, on which certificates are written."""
    wallet = tmp_path_factory.mktemp("phones") / "wallet"
    with lay(made_on(wallet).chip) as chip:
        return wallet, personalise(chip, PHONE_PINS)


@pytest.fixture
def wallet(made_phone: tuple[Path, Personalised], tmp_path: Path) -> Path:
    """This test's own copy of it."""
    return shutil.copytree(made_phone[0], tmp_path / "wallet")


@pytest.fixture
def phone(wallet: Path) -> Phone:
    """The phone in it."""
    (found,) = phones(wallet)
    return found


@pytest.mark.parametrize(
    ("kind", "first"),
    [(PhoneKind.ANDROID, date(2023, 5, 11)), (PhoneKind.IPHONE, date(2025, 6, 24))],
)
def test_made_from_its_day_on(kind: PhoneKind, first: date, tmp_path: Path) -> None:
    """The day before there is none, and nothing is left behind (PHONE-01)."""
    with pytest.raises(Refused) as no:
        made_on(tmp_path / "wallet", date.fromordinal(first.toordinal() - 1), kind)
    assert no.value.refusal.rule == "PHONE-01"
    assert not (tmp_path / "wallet").exists()

    made = made_on(tmp_path / "wallet", first, kind)
    with lay(made.chip) as chip, JpkiSession(chip) as session:
        assert (session.read_token().kind, session.read_token().serial) == (kind, made.serial)


def test_it_is_found_again(wallet: Path, phone: Phone) -> None:
    """By its id; no other, and nothing outside of the wallet."""
    assert find_phone(wallet, phone.phone) == phone
    assert (phone.owner, phone.kind) == ("hanako", PhoneKind.ANDROID)
    for other in ("phone-", "phone-x", "card-1", f"phone-/../{phone.phone}", ""):
        with pytest.raises(NoSuchCard):
            find_phone(wallet, other)


def test_cards_and_phones_do_not_see_each_other(tmp_path: Path) -> None:
    """The wallet shows the card alone, by whatever way it is asked."""
    cards = Wallet(tmp_path / "wallet", parameters=PARAMETERS, randomness=Chance())
    cards.make(chip_order())
    phone = made_on(cards.folder)
    cards.forget_index()

    assert [card.face.card for card in cards.cards()] == ["c-1"]
    assert cards.find(phone.phone) == ()
    assert [card.face.card for card in cards.in_drawers()] == ["c-1"]
    with pytest.raises(NoSuchCard):
        cards.card(phone.phone)
    assert phones(cards.folder) == (phone,)
    with cards.power_on(phone, "a reader"), pytest.raises(CardLiesElsewhere):
        cards.power_on(phone, "another reader")


def test_a_phone_cut_off_while_it_is_made_is_swept(tmp_path: Path) -> None:
    """What a killed process left is taken away with the cards' remains."""
    cards = Wallet(tmp_path / "wallet", parameters=PARAMETERS, randomness=Chance())
    phone = made_on(cards.folder)
    (cards.folder / phone.phone).rename(cards.folder / f".{phone.phone}.left")

    assert phones(cards.folder) == ()
    cards.sweep()
    assert list(cards.folder.iterdir()) == []


def test_the_owner_s_finger_stands_for_the_pin(phone: Phone) -> None:
    """For the user key, as long as the session lasts."""
    with lay(phone.chip) as chip, JpkiSession(chip) as session:
        with pytest.raises(PinNeeded):
            session.sign_user(b"login")
        phone.touch(FINGER, chip)

        assert session.sign_user(b"login")


def test_another_s_finger_spends_no_try(phone: Phone) -> None:
    """However often; the PIN serves as before."""
    with lay(phone.chip) as chip, JpkiSession(chip) as session:
        for _ in range(20):
            with pytest.raises(NotTheHolder):
                phone.touch("left thumb of tarō", chip)
        with pytest.raises(PinNeeded):
            session.sign_user(b"login")

        assert (session.user_tries_left(), session.signature_tries_left()) == (3, 5)
        session.verify_user_pin(PHONE_PINS["user"])


def test_the_right_finger_does_not_open_a_locked_pin(phone: Phone) -> None:
    """Nor does it give tries back; days and power-off change nothing."""
    with lay(phone.chip) as chip, JpkiSession(chip) as session:
        for _ in range(3):
            with pytest.raises((WrongPin, PinLocked)):
                session.verify_user_pin("9999")
    with lay(phone.chip) as chip, JpkiSession(chip) as session:
        with pytest.raises(NoBiometrics):
            phone.touch(FINGER, chip)

        assert session.user_tries_left() == 0


def test_the_application_is_signed_with_the_card(
    phone: Phone, folder: Path, issued: Personalised
) -> None:
    """By its signature key, after its PIN; it names token, kind, day and a digest of each key."""
    with lay(folder, "the phone's NFC reader") as card:
        application = apply_with_card(phone, card, pin=PINS["signature"], on=ON, keys=KEYS)

    certificate = load_der_x509_certificate(application.certificate)
    assert certificate == issued.certificates["signature"]
    key = certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    said = (
        "apply for certificates on a phone\nandroid\n"
        f"{phone.serial}\n2026-04-01\n"
        f"signature {sha256(b'one').hexdigest()}\nuser {sha256(b'other').hexdigest()}\n"
    )
    key.verify(application.signature, said.encode(), PKCS1v15(), SHA256())


def test_a_wrong_signature_pin_spends_a_try_of_the_card(phone: Phone, folder: Path) -> None:
    """And nothing is signed."""
    with lay(folder) as card:
        with pytest.raises(WrongPin) as wrong:
            apply_with_card(phone, card, pin="WRONG1", on=ON, keys=KEYS)
        assert wrong.value.tries_left == 4


def test_no_phone_is_applied_for_with_a_phone(phone: Phone) -> None:
    """The certificates derive from a card's."""
    with lay(phone.chip) as other, pytest.raises(NotTheCard):
        apply_with_card(phone, other, pin=PHONE_PINS["signature"], on=ON, keys=KEYS)


def test_its_keys_are_not_the_card_s(phone: Phone, folder: Path) -> None:
    """The issuer's order makes them in the phone; another order makes others."""
    with lay(phone.chip) as chip:
        first, second = (order_all(chip, MakeKeyPair("user", b"prove it"))[0] for _ in range(2))
    with lay(folder) as chip, JpkiSession(chip) as session:
        certificate = load_der_x509_certificate(session.read_user_certificate())

    assert isinstance(first, KeyPairMade)
    assert isinstance(second, KeyPairMade)
    assert first.public_key != second.public_key
    assert first.public_key not in certificate.tbs_certificate_bytes
