"""What the issuer writes: the layouts of the real card's files, byte by byte."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import example, given
from hypothesis import strategies as some

from fuda.card.apdu import tlv
from fuda.card.interface import Common, DataObject, FaceCheck, FaceItem, ResidentRegister
from fuda.card.printed import FacePictures, Printed, Remark
from fuda.card.records import (
    check_numbers,
    common_files,
    data_objects,
    face_check_files,
    face_item_files,
    key_identifier,
    municipality_key,
    public_key_object,
    resident_register_files,
    terminal_authority,
)
from fuda.card.simple_tlv import record
from records_made import CERTIFICATE, PICTURES, PRINTED, ROOT, SIGNER

CARD_KEY = generate_private_key(65537, 2048).public_key()


def items(printed: Printed = PRINTED, *, long_form: bool = False) -> dict[int, bytes]:
    """The files of 券面事項入力補助."""
    return dict(
        face_item_files(
            printed,
            card_key=CARD_KEY,
            signer=SIGNER,
            certificate=CERTIFICATE,
            long_form=long_form,
        )
    )


def checks(pictures: FacePictures = PICTURES) -> dict[int, bytes]:
    """The files of 券面事項確認."""
    return dict(
        face_check_files(
            PRINTED, pictures, card_key=CARD_KEY, signer=SIGNER, certificate=CERTIFICATE
        )
    )


def test_check_numbers_of_the_public_example() -> None:
    """1980-02-17 (昭和55), expiry 2035, code 2285 make 55021720352285 (a test card's)."""
    assert check_numbers(PRINTED, era_year=55) == {
        "face_item_number_a": "123456789018",
        "face_item_number_b": "55021720352285",
        "face_check_birth": "550217",
        "face_check_number_a": "123456789018",
        "face_check_number_b": "55021720352285",
    }


@pytest.mark.parametrize(
    ("printed", "era_year", "said"),
    [
        (PRINTED, 1980, "a Japanese year of birth has at most two digits, not 1980"),
        (PRINTED, 0, "a Japanese year of birth has at most two digits, not 0"),
        (replace(PRINTED, security_code="22855"), 55, "a security code has 4 digits"),
        (
            replace(PRINTED, number="１２３４５６７８９０１８"),
            55,
            "an Individual Number has 12 digits",
        ),
    ],
)
def test_what_makes_no_check_number(printed: Printed, era_year: int, said: str) -> None:
    """One clear line, which never repeats the number itself."""
    with pytest.raises(ValueError, match=said) as refused:
        check_numbers(printed, era_year=era_year)
    assert "１２３" not in str(refused.value)


def test_the_number_file_is_17_bytes() -> None:
    """12 digits and two bytes of filler."""
    assert items()[FaceItem.NUMBER] == b"\xff\x10\x0c123456789018\xff\xff"


def test_four_items_as_on_the_test_card() -> None:
    """A name of 15 bytes and an address of 54 give the header that was seen: offsets and all."""
    file = items()[FaceItem.FOUR_ITEMS]

    assert file[:14].hex() == "ff2065df2108000e002000590064"
    assert file[0x0E:0x11].hex() == "df220f"
    assert file[0x11:0x20].decode() == "港区　花子"
    assert file[0x20:0x23].hex() == "df2336"
    assert file[0x59:] == b"\xdf\x24\x0819800217\xdf\x25\x012"
    assert len(file) == 3 + 0x65


def test_four_items_in_the_long_form() -> None:
    """FF 20 82 hh ll; every offset moves by the two bytes."""
    file = items(long_form=True)[FaceItem.FOUR_ITEMS]

    assert file[:16].hex() == "ff20820065df21080010002200" + "5b0066"
    assert file[0x10:] == items()[FaceItem.FOUR_ITEMS][0x0E:]


def test_an_address_that_needs_the_long_form_anyway() -> None:
    """The offsets point at the objects, whatever the length of the header."""
    file = items(replace(PRINTED, address="番地" * 30))[FaceItem.FOUR_ITEMS]

    assert file[:3].hex() == "ff2082"
    offsets = [int.from_bytes(file[at : at + 2], "big") for at in range(8, 16, 2)]
    assert [file[at : at + 2].hex() for at in offsets] == ["df22", "df23", "df24", "df25"]


def test_a_name_in_roman_letters_stays() -> None:
    """Only between Japanese names stands a wide space."""
    assert b"MARIA DA SILVA" in items(replace(PRINTED, name="MARIA DA SILVA"))[FaceItem.FOUR_ITEMS]


@pytest.mark.parametrize(("sex", "digit"), [("male", "1"), ("female", "2"), ("other", "9")])
def test_sex_is_a_digit(sex: str, digit: str) -> None:
    """JIS X 0303."""
    file = items(replace(PRINTED, sex=sex))[FaceItem.FOUR_ITEMS]  # type: ignore[arg-type]

    assert file.endswith(b"\xdf\x25\x01" + digit.encode())


@pytest.mark.parametrize("long_form", [False, True])
def test_signed_digests(*, long_form: bool) -> None:
    """Of the number's file with its filler, of the four items without offsets; then signed."""
    files = items(long_form=long_form)
    file = files[FaceItem.SIGNED_DIGESTS]
    objects = files[FaceItem.FOUR_ITEMS][0x10 if long_form else 0x0E :]

    assert len(file) == 336
    assert file[:8].hex() == "ff3082014bdf3120"
    assert file[8:40] == sha256(files[FaceItem.NUMBER]).digest()
    assert file[40:43].hex() == "df3220"
    assert file[43:75] == sha256(objects).digest()
    assert file[75:80].hex() == "df33820100"
    SIGNER.public.verify(file[80:], file[5:75], PKCS1v15(), SHA256())


def test_nothing_but_what_is_on_the_face() -> None:
    """CARD-21, CARD-22: no other fact reaches the chip, and what is free names nobody."""
    printed = replace(PRINTED, remarks=(Remark(date(2026, 1, 2), "住所変更"),))
    item, check = items(printed), checks()
    facts = (printed.number, "港区　花子", printed.address, "19800217", printed.security_code)
    free = [
        item[FaceItem.CERTIFICATE],
        item[FaceItem.INFORMATION],
        check[FaceCheck.CERTIFICATE],
        check[FaceCheck.INFORMATION],
        *common_files(printed, serial="400000012719843").values(),
        *resident_register_files().values(),
        *data_objects(printed, upper=CERTIFICATE, lower=CERTIFICATE).values(),
    ]

    assert not [fact for fact in facts for content in free if fact.encode() in content]
    assert not [content for content in item.values() if "住所変更".encode() in content]
    assert set(item) == set(FaceItem) & set(range(9)) - {FaceItem.SESSION_KEY}
    assert set(check) == set(FaceCheck) & set(range(7))


def test_sizes_that_clients_read() -> None:
    """336, 568, at least 256, and 16 of filler."""
    sizes = {file: len(content) for file, content in items().items()}

    assert sizes == {1: 17, 2: 104, 3: 336, 4: 568, 5: 256, 7: 536, 8: 16}


def test_the_information_files() -> None:
    """Version and key as on real cards but for the hierarchy's digit; the rest opaque."""
    item, check = items()[FaceItem.INFORMATION], checks()[FaceCheck.INFORMATION]

    assert item[:2].hex() == "ff40"
    assert b"\xdf\x41\x04\x01\x03\x0e\x01\xdf\x42\x109000034\x08\x05001" in item
    assert check[:5].hex() == "ff3082013b"
    assert b"\xdf\x31\x04\x06\x03\x0e\x01\xdf\x32\x109000024\x08\x05001" in check
    assert b"\xdf\x33\x01\x00\xdf\x34\x0513103\xdf\x35\x82\x01\x109900025" in check


def test_the_card_key_record() -> None:
    """EF 0007: the card's key, signed."""
    file = items()[FaceItem.CARD_KEY_RECORD]

    assert file[:10].hex() == "ff50820213df51820109"
    assert file[10:275] == public_key_object(CARD_KEY)
    SIGNER.public.verify(file[-256:], file[5:275], PKCS1v15(), SHA256())


def test_birth_and_number_records() -> None:
    """確認 0001 and 0005: one thing, the card's key, and a signature over both."""
    birth, number = checks()[FaceCheck.BIRTH], checks()[FaceCheck.NUMBER]

    assert birth[:16] == b"\xff\x10\x82\x02\x1e\xdf\x11\x0819800217"
    SIGNER.public.verify(birth[-256:], birth[5:-261], PKCS1v15(), SHA256())
    assert number[5:14] == b"\xdf\x41\x06number"
    SIGNER.public.verify(number[-256:], number[5:-261], PKCS1v15(), SHA256())


def test_the_face_record_has_nine_offsets() -> None:
    """Each points at its object, from the first byte of the file."""
    file = checks()[FaceCheck.FACE]

    assert file[:3].hex() == "ff2082"
    assert file[5:8].hex() == "df2112"
    offsets = [int.from_bytes(file[at : at + 2], "big") for at in range(8, 26, 2)]
    assert [file[at : at + 2].hex() for at in offsets] == [
        *("df22", "df23", "df24", "df25", "df26", "df27", "df28", "df29", "df2a")
    ]
    assert offsets[0] == 26


def test_the_face_record_is_signed_over_three_hashes() -> None:
    """Facts, text pictures and photo in one DigestInfo; expiry and code are not in it."""
    file = checks()[FaceCheck.FACE]
    at = [int.from_bytes(file[each : each + 2], "big") for each in range(8, 26, 2)]
    parts = (file[at[0] : at[3]], file[at[3] : at[5]], file[at[5] : at[6]])
    digest_info = bytes.fromhex("3071300D060960864801650304020105000460")
    digest_info += b"".join(sha256(part).digest() for part in parts)
    signature = file[at[6] + 5 : at[7]]

    SIGNER.public.verify(signature, digest_info, PKCS1v15(), NoDigestInfo())
    assert file[at[7] :] == b"\xdf\x29\x0820350217\xdf\x2a\x04code"
    changed = digest_info[:-1] + bytes([digest_info[-1] ^ 1])
    with pytest.raises(InvalidSignature):
        SIGNER.public.verify(signature, changed, PKCS1v15(), NoDigestInfo())


def test_a_card_without_a_photo() -> None:
    """The object is there and empty."""
    file = checks(replace(PICTURES, photo=None))[FaceCheck.FACE]

    at = int.from_bytes(file[18:20], "big")
    assert file[at : at + 5].hex() == "df2700df28"


def test_pictures_too_large_for_the_card() -> None:
    """One clear line instead of an offset that wraps around."""
    with pytest.raises(ValueError, match="make its pictures smaller"):
        checks(replace(PICTURES, photo=bytes(32700)))


def test_a_card_verifiable_certificate() -> None:
    """568 bytes: both key identifiers, the key, and the authority's signature over the 297."""
    assert CERTIFICATE[:10].hex() == "7f218202335f4e820129"
    assert CERTIFICATE[10:26] == b"9000033\x08\x05001\0\0\0\0"
    assert CERTIFICATE[26:42] == b"1310321\x08\x05000\0\0\0\0"
    assert CERTIFICATE[42:51].hex() == "900301000191820100"
    assert CERTIFICATE[307:312].hex() == "5f37820100"
    assert len(CERTIFICATE) == 568
    ROOT.public.verify(CERTIFICATE[312:], CERTIFICATE[10:307], PKCS1v15(), SHA256())


def test_keys_and_names_of_another_kind_are_refused() -> None:
    """A key of 3072 bits, a short identifier, letters for digits."""
    with pytest.raises(ValueError, match="have 2048 bits, this one 3072"):
        public_key_object(generate_private_key(65537, 3072).public_key())
    with pytest.raises(ValueError, match="16 bytes, not 3"):
        terminal_authority(identifier=b"abc", public_key=CARD_KEY)
    for number in ("abc", "12345678", "abcdefg", "１２３４５６７"):
        with pytest.raises(ValueError, match="7 digits, not"):
            key_identifier(number)
    with pytest.raises(ValueError, match="5 digits, not '131032'"):
        municipality_key("131032")


def test_the_terminal_authority() -> None:
    """EF 0016 of JPKI: whose, and the key."""
    file = terminal_authority(identifier=key_identifier("9000050"), public_key=CARD_KEY)

    assert file == b"9000050\x08\x05001\0\0\0\0" + public_key_object(CARD_KEY)
    assert len(file) == 281


def test_the_common_record() -> None:
    """15 digits of serial number, 5 of municipality, 8 of the last day; as simple TLV."""
    files = common_files(PRINTED, serial="400000012719843")

    assert files[Common.CARD] == b"\x01\x1c4000000127198431310320350217"
    assert files[Common.KEY_IDENTIFIER][:2].hex() == "0110"
    assert (
        files[Common.KEY_IDENTIFIER] == resident_register_files()[ResidentRegister.KEY_IDENTIFIER]
    )
    with pytest.raises(ValueError, match="serial number has 15 digits"):
        common_files(PRINTED, serial="TEST00000000001")


def test_data_objects_with_and_without_the_lower_certificate() -> None:
    """Certificates stand there without their wrapper; 00F7 names who signed the lower one."""
    both = data_objects(PRINTED, upper=CERTIFICATE, lower=CERTIFICATE)
    one = data_objects(PRINTED, upper=CERTIFICATE)

    assert DataObject.CARD_NUMBER not in both
    assert both[DataObject.MUNICIPALITY] == b"13103"
    assert both[DataObject.EXPIRES] == b"20350217"
    assert both[DataObject.UPPER_CERTIFICATE] == CERTIFICATE[5:]
    assert both[DataObject.KEY_IDENTIFIER] == ROOT.key_identifier
    assert both[DataObject.CARD_DATA].hex() == (
        "732206072a864886fc6b01600c060a2a864886fc6b02020201630906072a864886fc6b03"
    )
    assert set(both) - set(one) == {DataObject.KEY_IDENTIFIER, DataObject.LOWER_CERTIFICATE}


def read_tlv(octets: bytes) -> tuple[int, bytes, bytes]:
    """A reader of its own: tag of one or two bytes, length, rest."""
    wide = octets[0] & 0x1F == 0x1F
    tag, octets = int.from_bytes(octets[: 1 + wide], "big"), octets[1 + wide :]
    if octets[0] == 0x82:
        length, octets = int.from_bytes(octets[1:3], "big"), octets[3:]
    else:
        length, octets = octets[0], octets[1:]
    return tag, octets[:length], octets[length:]


@given(
    tag=some.sampled_from([0x90, 0x91, 0xA1, 0xDF21, 0xFF20, 0x5F4E, 0x7F21]),
    value=some.binary(max_size=1000),
    rest=some.binary(max_size=3),
    long_form=some.booleans(),
)
def test_every_object_reads_back(*, tag: int, value: bytes, rest: bytes, long_form: bool) -> None:
    """Tag, value and what follows, for every length and either form."""
    assert read_tlv(tlv(tag, value, long_form=long_form) + rest) == (tag, value, rest)


@given(tag=some.integers(1, 0xFE), value=some.binary(max_size=700))
@example(tag=1, value=bytes(0xFE))
@example(tag=1, value=bytes(0xFF))
def test_every_record_reads_back(tag: int, value: bytes) -> None:
    """Length in one byte up to 254, else FF and two bytes."""
    made = record(tag, value)

    assert made[0] == tag
    if made[1] == 0xFF:
        assert (int.from_bytes(made[2:4], "big"), made[4:]) == (len(value), value)
        assert len(value) > 0xFE
    else:
        assert (made[1], made[2:]) == (len(value), value)
