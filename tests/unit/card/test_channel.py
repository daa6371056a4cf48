"""The issuer channel: only this card's issuer, in this order, all of it or nothing."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from card_made import ISSUER_KEY, PINS, Authority, lay, make_blank, open_host, personalise
from fuda.card.chip import Chip
from fuda.card.interface import StatusWord
from fuda.card.issuer import (
    Commit,
    Committed,
    Done,
    IssuerHost,
    KeyPairMade,
    MakeKeyPair,
    NotThisCard,
    Order,
    PermitPin,
    RefusedByChip,
    WriteCertificates,
)
from fuda.terminals.reader import (
    CardRefused,
    CardRemoved,
    JpkiSession,
    NotOnCard,
    PinLocked,
    PinUnfit,
    WrongPin,
    begin_channel,
    run_script,
    set_pins,
    tries_left,
    verify_pin,
)

CHALLENGE = b"prove it"
_SPKI = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def status(chip: Chip, command: bytes) -> int:
    """The status word of one command."""
    return int.from_bytes(chip.transmit(command)[-2:], "big")


def begun(chip: Chip) -> IssuerHost:
    """A channel that is open on both sides."""
    host = open_host(chip)
    assert host.unwrap(chip.transmit(host.opening())) == Done()
    return host


def made_key(chip: Chip, host: IssuerHost) -> KeyPairMade:
    """A user key made on the open channel."""
    answer = host.unwrap(chip.transmit(host.wrap(MakeKeyPair("user", CHALLENGE))))
    assert isinstance(answer, KeyPairMade)
    return answer


def der(authority: Authority, made: KeyPairMade) -> tuple[bytes, bytes]:
    """A certificate for the key and the authority's own."""
    certificate = authority.certify("somebody", made.public_key)
    return (
        certificate.public_bytes(Encoding.DER),
        authority.certificate.public_bytes(Encoding.DER),
    )


@pytest.fixture(scope="module")
def authority() -> Authority:
    """Who certifies."""
    return Authority.make("an authority")


def test_the_chip_proves_that_it_holds_the_key(chip: Chip) -> None:
    """Proof of possession: the challenge signed with the key made just now."""
    made = made_key(chip, begun(chip))
    key = load_der_public_key(made.public_key)

    assert isinstance(key, RSAPublicKey)
    assert key.key_size == 2048
    key.verify(made.proof, CHALLENGE, PKCS1v15(), SHA256())


def test_after_the_commit_the_new_key_signs_and_its_certificate_is_read(
    chip: Chip, authority: Authority
) -> None:
    """The new pair is in use, the other pair untouched."""
    host = begun(chip)
    made = made_key(chip, host)
    certificate, own = der(authority, made)
    run_script(chip, [host.wrap(WriteCertificates("user", certificate, own)), host.wrap(Commit())])
    key = load_der_public_key(made.public_key)
    assert isinstance(key, RSAPublicKey)
    with JpkiSession(chip) as card:
        assert (card.read_user_certificate(), card.read_user_authority()) == (certificate, own)
        card.verify_user_pin(PINS["user"])
        key.verify(card.sign_user(b"data"), b"data", PKCS1v15(), SHA256())
        card.verify_signature_pin(PINS["signature"])
        assert card.read_signature_certificate()


def test_a_host_can_be_resumed_from_what_it_stored(chip: Chip) -> None:
    """The issuer keeps two challenges and a count between two calls, nothing else."""
    beginning = begin_channel(chip)
    stored = {
        "issuer_key": ISSUER_KEY,
        "chip_challenge": beginning.chip_challenge,
        "host_challenge": bytes(16),
    }
    host = IssuerHost.open(**stored)
    responses = run_script(chip, [host.opening(), host.wrap(MakeKeyPair("user", CHALLENGE))])
    later = IssuerHost.resume(**stored, commands=host.commands)
    answers = [later.unwrap(response) for response in responses]
    (committed,) = run_script(chip, [later.wrap(Commit())])
    last = IssuerHost.resume(**stored, commands=later.commands, responses=later.responses)

    assert isinstance(answers[1], KeyPairMade)
    assert last.unwrap(committed) == Committed()


def test_another_cards_issuer_key_opens_nothing(chip: Chip) -> None:
    """6988, and the challenge is used up."""
    challenge = begin_channel(chip).chip_challenge
    stranger = IssuerHost.open(
        issuer_key=bytes(32), chip_challenge=challenge, host_challenge=bytes(16)
    )
    issuer = IssuerHost.open(
        issuer_key=ISSUER_KEY, chip_challenge=challenge, host_challenge=bytes(16)
    )

    assert status(chip, stranger.opening()) == StatusWord.SEAL_BROKEN
    assert status(chip, issuer.opening()) == StatusWord.CONDITIONS


def test_a_response_of_another_card_is_known(chip: Chip) -> None:
    """The chip, too, must show that it holds the issuer key, and answer in turn."""
    host = open_host(chip)
    response = chip.transmit(host.opening())

    with pytest.raises(NotThisCard):
        host.unwrap(bytes([response[0] ^ 1]) + response[1:])
    with pytest.raises(NotThisCard):
        host.unwrap(b"\x80\x90\x00")
    assert host.unwrap(response) == Done()
    with pytest.raises(NotThisCard):
        host.unwrap(response)


def test_an_old_script_does_not_run_again(chip: Chip) -> None:
    """A recorded script is worth nothing: the chip's challenge is another each time."""
    host = open_host(chip)
    script = [host.opening(), host.wrap(PermitPin("user"))]
    run_script(chip, script)
    assert status(chip, script[0]) == StatusWord.CONDITIONS
    begin_channel(chip)

    assert status(chip, script[0]) == StatusWord.SEAL_BROKEN


@pytest.mark.parametrize("trick", ["repeated", "left out", "altered", "header altered"])
def test_orders_cannot_be_repeated_left_out_or_altered(chip: Chip, trick: str) -> None:
    """6988; the channel ends and everything ordered before is undone."""
    before = sealed_state(chip)
    host = begun(chip)
    first, second = host.wrap(PermitPin("user")), host.wrap(PermitPin("face_item"))
    assert status(chip, first) == StatusWord.OK
    tricks = {
        "repeated": first,
        "left out": host.wrap(Commit()),
        "altered": second[:-3] + bytes([second[-3] ^ 1]) + second[-2:],
        "header altered": second[:2] + b"\x02" + second[3:],
    }

    assert status(chip, tricks[trick]) == StatusWord.SEAL_BROKEN
    assert status(chip, second) == StatusWord.CONDITIONS
    with pytest.raises(CardRefused):
        set_pins(chip, {"user": "0000"})
    assert sealed_state(chip) == before


def sealed_state(chip: Chip) -> bytes:
    """What the chip's memory holds, whole."""
    return chip._memory.content


def test_nothing_changes_before_the_commit(chip: Chip, folder: Path, authority: Authority) -> None:
    """Pulled out at any step of a hand-over, the card is as it was, PINs and tries included."""
    for _ in range(3):
        with pytest.raises((WrongPin, PinLocked)):
            verify_pin(chip, "face_item", "0000")
    steps = 8
    for pulled_at in range(steps):
        before = sealed_state(chip)
        host = open_host(chip)
        try:
            hand_over(Pulled(chip, pulled_at), host, authority)
        except CardRemoved:
            chip.remove()
        else:
            raise AssertionError(pulled_at)
        chip = lay(folder)

        assert sealed_state(chip) == before
        assert tries_left(chip, "face_item") == 0
    hand_over(chip, open_host(chip), authority)
    verify_pin(chip, "face_item", "1111")
    chip.remove()


class Pulled:
    """A reader from which the card is pulled after so many commands."""

    def __init__(self, chip: Chip, commands: int) -> None:
        self.chip = chip
        self.left = commands

    def transmit(self, apdu: bytes) -> bytes:
        """Carry it while the card is there."""
        if self.left == 0:
            self.chip.remove()
        self.left -= 1
        return self.chip.transmit(apdu)


def hand_over(reader: Pulled | Chip, host: IssuerHost, authority: Authority) -> None:
    """Eight commands, the commit last."""
    responses = run_script(reader, [host.opening(), host.wrap(MakeKeyPair("user", CHALLENGE))])
    made = [host.unwrap(response) for response in responses][1]
    assert isinstance(made, KeyPairMade)
    orders: list[Order] = [WriteCertificates("user", *der(authority, made))]
    orders += [PermitPin("user"), PermitPin("face_item")]
    for response in run_script(reader, map(host.wrap, orders)):
        host.unwrap(response)
    set_pins(reader, {"user": "1111", "face_item": "1111"})
    run_script(reader, [host.wrap(Commit())])


def test_a_permission_is_for_one_pin_once(chip: Chip) -> None:
    """Not permitted, or set already: 6985."""
    host = begun(chip)
    run_script(chip, [host.wrap(PermitPin("user"))])
    with pytest.raises(CardRefused):
        set_pins(chip, {"face_item": "1111"})
    set_pins(chip, {"user": "1111"})
    with pytest.raises(CardRefused):
        set_pins(chip, {"user": "2222"})
    run_script(chip, [host.wrap(Commit())])

    verify_pin(chip, "user", "1111")


@pytest.mark.parametrize("pin", ["12345", "12a4", "", "123４"])
def test_an_unfit_pin_may_be_typed_again(chip: Chip, pin: str) -> None:
    """PIN-04: the chip takes four digits; the channel stays open for another attempt."""
    host = begun(chip)
    run_script(chip, [host.wrap(PermitPin("user"))])
    with pytest.raises(PinUnfit):
        set_pins(chip, {"user": pin})
    set_pins(chip, {"user": "1111"})
    run_script(chip, [host.wrap(Commit())])

    verify_pin(chip, "user", "1111")


def test_a_permitted_pin_must_be_set_before_the_commit(chip: Chip) -> None:
    """A commit without it is refused and everything undone."""
    host = begun(chip)
    run_script(chip, [host.wrap(PermitPin("user"))])
    with pytest.raises(RefusedByChip, match="6985"):
        host.unwrap(chip.transmit(host.wrap(Commit())))

    verify_pin(chip, "user", PINS["user"])


def test_setting_a_pin_unlocks_it(chip: Chip) -> None:
    """A locked PIN that the issuer lets the resident set anew has all its tries again."""
    for _ in range(4):
        chip.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
        chip.transmit(bytes.fromhex("002000980439393939"))
    assert tries_left(chip, "user") == 0
    host = begun(chip)
    run_script(chip, [host.wrap(PermitPin("user"))])
    set_pins(chip, {"user": "1111"})
    run_script(chip, [host.wrap(Commit())])

    assert tries_left(chip, "user") == 3


def test_a_certificate_for_another_key_is_not_written(chip: Chip, authority: Authority) -> None:
    """Two cards exchanged at the issuer are found out by the chip: 6A80."""
    host = begun(chip)
    stranger = KeyPairMade(authority.certificate.public_key().public_bytes(*_SPKI), b"")
    order = WriteCertificates("user", *der(authority, stranger))

    assert status(chip, host.wrap(order)) == StatusWord.WRONG_DATA
    assert status(chip, host.wrap(Commit())) == StatusWord.CONDITIONS


def test_a_new_key_ends_the_old_certificate(chip: Chip) -> None:
    """A certificate that no longer fits is not left lying beside the new key."""
    host = begun(chip)
    made_key(chip, host)
    run_script(chip, [host.wrap(Commit())])
    with JpkiSession(chip) as card, pytest.raises(NotOnCard):
        card.read_user_certificate()


def test_the_memory_shows_nothing_in_the_clear(folder: Path) -> None:
    """Neither PIN, key nor card number can be read from the files beside the fused key."""
    files = b"".join((folder / name).read_bytes() for name in ("image", "counters"))

    assert [word for word in (b"ABC123", b"TEST0000", b"issuer", b"pins") if word in files] == []


def test_two_cards_have_different_keys(tmp_path: Path) -> None:
    """Keys are made on each chip and leave none."""
    keys = set()
    for name in ("one", "two"):
        with lay(make_blank(tmp_path / name)) as chip:
            keys |= {
                bytes(certificate.public_key().public_bytes(*_SPKI))
                for certificate in personalise(chip).certificates.values()
            }

    assert len(keys) == 4
