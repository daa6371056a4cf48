"""What clients of the real card were seen to send, replayed byte for byte.

OpenSC 0.23, jsapdu, pymyna and myna; answers as these programs need them. Lengths of certificates
are this card's own.
"""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from card_made import SAMPLES, Full, Personalised
from card_said import say
from fuda.card import interface
from fuda.card.chip import Chip

HASH = "00112233445566778899AABBCCDDEEFF" * 2
DIGEST_INFO = "3031300D060960864801650304020105000420" + HASH


def run(chip: Chip, trace: str) -> list[str]:
    """Send each line; what does not end as the line says after `<`."""
    wrong = []
    for line in filter(None, map(str.strip, trace.splitlines())):
        command, expected = (part.strip() for part in line.split("<"))
        response = say(chip, command)
        ends = expected.upper().split()
        if not response.startswith("".join(ends[:-1])) or not response.endswith(ends[-1]):
            wrong.append(f"{command} → {response[:20]}…{response[-4:]}, not {expected}")
    return wrong


PROBES = [
    "00a4040007627601ff000000",
    "00a4040006a00000000101",
    "00a404000be82b0601040181c31f020100",
    "00a4040c0fd23300000045737445494420763335",
    "00cadf3005",
    "00cb3fff035c017e08",
    "00a4040009a0000003080000100000",
    "00a4040c07a000000116db0000",
    *(f"00a4040c07a000000079{which:04x}00" for which in (0x01, 0x02, *range(0x100, 0x110))),
    "00a404000cf276a288bcfba69d34f31001",
    "00a4040009a0000003974254465900",
    "00a4040006d2760001240100",
]


@pytest.mark.parametrize("probe", PROBES)
def test_probes_of_other_cards_drivers(full_chip: Chip, probe: str) -> None:
    """opensc-tool without OPENSC_DRIVER: turned away, and JPKI answers afterwards."""
    assert say(full_chip, probe) in {"6A82", "6A88", "6D00", "6700"}
    assert say(full_chip, "00a4040c0ad392f000260100000001") == "9000"


def test_pkcs15_tool_lists_the_card(chip: Chip, issued: Personalised) -> None:
    """pkcs15-tool -D: tries, then each certificate in pages; the signature certificate not."""
    certificate = issued.certificates["user"].public_bytes(Encoding.DER)
    trace = f"""
        00a4040c0ad392f000260100000001 < 9000
        00a4020c020018 < 9000
        00200080 < 63c3
        00a4020c02001b < 9000
        00200080 < 63c5
        00a4020c02000a < 9000
        00b0000004 < {certificate[:4].hex()} 9000
        00b0000000 < {certificate[:256].hex()} 9000
        00b0010000 < {certificate[256:512].hex()} 9000
        00b0020000 < {certificate[512:].hex()} 9000
        00a4020c020001 < 9000
        00b0000004 < 6982
        00a4020c02000b < 9000
        00b0000004 < 3082 9000
        00a4020c020002 < 9000
        00b0000004 < 3082 9000
    """
    assert run(chip, trace) == []


def test_pkcs15_crypt_signs(chip: Chip) -> None:
    """pkcs15-crypt --sign: nine commands."""
    trace = f"""
        00a4040c0ad392f000260100000001 < 9000
        00a4020c020018 < 9000
        00200080 < 63c3
        00a4020c02001b < 9000
        00200080 < 63c5
        00a4020c020018 < 9000
        002000800431323334 < 9000
        00a4020c020017 < 9000
        802a008033{DIGEST_INFO}00 < 9000
    """
    assert run(chip, trace) == []


def test_pkcs11_tool_signs_with_the_signature_key(chip: Chip) -> None:
    """The password is presented twice: at login, and again before the signature."""
    trace = f"""
        00a4040c0ad392f000260100000001 < 9000
        00a4020c02001b < 9000
        0020008006414243313233 < 9000
        00a4020c02001b < 9000
        00200080 < 63c5
        0020008006414243313233 < 9000
        00a4020c02001a < 9000
        802a008033{DIGEST_INFO}00 < 9000
    """
    assert run(chip, trace) == []


def test_pkcs11_tool_locks_the_pin(chip: Chip) -> None:
    """Three wrong ones; then the right one is refused as blocked, and no try is shown."""
    trace = """
        00a4040c0ad392f000260100000001 < 9000
        00a4020c020018 < 9000
        002000800439393939 < 63c2
        002000800439393939 < 63c1
        002000800439393939 < 63c0
        002000800431323334 < 6984
        00200080 < 63c0
    """
    assert run(chip, trace) == []


def test_jsapdu_reads_the_face(full_chip: Chip) -> None:
    """VERIFY by short id, READ BINARY with extended Le in one call, no SELECT of files."""
    face, item = SAMPLES[interface.FACE_CHECK], SAMPLES[interface.FACE_ITEM]
    trace = f"""
        00a4040c0ad3921000310001010402 < 9000
        002000930c313233343536373839303138 < 9000
        00b08400000000 < {face[4].hex()} 9000
        00b08200000000 < {face[2].hex()} 9000
        00b08500000000 < {face[5].hex()} 9000
        00a4040c0ad3921000310001010408 < 9000
        002000910433343536 < 9000
        00b08200000000 < {item[2].hex()} 9000
        00b08300000000 < {item[3].hex()} 9000
    """
    assert run(full_chip, trace) == []


def test_pymyna_reads_exact_lengths(full_chip: Chip) -> None:
    """Le of just what it expects: number of 17 bytes, information of 256."""
    item = SAMPLES[interface.FACE_ITEM]
    trace = f"""
        00a4040c0ad3921000310001010408 < 9000
        00a4020c020011 < 9000
        002000800433343536 < 9000
        00a4020c020001 < 9000
        00b0000011 < {item[1].hex()} 9000
        00a4020c020005 < 9000
        00b00000000100 < {item[5].hex()} 9000
        00a4040c0ad392f000260100000001 < 9000
        00a4020c020006 < 9000
        00b0000020 < {b"JPKIAPICCTOKEN2".ljust(32).hex()} 9000
    """
    assert run(full_chip, trace) == []


def test_myna_goes_from_text_to_pictures(full_chip: Chip) -> None:
    """The PIN opens the number, and the number, as 照合番号A, opens the pictures."""
    trace = """
        00a4040c0ad3921000310001010408 < 9000
        00a4020c020011 < 9000
        002000800433343536 < 9000
        00a4020c020001 < 9000
        00b0000011 < ff100c313233343536373839303138 9000
        00a4040c0ad3921000310001010402 < 9000
        00a4020c020013 < 9000
        002000800c313233343536373839303138 < 9000
        00a4020c020002 < 9000
        00b0000007 < 00010203040506 9000
    """
    assert run(full_chip, trace) == []


def test_pyjpki_reads_until_past_the_end(full_chip: Chip, full: Full) -> None:
    """Le FF, offset by offset, until 6B00."""
    say(full_chip, "00a4040c0ad392f000260100000001", "00a4020c02000a")
    read = b""
    while True:
        page = full_chip.transmit(b"\x00\xb0" + len(read).to_bytes(2, "big") + b"\xff")
        if page == b"\x6b\x00":
            break
        assert page[-2:] == b"\x90\x00"
        read += page[:-2]

    assert read.rstrip(b"\xff") == full.certificates["user"].public_bytes(Encoding.DER)
