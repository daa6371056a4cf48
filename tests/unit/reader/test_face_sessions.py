"""券面事項入力補助 and 券面事項確認 on a real chip: what opens what, and what proves it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, generate_private_key

from card_made import PINS, PROFILE, lay, order_all
from fuda.card.chip import Chip
from fuda.card.interface import FACE_CHECK, FACE_ITEM, FaceCheck, FaceItem, Transport
from fuda.card.issuer import Order, WriteFile
from fuda.card.records import face_check_files, face_item_files
from fuda.terminals.reader import (
    CardItems,
    FaceCheckSession,
    FaceItemSession,
    NotAuthentic,
    PinLocked,
    PinNeeded,
    UnreadableFile,
    WrongPin,
)
from fuda.terminals.reader.exchange import read_object, read_whole
from records_made import CERTIFICATE, NUMBERS, PICTURES, PRINTED, ROOT, SIGNER, make_recorded

A, B, BIRTH = NUMBERS["face_item_number_a"], NUMBERS["face_item_number_b"], "550217"
ITEMS = CardItems(name="港区　花子", address=PRINTED.address, born=date(1980, 2, 17), sex="female")
ANOTHER = generate_private_key(65537, 2048).public_key()


def overwrite(chip: Transport, application: bytes, file: int, content: bytes) -> None:
    """What only a forger with the issuer's channel could do."""
    order: Order = WriteFile(application, file.to_bytes(2, "big"), content)
    order_all(chip, order)


def test_the_pin_opens_number_and_items(whole: Chip) -> None:
    """PIN-07: number and four items, after four digits."""
    with FaceItemSession(whole) as card:
        for read in (card.read_number, card.read_four_items, card.read_signed_digests):
            with pytest.raises(PinNeeded):
                read()
        card.verify_pin(PINS["face_item"])

        assert card.read_number().digits == PRINTED.number
        assert PRINTED.number not in repr(card.read_number())
        assert card.read_four_items() == ITEMS


@pytest.mark.parametrize("long_form", [False, True], ids=["FF20 len", "FF20 82"])
def test_both_forms_of_the_four_items(tmp_path: Path, *, long_form: bool) -> None:
    """A card whose outer length is one byte, and one where it is three."""
    make_recorded(tmp_path / "card", replace(PROFILE, four_items_long_form=long_form))
    with lay(tmp_path / "card") as chip, FaceItemSession(chip) as card:
        card.verify_pin(PINS["face_item"])
        digests = card.read_signed_digests()

        assert card.read_four_items(digests) == ITEMS


def test_number_a_opens_the_number_only(whole: Chip) -> None:
    """照合番号A, which is the number itself."""
    with FaceItemSession(whole) as card:
        card.verify_number_a(A)

        assert card.read_number().digits == A
        with pytest.raises(PinNeeded):
            card.read_four_items()


def test_number_b_opens_the_four_items_only(whole: Chip) -> None:
    """照合番号B, from the front of the card."""
    with FaceItemSession(whole) as card:
        card.verify_number_b(B)

        assert card.read_four_items() == ITEMS
        with pytest.raises(PinNeeded):
            card.read_number()


def test_wrong_check_numbers_carry_the_tries_left(whole: Chip) -> None:
    """Ten tries each, counted apart; the error never repeats the number."""
    with FaceItemSession(whole) as card:
        with pytest.raises(WrongPin) as wrong:
            card.verify_number_a("123456789012")
        assert (wrong.value.pin, wrong.value.tries_left) == ("face_item_number_a", 9)
        assert "123456789012" not in str(wrong.value)
        for _ in range(9):
            with pytest.raises((WrongPin, PinLocked)):
                card.verify_number_a("123456789012")
        with pytest.raises(PinLocked):
            card.verify_number_a(A)

        assert card.number_a_tries_left() == 0
        assert (card.number_b_tries_left(), card.tries_left()) == (10, 3)


def test_the_holder_changes_the_face_item_pin(whole: Chip) -> None:
    """PIN-14: with the old one."""
    with FaceItemSession(whole) as card:
        with pytest.raises(WrongPin):
            card.change_pin(old="0000", new="9876")
        card.change_pin(old=PINS["face_item"], new="9876")
        card.verify_pin("9876")


def test_the_issuer_signed_what_is_read(whole: Chip) -> None:
    """Root, signer, digests, number and items: each link is checked."""
    with FaceItemSession(whole) as card:
        card.verify_pin(PINS["face_item"])
        digests = card.read_signed_digests()
        digests.verify(card.read_signer(ROOT.public))

        assert card.read_number(digests).digits == PRINTED.number
        assert card.read_four_items(digests) == ITEMS
        with pytest.raises(NotAuthentic, match="card-verifiable certificate"):
            card.read_signer(ANOTHER)
        with pytest.raises(NotAuthentic, match="a signed record"):
            digests.verify(ANOTHER)


def test_what_is_free_in_the_text_application(whole: Chip) -> None:
    """Information and certificate, before anything was verified."""
    with FaceItemSession(whole) as card:
        certificate = card.read_certificate()
        assert certificate.authority == ROOT.key_identifier
        assert certificate.subject == SIGNER.key_identifier
        assert card.read_information().version == bytes([1, 3, 14, 1])


def test_filler_is_left_on_the_card(whole: Chip) -> None:
    """The information file is 256 bytes; its object is shorter. Read whole, it is all there."""
    with FaceItemSession(whole):
        assert len(read_object(whole, FaceItem.INFORMATION)) == 164
        assert len(read_whole(whole, FaceItem.INFORMATION)) == 256


def test_an_altered_number_is_noticed(whole: Chip) -> None:
    """Its digest is not the one that was signed."""
    forged = replace(PRINTED, number="234567890124")
    files = face_item_files(forged, card_key=ANOTHER, signer=SIGNER, certificate=CERTIFICATE)
    overwrite(whole, FACE_ITEM, FaceItem.NUMBER, files[FaceItem.NUMBER])
    with FaceItemSession(whole) as card:
        card.verify_pin(PINS["face_item"])
        with pytest.raises(NotAuthentic, match="the number"):
            card.read_number(card.read_signed_digests())


def test_altered_items_are_noticed(whole: Chip) -> None:
    """A later address that the issuer did not sign."""
    forged = replace(PRINTED, address="鎌倉市御成町十八番十号")
    files = face_item_files(forged, card_key=ANOTHER, signer=SIGNER, certificate=CERTIFICATE)
    overwrite(whole, FACE_ITEM, FaceItem.FOUR_ITEMS, files[FaceItem.FOUR_ITEMS])
    with FaceItemSession(whole) as card:
        card.verify_pin(PINS["face_item"])
        assert card.read_four_items().address == forged.address
        with pytest.raises(NotAuthentic, match="four items"):
            card.read_four_items(card.read_signed_digests())


def test_the_card_is_there_and_no_copy(whole: Chip, card_key: RSAPublicKey) -> None:
    """Its key signs a fresh challenge; a copy of the files has another key."""
    with FaceItemSession(whole) as card:
        card.verify_pin(PINS["face_item"])
        record = card.read_card_key()
        record.verify(card.read_signer(ROOT.public))
        card.prove_presence(b"fresh", record.card_key)

        assert record.card_key == card_key
        with pytest.raises(NotAuthentic, match="answer to the challenge"):
            card.prove_presence(b"fresh", ANOTHER)


def test_the_front_of_the_card(whole: Chip, card_key: RSAPublicKey) -> None:
    """照合番号B: pictures, days and sex, signed over three hashes; the number stays closed."""
    with FaceCheckSession(whole) as card:
        with pytest.raises(PinNeeded):
            card.read_face()
        card.verify_number_b(B)
        face = card.read_face()
        face.verify(card.read_signer(ROOT.public))
        card.prove_presence(b"fresh", face.card_key)

        assert (face.name, face.address, face.photo) == (b"name", b"address", b"photo")
        assert (face.born, face.sex, face.expires) == (PRINTED.born, "female", PRINTED.expires)
        assert (face.security_code, face.card_key) == (b"code", card_key)
        assert "photo" not in repr(face)
        with pytest.raises(PinNeeded):
            card.read_number_picture()
        with pytest.raises(NotAuthentic, match="a signed record"):
            face.verify(ANOTHER)
        with pytest.raises(NotAuthentic, match="card-verifiable certificate"):
            card.read_signer(ANOTHER)
        with pytest.raises(NotAuthentic, match="answer to the challenge"):
            card.prove_presence(b"fresh", ANOTHER)


def test_number_a_opens_the_number_as_a_picture(whole: Chip, card_key: RSAPublicKey) -> None:
    """And the front too."""
    with FaceCheckSession(whole) as card:
        card.verify_number_a(A)
        number = card.read_number_picture()
        number.verify(SIGNER.public)

        assert (number.picture, number.card_key) == (b"number", card_key)
        assert card.read_face().name == b"name"


def test_the_date_of_birth_opens_only_itself(whole: Chip, card_key: RSAPublicKey) -> None:
    """What a shop needs for an age."""
    with FaceCheckSession(whole) as card:
        card.verify_birth(BIRTH)
        birth = card.read_birth()
        birth.verify(card.read_signer(ROOT.public))

        assert (birth.born, birth.card_key) == (PRINTED.born, card_key)
        with pytest.raises(PinNeeded):
            card.read_face()


def test_tries_of_the_picture_application(whole: Chip) -> None:
    """Three counters."""
    with FaceCheckSession(whole) as card:
        for verify in (card.verify_birth, card.verify_number_a, card.verify_number_b):
            length = {card.verify_birth: 6, card.verify_number_a: 12}.get(verify, 14)
            with pytest.raises(WrongPin):
                verify("9" * length)

        assert card.birth_tries_left() == 9
        assert card.number_a_tries_left() == 9
        assert card.number_b_tries_left() == 9


def test_what_is_free_in_the_picture_application(whole: Chip) -> None:
    """The municipality, before anything was verified."""
    with FaceCheckSession(whole) as card:
        information = card.read_information()

    assert information.municipality == "13103"
    assert information.version == bytes([6, 3, 14, 1])
    assert information.key_identifier.startswith(b"9000024")


def changed(*, born: date = PRINTED.born, photo: bytes | None = b"photo") -> bytes:
    """A face record in which one thing was exchanged under the old signature."""
    old = face_check_files(
        PRINTED, PICTURES, card_key=ANOTHER, signer=SIGNER, certificate=CERTIFICATE
    )[FaceCheck.FACE]
    new = face_check_files(
        replace(PRINTED, born=born),
        replace(PICTURES, photo=photo),
        card_key=ANOTHER,
        signer=SIGNER,
        certificate=CERTIFICATE,
    )[FaceCheck.FACE]
    at = old.index(b"\xdf\x28\x82\x01\x00"), new.index(b"\xdf\x28\x82\x01\x00")
    return new[: at[1]] + old[at[0] : at[0] + 261] + new[at[1] + 261 :]


@pytest.mark.parametrize(
    "make",
    [
        lambda: changed(photo=b"other"),
        lambda: changed(born=date(2001, 2, 17)),
        lambda: changed(photo=None),
    ],
    ids=["photo", "birth", "no photo"],
)
def test_an_exchanged_photo_or_birth_is_noticed(whole: Chip, make: Callable[[], bytes]) -> None:
    """Each of the hashes counts."""
    overwrite(whole, FACE_CHECK, FaceCheck.FACE, make())
    with FaceCheckSession(whole) as card:
        card.verify_number_b(B)
        with pytest.raises(NotAuthentic):
            card.read_face().verify(SIGNER.public)


def test_a_card_without_a_photo(whole: Chip) -> None:
    """None, and signed like any other."""
    files = face_check_files(
        PRINTED,
        replace(PICTURES, photo=None),
        card_key=ANOTHER,
        signer=SIGNER,
        certificate=CERTIFICATE,
    )
    overwrite(whole, FACE_CHECK, FaceCheck.FACE, files[FaceCheck.FACE])
    with FaceCheckSession(whole) as card:
        card.verify_number_b(B)
        face = card.read_face()
        face.verify(SIGNER.public)

        assert face.photo is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("ff", "a tag without an end"),
        ("ff20", "cut off"),
        ("ff2003df22", "cut off"),
        ("ff3000", "begins with FF30"),
        ("ff2000", "no object DF22"),
        ("ffffffffffff", "a tag without an end"),
        ("df22800000", "no container"),
    ],
)
def test_files_that_are_none(whole: Chip, content: str, said: str) -> None:
    """One error, which says where it broke off."""
    overwrite(whole, FACE_ITEM, FaceItem.FOUR_ITEMS, bytes.fromhex(content))
    with FaceItemSession(whole) as card:
        card.verify_pin(PINS["face_item"])
        with pytest.raises(UnreadableFile, match=said):
            card.read_four_items()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"19800217", b"19800231", "in no calendar"),
        (b"19800217", b"1980XX17", "not written YYYYMMDD"),
        (b"\xdf\x25\x012", b"\xdf\x25\x017", "JIS X 0303"),
        ("港".encode(), b"\xff\xfe\xfd", "not UTF-8"),
    ],
    ids=["no such day", "letters", "sex", "text"],
)
def test_items_that_make_no_sense(whole: Chip, old: bytes, new: bytes, said: str) -> None:
    """Said as such, never handed on."""
    files = face_item_files(PRINTED, card_key=ANOTHER, signer=SIGNER, certificate=CERTIFICATE)
    overwrite(whole, FACE_ITEM, FaceItem.FOUR_ITEMS, files[FaceItem.FOUR_ITEMS].replace(old, new))
    with FaceItemSession(whole) as card:
        card.verify_pin(PINS["face_item"])
        with pytest.raises(UnreadableFile, match=said):
            card.read_four_items()


def test_a_number_that_is_none(whole: Chip) -> None:
    """A wrong check digit; the error does not repeat it."""
    overwrite(whole, FACE_ITEM, FaceItem.NUMBER, b"\xff\x10\x0c123456789012\xff\xff")
    with FaceItemSession(whole) as card:
        card.verify_pin(PINS["face_item"])
        with pytest.raises(UnreadableFile) as unreadable:
            card.read_number()

    assert "123456" not in str(unreadable.value)
