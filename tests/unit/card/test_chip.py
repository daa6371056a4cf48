"""What the chip answers, byte for byte, as public readers of the real card expect it."""

import errno
import os
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from card_made import PROFILE, Personalised, lay, make_blank, personalise
from card_said import ef, say, verify
from fuda.card.chip import Chip
from fuda.card.disk import Disk
from fuda.card.interface import CertificateKind

JPKI = "00A4040C0AD392F000260100000001"
RESIDENT_REGISTER = "00A4040C0AD3921000310001010401"
FACE_ITEM = "00A4040C0AD3921000310001010408"
ISSUER = "00A4040C06F04655444100"
DIGEST_INFO = "3031300D060960864801650304020105000420"
HASH = sha256(b"signed").hexdigest()


USER = [JPKI, ef(0x18), verify("1234"), ef(0x17)]
SIGNATURE = [JPKI, ef(0x1B), verify("ABC123"), ef(0x1A)]

# The probes that opensc-tool 0.23 sends before it knows the card (a trace of 2026-11).
FOREIGN_PROBES = [
    "00A4040007627601FF000000",
    "00A4040006A00000000101",
    "00A404000BE82B0601040181C31F020100",
    "00A4040C0FD23300000045737445494420763335",
    "00CADF3005",
    "00CB3FFF035C017E08",
    "00A4040009A0000003080000100000",
    "00A4040C07A000000116DB0000",
    "00A4040C07A000000079010000",
    "00A404000CF276A288BCFBA69D34F31001",
    "00A4040009A0000003974254465900",
    "00A4040006D2760001240100",
]


@pytest.mark.parametrize("probe", FOREIGN_PROBES)
def test_foreign_probes_are_turned_away(chip: Chip, probe: str) -> None:
    """A driver of another card hears that its application, object or instruction is not here."""
    assert say(chip, probe) in {"6A82", "6A88", "6D00"}


# command(s) → response; sources: OpenSC, myna, soltia48/myna-card, as listed in docs/interfaces.md
EXCHANGES = [
    ("no FCI asked", [JPKI], "9000"),
    ("FCI", ["00A404000AD392F000260100000001"], "6F0C840AD392F0002601000000019000"),
    ("part of a name", ["00A4040C08D392F00026010000"], "9000"),
    ("part of a name, too short", ["00A4040C04D392F000"], "6A82"),
    ("file: P1=02 only", [JPKI, "00A4090C020018"], "6A86"),
    ("file without application", [ef(0x18)], "6A82"),
    ("no such file", [JPKI, ef(0x99)], "6A82"),
    ("master file after reset", ["00A40000"], "6A86"),
    ("master file in an application", [JPKI, "00A40000"], "9000"),
    ("master file changes nothing", [JPKI, ef(0x18), "00A40000", "00200080"], "63C3"),
    ("master file by id", [JPKI, "00A40000023F00"], "6A82"),
    ("tries of the user PIN", [JPKI, ef(0x18), "00200080"], "63C3"),
    ("tries by short id", [JPKI, "00200098"], "63C3"),
    ("tries of the signature PIN", [JPKI, ef(0x1B), "00200080"], "63C5"),
    ("tries while verified", [*USER, "00200098"], "63C3"),
    ("right PIN", [JPKI, ef(0x18), verify("1234")], "9000"),
    ("right PIN by short id", [JPKI, verify("1234", 0x98)], "9000"),
    ("wrong PIN", [JPKI, ef(0x18), verify("9999")], "63C2"),
    ("PIN of a length it cannot have", [JPKI, ef(0x18), verify("12345")], "6700"),
    ("no try was spent by it", [JPKI, ef(0x18), verify("12345"), "00200080"], "63C3"),
    ("VERIFY without a file", [JPKI, verify("1234")], "6986"),
    ("VERIFY on a certificate", [JPKI, ef(0x0A), verify("1234")], "6981"),
    ("READ BINARY on a PIN", [JPKI, ef(0x18), "00B0000000"], "6981"),
    ("READ BINARY without a file", [JPKI, "00B0000000"], "6986"),
    ("READ BINARY without Le", [JPKI, ef(0x0A), "00B00000"], "6700"),
    ("past the end", [JPKI, ef(0x08), "00B0000300"], "6B00"),
    ("to the end", [JPKI, ef(0x08), "00B0000100"], "8F009000"),
    ("by short id", [JPKI, "00B0880000"], "8F8F009000"),
    ("short id makes it current", [JPKI, "00B0880000", "00B0000201"], "009000"),
    ("signature certificate unread", [JPKI, ef(0x01), "00B0000004"], "6982"),
    ("token label", [JPKI, ef(0x06), "00B000000F"], b"JPKIAPICCTOKEN2".hex().upper() + "9000"),
    ("key without PIN", [JPKI, ef(0x17), f"802A008033{DIGEST_INFO}{HASH}00"], "6982"),
    ("key with the other PIN", [*SIGNATURE, ef(0x17), f"802A008001{'AA'}00"], "6982"),
    ("unknown way of padding", [*USER, f"802A068020{HASH}00"], "6A86"),
    ("too long to pad", [*USER, f"802A0080F6{'00' * 0xF6}00"], "6700"),
    ("a hash of 31 bytes", [*USER, f"802A02801F{HASH[2:]}00"], "6700"),
    ("no default key", [*USER, f"802A000020{HASH}00"], "6985"),
    ("signing with a PIN object", [*USER, ef(0x18), f"802A008020{HASH}00"], "6981"),
    ("card number", ["00CA004500"], b"TEST000000000001".hex().upper() + "9000"),
    ("municipality", ["00CA00F000"], "31333130339000"),
    ("expiry", ["00CA00F200"], "32303335303130329000"),
    ("ATR without TS", ["00CA5F5100"], "E000FF8131FE45149000"),
    ("data object in an application", [JPKI, "00CA00F000"], "6A88"),
    (
        "data object, card manager",
        [JPKI, "00A4040C07A0000001510000", "00CA00F000"],
        "31333130339000",
    ),
    ("data object, Le too small", ["00CA004504"], "6700"),
    ("resident register PIN", [RESIDENT_REGISTER, ef(0x1C), verify("2345")], "9000"),
    ("face item PIN", [FACE_ITEM, verify("3456", 0x91)], "9000"),
    ("class", ["0C20008000"], "6E00"),
    ("instruction", ["0070000000"], "6D00"),
    ("too short", ["00A4"], "6700"),
    ("lengths that contradict each other", ["00A4040C0AD392"], "6700"),
    ("issuer order without a channel", [ISSUER, "80DA000000"], "6985"),
    ("issuer order elsewhere", [JPKI, "80DA000000"], "6985"),
    ("PIN not permitted", [ISSUER, "80D400010431323334"], "6985"),
]


@pytest.mark.parametrize(
    ("commands", "response"), [each[1:] for each in EXCHANGES], ids=[each[0] for each in EXCHANGES]
)
def test_exchanges(chip: Chip, commands: list[str], response: str) -> None:
    """Each command is answered as the real card is known, or was decided, to answer."""
    assert say(chip, *commands) == response


def test_challenges_differ(chip: Chip) -> None:
    """GET CHALLENGE gives as many bytes as asked for, never twice the same."""
    first, second = (chip.transmit(bytes.fromhex("0084000010")) for _ in range(2))

    assert (len(first), first[-2:]) == (18, b"\x90\x00")
    assert first != second


@pytest.mark.parametrize(("kind", "file"), [("user", 0x0A), ("signature", 0x01)])
def test_certificates_are_read_in_pages_and_in_one(
    chip: Chip, issued: Personalised, kind: CertificateKind, file: int
) -> None:
    """256-byte pages and one extended READ BINARY give the same DER, then filler."""
    say(chip, *SIGNATURE, ef(file))
    der = issued.certificates[kind].public_bytes(Encoding.DER)
    pages = b"".join(chip.transmit(bytes([0, 0xB0, page, 0, 0]))[:-2] for page in range(12))
    whole = chip.transmit(bytes.fromhex(f"00B0{0x80 | file:02X}00000000"))[:-2]

    assert pages == whole == der.ljust(PROFILE.certificate_space, b"\xff")


def test_six_ways_of_padding(chip: Chip, issued: Personalised) -> None:
    """P1 00 to 05: the signature fits the certificate's public key."""
    key = issued.certificates["user"].public_key()
    assert isinstance(key, RSAPublicKey)
    say(chip, *USER)

    def signed(p1: int, data: bytes) -> bytes:
        command = bytes([0x80, 0x2A, p1, 0x80, len(data)]) + data + b"\0"
        return chip.transmit(command)[:-2]

    digest = sha256(b"signed").digest()
    pkcs1, pss = PKCS1v15(), PSS(MGF1(SHA256()), 32)
    key.verify(signed(0, bytes.fromhex(DIGEST_INFO) + digest), b"signed", pkcs1, SHA256())
    key.verify(signed(1, b"signed"), digest, pkcs1, NoDigestInfo())
    key.verify(signed(2, digest), b"signed", pkcs1, SHA256())
    key.verify(signed(3, b"signed"), b"signed", pkcs1, SHA256())
    key.verify(signed(4, digest), b"signed", pss, SHA256())
    key.verify(signed(5, b"signed"), b"signed", pss, SHA256())


def test_three_wrong_user_pins_lock_it_and_power_off_does_not_unlock(
    chip: Chip, folder: Path
) -> None:
    """LOCK-02: 63C2, 63C1, 63C0; then the right PIN is not even compared, on any reader."""
    wrong = [say(chip, JPKI, verify("9999", 0x98)) for _ in range(3)]
    chip.remove()
    with lay(folder) as elsewhere:
        after = [say(elsewhere, JPKI, verify("1234", 0x98)), say(elsewhere, "00200098")]

    assert (wrong, after) == (["63C2", "63C1", "63C0"], ["6984", "63C0"])


def test_the_signature_pin_locks_at_the_fifth_and_no_other_with_it(chip: Chip) -> None:
    """LOCK-01 and LOCK-04: five tries, a counter of its own."""
    wrong = [say(chip, JPKI, verify("WRONG1", 0x9B)) for _ in range(6)]

    assert wrong == ["63C4", "63C3", "63C2", "63C1", "63C0", "6984"]
    assert say(chip, *USER) == "9000"


def test_a_right_pin_gives_all_tries_back(chip: Chip) -> None:
    """Two wrong ones, a right one: three tries again."""
    say(chip, JPKI, verify("9999", 0x98), verify("9999", 0x98))

    assert say(chip, verify("1234", 0x98), "00200098") == "63C3"


def test_a_wrong_pin_ends_what_the_right_one_allowed(chip: Chip) -> None:
    """After a wrong VERIFY the key does not sign any more."""
    say(chip, *USER, verify("9999", 0x98))

    assert say(chip, ef(0x17), f"802A028020{HASH}00") == "6982"


@pytest.mark.parametrize("forgets", [True, False])
def test_selecting_the_same_application_again(
    tmp_path: Path,
    forgets: bool,  # noqa: FBT001 - a case's value
) -> None:
    """Whether it ends a verified PIN is a field of the profile; another application always does."""
    folder = make_blank(tmp_path / "card", replace(PROFILE, reselecting_forgets_pins=forgets))
    with lay(folder) as chip:
        personalise(chip)
        say(chip, JPKI, verify("1234", 0x98))

        again = say(chip, JPKI, ef(0x17), f"802A028020{HASH}00")
        assert again[-4:] == ("6982" if forgets else "9000")
        say(chip, verify("1234", 0x98), FACE_ITEM, JPKI, ef(0x17))
        assert say(chip, f"802A028020{HASH}00") == "6982"


def test_a_wrong_length_may_be_made_to_spend_a_try(tmp_path: Path) -> None:
    """The other choice of the open point: a length that cannot be counts as wrong."""
    folder = make_blank(tmp_path / "card", replace(PROFILE, wrong_length_spends_a_try=True))
    with lay(folder) as chip:
        personalise(chip)

        assert say(chip, JPKI, verify("12345", 0x98)) == "63C2"


def test_reset_forgets_the_pin_and_keeps_the_counter(chip: Chip) -> None:
    """Power off and on again on the same reader."""
    say(chip, JPKI, verify("WRONG1", 0x9B), *USER)
    chip.reset()

    assert say(chip, ef(0x17)) == "6A82"
    assert say(chip, JPKI, ef(0x17), f"802A028020{HASH}00") == "6982"
    assert say(chip, "0020009B") == "63C4"


@pytest.mark.parametrize(
    ("application", "old", "change", "new"),
    [
        (JPKI, verify("1234", 0x98), "002401980434333231", verify("4321", 0x98)),
        (JPKI, verify("ABC123", 0x9B), "0024019B06585958393837", verify("XYX987", 0x9B)),
        (FACE_ITEM, verify("3456", 0x91), "002401910434333231", verify("4321", 0x91)),
        (RESIDENT_REGISTER, verify("2345", 0x9C), "8032009C0434333231", verify("4321", 0x9C)),
    ],
)
def test_the_holder_changes_a_pin(  # noqa: PLR0917 - the case's four columns
    chip: Chip, folder: Path, application: str, old: str, change: str, new: str
) -> None:
    """PIN-14: only after the old PIN; the new one is there at the next power-on."""
    assert say(chip, application, change) == "6982"
    assert say(chip, old, change) == "9000"
    chip.remove()
    with lay(folder) as again:
        assert say(again, application, new) == "9000"
        assert say(again, application, old).startswith("63C")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ("0024019805313233343A", "6700"),
        ("0024019803313233", "6700"),
        ("00240198043132333A", "6A80"),
    ],
)
def test_the_chip_takes_no_pin_that_it_could_not_verify(
    chip: Chip, change: str, status: str
) -> None:
    """PIN-04: exactly four digits; the old PIN stays."""
    assert say(chip, JPKI, verify("1234", 0x98), change) == status
    assert say(chip, verify("1234", 0x98)) == "9000"


def test_small_letters_are_refused_not_folded(chip: Chip) -> None:
    """PIN-02: upper-case letters and digits only."""
    assert say(chip, JPKI, verify("abc123", 0x9B)) == "63C4"
    say(chip, verify("ABC123", 0x9B))
    assert say(chip, "0024019B06" + b"abc123".hex()) == "6A80"


def test_a_blank_card_has_nothing_to_compare(tmp_path: Path) -> None:
    """Before hand-over: no tries shown, VERIFY 6985, no certificate, no key."""
    with lay(make_blank(tmp_path / "card")) as chip:
        answers = [
            say(chip, JPKI, "00200098"),
            say(chip, verify("1234", 0x98)),
            say(chip, "00B0880000"),
            say(chip, ef(0x0A), "00B0000004"),
        ]

    assert answers == ["63C0", "6985", "0000009000", "6B00"]


def test_use_leaves_no_trace_in_the_chip(chip: Chip, folder: Path) -> None:
    """SEC-13: logging in, signing and reading gather nothing; the image stays the same."""
    before = (folder / "image").read_bytes()
    say(chip, *USER, f"802A028020{HASH}00", *SIGNATURE, f"802A028020{HASH}00", "00B08100000000")

    assert (folder / "image").read_bytes() == before


class FullDisk(Disk):
    """Takes nothing more."""

    def write(self, file: int, data: bytes, at: int) -> None:  # noqa: ARG002 - a disk's shape
        """No room."""
        raise OSError(errno.ENOSPC, "no room")


def test_where_the_memory_cannot_be_written_nothing_is_compared(folder: Path) -> None:
    """Right and wrong PIN are answered alike, 6581, and the key does not sign."""
    with Chip(folder, where="a test", octets=os.urandom, disk=FullDisk()) as chip:
        answers = [say(chip, JPKI, verify(pin, 0x98)) for pin in ("9999", "1234")]

        assert answers == ["6581", "6581"]
        assert say(chip, ef(0x17), f"802A028020{HASH}00") == "6982"
    with lay(folder) as chip:
        assert say(chip, *USER) == "9000"


def test_an_altered_chip_is_dead(chip: Chip, folder: Path) -> None:
    """Tampering: 6F00 to everything, for good."""
    chip.remove()
    image = bytearray((folder / "image").read_bytes())
    image[100] ^= 1
    (folder / "image").write_bytes(image)
    for _ in range(2):
        with lay(folder) as dead:
            assert dead.erased
            assert [say(dead, each) for each in (JPKI, "00CA004500", "")] == ["6F00"] * 3
